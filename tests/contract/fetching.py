"""What one `fetch` of a case left, and rows for cases of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tests import cases
from tests.cases import Row, envelope


@dataclass(frozen=True)
class Fetched:
    """What one `fetch` left: exit code, lines on stderr, rows written, keys of the requests."""

    code: int
    lines: list[str]
    rows: pl.DataFrame | None
    asked: list[str]

    @property
    def line(self) -> str:
        """Return the only line on stderr."""
        (line,) = self.lines
        return line

    def column(self, name: str) -> list[Any]:
        """Return a column of the rows, in their order."""
        assert self.rows is not None
        return self.rows[name].to_list()


Fetch = Callable[..., Fetched]


def published(tmp_path: Path) -> list[Path]:
    """Return every file of the published snapshots."""
    return [path for path in (tmp_path / "data" / "snapshots").rglob("*") if path.is_file()]


def stored_pass(tmp_path: Path) -> dict[str, Any]:
    """Return what the manifest says of the newest pass of the only partition."""
    (path,) = (tmp_path / "data" / "snapshots").rglob("manifest.json")
    newest: dict[str, Any] = json.loads(path.read_bytes())["passes"][-1]
    return newest


def program(number: int, **values: Any) -> Row:
    """Return a row of program-master that lacks nothing but what `completed` adds."""
    return {
        "kd_program": number,
        "kd_program_str": f"1.01.{number:02}",
        "kd_program_lokal": None,
        "kd_satker": "1",
        "nama_program": "Program Contoh",
        "pagu_program": 100,
        "is_deleted": False,
        **values,
    }


def one_page(rows: list[Row], klpd: str = "D999", **answer: Any) -> cases.Answers:
    """Return one whole page of program-master in 2025; `answer` adds status, headers, charset."""
    whole = [cases.completed(row, klpd, "2025") for row in rows]
    return {f"program-master {klpd} 2025": {"body": envelope(whole), **answer}}
