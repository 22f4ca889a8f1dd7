"""Compare the numbers of rows that a source claims with the rows that it served.

No walk of INAPROC or of locations ends because of such a number: they are known to be wrong. A
number that disagrees with the rows is still shown, because it may be the only sign of missing rows.
Totals of SATUSEHAT's pages are proven by the walk itself (pagination.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..answer.envelopes import Envelope
from ..answer.paging import parse_count

TOTALS = (
    *("total", "total_count", "totalCount", "total_data", "totalData", "total_rows", "totalRows"),
    *("total_items", "totalItems", "total_records", "totalRecords"),
)
COUNTS = ("count",)
"""Members that count the rows of one page or of all pages."""
ZERO_IS_UNKNOWN = frozenset({"lokasi"})
"""Sources that send 0 with every answer, also with rows, so that it means nothing."""


def claims(envelope: Envelope, source: str, rows: int) -> dict[str, int]:
    """Return the totals of an answer by their path, such as `meta.total`.

    rows: how many rows the answer holds; a count that equals them says nothing about all pages.
    """
    totals: dict[str, int] = {}
    objects = {"": envelope.members, "meta.": envelope.meta, "pagination.": envelope.pagination}
    for prefix, members in objects.items():
        if not isinstance(members, Mapping):
            continue
        for name in (*TOTALS, *COUNTS):
            value = parse_count(members.get(name))
            unknown = value is None or (value == 0 and source in ZERO_IS_UNKNOWN)
            if not unknown and not (name in COUNTS and value == rows):
                totals[prefix + name] = value or 0
    return totals


def disagreements(pages: Iterable[tuple[Mapping[str, int], int]], rows: int) -> tuple[str, ...]:
    """Return each claim that does not fit the rows, such as `meta.total 150`.

    pages: the claims of each page with its number of rows. rows: how many rows are left of all
    pages without repeats and strangers. A claim fits when it lies between these and the rows
    served. Where pages differ the last one counts.
    """
    pages = list(pages)
    served = sum(height for _, height in pages)
    last: dict[str, int] = {}
    for page_claims, height in pages:
        if height or not served:
            last |= page_claims
    return tuple(f"{name} {value}" for name, value in last.items() if not rows <= value <= served)
