"""Numbers of rows that a source claims are compared with its rows."""

from __future__ import annotations

import pytest

from services.upstream.answer.answers import Answer, read
from services.upstream.walk.claims import claims, disagreements


def told(body: str, source: str = "inaproc", rows: int = 2) -> dict[str, int]:
    whole = f'{{"success": true, "data": [], {body}}}'.encode()
    return claims(read(Answer(status=200, body=whole), source=source), source, rows)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('"meta": {"total": 150, "limit": 10}', {"meta.total": 150}),
        ('"meta": {"total": "150.0", "count": 2}', {"meta.total": 150}),
        ('"meta": {"total": "150.000"}', {}),
        ('"meta": {"total": true, "count": [1]}', {}),
        ('"meta": null, "pagination": {"totalItems": 0}', {"pagination.totalItems": 0}),
        ('"meta": [1], "total": 3, "count": 4', {"total": 3, "count": 4}),
        ('"meta": {"page": {"total": 9}}', {}),
    ],
)
def test_claims_are_found_where_sources_put_them(body: str, found: dict[str, int]) -> None:
    assert told(body) == found


def test_a_zero_of_locations_means_nothing() -> None:
    assert told('"pagination": {"totalItems": 0}', "lokasi") == {}
    assert told('"pagination": {"totalItems": 7}', "lokasi") == {"pagination.totalItems": 7}


@pytest.mark.parametrize(
    ("pages", "rows", "odd"),
    [
        ([({"meta.total": 4}, 2), ({"meta.total": 4}, 2)], 4, ()),
        ([({"meta.total": 3}, 2), ({"meta.total": 4}, 2)], 4, ()),
        ([({"meta.total": 4}, 2), ({"meta.total": 0}, 0)], 2, ("meta.total 4",)),
        ([({"meta.total": 3}, 4)], 2, ()),
        ([({"meta.total": 5}, 4)], 2, ("meta.total 5",)),
        ([({"meta.total": 1}, 4)], 2, ("meta.total 1",)),
        ([({"meta.total": 9}, 0)], 0, ("meta.total 9",)),
        ([({}, 4)], 4, ()),
        ([], 0, ()),
    ],
)
def test_a_claim_disagrees_that_no_count_of_the_rows_bears_out(
    pages: list[tuple[dict[str, int], int]], rows: int, odd: tuple[str, ...]
) -> None:
    assert disagreements(pages, rows) == odd
