"""A figure names its own rows (domain.md rule 11): the KLPD and years that it drew, never more.

Every page is opened with two KLPD and three years chosen. What each figure was given to draw is
noted where it is drawn; source line, citation, title, text alternative and file name are read from
the page as a reader meets them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections import report
from pages.shell.state.drawn import Drawn, pairs_of
from pages.shell.widgets import blocks, downloads
from pages.shell.widgets.figures import charts, figure_head, matrix, plots
from pages.shell.widgets.lists import ranked_list, tables
from services.analysis.frames import PAKET, PENYEDIA, RUP, SATKER, STRUKTUR
from services.analysis.key_figures import years_shown
from services.wiring import App
from tests.gateway import TOKEN, Gateway, loopback, paket, program
from tests.pages.conftest import Open
from tests.pages.seeing import alternatives, bare, headings, lists, open_menus, told
from tests.pages.truth import Truth

NAMES = {"Kab. Lombok Tengah": "D304", "Kab. Lombok Timur": "D305"}
YEARS = ("2023", "2024", "2025")
SEVERAL = {"klpd": ["D304", "D305"], "tahun": list(YEARS)}
TABLES = {
    "dashboard.py": ("buka-pagu-per-program", "buka-swakelola-status", "buka-per-bulan"),
    "pages/program.py": ("tabel-pagu-per-program",),
    "pages/swakelola.py": ("tabel-swakelola-tipe", "tabel-pengumuman-per-hari"),
    "pages/kaji-ulang.py": ("tabel-kaji-ulang-per-bulan", "tabel-alasan", "buka-keadaan"),
    "pages/banding.py": ("buka-bagian", "tabel-banding", "tabel-banding-tahun"),
    "pages/penyedia.py": ("tabel-penyedia-metode", "tabel-penyedia-jadwal", "tabel-penyedia-paket"),
    "pages/tanda.py": ("tabel-tanda-satker",),
}
"""Switches of the link that show the tables behind charts and lists."""
Partition = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One figure as it was drawn, with the title that stood over it before it was completed."""

    kind: str
    title: str
    drawn: Drawn

    @property
    def partitions(self) -> frozenset[Partition]:
        """Return the partitions behind the rows, by their requests."""
        return frozenset(_partition(one.request) for one in self.drawn.partitions)


@dataclass(slots=True, kw_only=True)
class Notes:
    """What a run drew, the tables behind its lists, and the names of the files it offered."""

    figures: list[Noted] = field(default_factory=list)
    tables: list[Drawn] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def _partition(request: Any) -> Partition:
    partition: Partition = request.partition
    return partition


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Notes:
    """Note every figure and every download of the pages as they are drawn."""
    found = Notes()
    log, offer, of_table = blocks.log_figure, downloads.button, downloads.of_table

    def log_figure(view: Any, kind: Any, drawn: Drawn) -> str:
        title = log(view, kind, drawn)
        found.figures.append(Noted(kind=kind, title=title, drawn=drawn))
        return title

    def button(label: str, made: Callable[[], bytes], file: str, **settings: Any) -> None:
        found.files.append(file)
        offer(label, made, file, **settings)

    def of_list(data: Any, drawn: Drawn, **settings: Any) -> downloads.Download:
        found.tables.append(drawn)
        return of_table(data, drawn, **settings)

    monkeypatch.setattr(ranked_list, "of_table", of_list)
    for module in (blocks, charts, figure_head, matrix, plots, ranked_list, tables):
        monkeypatch.setattr(module, "log_figure", log_figure)
    monkeypatch.setattr(downloads, "button", button)
    return found


def _opened(opened: Open, page: str, **more: Any) -> AppTest:
    switches = [f"{name}:ya" for name in TABLES[page]]
    return opened(page, **SEVERAL, lihat=switches, **more)


def _with_menus(app: AppTest, notes: Notes) -> AppTest:
    """Open every menu of a page; the figures of the run before are noted once."""
    notes.figures.clear()
    return open_menus(app)


def _sources(app: AppTest) -> list[frozenset[Partition]]:
    """Return the partitions that each source line of the page names."""
    lines = [bare(one.value) for one in app.caption]
    named = [re.search(r"INAPROC RUP (.+?) · dibaca", line) for line in lines]
    return [_named(found[1], " · ", "") for found in named if found]


