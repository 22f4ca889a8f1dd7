from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import delta_rupiah, number, percent, rupiah, rupiah_full, text
from tests.gateway import TOKEN, Gateway, loopback, paket, program
from tests.pages.conftest import Open
from tests.pages.seeing import (
    ListRow,
    act,
    bare,
    grid,
    link,
    list_data,
    list_rows,
    list_total,
    menus,
    open_menus,
    told,
)
from tests.pages.truth import LALU, LINK, TAHUN, Truth, total

PAGE = "pages/program.py"
PAGU, SHARE, CHANGE = f"Pagu {TAHUN}", text("kolom.pangsa"), text("shell.list.change")
FIRST = 14
BY_SATKER = "menurut:satker"


def _codes(rows: list[ListRow]) -> list[str]:
    return [row.code for row in rows]


def _shown(app: AppTest) -> int:
    """Add up the exact pagu of the rows drawn, which stand in their hover texts."""
    exact = [row["h"].partition("\n")[2] for row in list_data(app)["rows"]]
    return sum(int("".join(c for c in words.split(" (")[0] if c.isdigit()) or 0) for words in exact)


def test_the_answer_says_how_much_in_how_many_codes_and_how_concentrated(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("pagu-per-program")
    pagu = total(table["pagu"])
    ten = total(sorted((p for p in table["pagu"] if p is not None), reverse=True)[:10])
    assert rupiah(pagu) in told(app)
    assert f"{table.height} kode program" in told(app)
    assert f"Sepuluh kode terbesar memegang {percent(ten / pagu)}" in told(app)


def test_the_row_of_all_codes_adds_up_both_years_and_says_what_may_count_twice(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table, before = truth.table("pagu-per-program"), truth.table("pagu-per-program", LALU)
    new, old = total(table["pagu"]), total(before["pagu"])
    row = list_total(app)
    assert row.name == text("shell.list.total.program", n=number(table.height))
    assert row.texts[PAGU] == rupiah(new)
    assert row.texts[SHARE] == percent(1)
    assert row.texts[CHANGE].startswith(delta_rupiah(new, old))
    (note,) = list_data(app)["notes"]
    assert number(table["pagu_kosong"].sum()) in note
    assert rupiah(total(table["pagu_berulang"])) in note


def test_the_list_shows_the_first_rows_in_their_order_and_counts_the_rest(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("pagu-per-program")
    rows = list_rows(app)
    assert _codes(rows) == table["kd_program_str"].to_list()[:FIRST]
    assert [row.texts[PAGU] for row in rows] == [rupiah(p) for p in table["pagu"][:FIRST]]
    assert [row.texts[SHARE] for row in rows] == [percent(p) for p in table["pangsa"][:FIRST]]
    hidden = table[FIRST:]
    rest, only_before = list_data(app)["rest"]
    assert rest == text(
        "shell.list.rest.program",
        n=number(hidden.height),
        pagu=rupiah(total(hidden["pagu"])),
        pangsa=percent(hidden["pangsa"].sum()),
        terbesar=rupiah(hidden["pagu"].max()),
    )
    gone = truth.table("pagu-per-program", LALU).join(table, on="kd_program_str", how="anti")
    assert only_before == text(
        "shell.list.only_before.program",
        tahun=LALU,
        n=number(gone.height),
        pagu=rupiah(total(gone["pagu"])),
    )


def test_the_pages_of_the_list_add_up_to_the_total_to_the_rupiah(
    opened: Open, truth: Truth
) -> None:
    table = truth.table("pagu-per-program")
    app = opened(PAGE, **LINK)
    shown = _shown(app)
    assert shown == total(table["pagu"][:FIRST])
    pages = []
    for page in range(1, -(-table.height // 50) + 1):
        act(app, hal=page)
        pages.append(_shown(app))
        outside = pl.concat([table[: 50 * (page - 1)], table[50 * page :]])
        assert rupiah(total(outside["pagu"])) in list_data(app)["rest"][0]
    assert sum(pages) == total(table["pagu"])


def test_sort_and_page_are_those_of_the_link(opened: Open, truth: Truth) -> None:
    link_of = {"urut": "kd_program_str", "hal": "2"}
    app = opened(PAGE, **LINK, **link_of)
    codes = sorted(truth.table("pagu-per-program")["kd_program_str"])
    assert _codes(list_rows(app)) == codes[50:100]
    assert dict(link(app)) == {**LINK, **link_of, "lang": "id"}


def test_a_sort_goes_to_the_first_rows_and_the_own_order_leaves_the_link(
    opened: Open, truth: Truth
) -> None:
    between = truth.table("pagu-per-program").join(
        truth.table("pagu-per-program", LALU).select("kd_program_str", lama="pagu"),
        on="kd_program_str",
        how="left",
    )
    moved = between.with_columns(d=pl.col("pagu").fill_null(0) - pl.col("lama").fill_null(0))
    largest = moved.sort("d", descending=True)["kd_program_str"].to_list()
    app = act(opened(PAGE, **LINK, hal="3"), urut="-selisih", hal=0)
    assert dict(link(app)) == {**LINK, "urut": "-selisih", "lang": "id"}
    assert _codes(list_rows(app))[:5] == largest[:5]
    act(app, urut="-pagu")
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_the_table_behind_the_list_is_sorted_by_any_of_its_columns(
    opened: Open, truth: Truth
) -> None:
    shows = ["tabel-pagu-per-program:ya", "tabel:pagu-per-program"]
    app = opened(PAGE, **LINK, urut="nama_program", hal="2", lihat=shows)
    table = truth.table("pagu-per-program").to_dicts()
    by_name = sorted(table, key=lambda row: row["nama_program"].lower())
    assert [row["kd_program_str"] for row in grid(app)] == [
        row["kd_program_str"] for row in by_name[50:100]
    ]
    assert _codes(list_rows(app)) == [row["kd_program_str"] for row in table[50:100]]


def test_a_page_beyond_the_last_shows_the_last_and_a_strange_column_sorts_nothing(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK, hal="999", urut="-bukan_kolom")
    table = truth.table("pagu-per-program")
    last = (table.height - 1) // 50 * 50
    assert _codes(list_rows(app)) == table["kd_program_str"].to_list()[last:]
    assert dict(link(app))["hal"] == "999"


def test_the_filter_narrows_by_code_name_and_satker_and_keeps_the_scale(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    ticks = list_data(app)["ticks"]
    table = truth.table("pagu-per-program")
    for asked, fits in (
        ("JALAN", pl.col("nama_program").str.to_lowercase().str.contains("jalan")),
        ("1.03.", pl.col("kd_program_str").str.contains("1.03.", literal=True)),
    ):
        act(app, saring=asked)
        wanted = table.filter(fits)
        rows = list_rows(app)
        assert set(wanted["kd_program_str"]) <= set(_codes(rows))
        assert dict(link(app))["lihat"] == f"saring:{asked}"
        assert len(rows) < table.height
        assert list_total(app).name == text(
            "shell.list.matching.program", n=number(len(rows)), dari=number(table.height)
        )
        own = table.filter(pl.col("kd_program_str").is_in(_codes(rows)))
        assert list_total(app).texts[PAGU] == rupiah(total(own["pagu"]))
        assert list_data(app)["ticks"] == ticks
    act(app, saring="tidak ada yang begini")
    assert list_rows(app) == []
    act(app, saring="")
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_bars_are_on_one_scale_whatever_is_sorted_paged_or_open(opened: Open, truth: Truth) -> None:
    table = truth.table("pagu-per-program")
    pagu = dict(table.select("kd_program_str", "pagu").iter_rows())
    code = table["kd_program_str"][0]
    app = opened(PAGE, **LINK)
    ticks = list_data(app)["ticks"]
    for state in ({}, {"buka": [code]}, {"urut": "kd_program_str", "hal": 2}, {"saring": "jalan"}):
        act(app, **state)
        assert list_data(app)["ticks"] == ticks
        for row in list_rows(app):
            bar = row.marks[0].get("b", 0)
            value = pagu[row.code] or 0
            wide = value > 0.0025 * 150_000_000_000
            assert bar == pytest.approx(100 * value / 150e9, abs=0.001) if wide else bar <= 0.25


def test_a_row_opens_to_its_satkers_in_the_link_and_closes_again(
    opened: Open, truth: Truth
) -> None:
    table = truth.table("pagu-per-program")
    code, pagu = table["kd_program_str"][0], table["pagu"][0]
    satkers = truth.table("pagu-per-satker", program=code).filter(pl.col("jumlah_program") > 0)
    app = act(opened(PAGE, **LINK), buka=[code])
    assert ("lihat", f"buka:{code}") in link(app)
    again = opened(PAGE, **{**LINK, "lihat": f"buka:{code}"})
    for seen in (app, again):
        row = list_rows(seen)[0]
        assert row.is_open
        assert rupiah_full(pagu) in row.exact
        assert [inner.texts[PAGU] for inner in row.rows] == [rupiah(p) for p in satkers["pagu"][:5]]
        shares = zip(satkers["pangsa_program"][:5], satkers["pangsa"][:5], strict=True)
        assert [inner.texts[SHARE] for inner in row.rows] == [
            f"{percent(of_code)} {percent(of_klpd)} KLPD" for of_code, of_klpd in shares
        ]
        hidden = satkers[5:]
        assert row.rest == text(
            "shell.list.inner_rest.satker",
            n=number(hidden.height),
            pagu=rupiah(total(hidden["pagu"])),
        )
    ((_, everything),) = list_rows(app)[0].links
    act(app, tautan=everything)
    row = list_rows(app)[0]
    assert [inner.texts[PAGU] for inner in row.rows] == [rupiah(p) for p in satkers["pagu"]]
    assert row.rest == ""
    act(app, buka=[])
    assert not list_rows(app)[0].is_open
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_a_satker_opens_to_its_packages_which_lead_to_their_page(
    opened: Open, truth: Truth
) -> None:
    table = truth.table("paket").filter(pl.col("kd_satker").is_not_null())
    programs = truth.table("pagu-per-program")["kd_program_str"].to_list()
    satkers = set(table["kd_satker"])
    code, satker = next(
        (code, satker)
        for code in programs
        for satker in truth.table("pagu-per-satker", program=code)
        .filter(pl.col("jumlah_program") > 0)["kd_satker"]
        .to_list()[:5]
        if satker in satkers
    )
    own = table.filter(pl.col("kd_satker") == satker)
    own = own.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    app = opened(PAGE, **LINK, lihat=[f"buka:{code}", f"buka:{code}~{satker}", f"saring:{code}"])
    (row,) = (row for row in list_rows(app) if row.code == code)
    (inner,) = (inner for inner in row.rows if inner.code == satker)
    assert _codes(list(inner.rows)) == own["kd_rup"].to_list()[:12]
    assert inner.notes == (text("program.packages_note", n=number(own.height)),)
    labels = dict(inner.links)
    assert f"satker={satker}" in labels[text("program.all_packages", n=number(own.height))]
    package = inner.rows[0]
    assert package.action == "pergi"
    act(app, pergi=package.path)
    assert dict(link(app)) == {**LINK, "kode": package.code, "lang": "id"}
    assert app.title[0].value == own.filter(kd_rup=package.code)["nama_paket"].item()


def test_by_satker_the_list_has_the_satkers_that_open_to_their_programs(
    opened: Open, truth: Truth
) -> None:
    table = truth.table("pagu-per-satker").filter(pl.col("jumlah_program") > 0)
    app = opened(PAGE, **LINK, lihat=BY_SATKER)
    rows = list_rows(app)
    assert [row.path for row in rows] == table["kd_satker"].to_list()[:FIRST]
    assert [row.texts[PAGU] for row in rows] == [rupiah(p) for p in table["pagu"][:FIRST]]
    satker = rows[0].path
    act(app, buka=[satker])
    programs = truth.table("pagu-per-program", satker=satker)
    row = list_rows(app)[0]
    assert [inner.code for inner in row.rows] == programs["kd_program_str"].to_list()[
        : len(row.rows)
    ]
    assert rupiah_full(table["pagu"][0]) in row.exact


def test_a_chosen_program_or_satker_narrows_the_list(opened: Open, truth: Truth) -> None:
    code = truth.table("pagu-per-program")["kd_program_str"][0]
    app = opened(PAGE, **LINK, program=code)
    assert _codes(list_rows(app)) == [code]
    app.button(key="clear_0").click().run()
    assert dict(link(app)) == {**LINK, "lang": "id"}
    satker = truth.table("pagu-per-satker")["kd_satker"][0]
    app = opened(PAGE, **LINK, satker=satker)
    table = truth.table("pagu-per-program", satker=satker)
    assert list_total(app).texts[PAGU] == rupiah(total(table["pagu"]))


def test_rows_with_the_same_name_differ_in_what_a_reader_sees(opened: Open) -> None:
    app = opened(PAGE, **LINK, hal="1")
    rows = list_rows(app)
    by_name: dict[str, list[ListRow]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    alike = [same for same in by_name.values() if len(same) > 1]
    assert alike
    for same in alike:
        assert len({(row.code, row.second) for row in same}) == len(same)


@pytest.mark.parametrize(
    "wanted",
    [
        {"buka": "semua"},
        {"buka": [7, None, "<script>", "a" * 500, "../../x"]},
        {"urut": "-kd_klpd"},
        {"urut": "drop table"},
        {"saring": 7},
        {"hal": -3},
        {"hal": "dua"},
        {"hal": 10**12},
        {"tautan": "https://example.org/program?klpd=D305"},
        {"tautan": "javascript:alert(1)"},
        {"pandang": 7},
        {"pandang": "x:<script>"},
    ],
)
def test_a_strange_action_changes_nothing_but_what_fits(
    opened: Open, wanted: dict[str, Any]
) -> None:
    app = act(opened(PAGE, **LINK), **wanted)
    assert [error.value for error in app.exception] == []
    query = dict(link(app))
    assert query.items() >= LINK.items()
    assert query.get("urut", "") == ""
    assert query.get("lihat", "saring:7") == "saring:7"
    assert int(query.get("hal", "1")) <= 999_999
    assert list_total(app).name


@pytest.mark.parametrize("path", ["paket~<b>", "paket~" + "a" * 500, "../..", ""])
def test_a_row_that_is_not_there_leads_to_no_package(opened: Open, path: str) -> None:
    app = act(opened(PAGE, **LINK), pergi=path)
    assert [error.value for error in app.exception] == []
    assert "kode" not in dict(link(app))


def test_the_list_is_shown_as_a_table_from_its_menu(opened: Open, truth: Truth) -> None:
    app = open_menus(opened(PAGE, **LINK), "pagu-per-program")
    app.button(key="b_tabel-pagu-per-program").click().run()
    rows = grid(app)
    table = truth.table("pagu-per-program")
    assert [row["kd_program_str"] for row in rows] == table["kd_program_str"].to_list()[:50]
    assert [row["pagu"] for row in rows] == [number(p, none="—") for p in table["pagu"][:50]]
    assert f"1–50 dari {table.height} baris" in told(app)


def test_a_citation_carries_the_figures_it_cites(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    assert menus(app) == ["m_pagu-per-program", "m_sumber_1"]
    cited = [str(one.value) for one in open_menus(app).code]
    table = truth.table("pagu-per-program")
    first = table.row(0, named=True)
    assert any(f"Pagu anggaran program: {rupiah(table['pagu'].sum())}" in words for words in cited)
    assert any(f"{first['nama_program']} {rupiah(first['pagu'])}" in words for words in cited)


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve program rows of two years in which codes come, go, stay and lack a pagu."""
    del nothing_stored
    found = Gateway()
    now = ((1, 300), (2, 200), (3, 100), (4, None), (6, 50), (7, None))
    found.put(*(program(n, pagu) for n, pagu in now))
    before = ((1, 100), (2, 0), (4, 70), (5, 900), (6, 50), (7, None))
    found.put(*(program(n, pagu, tahun=2025) for n, pagu in before), tahun=2025)
    found.put(paket(1), dataset="paket-swakelola")
    with loopback(found) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield found


NEW = {"klpd": "D304", "tahun": "2026"}
KNOWN = "tidak diketahui"


def test_a_change_is_said_in_words_where_it_has_no_percentage(
    opened: Open, gateway: Gateway
) -> None:
    app = opened(PAGE, **NEW)
    changes = {row.code: row.texts[CHANGE] for row in list_rows(app)}
    assert changes == {
        "1.01.01": "+Rp 200 +200 %",
        "1.01.02": "+Rp 200 dari Rp 0",
        "1.01.03": "baru tidak ada di 2025",
        "1.01.04": KNOWN,
        "1.01.06": "tetap",
        "1.01.07": KNOWN,
    }
    pagu = {row.code: row.texts["Pagu 2026"] for row in list_rows(app)}
    assert pagu["1.01.04"] == pagu["1.01.07"] == KNOWN
    assert list_data(app)["rest"] == [
        text("shell.list.only_before.program", tahun=2025, n=1, pagu=rupiah(900))
    ]
    act(app, buka=["1.01.04", "1.01.07", "1.01.03"])
    exact = {row.code: row.exact for row in list_rows(app) if row.is_open}
    assert exact["1.01.04"].startswith(f"Persis {KNOWN} (2025: Rp 70)")
    assert exact["1.01.07"].startswith(f"Persis {KNOWN} (2025: {KNOWN})")
    assert exact["1.01.03"].startswith("Persis Rp 100 (2025: belum ada)")
    assert "∞" not in str(list_data(app))


def test_a_year_before_without_rows_is_said_to_be_missing_not_zero(
    opened: Open, gateway: Gateway
) -> None:
    app = opened(PAGE, klpd="D304", tahun="2025")
    assert {row.texts[CHANGE] for row in list_rows(app)} == {text("absent.not_yet")}
    assert list_total(app).texts[CHANGE] == ""
    data = list_data(app)
    assert data["legend"] == []
    assert [order for order, _ in data["sorts"]] == ["-pagu", "kd_program_str"]
    assert all("l" not in mark for row in list_rows(app) for mark in row.marks)


def test_names_and_codes_of_the_source_are_text_of_the_list(opened: Open, gateway: Gateway) -> None:
    rows = gateway.rows["program-master", "D304", "2026"]
    rows[0]["nama_program"] = "<b>x</b> _x000d_ ![a](http://contoh)"
    app = opened(PAGE, **NEW)
    assert list_rows(app)[0].name == "<b>x</b> ![a](http://contoh)"
    assert "contoh" not in " ".join(bare(one.value) for one in app.html)
