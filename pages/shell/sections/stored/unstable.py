"""Partitions that changed while they were read: in which rows the last two readings differ."""

from __future__ import annotations

import polars as pl

from pages.shell.sections.stored.store import Store
from pages.shell.widgets import blocks
from pages.shell.widgets.tables import table

MOVED: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "kunci": pl.String(),
    "perubahan": pl.String(),
    "kolom": pl.String(),
}


def moving(store: Store) -> None:
    """Draw what differed, for the chosen partitions whose newest pass no other agreed with."""
    unsteady = [
        (partition, partition.newest)
        for partition in store.chosen
        if partition.newest and partition.newest.changing
    ]
    if not unsteady:
        return
    lines = [
        {
            "dataset": partition.dataset,
            "kd_klpd": partition.kd_klpd,
            "tahun": partition.tahun,
            **line,
        }
        for partition, newest in unsteady
        for line in newest.differences
    ]
    count = sum(newest.differing for _, newest in unsteady)
    view = store.view
    blocks.note(view.say("data.moving", rows=view.number(count), n=len(unsteady)))
    words = {kind: view.words(f"bergerak.{kind}") for kind in ("berubah", "hilang", "muncul")}
    table(
        store.data,
        "bergerak",
        store.data.drawn(pl.DataFrame(lines, schema=MOVED)),
        columns=("kunci", "perubahan", "kolom", "dataset"),
        source=store.source,
        also=lambda rows: rows.with_columns(pl.col("perubahan").replace(words)),
    )
