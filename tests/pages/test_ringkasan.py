from __future__ import annotations

import polars as pl

from services.language.wording import number, rupiah
from tests.pages.conftest import Open
from tests.pages.seeing import alternatives, alts, figures, grid, headings, link, links, told
from tests.pages.truth import KODE, LALU, LINK, TAHUN, Truth, total


def test_the_opening_view_answers_without_a_choice(opened: Open, truth: Truth) -> None:
    app = opened()
    assert link(app) == [("klpd", KODE), ("tahun", str(TAHUN)), ("lang", "id")]
    assert app.title[0].value == "Apa yang direncanakan?"
    shown = figures(app)
    assert len(shown) == 5
    for label, print_value, count in (
        ("Pagu anggaran program", rupiah, _pagu),
        ("Program satker", number, _programs),
        ("Paket swakelola", number, _packages),
        ("Jumlah tindakan", number, _acts),
        ("Tindakan terakhir pembatalan", number, _cancelled),
    ):
        new, old = count(truth, TAHUN), count(truth, LALU)
        assert shown[label] == (print_value(new), f"{LALU}: {print_value(old)}")
        assert print_value(new) in told(app)


def test_three_charts_lead_to_their_pages_with_the_whole_state(opened: Open) -> None:
    app = opened(**LINK, satker="461544", lihat="skala-program:log")
    found = links(app)
    for label in ("Semua program", "Semua paket swakelola", "Semua kaji ulang"):
        assert found[label] == (
            "klpd=D304&tahun=2025&satker=461544&lihat=skala-program%3Alog&lang=id"
        )
    assert len(alts(app)) == 3
    assert all(alts(app))


def test_nothing_of_plotly_or_deck_comes_into_the_browser_for_the_first_page(opened: Open) -> None:
    app = opened(**LINK)
    assert len(alternatives(app)) == 4
    assert not app.get("plotly_chart")
    assert not app.get("deck_gl_json_chart")


def test_revisions_are_never_shown_without_the_duty_to_announce_again(opened: Open) -> None:
    assert "pasal 22 ayat 5" in told(opened(**LINK))
    assert "article 22 paragraph 5" in told(opened(**LINK, lang="en"))


def test_a_satker_narrows_every_figure(opened: Open, truth: Truth) -> None:
    satker = _largest_satker(truth)
    shown = figures(opened(**LINK, satker=satker))
    pagu = truth.table("pagu-per-satker", satker=satker)["pagu"][0]
    packages = truth.table("swakelola-status", satker=satker)["jumlah_paket"].sum()
    acts = truth.table("kaji-ulang-per-satker", satker=satker)["tindakan"].sum()
    assert shown["Pagu anggaran program"][0] == rupiah(pagu)
    assert shown["Paket swakelola"][0] == number(packages)
    assert shown["Jumlah tindakan"][0] == number(acts)


def test_what_was_read_stands_in_a_table_with_its_source(opened: Open, truth: Truth) -> None:
    app = opened(**LINK)
    every = grid(app)
    assert {row["tahun"] for row in every} == {str(TAHUN), str(LALU)}
    rows = {row["dataset"]: row for row in every if row["tahun"] == str(TAHUN)}
    assert set(rows) == {"program-master", "paket-swakelola", "history-kaji-ulang"}
    expected = truth.table("kaji-ulang-per-satker")["revisi"].sum()
    assert rows["history-kaji-ulang"]["rows"] == number(expected)
    assert all(row["source"] == "data contoh" for row in rows.values())
    assert "DATA CONTOH (sintetis)" in told(app)
    assert "Kab. Lombok Tengah · 2024, 2025 · dibaca" in told(app)
    assert "WIB · lengkap" in told(app)


def test_english_is_whole(opened: Open) -> None:
    app = opened(**LINK, lang="en")
    assert app.title[0].value == "What is planned?"
    assert figures(app)["Program budget (pagu)"][0].startswith("Rp ")
    assert "SAMPLE DATA (synthetic)" in told(app)
    assert headings(app)[-1] == "The data used · 2024, 2025"
    assert links(app)["All programs"].endswith("lang=en")


def _pagu(truth: Truth, year: int) -> int | None:
    return total(truth.table("pagu-per-program", year)["pagu"])


def _programs(truth: Truth, year: int) -> int:
    return truth.table("pagu-per-program", year)["jumlah_baris"].sum()


def _packages(truth: Truth, year: int) -> int:
    return truth.table("swakelola-status", year)["jumlah_paket"].sum()


def _acts(truth: Truth, year: int) -> int:
    return truth.table("kaji-ulang-per-satker", year)["tindakan"].sum()


def _cancelled(truth: Truth, year: int) -> int:
    return truth.table("kaji-ulang-per-satker", year)["batal_bersih"].sum()


def _largest_satker(truth: Truth) -> str:
    packages = truth.table("swakelola-status").group_by("kd_satker").agg(pl.sum("jumlah_paket"))
    return packages.sort("jumlah_paket", "kd_satker")["kd_satker"][-1]
