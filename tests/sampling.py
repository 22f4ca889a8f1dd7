"""The short and the long form of the tests: what the short one samples, and by which seed.

tests/__init__.py lists the places.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Value = TypeVar("Value")
LONG = bool(os.environ.get("UJI_PANJANG"))
SEED = int(os.environ.get("UJI_BENIH", "20261130"))
THINNED: Mapping[str, int] = {
    "tests/analysis/test_against_oracle.py": 3,
    "tests/analysis/test_cached_tables.py": 3,
    "tests/analysis/test_tables.py": 3,
    "tests/api/test_rows.py": 3,
    "tests/browser/test_export_files.py": 2,
    "tests/browser/test_exports.py": 3,
    "tests/browser/test_links.py": 2,
    "tests/browser/test_lists_and_drawings.py": 4,
    "tests/browser/test_looks.py": 2,
    "tests/browser/test_pages.py": 6,
    "tests/browser/test_questions.py": 3,
    "tests/browser/test_region_map.py": 4,
    "tests/browser/test_revisions.py": 2,
    "tests/browser/test_timeline.py": 3,
    "tests/commands/test_arguments.py": 3,
    "tests/commands/test_impor.py": 3,
    "tests/commands/test_table.py": 2,
    "tests/crash/test_disk_full.py": 2,
    "tests/crash/test_kills.py": 3,
    "tests/crash/test_mend_deletes_unreadable.py": 2,
    "tests/export/test_datapackage.py": 3,
    "tests/importing/test_round_trips.py": 2,
    "tests/national/test_contoh.py": 2,
    "tests/national/test_national.py": 3,
    "tests/national/test_parts_cache.py": 4,
    "tests/oracle/test_tables_hostile.py": 2,
    "tests/oracle/test_tables_sandbox.py": 3,
    "tests/pages/test_agreement.py": 5,
    "tests/pages/test_alternatives.py": 4,
    "tests/pages/test_downloads.py": 2,
    "tests/pages/test_glossary.py": 3,
    "tests/pages/test_imports.py": 3,
    "tests/pages/test_languages.py": 2,
    "tests/pages/test_link_values.py": 4,
    "tests/pages/test_lists.py": 3,
    "tests/pages/test_own_rows.py": 3,
    "tests/pages/test_periksa.py": 4,
    "tests/pages/test_sharing.py": 3,
    "tests/pages/test_start.py": 2,
    "tests/pages/test_waiting.py": 2,
    "tests/pages/test_wilayah.py": 2,
    "tests/security/browser/test_login.py": 6,
    "tests/security/browser/test_names.py": 4,
}
"""In these files the short form runs one of so many cases of each test that has several."""
LONG_ONLY: Mapping[str, str] = {
    "tests/guards/test_guards.py::test_the_named_tests_are_green_with_every_guard_in_place": (
        "tests/guards/test_guards.py::test_a_guard_taken_out_turns_its_test_red"
    ),
    "tests/browser/test_links_cold.py::"
    "test_both_forms_of_a_copied_link_show_the_same_on_a_restarted_server": (
        "tests/pages/test_links_hold.py::test_a_living_link_opened_cold_gives_the_same_tables"
    ),
    "tests/browser/test_regions.py::"
    "test_clicks_lead_from_indonesia_to_a_desa_and_back_and_every_link_stands_alone": (
        "tests/browser/test_drills.py::"
        "test_clicks_on_the_map_go_down_to_a_kabupaten_and_the_way_comes_back_up"
    ),
    "tests/browser/test_revisions.py::"
    "test_a_satker_opens_by_keyboard_and_a_copied_link_shows_it_open": (
        "tests/browser/test_lists_and_drawings.py::"
        "test_a_satker_of_spending_opens_by_keyboard_and_a_copied_link_shows_it_open"
    ),
    "tests/browser/test_revisions.py::test_both_pages_load_no_plotly": (
        "tests/browser/test_lists_and_drawings.py::test_pages_of_lists_and_drawings_load_no_plotly"
    ),
}
"""What only the long form runs, and the test that meets the same kind of fault in the short one."""


def lines() -> Iterator[str]:
    """Yield what a run says of its form."""
    if LONG:
        yield "long form (UJI_PANJANG): nothing is sampled"
    else:
        yield f"short form, seed {SEED} (UJI_BENIH); all of it: UJI_PANJANG=1"


def pairs(name: str, *axes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return as few combinations as hold every value of each axis, dealt by the seed and a name."""
    draw = random.Random(f"{SEED} {name}")
    dealt = [draw.sample(axis, len(axis)) for axis in axes]
    longest = max(len(axis) for axis in axes)
    return [tuple(axis[at % len(axis)] for axis in dealt) for at in range(longest)]


def left_out(nodeids: Iterable[str]) -> set[str]:
    """Return what the short form leaves out: cases of the files in THINNED, and LONG_ONLY."""
    given, cases = list(nodeids), dict[str, list[str]]()
    for nodeid in given:
        if nodeid.split("::")[0] in THINNED and "[" in nodeid:
            cases.setdefault(nodeid.split("[")[0], []).append(nodeid)
    left = {nodeid for nodeid in given if nodeid in LONG_ONLY and not LONG}
    for test, every in cases.items():
        left |= set(every) - set(sampled(test, every, THINNED[test.split("::")[0]]))
    return left


def examples(count: int, of: int = 8) -> int:
    """Return how many examples of hypothesis are tried: in the short form one of so many.

    The short form does not try fewer than five.
    """
    return count if LONG else max(min(count, 5), -(-count // of))


def sampled(name: str, every: Sequence[Value], of: int) -> list[Value]:
    """Return one of so many, dealt by the seed and a name; the long form takes all."""
    count = len(every) if LONG else -(-len(every) // of)
    return random.Random(f"{SEED} {name}").sample(list(every), count)


def varied(drawn: Sequence[Mapping[str, list[str]]], count: int) -> list[int]:
    """Return which of the links hold the most different values: so many, in their order.

    Each next is the link that adds most values that none before it holds. The long form takes all.
    """
    values = [{(name, text) for name in link for text in link[name]} for link in drawn]
    chosen, held = list[int](), set[tuple[str, str]]()
    while len(chosen) < (len(drawn) if LONG else count):
        rest = [at for at in range(len(drawn)) if at not in chosen]
        chosen.append(max(rest, key=lambda at: len(values[at] - held)))
        held |= values[chosen[-1]]
    return sorted(chosen)