def _citations(app: AppTest) -> list[frozenset[Partition]]:
    named = [re.search(r"INAPROC RUP \(LKPP\): (.+?)\. Dibaca", one.value) for one in app.code]
    return [_named(found[1], "; ", "tahun anggaran ") for found in named if found]


def _named(said: str, mark: str, before: str) -> frozenset[Partition]:
    """Return the partitions that a text names: datasets x KLPD x years, in one block or more."""
    found: set[Partition] = set()
    datasets: list[str] = []
    klpd: list[str] = []
    for piece in re.split(rf"{mark}|; ", re.split(r"; nama juga dari", said)[0]):
        if piece.startswith((*RUP, SATKER, PENYEDIA, STRUKTUR)):
            datasets, klpd = piece.split(", "), []
        elif re.fullmatch(rf"{before}\d{{4}}(, \d{{4}})*", piece):
            years = re.findall(r"\d{4}", piece)
            found |= {(d, NAMES[k], int(y)) for d in datasets for k in klpd for y in years}
        else:
            klpd = re.sub(r" \(\w+\)", "", piece).split(" dan ")
            found |= {(d, NAMES[k], None) for d in datasets if d == SATKER for k in klpd}
    return frozenset(found)


@pytest.mark.parametrize("page", TABLES)
def test_source_lines_and_citations_name_what_was_drawn_and_no_more(
    opened: Open, notes: Notes, page: str
) -> None:
    app = _with_menus(_opened(opened, page), notes)
    wanted = {noted.partitions for noted in notes.figures}
    with_menus = {noted.partitions for noted in notes.figures if noted.kind != "angka"}
    assert wanted
    said = set(_sources(app))
    assert said <= wanted
    assert [own for own in wanted if not any(own <= line for line in said)] == []
    assert with_menus <= set(_citations(app)) <= wanted


@pytest.mark.parametrize("page", TABLES)
def test_what_is_named_are_the_klpd_and_years_in_the_rows(
    opened: Open, notes: Notes, page: str
) -> None:
    _opened(opened, page)
    for noted in notes.figures:
        rows = pairs_of(noted.drawn.rows)
        named = {(kode, tahun) for _, kode, tahun in noted.partitions if tahun}
        if noted.kind in ("daftar", "angka"):  # compared with other years
            assert rows <= set(noted.drawn.pairs) <= named
            years = set(map(int, YEARS))
            if noted.kind == "angka":  # with a line over the years that are stored
                years |= set(years_shown(max(years)))
            assert named <= {(kode, year) for kode, _ in rows for year in years}
            continue
        assert named == set(noted.drawn.pairs)
        if "pagu_lama" in noted.drawn.rows.columns:
            assert named == rows | {(kode, tahun - 1) for kode, tahun in rows}
        elif noted.drawn.rows.is_empty() or "aturan" in noted.drawn.rows.columns:
            assert rows <= named
        else:
            assert named == rows


@pytest.mark.parametrize("page", TABLES)
def test_no_figure_of_a_page_is_left_without_a_source_line(
    opened: Open, notes: Notes, page: str
) -> None:
    app = _opened(opened, page)
    assert notes.figures
    assert app.session_state[blocks.LOG].entries == []


@pytest.mark.parametrize("page", TABLES)
def test_a_title_names_whose_and_when_where_the_figure_draws_less_than_is_chosen(
    opened: Open, notes: Notes, page: str
) -> None:
    app = _opened(opened, page)
    titles = [*headings(app), *(data["words"]["title"] for data in lists(app).values())]
    first = {noted.title: noted for noted in reversed(notes.figures) if noted.title}
    for title, noted in first.items():
        shown = next(one for one in titles if one.startswith(bare(title)))
        klpd = {kode for name, kode in NAMES.items() if name in shown}
        if set(noted.drawn.klpd) != set(NAMES.values()):
            assert klpd == set(noted.drawn.klpd)
        if noted.drawn.tahun != tuple(map(int, YEARS)):
            assert set(re.findall(r"\b20\d\d\b", shown)) >= set(map(str, noted.drawn.tahun))


