"""A later day of the same KLPD and year: rows added, changed and gone, and the rules kept."""

from __future__ import annotations

from typing import Any

import pytest

from services.sandbox.core.changes import make_after
from services.sandbox.core.rows import Columns
from services.sandbox.sizes import BIGGEST
from tests.sandbox import forests
from tests.sandbox.made import rows

SOME = ("D304", "D301", "I82", "L31", BIGGEST)
KEYS = {
    "program": ("kd_program",),
    "swakelola": ("kd_rup",),
    "kaji_ulang": ("jenis_paket", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang"),
}


def by_key(columns: Columns, part: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    found = {}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        found[tuple(row[name] for name in KEYS[part])] = row
    assert len(found) == len(columns["kd_klpd"])
    return found


def differences(kode: str, tahun: int, part: str) -> tuple[int, int, int]:
    """Return how many rows were added, changed and gone."""
    later = make_after(kode, tahun, 1)
    assert later is not None
    old = by_key(getattr(rows(kode, tahun), part), part)
    new = by_key(getattr(later, part), part)
    changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())


@pytest.mark.parametrize("tahun", [2025, 2026])
@pytest.mark.parametrize("kode", SOME)
def test_programs_and_packages_come_change_and_go(kode: str, tahun: int) -> None:
    for part in ("program", "swakelola"):
        added, changed, gone = differences(kode, tahun, part)
        total = len(getattr(rows(kode, tahun), part)["kd_klpd"])
        assert min(added, changed, gone) >= 1
        assert max(added, gone) <= max(0.03 * total, 2)
        assert changed <= max(0.08 * total, 3)


@pytest.mark.parametrize("kode", SOME)
def test_history_only_grows_and_keeps_the_rules(kode: str) -> None:
    added, changed, gone = differences(kode, 2026, "kaji_ulang")
    assert (added >= 1, changed >= 1, gone) == (True, True, 0)
    later = make_after(kode, 2026, 1)
    assert later is not None
    assert forests.broken(later.kaji_ulang) == []
    assert forests.acts_in_order(later.kaji_ulang) == []


def test_what_is_replaced_leaves_the_list_and_its_heir_enters() -> None:
    later = make_after("D301", 2026, 1)
    assert later is not None
    first = set(rows("D301", 2026).swakelola["kd_rup"])
    second = set(later.swakelola["kd_rup"])
    old, new = first - second, second - first
    history = later.kaji_ulang
    acts = [
        (int(lama), int(baru))
        for lama, baru, when in zip(
            history["kd_rup_lama"], history["kd_rup_baru"], history["tgl_kaji_ulang"], strict=True
        )
        if when.startswith("2026-11-21")
    ]
    assert {lama for lama, _ in acts} == old
    assert {baru for _, baru in acts} == new


def test_new_acts_are_of_the_later_day_and_in_a_closed_year_of_its_last_evening() -> None:
    for tahun, when in ((2026, "2026-11-21T23:30:00Z"), (2025, "2025-12-31T23:30:00Z")):
        later = make_after("D304", tahun, 1)
        assert later is not None
        assert max(later.kaji_ulang["tgl_kaji_ulang"]) == when


def test_a_later_day_is_the_same_every_time_and_each_day_its_own() -> None:
    assert make_after("D304", 2026, 1) == make_after("D304", 2026, 1)
    assert make_after("D304", 2026, 1) != make_after("D304", 2026, 2)
    assert make_after("D304", 2026, 0) == rows("D304", 2026)


def test_the_first_day_is_left_as_it_was() -> None:
    before = {name: list(values) for name, values in rows("D304", 2026).swakelola.items()}
    make_after("D304", 2026, 1)
    assert rows("D304", 2026).swakelola == before


@pytest.mark.parametrize(("kode", "tahun"), [("ZZ", 2026), ("D304", 2030)])
def test_nothing_changes_outside_the_catalogue(kode: str, tahun: int) -> None:
    assert make_after(kode, tahun, 1) is None
