"""A source over loopback, commands that read it and are killed, and the judge of what is left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from services.settings import from_mapping
from services.wiring import connect
from tests.commands.running import clean, ended, live
from tests.gateway import Gateway, loopback, program
from tests.repositories import programs
from tests.waiting import until

FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026", "--refresh")
OUT = "hasil.parquet"


@dataclass
class Scene:
    """One data folder and its source; `state` is the number that every row now carries as pagu.

    A state has its own number of rows, so that half of one and half of another is seen at once.
    """

    folder: Path
    address: str
    gateway: Gateway
    state: int = 0
    kills: int = 0
    before: int = 0
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def passes(self) -> int:
        """Return how many passes were published so far."""
        return sum(len(json.loads(m.read_bytes())["passes"]) for m in manifests(self.data))

    @property
    def settings(self) -> dict[str, str]:
        return {**live(self.address), "LENSA_DATA": str(self.data)}

    def turn(self, rows: int) -> None:
        """Let the source hold a new state, and begin to count questions anew."""
        self.state += 1
        self.gateway.put(*(program(n, self.state) for n in range(1, rows + self.state + 1)))
        self.gateway.asked.clear()
        self.kills, self.before = 0, self.passes

    def start(self, *before: str, out: str = OUT, refresh: bool = True) -> subprocess.Popen[str]:
        """Start the fetch; `before` stands between `python -m` and the command, else services."""
        asked = FETCH if refresh else FETCH[:-1]
        process = subprocess.Popen(
            [sys.executable, "-m", *(before or ("services",)), *asked, "--out", out],
            cwd=self.folder,
            env=clean(self.folder, **self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def pause_at(self, point: str, out: str = OUT) -> subprocess.Popen[str]:
        """Start the fetch and return once it stopped itself at a named point."""
        process = self.start("tests.crash.halting", point, "SIGSTOP", out=out, refresh=False)
        until(lambda: status(process.pid) == "T", within=120)
        return process

    def kill_at(self, point: str) -> None:
        """Run the fetch until it kills itself at a named point."""
        ran = ended(self.start("tests.crash.halting", point, "SIGKILL"))
        assert ran.code == -signal.SIGKILL, (point, ran.code, ran.err)
        self.kills += 1

    def kill_near(self, page: int, seconds: float) -> bool:
        """Kill the fetch so long after it asks for a page, or the first one past it.

        Returns False when it had ended by then.
        """
        running: list[subprocess.Popen[str]] = []
        timers: list[threading.Timer] = []

        def near(number: int) -> None:
            start = int(self.gateway.asked[number - 1][1].get("cursor", "0"))
            if start >= page * self.gateway.size and not timers:
                timers.append(threading.Timer(seconds, running[0].kill))
                timers[0].start()

        self.gateway.meddle = near
        running.append(self.start())
        ran = ended(running[0])
        for timer in timers:
            timer.cancel()
        assert ran.code in (0, -signal.SIGKILL), ran.err
        self.kills += ran.code != 0
        return ran.code != 0

    def complete(self) -> None:
        """Run the fetch to its end; the answer and the store must be the source, row for row."""
        ran = ended(self.start())
        assert ran.code == 0, ran.err
        assert "Traceback" not in ran.err
        assert "LAMA" not in ran.err
        want = self.expected()
        assert served(pl.read_parquet(self.folder / OUT)) == want
        assert served(published(self.data)) == want
        asked = Counter(sent.get("cursor", "") for _, sent in self.gateway.asked)
        pages, passes = -(-len(want) // self.gateway.size), self.passes - self.before
        assert len(asked) == pages
        assert passes * pages <= asked.total() <= passes * pages + self.kills, asked

    def expected(self) -> list[dict[str, Any]]:
        """Return the rows of the source as they must be stored: codes as text, money as numbers."""
        rows = self.gateway.rows["program-master", "D304", "2026"]
        texts = ("kd_program", "kd_program_str", "kd_satker", "kd_klpd", "kd_program_lokal")
        typed = [
            {k: str(v) if k in texts and v is not None else v for k, v in row.items()}
            for row in rows
        ]
        return sorted(typed, key=lambda row: int(row["kd_program"]))

    def seed(self) -> None:
        """Store the state of now, by the door itself, without a process of its own."""
        parts = connect(from_mapping(self.settings))
        parts.repository.load(programs(), refresh=True)
        parts.close()


def status(pid: int) -> str:
    """Return the kernel's letter for what a process does: T is stopped by a signal."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def served(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows in the order of their number."""
    return sorted(frame.to_dicts(), key=lambda row: int(row["kd_program"]))


def manifests(data: Path) -> list[Path]:
    return sorted((data / "snapshots").rglob("manifest.json"))


def published(data: Path) -> pl.DataFrame:
    """Return the newest published rows, found as a stranger would: manifest, file."""
    (manifest,) = manifests(data)
    newest = json.loads(manifest.read_bytes())["passes"][-1]
    return pl.read_parquet(manifest.parent / newest["file"])


@contextmanager
def scene(folder: Path, *, size: int) -> Iterator[Scene]:
    """Serve a source of `size` rows a page over loopback."""
    folder.mkdir(parents=True, exist_ok=True)
    gateway = Gateway(size=size)
    with loopback(gateway) as address:
        here = Scene(folder=folder, address=address, gateway=gateway)
        try:
            yield here
        finally:
            for process in here.started:
                if process.poll() is None:
                    process.kill()
                    process.communicate()
