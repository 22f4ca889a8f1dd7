"""Measure the size and the requests of a lake: `python -m tests.scale.measure [EVERY]`.

Harvests all datasets of every EVERY-th KLPD of the catalogue (default 10) of the sandbox, one year,
into an S3 with locks in a Redis, both on loopback; prints bytes and requests for docs/scale.md. It
measures no times, since both servers are stand-ins.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from services import national
from services.analysis.frames import RUP
from services.harvest import harvest
from services.reference import loader
from services.repository import Request
from services.settings import from_mapping
from services.store.backends.bucket import Bucket
from services.table_inputs import applicable
from services.upstream.catalog import klpd_names
from services.wiring import App, connect
from tests.scale.hosts import BUCKET, KEYS, Server, Store, locks, store

TAHUN = 2025


def main(every: int) -> None:
    with TemporaryDirectory() as folder:
        s3, redis = store(Path(folder)), locks(Path(folder))
        try:
            _measured(Path(folder), s3, redis, loader.klpd()["kd_klpd"].to_list()[::every])
        finally:
            s3.kill()
            redis.kill()


def _measured(folder: Path, s3: Store, redis: Server, klpd: list[str]) -> None:
    os.environ.update(KEYS)
    shared = {
        "LENSA_DATA": f"s3://{BUCKET}/ukuran",
        "AWS_ENDPOINT_URL": s3.address,
        "LENSA_LOCK": f"redis://127.0.0.1:{redis.port}/0",
    }
    parts = connect(from_mapping({**shared, "LENSA_CACHE": str(folder / "satu")}))
    before = s3.counted()
    report = harvest(parts.repository, _requests(parts, klpd))
    assert report.failed == ()
    count = len(report.results)
    _say(f"{count} partitions of {len(klpd)} KLPD, {report.rows} rows, {report.pages} pages")
    bucket = parts.repository.objects
    assert isinstance(bucket, Bucket)
    for name in klpd_names():
        folders = bucket.below("snapshots", "*.parquet")
        sizes = [len(bucket.read(key)) for key in folders if f"/{name}/" in key]
        _say(f"{name}: {sum(sizes)} bytes in {len(sizes)} files, {sum(sizes) // len(sizes)} each")
    told = [len(bucket.read(k)) for k in bucket.below("snapshots", "manifest*.json")]
    _say(f"manifests: {sum(told)} bytes in {len(told)} objects, {sum(told) // len(told)} each")
    parts.close()
    _asked("harvest, each partition", s3, before, count, reading=sum(told) and len(told) + count)
    _others(folder, s3, shared, klpd, count)


def _requests(parts: App, klpd: Sequence[str]) -> list[Request]:
    """Return the partitions of all datasets that these KLPD have."""
    return applicable(parts.rup(klpd_names(), klpd, (TAHUN,)), parts.klpd())


def _others(folder: Path, s3: Store, shared: dict[str, str], klpd: list[str], count: int) -> None:
    """Count the requests of other hosts: a second harvest, a page, the whole country."""
    other = connect(from_mapping({**shared, "LENSA_CACHE": str(folder / "dua")}))
    before = s3.counted()
    assert harvest(other.repository, _requests(other, klpd)).read == 0
    _asked("second harvest, each partition", s3, before, count)
    for turn in ("first opening", "warm opening"):
        before = s3.counted()
        for request in other.rup(RUP, klpd[:1], (TAHUN,)):
            other.repository.load(request)
        _asked(f"{turn} of a KLPD-year", s3, before, 1)
    before = s3.counted()
    national.compact(other.repository, (TAHUN,))
    _asked("national files made", s3, before, 1)
    _files(other)
    third = connect(from_mapping({**shared, "LENSA_CACHE": str(folder / "tiga")}))
    for turn in ("first", "next"):
        before = s3.counted()
        national.measured(third.repository, (TAHUN,))
        _asked(f"{turn} question over the country", s3, before, 1)
    third.close()
    other.close()


def _files(parts: App) -> None:
    bucket = parts.repository.objects
    for key in bucket.below("national", "*.parquet"):
        _say(f"national {key.split('/')[2]}: {len(bucket.read(key))} bytes")


def _asked(what: str, s3: Store, before: Counter[str], by: int, reading: int = 0) -> None:
    """Print the requests since `before`, divided by `by`, without the `reading` GETs made here."""
    found = s3.counted() - before
    found["GET"] -= reading
    listed = ", ".join(f"{count / by:.1f} {kind}" for kind, count in sorted(found.items()) if count)
    _say(f"{what}: {listed or 'nothing asked'}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
