"""Read the whole country from compacted rows and cached tables, made from stored partitions.

`{data}/national/{scope}/{dataset}/tahun=Y/{digest}.parquet` holds all rows of a dataset and year,
`.../{table}/tahun=Y/...` a cached table of its KLPD-years (analysis/cached_tables.py). Each has a
`manifest.json` with the digests of the snapshots that it was made from. All are caches: they may be
deleted any time.
"""

from ..inventory import Year, listed
from ..table_inputs import CONTOH
from .reading import (
    MEASURED,
    National,
    all_rows,
    compact,
    frames_for,
    measured,
    with_sample,
)
from .removal import forget

__all__ = [
    "CONTOH",
    "MEASURED",
    "National",
    "Year",
    "all_rows",
    "compact",
    "forget",
    "frames_for",
    "listed",
    "measured",
    "with_sample",
]
