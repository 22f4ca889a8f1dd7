"""How many rows a source says that it holds, beside those that it served.

No walk of INAPROC or of locations ends by such a number, because they are known to lie. One that
disagrees with the rows is told to the reader all the same: it may be the only sign of rows that are
missing. Totals of SATUSEHAT's pages are proven by the walk itself (pagination.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .envelopes import Envelope
from .paging import whole

TOTALS = (
    *("total", "total_count", "totalCount", "total_data", "totalData", "total_rows", "totalRows"),
    *("total_items", "totalItems", "total_records", "totalRecords"),
)
COUNTS = ("count",)
"""Names of what may count the rows of one page or of all."""
ZERO_IS_UNKNOWN = frozenset({"lokasi"})
"""Sources that say 0 above rows in every answer, so that it means nothing."""


def claims(envelope: Envelope, source: str, rows: int) -> dict[str, int]:
    """Return the totals of an answer by their place and name; `rows` are those that it holds.

    A count that fits the answer's own rows claims nothing about all of them.
    """
    found: dict[str, int] = {}
    places = {"": envelope.members, "meta.": envelope.meta, "pagination.": envelope.pagination}
    for place, members in places.items():
        if not isinstance(members, Mapping):
            continue
        for name in (*TOTALS, *COUNTS):
            value = whole(members.get(name))
            unknown = value is None or (value == 0 and source in ZERO_IS_UNKNOWN)
            if not unknown and not (name in COUNTS and value == rows):
                found[place + name] = value or 0
    return found


def disagreements(pages: Iterable[tuple[Mapping[str, int], int]], rows: int) -> tuple[str, ...]:
    """Return each claim that no reading of the rows bears out, such as `meta.total 150`.

    pages: the claims of each page with the rows that it held. rows: how many rows were left of
    them all once repeats and strangers were set aside. Where pages differ the last one counts.
    """
    held = list(pages)
    served = sum(height for _, height in held)
    last: dict[str, int] = {}
    for told, height in held:
        if height or not served:
            last |= told
    return tuple(f"{name} {value}" for name, value in last.items() if not rows <= value <= served)
