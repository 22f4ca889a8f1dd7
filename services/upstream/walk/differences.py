"""Compare the rows of two passes over one partition."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..dataset import Dataset

Row = Mapping[str, object]


def differences(
    dataset: Dataset, earlier: pl.DataFrame, later: pl.DataFrame
) -> list[dict[str, str]]:
    """Return a line for each row that only one frame has, or that has other values in the other.

    Keys: kunci (natural key, or all values where a part of it is null), perubahan (hilang, muncul
    or berubah) and kolom, the columns that changed.
    """

    def by_key(frame: pl.DataFrame) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        for row in frame.iter_rows(named=True):
            key = [row[name] for name in dataset.key]
            values = key if None not in key else row.values()
            rows[" ".join(map(str, values))] = row
        return rows

    before, after = by_key(earlier), by_key(later)
    lines = []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            lines.append({"kunci": key, "perubahan": "hilang", "kolom": ""})
        elif key not in before:
            lines.append({"kunci": key, "perubahan": "muncul", "kolom": ""})
        elif before[key] != after[key]:
            changed = [name for name in after[key] if after[key][name] != before[key][name]]
            lines.append({"kunci": key, "perubahan": "berubah", "kolom": ", ".join(changed)})
    return lines
