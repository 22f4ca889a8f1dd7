from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import polars as pl
import pytest

from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.widgets.blocks import (
    MOST_FIGURES,
    Figure,
    KeyFigures,
    figures,
)
from pages.shell.widgets.provenance.source_lines import provenance, source_line
from services.link import LinkState
from services.repository import Snapshot
from services.store.snapshots import Manifest
from services.upstream.catalog import HISTORY_KAJI_ULANG, PROGRAM_MASTER
from services.upstream.dataset import Dataset
from services.wiring import App
from tests.pages.seeing import bare

EARLY = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
NOTHING = Drawn(rows=pl.DataFrame(), pairs=())
LATE = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)


def _view(lang: str) -> View:
    return View(
        page="program",
        state=LinkState(klpd=("D304",), tahun=(2025,), lang=lang),
        theme="light",
        app=cast("App", None),
        names={"D304": "Kab. Lombok Tengah"},
    )


def _snapshot(dataset: Dataset, tahun: int, read: datetime, **known: Any) -> Snapshot:
    manifest = Manifest(rows=1, pages=1, address="", fetched_at=read, **{"source": "live", **known})
    return Snapshot(
        request=dataset.request(kode_klpd="D304", tahun=str(tahun)),
        frame=cast("Any", None),
        manifest=manifest,
    )


def test_the_source_line_says_dataset_klpd_years_instants_and_state() -> None:
    told = [_snapshot(PROGRAM_MASTER, 2024, EARLY), _snapshot(PROGRAM_MASTER, 2025, LATE)]
    assert bare(source_line(_view("id"), told)) == (
        "Sumber: INAPROC RUP program-master · Kab. Lombok Tengah · 2024, 2025 · "
        "dibaca 22 Nov 2026 05.00 WIB – 22 Nov 2026 17.05 WIB · lengkap · data langsung"
    )


def test_states_that_differ_are_all_said_and_one_sandbox_row_labels_the_line() -> None:
    told = [
        _snapshot(PROGRAM_MASTER, 2025, LATE, verified=True),
        _snapshot(HISTORY_KAJI_ULANG, 2025, LATE, changing=True, source="sandbox"),
    ]
    assert bare(source_line(_view("en"), told)) == (
        "Source: INAPROC RUP program-master, history-kaji-ulang · Kab. Lombok Tengah · 2025 · "
        "read 22 Nov 2026 17:05 WIB · "
        "program-master complete, verified; history-kaji-ulang changed while being read · "
        "SAMPLE DATA (synthetic)"
    )


def test_an_export_says_how_each_partition_was_read() -> None:
    told = [_snapshot(PROGRAM_MASTER, 2025, LATE, complete=False)]
    assert provenance(_view("id"), told) == {
        "program-master D304 2025": "22 Nov 2026 17.05 WIB, tidak lengkap, data langsung"
    }


def test_a_row_of_key_figures_has_at_most_five() -> None:
    row = KeyFigures(figures=[Figure(label="x", value="1")] * (MOST_FIGURES + 1), drawn=NOTHING)
    with pytest.raises(ValueError, match="at most 5"):
        figures(_view("id"), row)
