from __future__ import annotations

import polars as pl
import pytest

from services.language.wording import number, percent
from services.sandbox.units.instansi import YEARS
from tests.pages import components
from tests.pages.conftest import Open
from tests.pages.seeing import (
    act,
    alts,
    grid,
    headings,
    link,
    list_data,
    list_rows,
    list_total,
    lists,
    told,
)
from tests.pages.truth import LALU, LINK, TAHUN, Truth, total

PAGE = "pages/kaji-ulang.py"
MAIN, REASONS = "kaji-ulang-per-satker", "alasan"
MONTHS = "tabel-kaji-ulang-per-bulan:ya"
KINDS = ("tindakan_satukesatu", "tindakan_pecah", "tindakan_pembatalan", "tindakan_pengaktifan")


def spaced(text: str) -> str:
    """Return a text with plain spaces in place of unbroken ones."""
    return text.replace("\xa0", " ")


def test_the_sentence_says_acts_their_change_and_concentration_and_what_is_cancelled(
    opened: Open, truth: Truth
) -> None:
    said = told(opened(PAGE, **LINK))
    now, old = (truth.table(MAIN, year) for year in (TAHUN, LALU))
    acts, before = now["tindakan"].sum(), old["tindakan"].sum()
    assert f"direvisi dalam {number(acts)} tindakan" in said
    assert f"{number(abs(acts - before))} lebih {'banyak' if acts > before else 'sedikit'}" in said
    assert f"{number(now['bolak_balik'].sum())} pasang batal lalu aktif kembali" in said
    assert f"Untuk {number(now['batal_bersih'].sum())} kode tindakan terakhirnya" in said
    assert f"{number(now['diaktifkan_lagi'].sum())} kode yang pernah dibatalkan" in said
    largest, satkers = 0, 0
    for count in now["tindakan"]:
        largest, satkers = largest + count, satkers + 1
        if largest * 2 >= acts:
            break
    assert f"{percent(largest / acts)} dari tindakan itu ada pada {satkers} satker" in said
    assert "wajib diumumkan ulang" in said
    assert "belum tentu berjalan" in said


def test_a_year_before_without_rows_is_unknown_in_the_sentence(opened: Open) -> None:
    said = told(opened(PAGE, klpd="D304", tahun=str(YEARS[0])))
    assert f"jumlah pada {YEARS[0] - 1} tidak diketahui" in said


