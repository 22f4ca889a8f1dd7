"""Every page's preview says the figure of its link, whose it is, its year, what it is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services import settings as configuration
from services.preview.asked import PATHS, asked, stamp
from services.preview.compose import LONGEST_DESCRIPTION, LONGEST_TITLE, composed
from services.wiring import App, connect
from tests.imports import manifest, publish
from tests.preview.conftest import link
from tests.preview.truth import PAGES, Truth, links
from tests.sampling import LONG, SEED

LABELS = {"id": "DATA CONTOH (sintetis)", "en": "SAMPLE DATA (synthetic)"}


@pytest.mark.parametrize("page", PAGES)
def test_a_preview_says_the_figure_of_the_page(stored: App, page: str) -> None:
    truth = Truth(stored)
    several = len(PAGES) * (9 if LONG else 2)
    drawn = links(stored, f"{SEED} {page}", several)
    of_page = [pairs for name, pairs in drawn if name == page]
    for pairs in of_page:
        given = asked(stored, page, pairs)
        preview = composed(given).preview
        assert not preview.generic, pairs
        assert any(figure in preview.title for figure in truth.figures(given)), (pairs, preview)
        assert any(figure in preview.description for figure in truth.figures(given)), pairs
        assert len(preview.title) <= LONGEST_TITLE
        assert len(preview.description) <= LONGEST_DESCRIPTION
        if len(given.state.wilayah) <= 4:  # villages are facts, not rows
            label = LABELS[given.lang]
            assert preview.title.startswith(label)
            assert preview.description.startswith(label)
        if page not in ("lokasi", "data", "wilayah"):
            assert given.nama in preview.title
            assert str(given.tahun) in preview.title
            words = "complete" if given.lang == "en" else "lengkap"
            assert words in preview.description


def test_the_search_and_what_is_not_stored_have_generic_words(stored: App) -> None:
    assert composed(link(stored, "cari", klpd="D304", q="jalan")).preview.generic
    assert composed(link(stored, "program", klpd="D304", tahun="2019")).preview.generic
    assert composed(link(stored, "paket", klpd="D304", kode="bukan-kode")).preview.generic


def test_nothing_is_said_of_an_empty_store_and_nothing_is_read(tmp_path: Path) -> None:
    app = connect(configuration.from_mapping({"LENSA_DATA": str(tmp_path)}))
    for page in PATHS:
        given = link(app, page, klpd="D304", tahun="2025")
        assert stamp(given) == ""
        assert composed(given).preview.generic or page == "wilayah"
    assert list(app.repository.everything()) == []
    app.close()


def test_a_pinned_link_before_the_first_pass_has_generic_words(stored: App) -> None:
    given = link(stored, "program", klpd="D304", tahun="2025", snap="2020-01-01T00:00:00Z")
    assert stamp(given) == ""
    assert composed(given).preview.generic


def test_a_pinned_link_says_what_was_stored_then(stored: App) -> None:
    now = link(stored, "program", klpd="D304", tahun="2025")
    then = (now.at + timedelta(seconds=1)).replace(microsecond=0)
    pinned = replace(now, state=replace(now.state, snap=then), at=then)
    assert composed(pinned).preview.title == composed(now).preview.title
    assert "snap=" in composed(pinned).preview.address


def test_an_unknown_satker_is_left_out_as_on_the_page(stored: App) -> None:
    known = composed(link(stored, "program", klpd="D304", tahun="2025")).preview
    odd = composed(link(stored, "program", klpd="D304", tahun="2025", satker="tidak-ada")).preview
    assert odd.title == known.title


def test_the_canonical_address_has_no_state_of_lists(stored: App) -> None:
    given = link(
        stored,
        "program",
        tahun="2025",
        klpd="d304",
        hal="4",
        urut="-pagu",
        lihat="saring:jalan,buka:1.02",
        q="x",
        asing="y",
    )
    assert given.address == "/program?klpd=D304&tahun=2025&lang=id"


def test_several_klpd_are_named_and_never_added_up(stored: App) -> None:
    truth = Truth(stored)
    one = composed(link(stored, "program", klpd="D304", tahun="2025")).preview
    three = composed(link(stored, "program", klpd="D304,D305,D303", tahun="2025")).preview
    assert one.title.split(" · ")[1] == three.title.split(" · ")[1]
    assert "2 KLPD lain" in three.title
    for kode in ("D305", "D303"):
        name = link(stored, "program", klpd=kode).nama
        figures = truth.figures(link(stored, "program", klpd=kode, tahun="2025"))
        assert any(f"{name}: {figure}" in three.description for figure in figures)


def test_more_than_a_page_shows_has_generic_words(stored: App) -> None:
    many = ",".join(list(link(stored, "program").names)[:40])
    given = link(stored, "tanda", klpd=f"D304,{many}", tahun="2024,2025")
    assert composed(given).preview.generic


def test_imported_rows_say_so_and_are_never_called_complete(stored: App, tmp_path: Path) -> None:
    request = stored.partition("program-master", "D304", 2025)
    snapshot = stored.repository.peek(request)
    assert snapshot is not None
    publish(tmp_path, request, snapshot.frame, manifest(snapshot.frame.height))
    texts = {"LENSA_DATA": str(tmp_path), "LENSA_SUMBER": "berkas"}
    app = connect(configuration.from_mapping(texts))
    for page in ("program", "ringkasan", "data", "banding"):
        preview = composed(link(app, page, klpd="D304", tahun="2025")).preview
        assert preview.title.startswith("BERKAS · ")
        assert preview.description.startswith("BERKAS. ")
        assert "CONTOH" not in preview.description
        if page != "data":
            assert "kelengkapan tidak dibuktikan" in preview.description
            assert "Diimpor 22 Jun 2026" in preview.description
    assert composed(link(app, "program", klpd="D305", tahun="2025")).preview.generic
    app.close()
