"""Any engine that reads hive-partitioned Parquet reads the lake; Polars from the bucket itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from services import national
from services.analysis.cached_tables import CACHED_TABLES
from services.analysis.frames import PAKET, PROGRAM, RUP, Options
from services.analysis.tables import build
from services.harvest import harvest
from services.settings import from_mapping
from services.store.backends.bucket import Bucket
from services.wiring import App, connect
from tests.commands.running import ended
from tests.scale.conftest import sharing
from tests.scale.hosts import KEYS, Server, Store
from tests.scale.workers import KLPD, TAHUN, Site


@pytest.fixture(scope="module")
def shared(s3: Store, redis_server: Server) -> Mapping[str, str]:
    """Return the settings of hosts over one prefix: these tests share a lake."""
    return sharing(s3, redis_server)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, shared: Mapping[str, str]) -> Iterator[App]:
    """Return the parts of a host after a harvest of the sandbox into the bucket."""
    folder = tmp_path_factory.mktemp("danau")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in KEYS.items():
            patched.setenv(name, value)
        found = connect(from_mapping({**shared, "LENSA_CACHE": str(folder)}))
        assert harvest(found.repository, found.rup(RUP, KLPD, (TAHUN,))).failed == ()
        yield found
        found.close()


def downloaded(bucket: Bucket, folder: Path) -> Path:
    """Copy the objects under their keys into a folder: DuckDB's httpfs is not available offline."""
    for key in bucket.below("snapshots", "*"):
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bucket.read(key))
    return folder / "snapshots"


def test_another_engine_gets_the_totals_of_table(
    parts: App, bucket: Bucket, shared: Mapping[str, str], tmp_path: Path
) -> None:
    lake = downloaded(bucket, tmp_path / "salinan")
    site = Site(tmp_path, shared, {})
    with duckdb.connect() as engine:
        for table, dataset, live, ours, theirs in (
            ("pagu-per-program", PROGRAM, "not is_deleted", "pagu", "sum(pagu_program)"),
            ("swakelola-status", PAKET, "status_aktif_rup and not status_delete_rup",
             "jumlah_paket", "count(*)"),
        ):  # fmt: skip
            asked = ("--klpd", ",".join(KLPD), "--tahun", str(TAHUN))
            out = tmp_path / f"{table}.parquet"
            assert ended(site.start_command("table", table, *asked, "--out", str(out))).code == 0
            frame = pl.read_parquet(out)
            known = frame.group_by("kd_klpd").agg(pl.col(ours).sum()).sort("kd_klpd").rows()
            found = engine.execute(
                f"select kode_klpd, {theirs} from read_parquet(?, hive_partitioning=true)"  # noqa: S608
                f" where tahun = {TAHUN} and ({live}) group by 1 order by 1",
                [f"{lake}/v1/*/{dataset}/**/*.parquet"],
            ).fetchall()
            assert len(known) == len(KLPD)
            assert [(kode, int(total)) for kode, total in found] == known


def test_polars_scans_the_partitions_in_the_bucket(
    parts: App, bucket: Bucket, s3: Store, shared: Mapping[str, str]
) -> None:
    scope = parts.repository.place(parts.rup(RUP[:1], KLPD[:1], (TAHUN,))[0]).scope
    rows = pl.scan_parquet(
        f"{bucket.address}/snapshots/v1/{scope}/{PAKET}/**/*.parquet",
        hive_partitioning=True,
        credential_provider=None,
        storage_options={"aws_endpoint_url": s3.address, "aws_allow_http": "true"},
    )
    found = dict(rows.group_by("kode_klpd").agg(pl.len()).collect().iter_rows())
    held = {
        one.values["kode_klpd"]: parts.repository.load(one).frame.height
        for one in parts.rup((PAKET,), KLPD, (TAHUN,))
    }
    assert found == held


def test_national_files_are_made_once_and_fetched_by_the_other_hosts(
    parts: App, bucket: Bucket, shared: Mapping[str, str], tmp_path: Path
) -> None:
    said: list[str] = []
    national.compact(parts.repository, (TAHUN,), say=said.append)
    rows = sum(parts.repository.load(one).frame.height for one in parts.rup(RUP, KLPD, (TAHUN,)))
    assert said == [f"berkas nasional {TAHUN}: {len(KLPD)} KLPD, {rows} baris"]
    made = {key: bucket.read(key) for key in bucket.below("national", "*")}
    described = {key for key in made if key.endswith("/datapackage.json")}
    assert len(made) - len(described) == 2 * (len(RUP) + len(CACHED_TABLES))
    for key in described:
        (resource,) = json.loads(made[key])["resources"]
        assert f"{key.rpartition('/')[0]}/{resource['path']}" in made
    assert len(described) >= len(RUP)
    other = connect(from_mapping({**shared, "LENSA_CACHE": str(tmp_path / "lain")}))
    asked = other.rup(RUP, KLPD, (TAHUN,))
    frames = national.all_rows(other.repository, asked).frames
    assert (
        frames.swakelola.collect().height
        + frames.program.collect().height
        + (frames.kaji_ulang.collect().height)
        == rows
    )
    options, asked = Options(klpd=KLPD, tahun=(TAHUN,)), other.rup((PAKET,), KLPD, (TAHUN,))
    kept = national.frames_for(other.repository, "swakelola-tipe", options, asked).frames
    want = build("swakelola-tipe", frames, options).collect()
    assert_frame_equal(build("swakelola-tipe", kept, options).collect(), want)
    national.compact(other.repository, (TAHUN,))
    assert {key: bucket.read(key) for key in bucket.below("national", "*")} == made
    copies = {p.name for p in (tmp_path / "lain" / "national").rglob("*.parquet")}
    assert copies <= {key.rpartition("/")[2] for key in made}
    assert len(copies) == len(RUP) + len(CACHED_TABLES)
    other.close()


def test_a_watch_remembers_for_all_hosts(
    parts: App, shared: Mapping[str, str], tmp_path: Path
) -> None:
    del parts
    site = Site(tmp_path, shared, {})
    first, second = (
        ended(site.start_command("watch", "--klpd", KLPD[0], "--tahun", str(TAHUN)))
        for _ in range(2)
    )
    assert "pertama kali dilihat" in first.err
    assert "pertama kali dilihat" not in second.err
    assert (first.code, second.code) == (0, 0)
