"""Where RUP rows come from: what is set, else what is stored, and the note of a change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from services.repository.rup_source import SourceNote, chosen, noted
from services.settings import from_mapping
from services.store.snapshots import objects_at
from tests.imports import manifest, publish
from tests.repositories import START, programs

EMPTY = pl.DataFrame(schema=programs().dataset.schema)


def source(root: Path, **texts: str) -> str:
    return chosen(from_mapping({"LENSA_DATA": str(root), **texts}), objects_at(root))


def test_without_a_token_imported_partitions_decide(tmp_path: Path) -> None:
    assert source(tmp_path) == "contoh"
    publish(tmp_path, programs(), EMPTY, manifest(0, maker="a"))
    assert source(tmp_path) == "berkas"
    assert source(tmp_path, LENSA_SCOPE="lain") == "contoh"


def test_a_token_or_the_setting_decides_before_what_is_stored(tmp_path: Path) -> None:
    publish(tmp_path, programs(), EMPTY, manifest(0))
    assert source(tmp_path, INAPROC_TOKEN="x") == "langsung"  # noqa: S106 - opens nothing
    assert source(tmp_path, LENSA_SUMBER="contoh") == "contoh"
    assert source(tmp_path / "kosong", LENSA_SUMBER="berkas") == "berkas"


def test_a_change_is_announced_for_a_day_and_the_first_source_is_not(tmp_path: Path) -> None:
    objects = objects_at(tmp_path)
    first = noted(objects, "umum", "contoh", START)
    assert (first.replaced(START), noted(objects, "umum", "contoh", START)) == (None, first)
    later = START + timedelta(hours=1)
    changed = noted(objects, "umum", "berkas", later)
    assert changed == SourceNote(source="berkas", since=later, before="contoh")
    assert noted(objects, "umum", "berkas", later + timedelta(hours=5)) == changed
    assert changed.replaced(later + timedelta(hours=23)) == "contoh"
    assert changed.replaced(later + timedelta(hours=25)) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"source": "lain", "since": 1}'])
def test_a_damaged_note_is_written_anew(tmp_path: Path, content: bytes) -> None:
    objects = objects_at(tmp_path)
    (tmp_path / "sumber").mkdir()
    (tmp_path / "sumber" / "umum.json").write_bytes(content)
    assert noted(objects, "umum", "berkas", START).replaced(START) is None
    assert noted(objects, "umum", "contoh", START).replaced(START) == "berkas"
