"""Harvest workers as processes of their own, and the judge of the lake that they leave."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from services.analysis.frames import RUP
from services.harvest import harvest
from services.settings import from_mapping
from services.store.backends.bucket import opened
from services.store.manifests import unseal
from services.store.snapshots import MANIFEST
from services.wiring import connect
from tests.commands.running import Ran, clean, ended

KLPD = ("D24", "D47", "D70", "D304")
TAHUN = 2025
PARTITIONS = len(KLPD) * len(RUP)
Rows = dict[str, pl.DataFrame]


@dataclass
class Site:
    """Hosts that share a bucket and locks; each worker has a folder and a home of its own."""

    folder: Path
    shared: Mapping[str, str]
    source: Mapping[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *more: str) -> subprocess.Popen[str]:
        """Start a worker over all partitions."""
        asked = ("--klpd", ",".join(KLPD), "--tahun", str(TAHUN), "--workers", "2")
        return self.start_command("harvest", *asked, "--datasets", ",".join(RUP), *more)

    def start_command(self, *asked: str) -> subprocess.Popen[str]:
        """Start a command on a host of its own."""
        home = self.folder / f"mesin-{len(self.started)}"
        home.mkdir(parents=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "services", *asked],
            cwd=home,
            env=clean(home, **self.source, **self.shared),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self) -> Ran:
        """Run one worker to its end."""
        return ended(self.start())

    def stop(self) -> None:
        """End what still runs."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate(timeout=30)

    def rows(self) -> Rows:
        """Return the newest rows by partition, read as a stranger would: manifest, object.

        Whatever a manifest names must be there and whole.
        """
        bucket = opened(self.shared["LENSA_DATA"], self.shared["AWS_ENDPOINT_URL"])
        found = Rows()
        for key in bucket.below("snapshots", MANIFEST):
            folder = key.removesuffix(f"/{MANIFEST}")
            for one in unseal(bucket.read(key)).passes:
                raw = bucket.read(f"{folder}/{one.file}")
                assert hashlib.sha256(raw).hexdigest() == one.digest
                found[folder] = pl.read_parquet(io.BytesIO(raw))
                assert found[folder].height == one.rows
        return found

    def passes(self) -> set[int]:
        """Return how many passes the partitions hold."""
        bucket = opened(self.shared["LENSA_DATA"], self.shared["AWS_ENDPOINT_URL"])
        manifests = bucket.below("snapshots", MANIFEST)
        return {len(unseal(bucket.read(key)).passes) for key in manifests}


def one_machine(folder: Path, source: Mapping[str, str]) -> Rows:
    """Harvest the same into a folder and return its rows by partition."""
    parts = connect(from_mapping({**source, "LENSA_DATA": str(folder)}))
    try:
        requests = parts.rup(RUP, KLPD, (TAHUN,))
        assert harvest(parts.repository, requests).failed == ()
        return {
            parts.repository.place(one).key: parts.repository.load(one).frame for one in requests
        }
    finally:
        parts.close()


def same(one: Rows, other: Rows) -> bool:
    """Tell whether two lakes hold the same rows, partition by partition, type by type."""
    return one.keys() == other.keys() and all(one[key].equals(other[key]) for key in one)
