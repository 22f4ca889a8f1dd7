from __future__ import annotations

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import number, percent, rupiah
from tests.pages.conftest import Open
from tests.pages.seeing import act, link, list_data, list_rows, list_total, lists, told
from tests.pages.truth import LALU, LINK, TAHUN, Truth, total

PAGE = "pages/swakelola.py"
MAIN, PACKAGES, TYPES = "swakelola-per-satker", "paket", "swakelola-tipe"
ORGANISERS, YEARS = "swakelola-penyelenggara", "status-per-tahun"
BOTH = {"klpd": ["D304", "D305"], "tahun": ["2024", "2025"]}


def spaced(text: str) -> str:
    """Return a text with plain spaces in place of unbroken ones."""
    return text.replace("\xa0", " ")


def test_the_answer_says_how_many_are_announced_and_what_that_is_not(
    opened: Open, truth: Truth
) -> None:
    said = told(opened(PAGE, **LINK))
    table = truth.table("swakelola-status")
    packages = table["jumlah_paket"].sum()
    announced = table.filter(status="Terumumkan")["jumlah_paket"].sum()
    dates = truth.table("swakelola-pengumuman")
    early = dates["diumumkan_31_maret"].sum()
    late = dates["diumumkan_kemudian"].sum() + dates["tidak_diketahui"].sum()
    by_march = f"{percent(early / packages)}–{percent(1 - late / packages)}"
    assert f"{number(packages)} paket swakelola" in said
    assert rupiah(total(table["pagu"])) in said
    assert f"Sampai 31 Maret {by_march} dari paket itu terumumkan" in said
    assert f"{percent(announced / packages)} berstatus Terumumkan" in said
    assert "adalah kisaran" in said


