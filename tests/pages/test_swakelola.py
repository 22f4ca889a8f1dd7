from __future__ import annotations

from pages.shell.answers.swakelola import daily
from services import table_inputs
from services.analysis.frames import RUP, Options
from services.language.wording import number, percent, rupiah
from tests.pages.conftest import Open
from tests.pages.seeing import alts, figures, grid, link, told
from tests.pages.truth import LALU, LINK, TAHUN, Truth, total

PAGE = "pages/swakelola.py"


def test_the_answer_says_how_many_are_announced_and_what_that_is_not(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("swakelola-status")
    packages = table["jumlah_paket"].sum()
    announced = table.filter(status="Terumumkan")["jumlah_paket"].sum()
    dates = truth.table("swakelola-pengumuman")
    early = dates["diumumkan_31_maret"].sum()
    late = dates["diumumkan_kemudian"].sum() + dates["tidak_diketahui"].sum()
    by_march = f"{percent(early / packages)}–{percent(1 - late / packages)}"
    old = truth.table("swakelola-status", LALU)["jumlah_paket"].sum()
    shown = figures(app)
    assert shown["Paket"] == (number(packages), f"{LALU}: {number(old)}")
    assert shown["Pagu swakelola"][0] == rupiah(total(table["pagu"]))
    assert shown["Terumumkan"][0] == percent(announced / packages)
    assert shown["Sampai 31 Maret"][0] == by_march
    assert f"Sampai 31 Maret terumumkan {by_march} dari paket itu" in told(app)
    assert f"{percent(announced / packages)} berstatus Terumumkan" in told(app)
    assert "adalah kisaran" in told(app)


def test_status_per_satker_and_the_list_are_the_tables(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    status, paket = truth.table("swakelola-status"), truth.table("paket")
    shown = [row["jumlah_paket"] for row in grid(app)]
    assert shown == [number(n) for n in status["jumlah_paket"][:50]]
    assert [row["kd_rup"] for row in grid(app, 1)] == paket["kd_rup"].to_list()[:50]
    assert f"1–50 dari {number(paket.height)} baris" in told(app)


def test_a_chosen_satker_and_status_narrow_the_list(opened: Open, truth: Truth) -> None:
    status = truth.table("swakelola-status").sort("jumlah_paket", "kd_satker")
    satker = status["kd_satker"][-1]
    app = opened(PAGE, **LINK, satker=satker, status="Terinisiasi")
    paket = truth.table("paket", satker=satker, status="Terinisiasi")
    assert [row["kd_rup"] for row in grid(app, 1)] == paket["kd_rup"].to_list()[:50]
    assert figures(app)["Paket"][0] == number(
        truth.table("swakelola-status", satker=satker)["jumlah_paket"].sum()
    )


def test_the_status_filter_writes_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.selectbox(key="f_status").set_value("Terinisiasi").run()
    assert ("status", "Terinisiasi") in link(app)
    app.selectbox(key="f_status").set_value("").run()
    assert dict(link(app)) == {**LINK, "lang": "id"}


def test_four_charts_stand_with_their_words(opened: Open) -> None:
    found = alts(opened(PAGE, **LINK))
    assert len(found) == 4
    assert all(found)


def test_announcements_are_counted_so_far_day_by_day(truth: Truth) -> None:
    requests = truth.app.rup(RUP, ("D304",), (TAHUN,))
    frames = table_inputs.read(truth.app.repository, requests).frames
    days = daily(frames, Options(klpd=("D304",), tahun=(TAHUN,))).collect().filter(tahun=TAHUN)
    table = truth.table("swakelola-pengumuman")
    early = days.filter(days["tanggal"] <= days["tanggal"].dt.replace(month=3, day=31, year=2025))
    assert early["diumumkan"].max() == table["diumumkan_31_maret"].sum()
    assert days["diumumkan"].is_sorted()
    assert days["tanggal"].is_unique().all()
    assert days["pangsa"].max() == days["diumumkan"].max() / table["jumlah_paket"].sum()
