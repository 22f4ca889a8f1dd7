"""Listings give back the rows at any places, whatever the rows hold."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.serving.pages import Listing, ListingCache, decode_cursor, packed
from tests.sandbox.made import rows

DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


def listing_of(found: list[dict[str, object]]) -> Listing:
    return Listing(ids=np.arange(len(found)), blocks=packed(found), labels=None)


@given(
    st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.integers(0, 2**60)}), max_size=30),
    st.data(),
)
def test_any_choice_of_rows_is_cut_whole(
    found: list[dict[str, object]], data: st.DataObject
) -> None:
    listing = listing_of(found)
    chosen = [at for at in range(len(found)) if data.draw(st.booleans())]
    served = msgspec.json.decode(b"[%b]" % listing.rows(np.array(chosen, dtype=np.int64)))
    assert served == [found[at] for at in chosen]
    for start in range(len(found)):
        places = np.arange(start, len(found))
        assert msgspec.json.decode(b"[%b]" % listing.rows(places)) == found[start:]


@pytest.mark.parametrize("places", [range(995, 1005), (3, 999, 1000, 2999), range(3000), ()])
def test_rows_are_whole_across_the_blocks_they_are_kept_in(places: Sequence[int]) -> None:
    found: list[dict[str, object]] = [{"a": f"baris\n{number}"} for number in range(3000)]
    served = listing_of(found).rows(np.array(places, dtype=np.int64))
    assert msgspec.json.decode(b"[%b]" % served) == [found[place] for place in places]


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_listing_is_in_the_order_of_its_hashes_and_the_rows_in_no_other(dataset: str) -> None:
    listing = ListingCache().listing(dataset, "D304", 2025)
    assert listing is not None
    assert (np.diff(listing.ids) > 0).all()
    served = msgspec.json.decode(b"[%b]" % listing.rows(np.arange(len(listing.ids))))
    name = {"program-master": "kd_program", "paket-swakelola": "kd_rup"}.get(dataset)
    if name is not None:
        codes = [row[name] for row in served]
        assert codes != sorted(codes)
        part = rows("D304").program if name == "kd_program" else rows("D304").swakelola
        assert sorted(codes) == sorted(part[name])


def test_both_shapes_and_the_later_day_keep_a_row_at_its_hash() -> None:
    listings = ListingCache()
    today = listings.listing("paket-swakelola", "D304", 2026)
    documented = listings.listing("paket-swakelola", "D304", 2026, shape="documented")
    tomorrow = listings.listing("paket-swakelola", "D304", 2026, hari=1)
    assert today is not None
    assert documented is not None
    assert tomorrow is not None
    assert today.ids.tolist() == documented.ids.tolist()
    shared = set(today.ids.tolist()) & set(tomorrow.ids.tolist())
    assert 0.97 * len(today.ids) < len(shared) < len(today.ids)


@given(st.text())
def test_text_that_is_no_cursor_is_named_so(text: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(text)


@pytest.mark.parametrize("value", [str(2**63), str(-(2**63) - 1), "1" + "0" * 40])
def test_a_hash_beyond_64_bits_is_no_cursor(value: str) -> None:
    cursor = base64.b64encode(b'{"id":%b}' % value.encode()).decode()
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(cursor)