@pytest.mark.parametrize("page", TABLES)
def test_text_alternatives_end_with_whose_and_when(opened: Open, notes: Notes, page: str) -> None:
    app = _opened(opened, page)
    tables_ = [str(one.proto.alt) for one in app.dataframe]
    said = [alt for alt in (*alternatives(app), *tables_) if "(" in alt]
    names_of_lists = [data["words"]["title"] for data in lists(app).values()]
    for noted in notes.figures:
        if noted.kind == "daftar":
            assert any(_names(title, noted.drawn) for title in names_of_lists), noted
        elif noted.kind != "angka":
            names = " dan ".join(n for n, kode in NAMES.items() if kode in noted.drawn.klpd)
            years = ", ".join(map(str, noted.drawn.tahun))
            assert any(alt.endswith(f"({names} · {years})") for alt in said), noted


def _names(title: str, drawn: Drawn) -> bool:
    """Tell whether a title names the KLPD and years of the rows."""
    klpd = {kode for name, kode in NAMES.items() if name in title}
    return klpd == set(drawn.klpd) and all(str(year) in title for year in drawn.tahun)


@pytest.mark.parametrize("page", TABLES)
def test_files_are_called_after_what_was_drawn(opened: Open, notes: Notes, page: str) -> None:
    _with_menus(_opened(opened, page), notes)
    drawn = [noted.drawn for noted in notes.figures if noted.kind in ("grafik", "tabel")]
    endings = {_ending(one) for one in (*drawn, *notes.tables)}
    files = {file.rpartition(".")[0] for file in notes.files}
    assert files
    assert {ending for ending in endings for file in files if file.endswith(ending)} == endings
    assert all(any(file.endswith(ending) for ending in endings) for file in files)


def _ending(drawn: Drawn) -> str:
    return "-".join(["", *drawn.klpd, *map(str, drawn.tahun)])


def test_a_picture_is_called_and_titled_after_what_was_drawn(opened: Open) -> None:
    app = opened("pages/kaji-ulang.py", klpd="D304", tahun="2025")
    picture = _picture(open_menus(app, "c_months"), "months")
    assert picture["file"] == "grafik-months-D304-2024-2025"
    assert picture["heading"] == "Tindakan per bulan · Kab. Lombok Tengah · 2024, 2025"
    assert picture["title"].endswith("(Kab. Lombok Tengah · 2024, 2025)")
    assert "history-kaji-ulang · Kab. Lombok Tengah · 2024, 2025 · dibaca" in picture["source"]


def test_the_picture_of_a_list_is_called_and_titled_after_what_was_drawn(opened: Open) -> None:
    app = open_menus(opened("pages/program.py", **SEVERAL), "pagu-per-program")
    picture = _picture(app, "pagu-per-program")
    title = "Pagu anggaran program 2025 · Kab. Lombok Tengah"
    assert picture["file"] == "grafik-pagu-per-program-D304-2025"
    assert picture["whole"].count(f">{title}<") == 2
    shown = " ".join(re.findall(r">([^<]+)</text>", picture["whole"]))
    assert "program-master · Kab. Lombok Tengah · 2023, 2024, 2025 · dibaca" in shown
    assert "DATA CONTOH (sintetis)" in shown


def _picture(app: AppTest, name: str) -> dict[str, Any]:
    """Return what the picture of a figure is made of."""
    (found,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.id.endswith(f"-g_{name}_gambar")
    )
    return dict(found)


def test_a_list_without_a_title_of_its_own_says_whose_rows_it_shows(opened: Open) -> None:
    said = [bare(one.value) for one in opened("pages/program.py", **SEVERAL).caption]
    assert said.count("Kab. Lombok Tengah · 2025") == 1
    alone = opened("pages/program.py", klpd="D304", tahun="2025")
    assert "Kab. Lombok Tengah · 2025" not in [bare(one.value) for one in alone.caption]


def test_the_file_of_a_list_names_only_what_its_rows_are_from(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}

    def button(label: str, made: Callable[[], bytes], file: str, **settings: Any) -> None:
        offered.setdefault(file, made)

    monkeypatch.setattr(downloads, "button", button)
    open_menus(opened("pages/program.py", klpd="D304", tahun="2025"), "pagu-per-program")
    content = offered["pagu-per-program-D304-2025.csv"]().decode("utf-8-sig")
    assert "program-master" in content
    assert "tahun=2024" not in content
    assert " 2024" not in content


