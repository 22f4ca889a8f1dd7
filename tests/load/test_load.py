"""Fifty visitors with one upstream answer in twenty spoiled: nobody is shown an error."""

from __future__ import annotations

from tests.load.conftest import ASKS
from tests.load.load import SESSIONS, Load


def test_nobody_is_shown_an_error_and_everybody_what_was_asked(loaded: Load) -> None:
    assert loaded.asks == ASKS
    assert loaded.spoiled >= 1
    assert loaded.errors == (), loaded.log
    assert loaded.wrong == ()


def test_one_cold_link_opened_by_all_at_once_is_read_once(loaded: Load) -> None:
    assert SESSIONS == 50
    assert set(loaded.cold.values()) == {1}
    datasets = {dataset for dataset, _, _ in loaded.cold}
    assert "program-master" in datasets


def test_upstream_passes_stay_near_the_number_of_cold_keys(loaded: Load) -> None:
    assert loaded.keys > 6
    assert loaded.passes <= 1.1 * loaded.keys
