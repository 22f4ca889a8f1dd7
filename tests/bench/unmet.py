"""Where the time goes in the rows whose goal is out of reach, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "fetch-50": (
            "By perf, of the processor's time: 34 % the interpreter and 12 % msgspec (each page is "
            "decoded and written again, so that no rounded number and no name that comes twice "
            "stays unseen), 20 % Polars (values as text, types, order), 17 % the system (sockets, "
            "files of a pass that can be resumed), 12 % the C library. 8 s of the processor's in "
            "5.5 s, the peer 11 in 10. Tried: a shorter switch interval of the interpreter (no "
            "gain)"
        ),
        "import": (
            "XLSX: cells are read as text, because a code like 007 must stay as the file shows it, "
            "and typed as rows of the source are; the parts of the workbook are looked through "
            "before for cells that a reader would lose. Parquet: reading and writing the file "
            "takes 50 of the 133 ms; the rest looks at each text, types, keys and the digest"
        ),
        "national": (
            "From rows: the states of 1.8 million revisions and the codes of 5.4 million packages "
            "take 25 s, and the engines beside them only count rows. This is paid once for each "
            "change of the rows: tables are cached then. Tried: no plan runs twice (banding 22 s "
            "-> 14 s), one file of all lists of satkers (swakelola-tipe 885 -> 242 ms); the hash "
            "of a request leaves the columns of its dataset out (a fifth of each cached table). "
            "`pagu-per-program` also made that "
            "one file, once, in the 5.6 s; the hash came after this run"
        ),
        "api-304": (
            "An answer that has not changed takes 121 us of the processor inside the application, "
            "the bare route 21 us: routes, five layers that each look at the request, the count of "
            "requests. Tried: host names, headers and validators are made once, and whether an "
            "answer has changed is looked up at most every 50 ms (2.3 x before)"
        ),
        "harvest": (
            "The sandbox makes and sends all rows on the same two processors, and how fast these "
            "are differs by more than a half from hour to hour: compare with an older figure by "
            "the processor's seconds. A partition is written with six fsync, so that a kill at "
            "any instant leaves the old or the new one. Tried: two batches of cached tables side "
            "by side (a third less of their time), queries in memory (two fifths less of what "
            "then remained), no plan runs twice (738 -> 597 MB)"
        ),
        "memory": (
            "Streamlit's map imports pandas to look at its version, and pandas imports pyarrow "
            "(65 MB); Polars takes 61 MB, and the C library does not give 33 MB back"
        ),
    }
)
