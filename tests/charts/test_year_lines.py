"""Lines over years: one scale, gaps, the own line named first and drawn last."""

from __future__ import annotations

import pytest

from services.charts.plots.plot import Path
from services.charts.plots.year_lines import Series, Subject, year_lines

OWN = Series(name="Kab. Uji", values=(5, None, 20), own=True)
OTHER = Series(name="Kota Lain", values=(40, 10, None))
YEARS = (2021, 2024, 2025)


def lines(paths: tuple[Path, ...]) -> list[Path]:
    return [path for path in paths if path.ink != "line"]


def test_a_year_without_a_value_is_a_gap_and_years_are_as_far_apart_as_in_time() -> None:
    (panel,) = year_lines(
        [Subject(title="Pagu", series=(OWN,))], YEARS, unit="jumlah", lang="id"
    ).panels
    (line,) = lines(panel.paths)
    first, gap, last = line.points
    assert gap is None
    assert first is not None
    assert last is not None
    middle = next(words.x for words in panel.words if words.text == "2024")
    assert (middle - first[0]) / (last[0] - first[0]) == pytest.approx(0.75)


def test_the_own_line_is_drawn_over_the_others_and_named_with_its_value() -> None:
    subject = Subject(title="Pagu", series=(OWN, OTHER))
    (panel,) = year_lines([subject], YEARS, unit="jumlah", lang="id").panels
    assert [line.ink for line in lines(panel.paths)] == ["no_data_line", "brand"]
    named = [words.text for words in panel.words][:3]
    assert named == ["Kab. Uji", "20", "0"], "the other has no newest value to stand at"
    assert not panel.words[0].optional


def test_panels_share_one_scale_and_name_the_newest_value_of_their_own_line() -> None:
    subjects = [
        Subject(title="Tender", series=(OWN,)),
        Subject(title="Seleksi", series=(Series(name="Kab. Uji", values=(0, 0, 40), own=True),)),
    ]
    plot = year_lines(subjects, YEARS, unit="jumlah", lang="id")
    assert [(panel.title, panel.figure) for panel in plot.panels] == [
        ("Tender", "20"),
        ("Seleksi", "40"),
    ]
    tops = [max(p[1] for p in lines(panel.paths)[0].points if p) for panel in plot.panels]
    assert tops[1] == 2 * tops[0]
    assert plot.alt.startswith("Tender: 2021 5, 2024 tidak diketahui, 2025 20")


def test_values_all_unknown_have_no_mark() -> None:
    subject = Subject(title="Pagu", series=(Series(name="Kab.", values=(None, None), own=True),))
    (panel,) = year_lines([subject], (2024, 2025), unit="rupiah", lang="en").panels
    assert panel.dots == ()
    assert panel.spots == ()
