"""In which rows two readings of one partition differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from .catalog import Dataset

Row = Mapping[str, object]


def differences(
    dataset: Dataset, earlier: pl.DataFrame, later: pl.DataFrame
) -> list[dict[str, str]]:
    """Return a line for each row that only one reading holds, or that both hold differently.

    Keys: kunci (natural key, or all values where a part of it is null), perubahan (hilang, muncul
    or berubah) and kolom, the columns that changed.
    """
    before, after = (_by_key(dataset, frame) for frame in (earlier, later))
    return list(_lines(before, after))


def _by_key(dataset: Dataset, frame: pl.DataFrame) -> dict[str, Row]:
    return {_name(dataset, row): row for row in frame.iter_rows(named=True)}


def _name(dataset: Dataset, row: Row) -> str:
    key = [row[name] for name in dataset.key]
    return " ".join(str(value) for value in (key if None not in key else row.values()))


def _lines(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[dict[str, str]]:
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            yield {"kunci": key, "perubahan": "hilang", "kolom": ""}
        elif key not in before:
            yield {"kunci": key, "perubahan": "muncul", "kolom": ""}
        elif before[key] != after[key]:
            changed = [name for name in after[key] if after[key][name] != before[key][name]]
            yield {"kunci": key, "perubahan": "berubah", "kolom": ", ".join(changed)}
