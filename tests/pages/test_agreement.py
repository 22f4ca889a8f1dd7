"""Equal quantities are equal wherever they stand: pages, report, exports and command line.

The expected values are summed in plain Python from the rows that the command `table` writes; every
page, the report and the exported rows of ten KLPD-years must print the same.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections import report as report_section
from pages.shell.widgets import downloads
from services.__main__ import main
from services.language.wording import number, percent, rupiah, text
from tests.pages.conftest import Open
from tests.pages.seeing import figures, list_total, lists, open_menus, told
from tests.pages.truth import total

KLPD_YEARS = (
    *(("D304", 2025), ("D304", 2024), ("D308", 2025), ("D301", 2025), ("D309", 2025)),
    *(("D353", 2025), ("D352", 2025), ("D358", 2025), ("L25", 2025), ("L28", 2025)),
)
"""Ordinary kabupaten, kota and province, lists with missing values, and KLPD that serve nothing of
one dataset or announced packages alone."""
PAGES = ("dashboard.py", "pages/program.py", "pages/swakelola.py", "pages/kaji-ulang.py")
UNKNOWN = text("absent.unknown")
MEANINGLESS = text("swakelola.meaningless")
Rows = list[dict[str, Any]]


@pytest.fixture
def command(data: Path, tmp_path: Path) -> Callable[..., Rows]:
    """Return a function that gives the rows that the command `table` writes."""

    def run(name: str, kode: str, tahun: int) -> Rows:
        out = tmp_path / f"{name}-{kode}-{tahun}.parquet"
        assert main(["table", name, "--klpd", kode, "--tahun", str(tahun), "--out", str(out)]) == 0
        return pl.read_parquet(out).to_dicts()

    return run


def _sum(rows: Rows, column: str) -> int | None:
    return total(row[column] for row in rows)


def expected(command: Callable[..., Rows], kode: str, tahun: int) -> dict[str, str]:
    """Return every quantity as it is printed, from the rows of the command alone."""
    program = command("pagu-per-program", kode, tahun)
    status = command("swakelola-status", kode, tahun)
    revisions = command("kaji-ulang-per-satker", kode, tahun)
    march = command("swakelola-pengumuman", kode, tahun)
    (whole,) = command("banding", kode, tahun)
    packages = sum(row["jumlah_paket"] for row in status)
    announced = sum(row["jumlah_paket"] for row in status if row["status"] == "Terumumkan")
    share = percent(announced / packages) if packages else UNKNOWN
    if packages and whole["pangsa_terumumkan"] is None:
        share = MEANINGLESS
    least = sum(row["diumumkan_31_maret"] for row in march)
    out = sum(row["diumumkan_kemudian"] + row["tidak_diketahui"] for row in march)
    low, high = (percent(n / packages) if packages else UNKNOWN for n in (least, packages - out))
    return {
        "pagu": rupiah(_sum(program, "pagu")),
        "jumlah_program": number(_sum(program, "jumlah_baris")),
        "kode_program": number(len(program) or None),
        "paket": number(packages or None),
        "pagu_swakelola": rupiah(_sum(status, "pagu")),
        "terumumkan": share,
        "maret": low if low == high else f"{low}–{high}",
        "tindakan": number(_sum(revisions, "tindakan")),
        "baris": number(_sum(revisions, "revisi")),
        "batal": number(_sum(revisions, "batal_bersih")),
        "keluarga": number(whole["tindakan_swakelola_per_100_keluarga"], 1),
    }


LABELS: Mapping[str, Mapping[str, str]] = {
    "dashboard.py": {
        "ringkasan.pagu": "pagu",
        "ringkasan.jumlah_program": "jumlah_program",
        "ringkasan.jumlah_paket": "paket",
        "ringkasan.tindakan": "tindakan",
        "ringkasan.batal_bersih": "batal",
    },
}
TOTALS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "pages/swakelola.py": (
        "swakelola-per-satker",
        {
            "swakelola.packages": "paket",
            "shell.list.sort_pagu": "pagu_swakelola",
            "swakelola.terumumkan": "terumumkan",
        },
    ),
    "pages/kaji-ulang.py": ("kaji-ulang-per-satker", {"kaji_ulang.head.tindakan": "tindakan"}),
}
"""The list of a page, and the quantities in its row of all rows by the labels of their columns."""
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "dashboard.py": ("pagu", "jumlah_program", "paket", "tindakan", "batal"),
    "pages/program.py": ("pagu", "kode_program"),
    "pages/swakelola.py": ("paket", "pagu_swakelola", "maret"),
    "pages/kaji-ulang.py": ("tindakan", "batal"),
}


def _shown(app: AppTest, page: str) -> dict[str, str]:
    """Return the key figures of a page by quantity, those of a list from the row of all its rows.

    None where the page ends with a panel.
    """
    if page == "pages/program.py":
        return _of_list(app) if lists(app) else {}
    if page in TOTALS:
        return _of_total(app, *TOTALS[page])
    values = figures(app)
    return {name: values[text(key)][0] for key, name in LABELS[page].items() if values}


def _of_list(app: AppTest) -> dict[str, str]:
    total_row = list_total(app)
    (codes,) = re.findall(r"[\d.]+", total_row.name)
    (pagu,) = (value for label, value in total_row.texts.items() if label.startswith("Pagu "))
    return {"pagu": pagu, "kode_program": codes}


def _of_total(app: AppTest, name: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what the row of all satkers prints; nothing where a single satker needs none."""
    if not lists(app).get(name, {}).get("total"):
        return {}
    row = list_total(app, name)
    found = {quantity: row.texts[text(label)] for label, quantity in labels.items()}
    if name == "kaji-ulang-per-satker":
        found["batal"] = row.marks[0]["v"]
    return {quantity: value.replace("\xa0", " ") for quantity, value in found.items()}


