"""The page of one package against plain Python over the rows that are stored."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import number, rupiah, rupiah_full
from services.upstream.catalog import find
from tests.gateway import TOKEN, Gateway, loopback, paket, program
from tests.oracle.basics import live_package
from tests.pages.conftest import Open
from tests.pages.seeing import bare, grid, headings, link, told
from tests.pages.truth import KODE, LINK, TAHUN, Truth

PAGE, LISTS = "pages/paket.py", "pages/penyedia.py"
RUNNING = {"klpd": KODE, "tahun": "2026"}
Row = dict[str, Any]
Rows = list[Row]
Stored = Callable[..., Rows]


@pytest.fixture
def stored(truth: Truth) -> Stored:
    """Return a function that reads and gives the rows of a partition, deleted ones too."""

    def read(dataset: str, tahun: int = TAHUN, klpd: str = KODE) -> Rows:
        return truth.app.repository.load(find(dataset).partition(klpd, tahun)).frame.to_dicts()

    return read


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve hand-made rows as a live source."""
    del nothing_stored
    served = Gateway()
    with loopback(served) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield served


def facts(app: AppTest) -> dict[str, str]:
    """Return the facts of the package drawn first, label to text."""
    bodies = [e.proto.body for e in app.get("html") if "<dl" in e.proto.body]
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", bodies[0]) if bodies else []
    return {html.unescape(name): html.unescape(value) for name, value in pairs}


def test_a_listed_package_says_what_it_is(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-penyedia") if live_package(r) and r["metode_pengadaan"])
    app = opened(PAGE, **LINK, kode=row["kd_rup"])
    said = told(app)
    assert f"paket penyedia {row['kd_rup']} {row['nama_satker']}, Kab. Lombok Tengah, 2025" in said
    assert row["nama_paket"] in said
    assert f"pagu {rupiah(row['pagu'])}, status {row['status']}" in said
    assert "Daftar lengkap paket penyedia sudah dibaca." in said
    shown = facts(app)
    assert shown["Pagu (Rp)"] == number(row["pagu"])
    assert row["volume_pekerjaan"] in shown.values()
    assert not any("{" in value for value in shown.values())


def test_without_the_provider_list_the_page_says_that_it_is_unread(
    nothing_stored: Path, opened: Open, stored: Stored
) -> None:
    del nothing_stored
    lama = next(
        r["kd_rup_lama"] for r in stored("history-kaji-ulang") if r["jenis_paket"][0] == "P"
    )
    said = told(opened(PAGE, **LINK, kode=lama))
    assert f"Kode {lama} tidak ada dalam daftar paket yang tersimpan" in said
    assert "Daftar paket penyedia belum dibaca" in said


def test_a_code_of_nothing_stays_in_the_link_and_is_said_to_be_in_no_list(opened: Open) -> None:
    app = opened(PAGE, **LINK, kode="9999")
    said = told(app)
    assert ("kode", "9999") in link(app)
    assert "Kode 9999 tidak ada dalam daftar paket yang tersimpan untuk Kab. Lombok Tengah" in said
    assert "Tidak ada riwayat kaji ulang yang tersimpan untuk kode 9999" in said
    assert facts(app) == {}


def test_a_deleted_package_is_called_deleted(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-penyedia") if r["status_delete_rup"])
    said = told(opened(PAGE, **LINK, kode=row["kd_rup"]))
    assert "sudah dihapus atau tidak aktif dalam daftar" in said
    assert f"pagunya waktu itu {rupiah(row['pagu'])}" in said


def test_a_split_package_names_its_heirs_and_lists_every_act(opened: Open, stored: Stored) -> None:
    history = stored("history-kaji-ulang")
    splits = [r for r in history if r["jenis_revisi"] == "SATUKEBANYAK"]
    ((lama, kind), count) = Counter(
        (r["kd_rup_lama"], r["jenis_paket"]) for r in splits
    ).most_common(1)[0]
    heirs = {
        r["kd_rup_baru"]
        for r in history
        if (r["kd_rup_lama"], r["jenis_paket"]) == (lama, kind) and r["kd_rup_baru"] != lama
    }
    assert len(heirs) >= count > 1
    app = opened(PAGE, **LINK, kode=lama)
    said = told(app)
    (line,) = (text for text in said.splitlines() if f"{lama} sudah diganti" in text)
    assert all(code in line for code in heirs)
    acts = grid(app)
    assert {row["kd_rup_baru"] for row in acts if row["kd_rup_lama"] == lama} >= heirs
    assert f"Fakta paket {lama}" in headings(app)


def test_both_kinds_with_the_same_number_are_two_packages(gateway: Gateway, opened: Open) -> None:
    gateway.put(program(1))
    gateway.put(paket(5, pagu=3_000_000), dataset="paket-swakelola")
    provider = paket(5, nama_paket="Laptop", pagu=7_000_000, metode_pengadaan="E-Purchasing")
    gateway.put(provider, dataset="paket-penyedia")
    opened(LISTS, **RUNNING)
    app = opened(PAGE, **RUNNING, kode="5")
    said = told(app)
    assert "Laptop: paket penyedia 5 DINAS UJI" in said
    assert "Paket 5: paket swakelola 5 DINAS UJI" in said
    assert {"penyedia · 2026", "swakelola · 2026"} <= {bare(c.value) for c in app.caption}
    assert len([e for e in app.get("html") if "<dl" in e.proto.body]) == 2


def test_a_code_is_typed_into_the_box(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-swakelola") if live_package(r))
    app = opened(PAGE, **LINK)
    assert "Masukkan kode RUP sebuah paket" in told(app)
    app.text_input(key="b_kode").set_value(f" {row['kd_rup']} ").run()
    assert ("kode", row["kd_rup"]) in link(app)
    assert f"paket swakelola {row['kd_rup']}" in told(app)
    onward = [e.proto.query_string for e in app.get("page_link")]
    assert sum(f"satker={row['kd_satker']}" in query for query in onward) == 3


def test_budget_rows_are_compared_with_the_pagu(opened: Open, stored: Stored) -> None:
    sums = Counter[str]()
    for row in stored("paket-anggaran-penyedia"):
        if live_package(row):
            sums[row["kd_rup"]] += row["pagu"] or 0
    row = next(
        r for r in stored("paket-penyedia") if live_package(r) and sums[r["kd_rup"]] == r["pagu"]
    )
    said = told(opened(PAGE, **LINK, kode=row["kd_rup"]))
    assert f"Jumlah baris anggaran {rupiah_full(row['pagu'])}, sama dengan pagu paket" in said


def test_the_page_speaks_english(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-penyedia") if live_package(r) and r["metode_pengadaan"])
    app = opened(PAGE, **LINK, kode=row["kd_rup"], lang="en")
    said = told(app)
    assert f"provider package {row['kd_rup']} of" in said
    assert f"Facts of package {row['kd_rup']}" in headings(app)
    for word in ("tidak ada", "Fakta", "belum dibaca"):
        assert word not in said
