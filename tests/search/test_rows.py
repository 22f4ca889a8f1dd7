"""Entries are numbered so that the order of numbers is the order of hits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.entries import KINDS, PACKAGES
from services.search.rows import FIELDS, KIND, MOST_NUMBERS, numbered, span, vocabulary
from tests.analysis.strategies import quick
from tests.search.making import Row, entry, frame

HEAVIEST = 2**63 - 1

anything = st.builds(
    entry,
    st.just("x"),
    jenis=st.sampled_from(KINDS),
    pagu=st.none() | st.integers(-5, HEAVIEST),
    jumlah=st.integers(0, 2**31),
)


def _weight(row: Row) -> tuple[bool, bool, int]:
    """Return where an entry stands within its kind, by the rule in words."""
    measure = row["pagu"] if row["jenis"] in ("satker", "program", *PACKAGES) else row["jumlah"]
    return (row["jumlah"] == 0, measure is None, -max(measure or 0, 0))


@quick
@given(st.lists(anything, max_size=12), st.sampled_from([0, 77, MOST_NUMBERS - 12]))
def test_numbers_are_unique_positive_and_in_the_order_of_hits(rows: list[Row], first: int) -> None:
    kept = numbered(frame(*rows), first)
    assert tuple(kept.columns) == FIELDS
    ids = kept["id"].to_list()
    assert ids == sorted(set(ids))
    assert all(0 <= number < 2**63 for number in ids)
    listed = kept.to_dicts()
    for row, after in pairwise(listed):
        places = [KINDS.index(row["jenis"]) for row in (row, after)]
        assert places == sorted(places)
        if places[0] == places[1]:
            (dead, unknown, heavy), (dead2, unknown2, heavy2) = _weight(row), _weight(after)
            assert dead <= dead2
            if not dead2:
                assert unknown <= unknown2
            if (dead, unknown) == (dead2, unknown2) == (False, False):
                assert -heavy >= -heavy2 * 0.999


@quick
@given(st.lists(anything, min_size=1, max_size=6), st.integers(0, MOST_NUMBERS - 12))
def test_two_partitions_never_share_a_number(rows: list[Row], first: int) -> None:
    one, two = (numbered(frame(*rows), at) for at in (first, first + len(rows)))
    assert not set(one["id"]) & set(two["id"])


def test_equal_weights_of_several_partitions_lie_together() -> None:
    ids = {
        (pagu, partition): numbered(frame(entry("x", pagu=pagu)), partition)["id"][0]
        for pagu in (10**9, 5 * 10**8)
        for partition in (1, 2)
    }
    assert sorted(ids, key=lambda one: ids[one]) == [
        (10**9, 1),
        (10**9, 2),
        (5 * 10**8, 1),
        (5 * 10**8, 2),
    ]


def test_the_span_of_a_kind_holds_its_numbers_and_no_others() -> None:
    for kind in KINDS:
        low, high = span(kind)
        number = numbered(frame(entry("x", jenis=kind, pagu=HEAVIEST)), MOST_NUMBERS - 1)["id"][0]
        assert low <= number < high
    assert span("") == (span("satker")[0], span("kode")[1])
    assert span("kode")[1] < 2**63
    assert span("paket")[0] >> KIND == KINDS.index("paket")


@pytest.mark.parametrize(
    ("values", "sandi"),
    [
        ({"kode": "1.02.02"}, "1x02x02"),
        ({"kode": "X.XX.01"}, "xxxxx01"),
        ({"kode": "50000001"}, "50000001"),
        ({"kode": "(7)"}, "7"),
        ({"kode": "7", "jenis": "satker", "keterangan": "1.01.0.00"}, "7 1x01x0x00"),
        ({"kode": "7", "jenis": "satker", "keterangan": None}, "7"),
        ({"kode": "7", "jenis": "paket", "keterangan": "1.01.0.00"}, "7"),
        ({"kode": "", "jenis": "alasan"}, ""),
    ],
)
def test_codes_are_stored_as_they_are_searched(values: Row, sandi: str) -> None:
    assert numbered(frame(entry("x", **values)), 1)["sandi"].to_list() == [sandi]


def test_the_vocabulary_is_words_of_letters() -> None:
    rows = (
        entry("Café JALAN-raya 2025 b2b ab", keterangan="Dinas É\u0301ta"),
        entry("jalan", keterangan=None),
    )
    assert vocabulary(frame(*rows)) == ["cafe", "dinas", "eta", "jalan", "raya"]
    assert vocabulary(frame()) == []