def _answer(app: AppTest) -> str:
    """Return the text before the key figures, where the answer stands."""
    return told(app).partition("Sumber:")[0]


@pytest.mark.parametrize(("kode", "tahun"), KLPD_YEARS)
def test_every_page_prints_what_the_command_adds_up_to(
    opened: Open, command: Callable[..., Rows], kode: str, tahun: int
) -> None:
    wanted = expected(command, kode, tahun)
    seen = 0
    for page in PAGES:
        app = opened(page, klpd=kode, tahun=str(tahun))
        shown = _shown(app, page)
        assert shown == {name: wanted[name] for name in shown}
        known = [wanted[n] for n in SENTENCES[page] if shown and wanted[n] != UNKNOWN]
        assert [value for value in known if value not in _answer(app)] == []
        seen += len(shown)
    assert seen >= len(LABELS["dashboard.py"])


@pytest.mark.parametrize(("kode", "tahun"), KLPD_YEARS)
def test_the_comparison_the_report_and_the_exports_agree_with_the_command(
    opened: Open,
    command: Callable[..., Rows],
    monkeypatch: pytest.MonkeyPatch,
    kode: str,
    tahun: int,
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}

    def button(label: str, made: Callable[[], bytes], file: str, **settings: Any) -> None:
        offered.setdefault(file, made)  # CSV with commas comes first, others have the same name

    monkeypatch.setattr(report_section, "button", button)
    monkeypatch.setattr(downloads, "button", button)
    wanted = expected(command, kode, tahun)
    link = {"klpd": [kode, "D330"], "tahun": str(tahun), "lihat": "tabel-banding:ya"}
    app = open_menus(opened("pages/banding.py", **link))
    (row,) = (
        found
        for frame in app.dataframe
        for found in frame.value.to_dict("records")
        if found.get("kd_klpd") == kode and "lengkap" in found
    )
    assert _none(row["pangsa_terumumkan"]) in (wanted["terumumkan"], UNKNOWN)
    assert _none(row["tindakan"]) == wanted["tindakan"]
    assert _none(row["tindakan_swakelola_per_100_keluarga"]) == wanted["keluarga"]
    exported = _exported(offered, f"banding-{kode}-D330-{tahun}.csv")
    assert _same(exported, command("banding", kode, tahun))

    offered.clear()
    app = opened(klpd=kode, tahun=str(tahun))
    app.session_state["laporan"] = True
    app.run()
    report = html.unescape(offered[f"laporan-{kode}-{tahun}.html"]().decode())
    values = [_bare(found) for found in re.findall(r"<dd[^>]*>(.*?)</dd>", report, re.DOTALL)]
    for name in ("pagu", "jumlah_program", "paket", "tindakan", "batal"):
        assert any(value.startswith(wanted[name]) for value in values), name


@pytest.mark.parametrize(
    ("kode", "wilayah"), [("D304", "5202"), ("D308", "5208"), ("D309", "5271")]
)
def test_a_region_prints_what_its_own_government_plans(
    opened: Open, command: Callable[..., Rows], kode: str, wilayah: str
) -> None:
    wanted = expected(command, kode, 2025)
    shown = figures(opened("pages/wilayah.py", klpd=kode, tahun="2025", wilayah=wilayah))
    for name in ("pagu", "paket", "terumumkan", "keluarga"):
        assert shown[text(f"wilayah.ukuran.{name}")][0] == wanted[name]


def _none(cell: Any) -> str:
    return UNKNOWN if cell in (None, "", "—") else str(cell)


def _bare(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup).strip()


def _exported(offered: Mapping[str, Callable[[], bytes]], file: str) -> pl.DataFrame:
    content = offered[file]().decode("utf-8-sig")
    lines = [line for line in content.splitlines() if not line.startswith("#")]
    return pl.read_csv(io.StringIO("\n".join(lines)), infer_schema=False)


def _same(exported: pl.DataFrame, rows: Iterable[dict[str, Any]]) -> bool:
    """Compare the counts and money of exported text with rows of the command."""
    for row in rows:
        (mine,) = exported.filter(
            (pl.col("kd_klpd") == row["kd_klpd"]) & (pl.col("tahun") == str(row["tahun"]))
        ).to_dicts()
        for name, value in row.items():
            if isinstance(value, int) and not isinstance(value, bool):
                assert mine[name] == str(value), name
    return True
