"""The whole country beside its partitions: compacted rows and tables, made of what is stored.

`{data}/national/{scope}/{dataset}/tahun=Y/{digest}.parquet` holds all rows of a dataset and year,
`.../{part}/tahun=Y/...` what is kept of its KLPD-years (analysis/parts.py): their measures, names
and whole tables. Each has a `manifest.json` that names the digests of the snapshots it stands for.
All are made of the partitions alone and may be deleted any time.
"""

from ..inventory import Year, listed
from ..table_inputs import CONTOH
from .reading import (
    MEASURED,
    National,
    compact,
    enough,
    measured,
    whole,
    with_sample,
)
from .removal import forget

__all__ = [
    "CONTOH",
    "MEASURED",
    "National",
    "Year",
    "compact",
    "enough",
    "forget",
    "listed",
    "measured",
    "whole",
    "with_sample",
]