def test_rows_are_the_satkers_with_acts_by_kind_and_codes_that_end_cancelled(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table(MAIN)
    rows = list_rows(app, MAIN)
    shown = table.head(len(rows))
    assert [row.path for row in rows] == shown["kd_satker"].to_list()
    assert [row.texts["Tindakan"] for row in rows] == [number(n) for n in shown["tindakan"]]
    nets = [number(n) for n in shown["batal_bersih"]]
    assert [row.marks[1]["v"] for row in rows] == nets
    assert [row.texts["Diaktifkan lagi"] for row in rows] == [
        number(n) for n in shown["diaktifkan_lagi"]
    ]
    top, second = rows[0].marks[0]["p"], table["batal_bersih"].max()
    first = shown.row(0, named=True)
    assert [kind for kind, _ in top] == ["SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN"]
    widths = [width for _, width in top]
    shares = [first[kind] / first[KINDS[0]] for kind in KINDS]
    assert [width / widths[0] for width in widths] == pytest.approx(shares, abs=0.01)
    assert rows[0].marks[1]["b"] == round(100 * first["batal_bersih"] / second, 3)


def test_the_total_and_the_rest_add_up_to_the_table(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table(MAIN)
    whole, rows = list_total(app, MAIN), list_rows(app, MAIN)
    assert whole.name == f"Semua {table.height} satker"
    assert whole.texts["Tindakan"] == number(table["tindakan"].sum())
    assert whole.marks[0]["v"] == number(table["batal_bersih"].sum())
    others = table[len(rows) :]
    (rest,) = list_data(app, MAIN)["rest"]
    assert spaced(rest) == (
        f"Sisanya: {others.height} satker, {number(others['tindakan'].sum())} tindakan, "
        f"{number(others['batal_bersih'].sum())} kode berakhir batal"
    )
    legend = [count for _, _, count in list_data(app, MAIN)["legend"]]
    assert legend == [number(table[kind].sum()) for kind in KINDS]


def test_a_rate_of_few_codes_is_printed_as_its_two_counts(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    table = {row["kd_satker"]: row for row in truth.table(MAIN).iter_rows(named=True)}
    rates = {row.path: row.texts["Per 100 swakelola"] for row in list_rows(app, MAIN)}
    few = {code for code in rates if table[code]["kode_swakelola"] < 20}
    assert few
    assert few != set(rates)
    for code, text in rates.items():
        row = table[code]
        if code in few:
            wanted = f"{number(row['swakelola'])} / {number(row['kode_swakelola'])} kode"
        else:
            wanted = number(row["revisi_swakelola_per_100"])
        assert spaced(text).strip() == wanted


def test_an_open_row_shows_exact_figures_states_families_and_ways_on(
    opened: Open, truth: Truth
) -> None:
    code = truth.table(MAIN)["kd_satker"][0]
    app = act(opened(PAGE, **LINK), MAIN, buka=[code])
    assert ("lihat", f"buka:{code}") in link(app)
    first = truth.table(MAIN).row(0, named=True)
    (row,) = [row for row in list_rows(app, MAIN) if row.is_open]
    assert f"{number(first['tindakan'])} tindakan atas {number(first['kode'])} kode" in row.exact
    assert f"{number(first['revisi'])} baris riwayat" in row.exact
    states = truth.table("keadaan", satker=code)["keadaan"].value_counts()
    counted = dict(states.iter_rows())
    assert f"diganti {number(counted['diganti'])}" in " ".join(row.notes)
    families = truth.table("silsilah", satker=code)
    roots = truth.table("keadaan", satker=code).filter(pl.col("kd_rup") == pl.col("akar"))
    own = families.join(roots, on=["jenis_paket", "akar"], how="semi")
    most = own.sort("revisi", "akar", descending=[True, False]).head(5)
    assert [inner.path.rpartition("~")[2] for inner in row.rows] == most["akar"].to_list()
    assert {inner.action for inner in row.rows} == {"pergi"}
    addresses = [address for _, address in row.links]
    assert all(f"satker={code}" in address for address in addresses)
    opened_family = act(app, MAIN, pergi=row.rows[0].path)
    assert ("kode", most["akar"][0]) in link(opened_family)


def test_the_filter_and_the_sort_change_rows_but_not_the_scale(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    ticks = list_data(app, MAIN)["ticks"]
    named = act(app, MAIN, saring="puskesmas")
    table = truth.table(MAIN).filter(pl.col("nama_satker").str.contains("(?i)puskesmas"))
    assert [row.path for row in list_rows(named, MAIN)] == table["kd_satker"].to_list()
    assert list_total(named, MAIN).name.startswith(f"{table.height} dari ")
    assert list_data(named, MAIN)["ticks"] == ticks
    by_net = act(opened(PAGE, **LINK), MAIN, urut="-batal_bersih")
    shown = [int(row.marks[1]["v"]) for row in list_rows(by_net, MAIN)]
    assert shown == sorted(shown, reverse=True)
    assert ("urut", "-batal_bersih") in link(by_net)


def test_reasons_are_folded_and_those_without_a_reason_counted_apart(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("alasan")
    counts = dict(table.group_by("kelompok").agg(pl.col("revisi").sum()).iter_rows())
    rows = list_rows(app, REASONS)
    assert [row.path for row in rows] == sorted(
        (kelompok for kelompok in counts if kelompok != "(kosong)"),
        key=lambda kelompok: (-counts[kelompok], kelompok != "umum", kelompok),
    )[: len(rows)]
    assert rows[0].name == "Alasan umum"
    assert "“revisi”" in rows[0].second
    shown = [row.texts["Baris riwayat"].partition(" ")[0] for row in rows]
    assert shown == [number(counts[row.path]) for row in rows]
    rest, blank = list_data(app, REASONS)["rest"]
    others = total(counts.values()) - sum(counts[row.path] for row in rows) - counts["(kosong)"]  # type: ignore[operator]
    assert f"{number(others)} baris" in spaced(rest)
    assert spaced(blank).startswith(f"(kosong): {number(counts['(kosong)'])} baris")


def test_months_compare_the_plan_year_with_the_year_before(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    acts = (
        truth.table("kaji-ulang-per-bulan", TAHUN).group_by("bulan").agg(pl.col("tindakan").sum())
    )
    top = acts.sort("tindakan", descending=True).row(0, named=True)
    (alt,) = alts(app)
    assert f"{number(top['tindakan'])} tindakan" in alt
    assert f"; {LALU}: " in alt


def test_the_calendar_and_the_tables_stand_behind_the_months_menu(opened: Open) -> None:
    assert len(alts(opened(PAGE, **LINK))) == 1
    app = opened(PAGE, **LINK, lihat=MONTHS)
    assert len(alts(app)) == 2
    assert len(app.dataframe) == 2
    assert f"Kalender kaji ulang, jumlah tindakan per hari, rencana {TAHUN}" in headings(app)


def test_three_years_are_lines_and_several_klpd_have_one_each(opened: Open) -> None:
    app = opened(PAGE, klpd="D304", tahun=["2023", "2024", "2025"])
    (alt,) = alts(app)
    assert [f"{year}: " in alt for year in (2023, 2024, 2025)] == [True] * 3
    columns = [column["k"] for column in list_data(app, MAIN)["columns"]]
    assert "garis" in columns
    both = opened(PAGE, klpd=["D304", "D305"], tahun="2025")
    assert "D305" in alts(both)[0]
    assert "klpd-kaji_ulang" in lists(both)


def test_two_years_chosen_put_last_years_tick_on_each_bar(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, klpd="D304", tahun=["2024", "2025"])
    old = dict(truth.table(MAIN, LALU).select("kd_satker", "tindakan").iter_rows())
    scale = [row for row in list_rows(app, MAIN) if row.path in old]
    first, second = scale[:2]
    ratio = old[first.path] / old[second.path]
    assert first.marks[0]["l"] / second.marks[0]["l"] == pytest.approx(ratio, abs=0.01)


def test_the_tables_of_codes_stand_in_a_fold(opened: Open, truth: Truth) -> None:
    assert len(opened(PAGE, **LINK).dataframe) == 0
    app = opened(PAGE, **LINK, lihat="buka-keadaan:ya")
    states, families = truth.table("keadaan"), truth.table("silsilah")
    assert [row["kd_rup"] for row in grid(app)] == states["kd_rup"].to_list()[:50]
    assert [row["akar"] for row in grid(app, 1)] == families["akar"].to_list()[:50]


def test_a_code_shows_its_family_over_all_years(opened: Open, truth: Truth) -> None:
    code = truth.table("keadaan").sort("kedalaman", "kd_rup")["kd_rup"][-1]
    app = opened(PAGE, **LINK, kode=code)
    assert truth.table("jejak", kode=code).height > 1
    assert code in {shown["kode"] for shown in components.timeline(app)["kode"]}
    assert headings(app)[0].startswith(f"Riwayat keluarga {code}")


def test_a_code_without_history_says_so(opened: Open, truth: Truth) -> None:
    opened(PAGE, **LINK)
    revised = set(truth.table("keadaan", (LALU, TAHUN))["kd_rup"])
    code = next(code for code in truth.table("paket")["kd_rup"] if code not in revised)
    app = opened(PAGE, **LINK, kode=code)
    assert f"Kode {code} tidak ada di riwayat kaji ulang" in told(app)


def test_a_code_typed_by_hand_goes_into_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.text_input(key="b_kode").set_value("  162040006 ").run()
    assert ("kode", "162040006") in link(app)


def test_the_kind_narrows_months_and_reasons(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK, jenis="PEMBATALAN")
    reasons = truth.table("alasan", jenis="PEMBATALAN")
    rows = list_rows(app, REASONS)
    assert {kind for row in rows for kind, _ in row.marks[0]["p"]} == {"PEMBATALAN"}
    assert rows[0].texts["Baris riwayat"].partition(" ")[0] == number(
        reasons.filter(kelompok=rows[0].path)["revisi"].sum()
    )


def test_a_chosen_satker_is_the_only_row_without_total_filter_and_sort(
    opened: Open, truth: Truth
) -> None:
    code = truth.table(MAIN)["kd_satker"][1]
    data = list_data(opened(PAGE, **LINK, satker=code), MAIN)
    assert [row["p"] for row in data["rows"]] == [code]
    assert (data["total"], data["sorts"], "filter" in data) == (None, [], False)
