"""The map's classes can be told apart with every common kind of colour vision, by simulation.

Matrices: Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB. Differences: CIE 1976
in CIELAB (D65); some 2.3 is what a trained eye can just tell.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from services.charts.geography.classes import spread
from services.charts.palette import Theme, palette

Floats = npt.NDArray[np.float64]
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])
APART, EDGE = 6.0, 20.0


def lab(colour: str, sight: str) -> Floats:
    """Return the CIELAB coordinates of a hex colour as somebody sees it."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / D65
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, sight: str) -> float:
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("count", range(2, 8))
def test_every_two_classes_look_different(theme: Theme, sight: str, count: int) -> None:
    ramp = spread(palette(theme).ramp, count)
    assert min(apart(a, b, sight) for a, b in combinations(ramp, 2)) >= APART


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("count", range(2, 6))
def test_every_two_classes_of_a_map_look_different(theme: Theme, sight: str, count: int) -> None:
    ramp = spread(palette(theme).map_ramp, count)
    assert min(apart(a, b, sight) for a, b in combinations(ramp, 2)) >= APART


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_classes_climb_in_lightness_so_that_grey_print_shows_them(theme: Theme, sight: str) -> None:
    lightness = [float(lab(step, sight)[0]) for step in palette(theme).ramp]
    steps = [b - a for a, b in pairwise(lightness)]
    assert all(step > 3 for step in steps) or all(step < -3 for step in steps)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_no_data_differs_from_every_class_by_fill_or_outline(theme: Theme, sight: str) -> None:
    """The outline of a region without data stands out from its own fill; that of others does not.

    In the light theme the fill alone is near the two lowest classes (design's colours).
    """
    shown = palette(theme)
    assert apart(shown.no_data_line, shown.no_data, sight) >= EDGE
    assert apart(shown.no_data_line, shown.background, sight) >= EDGE
