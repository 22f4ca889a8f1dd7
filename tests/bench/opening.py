"""Open a warm snapshot of a million rows, over st.cache_data."""

from __future__ import annotations

import logging
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import streamlit as st

from services import settings
from services.store.snapshots import Manifest, Snapshots
from services.wiring import connect
from tests.bench.timing import Goal, Row, in_turn, ratio

ROWS, ROUNDS = 1_000_000, 5


def measure() -> Row:
    """Measure a second load of one stored partition through the door."""
    logging.getLogger("streamlit").setLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        parts = connect(settings.from_mapping({"LENSA_DATA": folder}))
        (request,) = parts.rup(("paket-swakelola",), ("K1",), (2025,))
        frame = packages(request.dataset.schema)
        known = {"rows": ROWS, "pages": 1000, "source": "sandbox", "address": ""}
        manifest = Manifest(**known, fetched_at=datetime.now(UTC).replace(microsecond=0))
        place = parts.repository.place(request)
        Snapshots(Path(folder)).publish(place, frame, manifest, generation=0)
        cold = time.perf_counter()
        assert parts.repository.load(request).frame.equals(frame)
        cold = time.perf_counter() - cold
        cached = st.cache_data(lambda: frame)

        def ours() -> pl.DataFrame:
            return parts.repository.load(request).frame

        timed = in_turn({"ours": ours, "st.cache_data": cached}, ROUNDS)
        parts.close()
    return Row(
        what=f"open a warm snapshot of {ROWS:,} rows, over st.cache_data",
        sides={name: str(timing) for name, timing in timed.items()},
        figure=1 / ratio(timed, "ours", "st.cache_data"),
        goal=Goal(least=1000, unit="x faster"),
        notes=(f"the first open from disk, digest checked: {cold:.2f} s",),
    )


def packages(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Make rows of every column's type."""
    rng = np.random.default_rng(3)
    numbers = pl.Series(rng.integers(1, 10**9, ROWS))
    given = {
        name: numbers.cast(dtype, strict=False)
        if dtype.is_integer()
        else (numbers > 5).alias(name)
        if dtype == pl.Boolean
        else (numbers * 1_000_000).cast(pl.Datetime("us")).cast(dtype)
        if dtype.is_temporal()
        else "Belanja " + (numbers % 5000).cast(pl.String)
        for name, dtype in schema.items()
    }
    return pl.DataFrame(given).with_columns(kd_rup=pl.int_range(ROWS).cast(pl.String))


if __name__ == "__main__":
    print(measure())
