from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from services import settings
from services.store.snapshots import Manifest, Snapshots
from services.wiring import App, connect
from tests.pages.conftest import Open
from tests.pages.seeing import grid, link, told
from tests.pages.truth import LINK

PAGE = "pages/data.py"
FIRST = datetime(2026, 6, 22, 10, tzinfo=UTC)
DATASET = "program-master"


@pytest.fixture
def stored(nothing_stored: Path) -> Iterator[App]:
    parts = connect(settings.load())
    yield parts
    parts.close()


def publish(parts: App, at: datetime, pagu: dict[str, int | None]) -> None:
    """Store one pass of programs by code and pagu."""
    request = parts.rup((DATASET,), ("D304",), (2025,))[0]
    place, store = parts.repository.place(request), Snapshots(parts.settings.data)
    rows = [{"kd_program": code, "pagu_program": money} for code, money in pagu.items()]
    frame = pl.DataFrame(rows, schema=request.dataset.schema)
    known = {"rows": len(rows), "pages": 1, "source": "sandbox", "address": ""}
    manifest = Manifest(**known, fetched_at=at)
    store.publish(place, frame, manifest, generation=store.history(place).generation)


def compared(app: object) -> list[dict[str, str]]:
    tables = [grid(app, at) for at in range(len(app.dataframe))]  # type: ignore[attr-defined,arg-type]
    return next(t for t in tables if t and "perubahan" in t[0])


def test_one_snapshot_is_not_compared(opened: Open, stored: App) -> None:
    publish(stored, FIRST, {"a": 1})
    assert "perbandingan perlu dua" in told(opened(PAGE, **LINK))


def test_the_last_two_snapshots_are_compared_row_by_row(opened: Open, stored: App) -> None:
    publish(stored, FIRST, {"a": 5_000_000, "b": 2_000_000, "c": None})
    publish(stored, FIRST + timedelta(days=1), {"a": 7_000_000, "c": None, "d": 1_000_000})
    app = opened(PAGE, **LINK)
    assert "1 baris ditambah, 1 hilang, 1 diubah. Pagu berubah Rp 1 jt" in told(app)
    seen = [(r["perubahan"], r["kd_program"], r["lama"], r["baru"]) for r in compared(app)]
    assert seen == [
        ("ditambah", "d", "—", "—"),
        ("diubah", "a", "5000000", "7000000"),
        ("hilang", "b", "—", "—"),
    ]


def test_the_instants_stand_in_the_link_and_choose_what_is_compared(
    opened: Open, stored: App
) -> None:
    for day, pagu in enumerate(({"a": 1}, {"a": 2}, {"a": 2, "b": 4})):
        publish(stored, FIRST + timedelta(days=day), dict(pagu))
    app = opened(PAGE, **LINK, dari="2026-06-22T10:00:00Z", ke="2026-06-23T10:00:00Z")
    assert "0 baris ditambah, 0 hilang, 1 diubah" in told(app)
    app.selectbox(key="i_ke").set_value(FIRST + timedelta(days=2)).run()
    assert "1 baris ditambah, 0 hilang, 1 diubah" in told(app)
    assert ("ke", "2026-06-24T10:00:00Z") in link(app)
    assert ("dari", "2026-06-22T10:00:00Z") in link(app)
