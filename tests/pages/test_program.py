from __future__ import annotations

from services.language.wording import number, percent, rupiah
from tests.pages.conftest import Open
from tests.pages.seeing import alts, figures, grid, headings, link, links, told
from tests.pages.truth import LALU, LINK, TAHUN, Truth, total

PAGE = "pages/program.py"
BOTH = {"klpd": "D304", "tahun": [str(LALU), str(TAHUN)]}


def test_the_answer_says_how_much_in_how_many_codes_and_how_concentrated(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("pagu-per-program")
    pagu = total(table["pagu"])
    ten = total(sorted((p for p in table["pagu"] if p is not None), reverse=True)[:10])
    assert figures(app)["Pagu anggaran program"][0] == rupiah(pagu)
    assert figures(app)["Kode program"][0] == number(table.height)
    assert figures(app)["Tanpa pagu"][0] == number(table["pagu_kosong"].sum())
    assert f"{table.height} kode program" in told(app)
    assert f"Sepuluh kode terbesar memegang {percent(ten / pagu)}" in told(app)
    assert f"menambah {rupiah(total(table['pagu_berulang']))}" in told(app)


def test_the_table_shows_the_first_fifty_rows_exact_and_in_their_order(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("pagu-per-program")
    rows = grid(app)
    assert [row["kd_program_str"] for row in rows] == table["kd_program_str"].to_list()[:50]
    assert [row["pagu"] for row in rows] == [number(p, none="—") for p in table["pagu"][:50]]
    assert f"1–50 dari {table.height} baris" in told(app)


def test_sort_and_page_are_those_of_the_link(opened: Open, truth: Truth) -> None:
    link_of = {"urut": "kd_program_str", "hal": "2", "lihat": "tabel:pagu-per-program"}
    app = opened(PAGE, **LINK, **link_of)
    codes = sorted(truth.table("pagu-per-program")["kd_program_str"])
    assert [row["kd_program_str"] for row in grid(app)] == codes[50:100]
    assert dict(link(app)) == {**LINK, **link_of, "lang": "id"}


def test_sort_and_page_of_one_table_leave_the_others_alone(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK, urut="nama_satker", lihat="tabel:pagu-per-satker")
    table = truth.table("pagu-per-program")
    assert [r["kd_program_str"] for r in grid(app)] == table["kd_program_str"].to_list()[:50]
    names = [row["nama_satker"].partition(" ")[2] for row in grid(app, 1)]
    assert names == sorted(names, key=lambda name: (name.startswith("("), name.lower()))


def test_a_page_beyond_the_last_shows_the_last_and_a_strange_column_sorts_nothing(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK, hal="999", urut="-bukan_kolom")
    table = truth.table("pagu-per-program")
    last = (table.height - 1) // 50 * 50
    assert [r["kd_program_str"] for r in grid(app)] == table["kd_program_str"].to_list()[last:]
    assert dict(link(app))["hal"] == "999"


def test_a_chosen_program_opens_its_satkers(opened: Open, truth: Truth) -> None:
    code = truth.table("pagu-per-program")["kd_program_str"][0]
    app = opened(PAGE, **LINK, program=code)
    satkers = truth.table("pagu-per-satker", program=code)
    assert [row["pagu"] for row in grid(app)] == [number(p, none="—") for p in satkers["pagu"]]
    assert any(f"program {code}" in title for title in headings(app))
    app.button(key="clear_0").click().run()
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_two_years_say_what_moved_and_one_year_offers_it(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    assert "Pagu anggaran program 2024:" not in told(app)
    app.button(key=f"add_{LALU}").click().run()
    assert link(app)[:3] == [("klpd", "D304"), ("tahun", "2024"), ("tahun", "2025")]
    between = truth.table("program-antar-tahun", (LALU, TAHUN))
    old, new = total(between["pagu_lama"]), total(between["pagu_baru"])
    assert f"Pagu anggaran program 2024: {rupiah(old)}, 2025: {rupiah(new)}" in told(app)
    assert new - old == total(between["selisih"])
    assert {row["tahun"] for row in grid(app)} == {"2024", "2025"}


def test_every_chart_has_words_for_who_cannot_see_it(opened: Open) -> None:
    found = alts(opened(PAGE, **BOTH))
    assert len(found) == 5
    assert all(found)


def test_the_log_scale_is_a_switch_in_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.get_by_key("v_skala-program").set_value("log").run()
    assert ("lihat", "skala-program:log") in link(app)
    assert links(app)["Swakelola"].endswith("lihat=skala-program%3Alog&lang=id")


def test_a_citation_carries_the_figures_it_cites(opened: Open, truth: Truth) -> None:
    cited = [str(one.value) for one in opened(PAGE, **LINK).code]
    table = truth.table("pagu-per-program")
    assert any(f"Pagu anggaran program: {rupiah(table['pagu'].sum())}" in text for text in cited)
    first = table.row(0, named=True)
    leading = f"{first['kd_program_str']} {first['nama_program']}: {rupiah(first['pagu'])}"
    assert any(leading in text for text in cited)
    assert any(
        f"{first['kd_program_str']}, Pagu (Rp) {number(first['pagu'])}" in text for text in cited
    )
