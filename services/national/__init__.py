"""The whole country beside its partitions: compacted rows and measures, made of what is stored.

`{data}/national/{scope}/{dataset}/tahun=Y/{digest}.parquet` holds all rows of a dataset and year,
`.../ukuran/tahun=Y/...` the measures of its KLPD. Each has a `manifest.json` that names the digests
of the snapshots it stands for. Both are made of the partitions alone and may be deleted any time.
"""

from services.national.listing import Year, listed
from services.national.reading import (
    CONTOH,
    MEASURED,
    National,
    compact,
    measured,
    whole,
    with_sample,
)

__all__ = [
    "CONTOH",
    "MEASURED",
    "National",
    "Year",
    "compact",
    "listed",
    "measured",
    "whole",
    "with_sample",
]
