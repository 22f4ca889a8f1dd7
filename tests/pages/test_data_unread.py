"""The Data page says what reading each dataset would cost, and reads it when that is pressed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from services import budgets
from services.upstream.catalog import klpd_names
from tests.pages.conftest import Open
from tests.pages.seeing import grid, told
from tests.pages.truth import LINK

PAGE = "pages/data.py"


def unread(app: AppTest) -> dict[str, dict[str, str]]:
    """Return the rows of the table of what is not read, by dataset."""
    tables = (grid(app, at) for at in range(len(app.dataframe)))
    found = next((rows for rows in tables if rows and "permintaan" in rows[0]), [])
    return {row["dataset"]: row for row in found}


def test_every_dataset_that_is_not_read_has_a_cost_and_a_button(
    opened: Open, nothing_stored: Path
) -> None:
    app = opened(PAGE, **LINK)
    rows = unread(app)
    assert list(rows) == list(klpd_names())
    assert rows["paket-anggaran-penyedia"]["permintaan"] == "19"
    assert rows["struktur-anggaran-pd"]["permintaan"] == "2"
    assert rows["master-satker"]["tahun"] == "—"
    assert app.button(key="baca_kegiatan-master").label == "Baca kegiatan-master: 2 permintaan"
    assert "jumlah terbesar yang pernah terbaca" in told(app)


def test_a_button_reads_its_dataset_and_no_other(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, **LINK).button(key="baca_paket-swakelola").click().run()
    assert "paket-swakelola" not in unread(app)
    assert set(unread(app)) == set(klpd_names()) - {"paket-swakelola"}
    assert "Tersimpan 1 KLPD-tahun: 1 bagian" in told(app)


def test_presses_are_limited_as_others_are(
    opened: Open, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "PRESSES_OF_ALL", replace(budgets.PRESSES_OF_ALL, most=1))
    app = opened(PAGE, **LINK).button(key="baca_program-master").click().run()
    assert "program-master" not in unread(app)
    app.button(key="baca_paket-swakelola").click().run()
    assert "paket-swakelola" in unread(app)
    assert len(app.toast) == 1
