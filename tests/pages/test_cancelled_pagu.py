"""What the pages show of revised provider packages, before and after their list is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from services import table_inputs
from services.analysis.frames import PENYEDIA, RUP, SATKER, Options
from services.analysis.tables import build
from services.language.wording import number
from tests.pages.conftest import Open
from tests.pages.seeing import grid, headings, told
from tests.pages.truth import KODE, LINK, TAHUN, Truth

PAGE = "pages/kaji-ulang.py"
UNREAD = "belum dibaca, atau jawabannya kosong: pagu yang tercatat"


@pytest.fixture
def alone(nothing_stored: Path) -> Iterator[Truth]:
    """Compute tables in a data folder that no other test fills."""
    assert not nothing_stored.exists() or not any(nothing_stored.iterdir())
    found = Truth.connected()
    yield found
    found.app.close()


def test_recorded_pagu_and_flags_need_the_list_of_provider_packages(
    alone: Truth, opened: Open
) -> None:
    before = opened(PAGE, **LINK)
    assert f"Pagu yang tercatat pada kode yang berakhir batal, {TAHUN}" in headings(before)
    assert UNREAD in told(before)
    link = LINK | {"lihat": "aturan:metode-pagu"}
    assert "paket penyedia belum dibaca" in told(opened("pages/cari.py", **link))

    requests = alone.app.rup((*RUP, PENYEDIA, SATKER), (KODE,), (TAHUN,))
    frames = table_inputs.read(alone.app.repository, requests).frames
    options = Options(klpd=(KODE,), tahun=(TAHUN,))
    table, states = (build(n, frames, options).collect() for n in ("pembatalan-pagu", "keadaan"))
    after = opened(PAGE, **LINK)
    assert UNREAD not in told(after)
    assert "Ini bukan penghematan" in told(after)
    assert f"{number(table['kode'].sum())} kode penyedia" in told(after)
    assert [r["kode"] for r in grid(after, 3)] == [number(n) for n in table["kode"][:50]]
    unknown = table["pagu_tidak_diketahui"][:50]
    assert [r["pagu_tidak_diketahui"] for r in grid(after, 3)] == [number(n) for n in unknown]
    contradicted = states.filter(
        pl.col("terumumkan") == "ya", pl.col("keadaan").is_in(("batal", "diganti"))
    ).height
    assert (f"{number(contradicted)} kode yang batal atau diganti" in told(after)) == (
        contradicted > 0
    )
    rules = build("tanda-aturan", frames, options).collect()
    [row] = rules.filter(pl.col("aturan") == "metode-pagu").to_dicts()
    checked = told(opened("pages/cari.py", **link))
    assert f"Diperiksa {number(row['diperiksa'])}" in checked
    assert f"tak bisa diperiksa {number(row['tak_bisa_diperiksa'])}" in checked
