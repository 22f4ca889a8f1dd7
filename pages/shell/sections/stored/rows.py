"""Stored partitions, their passes and quarantined values as frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from services.language.plain_text import visible
from services.repository import Manifest

ABSENT = "belum tersimpan"
_INSTANT = pl.Datetime("us", "UTC")

PARTITIONS: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "rows": pl.Int64(),
    "pages": pl.Int64(),
    "fetched_at": _INSTANT,
    "umur_jam": pl.Float64(),
    "keadaan": pl.String(),
    "quarantined": pl.Int64(),
    "set_aside": pl.Int64(),
    "drift": pl.String(),
    "claims": pl.String(),
    "passes": pl.Int64(),
    "source": pl.String(),
    "berkas": pl.String(),
}
"""One row per partition; set_aside counts repeats, conflicts and rows of another KLPD or year."""

PASSES: dict[str, pl.DataType] = {
    "fetched_at": _INSTANT,
    "rows": pl.Int64(),
    "pages": pl.Int64(),
    "keadaan": pl.String(),
    "quarantined": pl.Int64(),
    "digest": pl.String(),
    "source": pl.String(),
}

QUARANTINE: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "kunci": pl.String(),
    "kolom": pl.String(),
    "teks": pl.String(),
    "alasan": pl.String(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A partition of RUP and its passes, newest first; no pass when it is not stored.

    tahun: None for a dataset that is the same in all years.
    """

    dataset: str
    kd_klpd: str
    tahun: int | None
    passes: tuple[Manifest, ...]

    @property
    def newest(self) -> Manifest | None:
        """Return the newest pass."""
        return self.passes[0] if self.passes else None


def partitions(stored: Iterable[Stored], now: datetime) -> pl.DataFrame:
    """Return one row per partition, also for those not stored."""
    rows: list[dict[str, Any]] = []
    for partition in stored:
        key = {"dataset": partition.dataset, "kd_klpd": partition.kd_klpd, "tahun": partition.tahun}
        last = partition.newest
        if last is None:
            rows.append(key | {"keadaan": ABSENT})
            continue
        file = last.imported
        cells = {
            "rows": last.rows,
            "pages": last.pages,
            "fetched_at": last.fetched_at,
            "umur_jam": round((now - last.fetched_at).total_seconds() / 3600, 1),
            "keadaan": last.state,
            "quarantined": last.quarantined,
            "set_aside": last.repeats + last.conflicts + last.strangers,
            "drift": ", ".join(last.drift) or None,
            "claims": ", ".join(last.claims) or None,
            "passes": len(partition.passes),
            "source": last.source,
            "berkas": f"{visible(file.file)} sha256 {file.sha256}" if file else None,
        }
        rows.append(key | cells)
    return _frame(rows, PARTITIONS)


def passes(partition: Stored) -> pl.DataFrame:
    """Return one row per pass of a partition, newest first."""
    rows = [
        {
            "fetched_at": last.fetched_at,
            "rows": last.rows,
            "pages": last.pages,
            "keadaan": last.state,
            "quarantined": last.quarantined,
            "digest": last.digest[:12],
            "source": last.source,
        }
        for last in partition.passes
    ]
    return _frame(rows, PASSES)


def quarantine(stored: Iterable[Stored]) -> pl.DataFrame:
    """Return the quarantined values of the newest passes, as far as their samples are stored."""
    values = [
        {
            "dataset": partition.dataset,
            "kd_klpd": partition.kd_klpd,
            "tahun": partition.tahun,
            **value,
        }
        for partition in stored
        if partition.newest is not None
        for value in partition.newest.quarantine
    ]
    return _frame(values, QUARANTINE)


def _frame(rows: Sequence[dict[str, Any]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def totals(frame: pl.DataFrame) -> dict[str, int]:
    """Count KLPD-years, partitions and rows of stored partitions."""
    stored = frame.filter(pl.col("keadaan") != ABSENT)
    return {
        "klpd_tahun": stored.select("kd_klpd", "tahun").drop_nulls().unique().height,
        "bagian": stored.height,
        "baris": int(stored["rows"].sum()),
    }


def missing(frame: pl.DataFrame) -> list[str]:
    """Return the partitions that are not stored, each as "dataset KLPD year"."""
    absent = frame.filter(pl.col("keadaan") == ABSENT).select("dataset", "kd_klpd", "tahun")
    return [" ".join(map(str, row)) for row in absent.iter_rows()]
