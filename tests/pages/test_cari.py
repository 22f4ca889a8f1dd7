"""What is stored is found and leads to its place."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from pages.shell.answers.cari import marked, place
from pages.shell.sections import search_results
from pages.shell.state.view import View
from pages.shell.widgets import downloads
from services.analysis.frames import PAKET
from services.analysis.measures import LIVE_PAKET
from services.language.wording import number, text
from services.link import LinkState
from services.search import keeper as keepers
from services.search.index import Found, Hit
from services.search.words import words
from tests.pages.conftest import Open
from tests.pages.seeing import bare, headings, link, links, told
from tests.pages.truth import KODE, LINK, TAHUN, Truth

PAGE = "pages/cari.py"
WORD = "dinas"
HERE = "cakupan:terpilih"
"""Searches the chosen KLPD-year alone: other tests may have stored others."""


def test_without_a_question_the_page_says_what_is_searched_and_how(
    nothing_stored: Path, opened: Open
) -> None:
    app = opened(PAGE, **LINK)
    assert "6 bagian tersimpan dari 2 KLPD-tahun (Kab. Lombok Tengah)" in told(app)
    assert "lengkap · DATA CONTOH (sintetis)" in told(app)
    assert link(app) == [*LINK.items(), ("lang", "id")]
    first = app.button(key="contoh_0")
    asked = first.label
    first.click().run()
    assert dict(link(app))["q"] == asked
    assert f"untuk {asked} dalam semua yang tersimpan" in told(app)


def _called(packages: pl.DataFrame, called: dict[str, str]) -> list[tuple[str, str | None]]:
    """Return the name of each package with that of its satker."""
    rows = packages.select("nama_paket", "kd_satker", "nama_satker").iter_rows()
    return [(name, called.get(code) or served) for name, code, served in rows]


def _counted(truth: Truth, word: str) -> dict[str, int]:
    """Return how many satkers, programs and packages have a word that begins so, by reading all."""

    def has(*names: str | None) -> bool:
        said = words(" ".join(name for name in names if name))
        return any(one.startswith(word) for one in said)

    programs, satkers = truth.table("pagu-per-program"), truth.table("pagu-per-satker")
    stored = truth.app.repository.peek(*truth.app.rup((PAKET,), (KODE,), (TAHUN,)))
    assert stored is not None
    packages, live = stored.frame, stored.frame.filter(LIVE_PAKET)
    called = dict(satkers.select("kd_satker", "nama_satker").iter_rows())
    return {
        "program": sum(has(name) for name in programs["nama_program"]),
        "paket": sum(has(*names) for names in _called(packages, called)),
        "paket swakelola berlaku": sum(has(*names) for names in _called(live, called)),
        "satker": sum(has(name) for name in satkers["nama_satker"]),
    }


def test_hits_are_counted_by_kind_and_lead_to_their_place(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK, q=f"{WORD} ", lihat=[HERE, "jenis:paket"])
    counts = _counted(truth, WORD)
    said = told(app)
    for kind in ("program", "paket swakelola berlaku", "satker"):
        assert not counts[kind] or f"{number(counts[kind])} {kind}" in said
    assert f"1–20 dari {number(counts['paket'])} hasil" in said
    ways = [query for label, query in links(app).items() if "kode=" in query and "q=" in query]
    assert ways
    assert all("klpd=D304&tahun=2025" in query for query in ways)
    assert all("hal=" not in query for query in ways)


def test_pages_kinds_and_scope_stand_in_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK, q=WORD, hal="2")
    assert "21–40 dari" in told(app)
    app.get_by_key("v_jenis").set_value("paket").run()
    assert dict(link(app))["lihat"] == "jenis:paket"
    assert "hal" not in dict(link(app))
    assert "1–20 dari" in told(app)
    app.get_by_key("v_cakupan").set_value("terpilih").run()
    assert [v for k, v in link(app) if k == "lihat"] == ["jenis:paket", HERE]
    assert "dalam Kab. Lombok Tengah 2025:" in told(app)


def test_a_page_beyond_the_last_shows_the_last(opened: Open) -> None:
    app = opened(PAGE, **LINK, q=WORD, hal="99999", lihat="jenis:satker")
    assert "dari" in told(app)
    assert "Tidak ada yang cocok" not in told(app)


def test_a_slip_of_the_pen_is_forgiven_and_said(opened: Open) -> None:
    app = opened(PAGE, **LINK, q="pemeliharan")
    assert "pemeliharan → pemeliharaan" in told(app)


@pytest.mark.parametrize("asked", ["zzqqxx", "((( ***"])
def test_nothing_found_says_what_to_try(opened: Open, asked: str) -> None:
    app = opened(PAGE, **LINK, q=asked, lihat=HERE)
    assert "Tidak ada yang cocok" in told(app)
    app.button(key="semua_isi").click().run()
    assert "lihat" not in dict(link(app))
    assert "Tidak ada yang cocok" in told(app)


def test_a_kind_without_hits_offers_the_others(opened: Open) -> None:
    app = opened(PAGE, **LINK, q="rumah sakit umum", lihat="jenis:kode")
    app.button(key="semua_jenis").click().run()
    assert "lihat" not in dict(link(app))
    assert "Tidak ada yang cocok" not in told(app)


def test_the_download_holds_every_hit_and_where_it_was_searched(
    opened: Open, truth: Truth, data: Path
) -> None:
    app = opened(PAGE, **LINK, q=WORD, lihat=[HERE, "jenis:satker"])
    lihat = (("cakupan", "terpilih"), ("jenis", "satker"))
    state = LinkState(klpd=(KODE,), tahun=(TAHUN,), q=WORD, lihat=lihat)
    view = View(page="cari", state=state, theme="light", app=truth.app, names={})
    keeper = keepers.opened(truth.app.repository, data)
    one = search_results.download(view, keeper, 100, keeper.refresh())
    frame = pl.read_csv(io.BytesIO(downloads.made(one, "csv")), infer_schema=False)
    assert set(frame["jenis"]) == {"satker"}
    assert f"dari {number(frame.height)} hasil" in told(app)
    satkers = truth.table("pagu-per-satker")
    pagu = dict(satkers.select("kd_satker", pl.col("pagu").cast(pl.String)).iter_rows())
    assert {row["kode"]: row["pagu"] for row in frame.to_dicts()}.items() <= pagu.items()
    assert frame["sumber"][0].startswith("temuan: Yang dicari: ")
    assert "DATA CONTOH (sintetis)" in frame["sumber"][0]


def test_the_page_speaks_english(opened: Open) -> None:
    app = opened(PAGE, **LINK, q=WORD, lang="en")
    assert "in all that is stored" in told(app)
    assert any(label == text("perlu.on_its_page", "en") for label in links(app))


def test_without_a_klpd_and_with_nothing_stored_the_page_says_so(
    pointed: str, opened: Open
) -> None:
    app = opened(PAGE, q=WORD)
    assert "Belum ada yang tersimpan untuk dicari" in told(app)
    assert headings(app) == []


def _hit(jenis: str, **values: object) -> Hit:
    base: dict[str, object] = {"kd_klpd": "D304", "tahun": 2025, "kode": "9", "teks": "x"}
    base |= {"keterangan": None, "kd_satker": "7", "pagu": None, "jumlah": 1}
    return Hit(jenis=jenis, **(base | values))  # type: ignore[arg-type]


STATE = LinkState(
    klpd=("D1", "D304"),
    tahun=(2024, 2025, 2026),
    wilayah="52",
    satker="1",
    status="Draf",
    q="jalan",
    urut="-pagu",
    hal=3,
    lihat=(("tabel", "tanda"), ("skala", "log")),
    lang="en",
)


@pytest.mark.parametrize(
    ("jenis", "page", "codes"),
    [
        ("satker", "swakelola", {"satker": "7"}),
        ("program", "program", {"program": "9"}),
        ("paket", "paket", {"kode": "9"}),
        ("penyedia", "paket", {"kode": "9"}),
        ("alasan", "kaji_ulang", {"satker": "7"}),
        ("kode", "paket", {"kode": "9"}),
    ],
)
def test_a_hit_leads_to_its_page_with_the_rest_of_the_state(
    jenis: str, page: str, codes: dict[str, str]
) -> None:
    where, state = place(STATE, _hit(jenis))
    assert where == page
    chosen = {name: getattr(state, name) for name in ("satker", "program", "kode", "status")}
    assert {name: code for name, code in chosen.items() if code} == codes
    assert (state.klpd, state.tahun) == (("D304", "D1"), (2024, 2025))
    assert (state.wilayah, state.q, state.lang, state.lihat) == (
        *("52", "jalan", "en"),
        (("skala", "log"),),
    )
    assert (state.urut, state.hal) == ("", None)


def test_a_hit_of_a_klpd_that_is_not_chosen_stands_alone() -> None:
    _, state = place(STATE, _hit("program", kd_klpd="D9", tahun=2023))
    assert (state.klpd, state.tahun, state.program) == (("D9",), (2023,), "9")


def test_words_that_were_found_are_bold_and_names_never_act() -> None:
    found = Found(words=("jaln", "rs"), corrections=(("jaln", ("jalan",)),))
    assert marked("Perbaikan Jalan (RS) RSUD", found) == "Perbaikan **Jalan** (**RS**) RSUD"
    assert marked("[x](http://a) *jalan*", found) == "\\[x\\](http\\::gray[]//a) \\***jalan**\\*"


def test_a_question_in_the_name_of_a_menu_is_shown_as_it_was_written(opened: Open) -> None:
    question = f"{WORD} ![](/) _*_"
    app = opened(PAGE, **LINK, q=question, lihat=HERE)
    labels = [one.proto.popover.label for one in app.get("popover")]
    (named,) = [label for label in labels if WORD in label]
    assert question in bare(named)
    assert "![]" not in named
    assert "_*_" not in named