def test_satkers_with_most_packages_that_are_not_announced_come_first(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table(MAIN)
    rows = list_rows(app, MAIN)
    shown = table.head(len(rows))
    assert [row.path for row in rows] == shown["kd_satker"].to_list()
    assert [row.texts["Belum terumumkan"] for row in rows] == [
        number(n) for n in shown["belum_terumumkan"]
    ]
    assert [row.texts["Terumumkan"] for row in rows] == [
        percent(share) for share in shown["pangsa_terumumkan"]
    ]
    first = shown.row(0, named=True)
    widths = dict(rows[0].marks[0]["p"])
    ratio = first["terinisiasi"] / first["terumumkan"]
    assert widths["Terinisiasi"] / widths["Terumumkan"] == pytest.approx(ratio, abs=0.01)


def test_total_and_rest_of_satkers_add_up_to_the_table(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    table, rows = truth.table(MAIN), list_rows(app, MAIN)
    whole, others = list_total(app, MAIN), table[len(rows) :]
    assert whole.texts["Belum terumumkan"] == number(table["belum_terumumkan"].sum())
    assert whole.texts["Paket"] == number(table["jumlah_paket"].sum())
    assert spaced(whole.texts["Pagu"]) == rupiah(total(table["pagu"]))
    (rest,) = list_data(app, MAIN)["rest"]
    assert spaced(rest) == (
        f"Sisanya: {others.height} satker, {number(others['belum_terumumkan'].sum())} belum "
        f"terumumkan dari {number(others['jumlah_paket'].sum())} paket, "
        f"{rupiah(total(others['pagu']))}"
    )


def test_a_satker_with_programs_alone_has_zeros_and_does_not_open(
    opened: Open, truth: Truth
) -> None:
    without = truth.table(MAIN).filter(jumlah_paket=0)
    assert without.height
    app = act(opened(PAGE, **LINK), MAIN, hal=1)
    found = {row.path: row for row in list_rows(app, MAIN)}
    known = [found[code] for code in without["kd_satker"] if code in found]
    assert known
    for row in known:
        assert (row.texts["Paket"], row.texts["Terumumkan"], row.action) == ("0", "—", "")


def test_an_open_satker_shows_its_open_packages_and_when_the_others_were_announced(
    opened: Open, truth: Truth
) -> None:
    code = truth.table(MAIN)["kd_satker"][0]
    app = act(opened(PAGE, **LINK), MAIN, buka=[code])
    (row,) = [row for row in list_rows(app, MAIN) if row.is_open]
    packages = truth.table("paket", satker=code).filter(pl.col("status") != "Terumumkan")
    largest = packages.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True).head(5)
    assert [inner.path.rpartition("~")[2] for inner in row.rows] == largest["kd_rup"].to_list()
    dates = truth.table("swakelola-pengumuman", satker=code).row(0, named=True)
    assert f"sampai 31 Maret {number(dates['diumumkan_31_maret'])}" in " ".join(row.notes)
    moved = act(app, MAIN, pergi=row.rows[0].path)
    assert ("kode", largest["kd_rup"][0]) in link(moved)


def test_packages_are_ranked_by_pagu_and_lead_to_their_pages(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("paket")
    ranked = table.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    rows = list_rows(app, PACKAGES)
    assert [row.code for row in rows] == ranked["kd_rup"].to_list()[: len(rows)]
    assert list_total(app, PACKAGES).name == f"Semua {number(table.height)} paket"
    others = ranked[len(rows) :]
    (rest,) = list_data(app, PACKAGES)["rest"]
    assert spaced(rest) == f"Sisanya: {others.height} paket, {rupiah(total(others['pagu']))}"
    assert ("kode", rows[0].code) in link(act(app, PACKAGES, pergi=rows[0].path))


def test_every_page_of_packages_can_be_reached(opened: Open, truth: Truth) -> None:
    table = truth.table("paket")
    ranked = table.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    app = act(opened(PAGE, **LINK), PACKAGES, hal=2)
    assert ("lihat", "hal-paket:2") in link(app)
    assert [row.code for row in list_rows(app, PACKAGES)] == ranked["kd_rup"].to_list()[50:100]
    first = act(app, PACKAGES, hal=0)
    assert "hal-paket" not in str(link(first))


def test_a_chosen_satker_and_status_narrow_the_packages(opened: Open, truth: Truth) -> None:
    status = truth.table("swakelola-status").sort("jumlah_paket", "kd_satker")
    satker = status["kd_satker"][-1]
    app = opened(PAGE, **LINK, satker=satker, status="Terinisiasi")
    table = truth.table("paket", satker=satker, status="Terinisiasi")
    assert list_total(app, PACKAGES).name == f"Semua {number(table.height)} paket"
    assert [row.path for row in list_rows(app, MAIN)] == [satker]
    assert "Penyaring status tidak berlaku di sini" in told(app)


def test_the_status_filter_writes_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.selectbox(key="f_status").set_value("Terinisiasi").run()
    assert ("status", "Terinisiasi") in link(app)
    app.selectbox(key="f_status").set_value("").run()
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_types_and_statuses_are_counts_with_bars_on_one_scale(opened: Open, truth: Truth) -> None:
    table = truth.table("swakelola-tipe")
    app = opened(PAGE, **LINK)
    rows, counts = (
        list_rows(app, TYPES),
        table.pivot(on="status", index="tipe_swakelola", values="jumlah_paket"),
    )
    assert [row.path for row in rows] == [str(tipe) for tipe in counts["tipe_swakelola"]]
    statuses = ("Terumumkan", "Terinisiasi")
    for row, record in zip(rows, counts.iter_rows(named=True), strict=True):
        assert [mark["v"] for mark in row.marks] == [number(record[s] or 0) for s in statuses]
    lengths = [(mark["b"], int(mark["v"].replace(".", ""))) for row in rows for mark in row.marks]
    assert len({round(length / count, 2) for length, count in lengths}) == 1
    assert list_total(app, TYPES).texts["Paket"] == number(table["jumlah_paket"].sum())


def test_organisers_are_ranked_and_packages_without_one_counted_apart(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table(ORGANISERS)
    counts = dict(
        table.group_by("kd_klpd_penyelenggara").agg(pl.col("jumlah_paket").sum()).iter_rows()
    )
    blank = counts.pop("(kosong)")
    rows = list_rows(app, ORGANISERS)
    assert [row.code for row in rows] == sorted(counts, key=lambda k: (-counts[k], k))[: len(rows)]
    assert [row.texts["Paket"] for row in rows] == [number(counts[row.code]) for row in rows]
    assert f"(kosong): {number(blank)} paket" in spaced(list_data(app, ORGANISERS)["rest"][-1])
    own = [row for row in list_data(app, ORGANISERS)["rows"] if row.get("o")]
    assert [row["k"] for row in own] == ["D304"]


def test_several_years_and_klpd_are_bars_of_their_statuses(opened: Open, truth: Truth) -> None:
    assert YEARS not in lists(opened(PAGE, **LINK))
    app = opened(PAGE, **BOTH)
    rows = list_rows(app, YEARS)
    assert [row.path for row in rows] == ["D304~2024", "D304~2025", "D305~2024", "D305~2025"]
    for row in rows:
        kode, _, tahun = row.path.partition("~")
        table = truth.table("swakelola-status", int(tahun), klpd=kode)
        shares = dict(row.marks[0]["p"])
        announced = table.filter(status="Terumumkan")["jumlah_paket"].sum()
        whole = table["jumlah_paket"].sum()
        assert shares["Terumumkan"] == pytest.approx(100 * announced / whole, abs=0.01)
        assert sum(shares.values()) == pytest.approx(100, abs=1)
        assert row.texts["Terumumkan"] == percent(announced / whole)


def curve(app: AppTest) -> str:
    bodies = [str(element.proto.body) for element in app.get("html")]
    (found,) = [body for body in bodies if 'class="lensa-kurva"' in body]
    return found


def test_the_curve_names_both_years_and_all_that_are_chosen(opened: Open, truth: Truth) -> None:
    one = curve(opened(PAGE, **LINK))
    dates = truth.table("swakelola-pengumuman")
    early = dates["diumumkan_31_maret"].sum() / dates["jumlah_paket"].sum()
    assert f"sedikitnya {percent(early)}" in one
    assert f">{LALU}: " in one
    assert f">{TAHUN}: " in one
    many = curve(opened(PAGE, **BOTH))
    assert [f">{k} {y}: " in many for k in BOTH["klpd"] for y in BOTH["tahun"]] == [True] * 4


def test_the_table_behind_the_curve_is_in_the_link(opened: Open) -> None:
    assert len(opened(PAGE, **LINK).dataframe) == 0
    app = opened(PAGE, **LINK, lihat="tabel-pengumuman-per-hari:ya")
    assert len(app.dataframe) == 1


def test_announcements_are_counted_so_far_day_by_day(truth: Truth) -> None:
    days = truth.table("pengumuman-per-hari")
    table = truth.table("swakelola-pengumuman")
    early = days.filter(days["tanggal"] <= days["tanggal"].dt.replace(month=3, day=31, year=2025))
    assert early["diumumkan"].max() == table["diumumkan_31_maret"].sum()
    assert days["diumumkan"].is_sorted()
    assert days["tanggal"].is_unique().all()
    assert days["pangsa_diumumkan"].max() == days["diumumkan"].max() / table["jumlah_paket"].sum()
