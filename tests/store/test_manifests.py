from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from services.store.manifests import History, Manifest, seal, unseal

AT = datetime(2026, 6, 22, 10, tzinfo=UTC)
ONE = Manifest(rows=3, pages=1, source="live", address="x", fetched_at=AT, digest="d", file="f")
HISTORY = History(generation=2, passes=(ONE,))


def test_what_was_sealed_is_unsealed() -> None:
    assert unseal(seal(HISTORY)) == HISTORY


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"rows":3', b'"rows":4'), (b'"generation":2', b'"generation":3'), (b'"f"', b'"g"')],
)
def test_anything_changed_is_found(before: bytes, after: bytes) -> None:
    raw = seal(HISTORY)
    assert before in raw
    with pytest.raises(ValueError, match="tidak utuh"):
        unseal(raw.replace(before, after))


def test_a_seal_of_an_earlier_version_that_knew_less_of_a_pass_still_holds() -> None:
    known = (
        b'[{"rows":3,"pages":1,"source":"live","address":"x","fetched_at":"2026-06-22T10:00:00Z"}]'
    )
    digest = hashlib.sha256(b"2:" + known).hexdigest()
    raw = b'{"generation":2,"passes":%b,"digest":"%b"}' % (known, digest.encode())
    (found,) = unseal(raw).passes
    assert (found.rows, found.fetched_at, found.verified) == (3, AT, False)


def test_a_manifest_from_before_the_seals_is_read() -> None:
    known = (
        b'{"rows":3,"pages":1,"source":"live","address":"x","fetched_at":"2026-06-22T10:00:00Z"}'
    )
    assert unseal(b'{"generation":1,"passes":[%b]}' % known).passes[0].rows == 3


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"generation":0,"passes":[]}', b"\xff"])
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="manifest"):
        unseal(raw)
