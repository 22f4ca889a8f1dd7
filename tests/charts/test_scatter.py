"""Two figures against each other: places, names, and tenfold steps."""

from __future__ import annotations

import pytest

from services.charts.plots.plot import Plot
from services.charts.plots.scatter import Axis, Point, scatter

POINTS = (
    Point(name="Kab. Uji", x=50, y=10, own=True),
    Point(name="Kota Lain", x=100, y=20),
    Point(name="Kab. Tiga", x=10, y=5),
)


def drawn(*, log: bool = False) -> Plot:
    axes = (Axis(name="Pagu", unit="rupiah", log=log), Axis(name="Paket", unit="jumlah", log=log))
    return scatter(POINTS, *axes, lang="id")


def test_dots_stand_at_their_values_on_axes_from_zero() -> None:
    (panel,) = drawn().panels
    places = {spot.about[0]: (spot.x, spot.y) for spot in panel.spots}
    x, y = places["Kab. Uji"]
    assert places["Kota Lain"] == (pytest.approx(2 * x), pytest.approx(2 * (y or 0)))
    assert panel.dots[-1].ink == "brand", "the own dot lies over the others"


def test_the_own_point_is_named_in_any_case_and_the_others_where_there_is_room() -> None:
    (panel,) = drawn().panels
    names = {words.text: words.optional for words in panel.words if words.around}
    assert names == {"Kab. Uji": False, "Kota Lain": True, "Kab. Tiga": True}


def test_a_pointer_sees_name_and_both_exact_values() -> None:
    (panel,) = drawn().panels
    assert panel.spots[0].about == ("Kota Lain", "Pagu: Rp 100", "Paket: 20")


def test_tenfold_steps_are_equally_far_apart() -> None:
    (panel,) = drawn(log=True).panels
    places = {spot.about[0]: spot.x for spot in panel.spots}
    assert places["Kota Lain"] - places["Kab. Tiga"] == pytest.approx(1.0)
    below = [words.text for words in panel.words if words.up == -18]
    assert below == ["Rp 10", "Rp 100"]


def test_without_points_there_are_axes_and_words() -> None:
    plot = scatter((), Axis(name="A", unit="persen"), Axis(name="B", unit="angka"), lang="id")
    assert plot.alt == "Tidak ada baris untuk pilihan ini"
    assert plot.panels[0].dots == ()
    logarithmic = scatter(
        (), Axis(name="A", unit="persen", log=True), Axis(name="B", unit="angka"), lang="id"
    )
    assert logarithmic.panels == plot.panels
