"""What the pages show of revised provider packages, before and after their list is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services import table_inputs
from services.analysis.frames import PENYEDIA, RUP, SATKER, Options
from services.analysis.tables import build
from services.language.wording import number, text
from tests.pages.conftest import Open
from tests.pages.seeing import ListRow, headings, list_rows, told
from tests.pages.truth import KODE, LINK, TAHUN, Truth

PAGE = "pages/kaji-ulang.py"
UNREAD = "Pagu yang tercatat pada kode yang berakhir batal pun tidak diketahui"


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
    title = f"Pagu yang tercatat pada kode yang berakhir batal, {TAHUN}"
    assert title not in headings(before)
    assert UNREAD in told(before)
    unread = _rule(opened("pages/tanda.py", **LINK))
    assert set(unread.texts.values()) == {"belum dibaca"}

    requests = alone.app.rup((*RUP, PENYEDIA, SATKER), (KODE,), (TAHUN,))
    frames = table_inputs.read(alone.app.repository, requests).frames
    options = Options(klpd=(KODE,), tahun=(TAHUN,))
    table, states = (build(n, frames, options).collect() for n in ("pembatalan-pagu", "keadaan"))
    after = opened(PAGE, **LINK)
    assert UNREAD not in told(after)
    assert "Ini bukan penghematan" in told(after)
    assert f"{number(table['kode'].sum())} kode penyedia" in told(after)
    assert title in headings(after)
    rows = list_rows(after, "pembatalan-pagu")
    by_pagu = table.sort("pagu", "kd_satker", descending=[True, False], nulls_last=True)
    shown = by_pagu[: len(rows)]
    of_codes = text("kaji_ulang.head.kode")
    unknown = text("kaji_ulang.head.pagu_tidak_diketahui")
    assert [r.texts[of_codes] for r in rows] == [number(n) for n in shown["kode"]]
    assert [r.texts[unknown] for r in rows] == [number(n) for n in shown["pagu_tidak_diketahui"]]
    contradicted = states.filter(
        pl.col("terumumkan") == "ya", pl.col("keadaan").is_in(("batal", "diganti"))
    ).height
    codes = told(opened(PAGE, **LINK, lihat="buka-keadaan:ya"))
    assert (f"{number(contradicted)} kode yang batal atau diganti" in codes) == (contradicted > 0)
    rules = build("tanda-aturan", frames, options).collect()
    [row] = rules.filter(pl.col("aturan") == "metode-pagu").to_dicts()
    checked = _rule(opened("pages/tanda.py", **LINK)).texts
    assert checked[text("kolom.diperiksa")] == number(row["diperiksa"])
    assert checked[text("kolom.tak_bisa_diperiksa")] == number(row["tak_bisa_diperiksa"])


def _rule(app: AppTest) -> ListRow:
    (found,) = [r for r in list_rows(app, "tanda-aturan") if r.path == "metode-pagu"]
    return found
