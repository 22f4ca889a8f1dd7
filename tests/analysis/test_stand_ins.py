"""Imported rows beside live ones: in sums, not in ranks and per capita, until they are included."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from services.analysis.across_klpd.compare import banding
from services.analysis.across_klpd.regions import wilayah
from services.analysis.frames import RUP, Frames
from services.matching.klpd import governments
from services.repository import Manifest, Snapshot
from services.store.manifests import FILE, LIVE
from services.table_inputs import frames_of
from services.upstream.catalog import find
from tests.gateway import program

READ = datetime(2026, 6, 22, 10, tzinfo=UTC)


def frames(**sources: str) -> Frames:
    """Return frames of KLPD with two programs each, every dataset of one from a source."""
    snapshots = []
    for kode, source in sources.items():
        for name in RUP:
            dataset = find(name)
            frame = pl.DataFrame(schema=dataset.schema)
            if name == "program-master":
                rows = [program(number, 500, kode, 2025) for number in (1, 2)]
                texts = {c: [r.get(c) for r in rows] for c in dataset.schema if c in rows[0]}
                frame = dataset.completed(
                    pl.DataFrame(texts, strict=False)
                    .lazy()
                    .with_columns(pl.col(c).cast(dataset.schema[c]) for c in texts)
                ).collect()
            manifest = Manifest(
                rows=frame.height, pages=1, source=source, address="", fetched_at=READ
            )
            request = dataset.request(kode_klpd=kode, tahun="2025")
            snapshots.append(Snapshot(request=request, frame=frame, manifest=manifest))
    return frames_of(snapshots, snapshots, governments())


def marks(given: Frames, *, imported: bool = False) -> dict[str, bool]:
    table = banding(given, imported=imported).collect()
    return dict(table.select("kd_klpd", "pengganti").iter_rows())


def test_imported_rows_beside_live_ones_are_marked_until_they_are_included() -> None:
    mixed = frames(D304=LIVE, D305=FILE)
    assert marks(mixed) == {"D304": False, "D305": True}
    assert marks(mixed, imported=True) == {"D304": False, "D305": False}


def test_where_all_rows_are_imported_none_stands_in() -> None:
    assert marks(frames(D304=FILE, D305=FILE)) == {"D304": False, "D305": False}


@pytest.mark.parametrize(("imported", "held"), [(False, 1), (True, 0)])
def test_a_region_keeps_its_sum_and_counts_who_stands_in(imported: bool, held: int) -> None:
    rows = wilayah(frames(D304=LIVE, D305=FILE), "52", (2025,), imported=imported).collect()
    stored = rows.filter(pl.col("jumlah_klpd") > 0)
    assert int(stored["klpd_pengganti"].sum()) == held
    assert stored["pagu_program"].to_list() == [1000, 1000]
    standing = stored.filter(pl.col("klpd_pengganti") == 1)
    assert standing["pagu_per_kapita"].to_list() == [None] * held


def test_completeness_of_imported_rows_is_never_claimed() -> None:
    table = banding(frames(D304=FILE)).collect()
    stored = frames(D304=FILE).stored.collect()
    assert not stored["complete"].any()
    assert table["lengkap"].to_list() == [None]
