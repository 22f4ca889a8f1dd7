"""What a rule of `tanda` gives."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.basics import Row, Rows


@dataclass(frozen=True)
class Outcome:
    """What a rule found in one KLPD-year; all None where the rows it needs are not there."""

    hits: Rows
    checked: int | None = None
    unknown: int | None = None


def hit(satker: str | None, kode: str | None, nilai: float | None, facts: str) -> Row:
    """Return one flag without its rule, KLPD and year."""
    return {"kd_satker": satker, "kode": kode, "nilai": nilai, "keterangan": facts}
