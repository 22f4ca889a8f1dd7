"""Partitions that changed while they were read: the rows in which the last readings differ."""

from __future__ import annotations

import polars as pl

from pages.shell.sections.stored.store import Store
from pages.shell.widgets import blocks
from pages.shell.widgets.lists.tables import table

DIFFERENCES: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "kunci": pl.String(),
    "perubahan": pl.String(),
    "kolom": pl.String(),
}


def unstable_rows(store: Store) -> None:
    """Draw the differing rows of chosen partitions whose newest pass agreed with no other."""
    unstable = [
        (partition, partition.newest)
        for partition in store.chosen
        if partition.newest and partition.newest.changing
    ]
    if not unstable:
        return
    lines = [
        {
            "dataset": partition.dataset,
            "kd_klpd": partition.kd_klpd,
            "tahun": partition.tahun,
            **line,
        }
        for partition, newest in unstable
        for line in newest.differences
    ]
    count = sum(newest.differing for _, newest in unstable)
    view = store.view
    blocks.note(view.say("data.moving", rows=view.number(count), n=len(unstable)))
    words = {kind: view.words(f"bergerak.{kind}") for kind in ("berubah", "hilang", "muncul")}
    table(
        store.data,
        "bergerak",
        store.data.drawn(pl.DataFrame(lines, schema=DIFFERENCES)),
        columns=("kunci", "perubahan", "kolom", "dataset"),
        source=store.source,
        also=lambda rows: rows.with_columns(pl.col("perubahan").replace(words)),
    )
