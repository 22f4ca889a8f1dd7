from __future__ import annotations

from pages.shell.answers.package_lists.organiser_list import MOST_UNKNOWN, shown_statuses


def test_a_status_outside_the_vocabulary_is_drawn_as_served_and_a_missing_one_as_blank() -> None:
    drawn = shown_statuses(["<b>Aneh</b>", None, "", "Draf"])
    assert drawn == {"<b>Aneh</b>": "<b>Aneh</b>", None: "(kosong)", "": "(kosong)", "Draf": "Draf"}


def test_more_strange_statuses_than_a_legend_holds_are_one() -> None:
    strange = [f"Aneh {n}" for n in range(MOST_UNKNOWN + 1)]
    assert {*shown_statuses(strange[1:]).values()} == {*strange[1:]}
    assert shown_statuses([*strange, "Draf", None]) == {
        **dict.fromkeys(strange, "(lain)"),
        "Draf": "Draf",
        None: "(kosong)",
    }