def test_the_report_is_called_after_the_first_klpd_and_names_the_year_compared(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}

    def button(label: str, made: Callable[[], bytes], file: str, **settings: Any) -> None:
        offered[file] = made

    monkeypatch.setattr(report, "button", button)
    app = opened(**SEVERAL)
    app.session_state["laporan"] = True
    app.run()
    ((file, made),) = offered.items()
    assert file == "laporan-D304-2025.html"
    page = html.unescape(made().decode())
    sources = re.findall(r'<p class="source">([^<]+)</p>', page)
    assert len(sources) >= 4
    assert "Kab. Lombok Tengah · 2024, 2025 · dibaca" in sources[0]
    for source, dataset in zip(sources[1:4], RUP, strict=True):
        assert f"RUP {dataset} · Kab. Lombok Tengah · 2025 · dibaca" in source
    assert "Kab. Lombok Timur · 20" not in page
    alts = re.findall(r'<figure>.*?(?:aria-label="|<title>)([^"<]+)', page)
    assert len(alts) == 4
    assert all(alt.endswith("· Kab. Lombok Tengah · 2025") for alt in alts[:2])
    assert "(Kab. Lombok Tengah · 2024, 2025)" in alts[2]
    years = re.findall(r"<td>(20\d\d)</td>", page)
    assert years[:6] == ["2024"] * 3 + ["2025"] * 3


def test_key_figures_say_whose_they_are_and_the_year_compared(opened: Open) -> None:
    app = opened("dashboard.py", **SEVERAL)
    assert "Kab. Lombok Tengah · 2024, 2025" in [bare(one.value) for one in app.caption]


def test_tables_of_what_is_stored_are_called_after_their_rows(
    opened: Open, nothing_stored: object, notes: Notes
) -> None:
    del nothing_stored
    opened(klpd=["D304", "D305"], tahun="2025")
    open_menus(opened("pages/data.py", klpd="D304", tahun="2025"))
    assert "pilihan-D304-2025.csv" in notes.files
    assert "semua-tersimpan-D304-D305-2024-2025.csv" in notes.files
    assert "sumber.csv" in notes.files


def test_several_klpd_say_which_of_them_is_verified(
    opened: Open, nothing_stored: object, truth: Truth
) -> None:
    del nothing_stored
    _verify(truth.app, "D305")
    app = opened("pages/banding.py", klpd=["D304", "D305"], tahun="2025")
    states = "Kab. Lombok Tengah lengkap; Kab. Lombok Timur lengkap, terverifikasi"
    assert states in told(app)
    app = opened("pages/swakelola.py", klpd=["D304", "D305"], tahun="2025")
    lines = [bare(one.value) for one in app.caption if "Sumber: INAPROC" in one.value]
    assert any("Kab. Lombok Tengah · 2025 · dibaca" in line for line in lines)
    for line in lines:
        if "Kab. Lombok Timur" not in line:
            assert "terverifikasi" not in line
    assert any(states in line for line in lines)


def _verify(parts: App, kode: str) -> None:
    for request in parts.rup(RUP, (kode,), (2025,)):
        assert parts.repository.load(request, verify=True).manifest.verified


def test_a_name_borrowed_from_another_year_brings_its_partition_along(
    opened: Open, nothing_stored: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    del nothing_stored
    gateway = Gateway()
    named = program(1, kode="D906", tahun=2025)
    gateway.rows["program-master", "D906", "2025"] = [named]
    gateway.rows["program-master", "D906", "2024"] = [{**named, "tahun_anggaran": 2024}]
    lists = {"2024": "LAMA", "2025": ""}
    for year, name in lists.items():
        row = paket(1, kd_klpd="D906", tahun_anggaran=int(year), kd_satker="7" if name else "8")
        gateway.rows[PAKET, "D906", year] = [row]
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        app = opened("pages/program.py", klpd="D906", tahun="2025")
    lines = [bare(one.value) for one in app.caption]
    lent = "nama juga dari paket-swakelola · D906 · 2024"
    assert [line for line in lines if lent in line]
