"""An importer over an empty folder, and the commands of tests/commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from services.importing import LIMITS, Hints, Importer, Limits, Plan, Results
from services.store.locking.locks import Locks
from services.store.snapshots import Snapshots
from services.upstream.dataset import Request
from tests.commands.conftest import data, gateway, lensa

__all__ = ["data", "gateway", "lensa"]

Sample = Callable[[Request], pl.DataFrame | None]


@dataclass
class Bench:
    """Imports into a folder with a clock of its own; `sample` are the sandbox's rows."""

    root: Path
    now: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)
    sample: Sample = lambda request: None
    live: str = ""
    limits: Limits = LIMITS
    steps: list[str] = field(default_factory=list)

    @property
    def importer(self) -> Importer:
        return Importer(
            snapshots=Snapshots(self.root),
            locks=Locks(self.root / "locks"),
            scope="berkas-uji",
            live=self.live,
            sandbox=lambda request, satkers: self.sample(request),
            now=lambda: self.now,
            limits=self.limits,
        )

    def plan(self, *paths: Path, **hints: object) -> Plan:
        return self.importer.plan(
            paths,
            Hints(**hints),  # type: ignore[arg-type]
            lambda step: self.steps.append(step.label),
        )

    def run(self, *paths: Path, replacing: bool = False, **hints: object) -> Results:
        """Plan and store, an hour after the import before."""
        self.now += timedelta(hours=1)
        return self.importer.apply(self.plan(*paths, **hints), replacing=replacing)

    def stored(self, request: Request) -> pl.DataFrame:
        """Return the newest imported rows of a partition."""
        opened = self.importer.snapshots.open(self.importer.place(request))
        assert opened
        return opened.frame


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "data")
