"""Where the time goes in the rows whose goal is out of reach, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "import": (
            "XLSX: cells are read as text, because a code like 007 must stay as the file shows it, "
            "and typed as rows of the source are; the parts of the workbook are looked through "
            "before for cells that a reader would lose. Parquet: reading and writing the file "
            "takes 50 of the 133 ms; the rest looks at each text, types, keys and the digest"
        ),
        "national": (
            "From rows: names of satkers lie in 652 lists, which are opened one by one (1 s of "
            "each table that shows them); the states of 1.8 million revisions take 18 s, and the "
            "engines beside them only count rows. This is paid once for each change of the rows: "
            "tables are cached then. Tried: two batches side by side (a third less), queries in "
            "memory (two fifths less of the time of making cached tables)"
        ),
        "api-304": (
            "An answer that has not changed takes 121 us of the processor inside the application, "
            "the bare route 21 us: routes, five layers that each look at the request, the count of "
            "requests. Tried: host names, headers and validators are made once, and whether an "
            "answer has changed is looked up at most every 50 ms (2.3 x before)"
        ),
        "harvest": (
            "The sandbox makes and sends all rows on the same two processors. Of 213 s, 80 s were "
            "the cached tables of the country at the end, most of it states of revisions; a "
            "partition is written with six fsync, so that a kill at any instant leaves the old or "
            "the new one. Tried: two batches of cached tables side by side (a third less of the "
            "80 s), queries in memory (two fifths less of what then remained)"
        ),
        "memory": (
            "Streamlit's map imports pandas to look at its version, and pandas imports pyarrow "
            "(65 MB); Polars takes 61 MB, and the C library does not give 33 MB back"
        ),
    }
)
