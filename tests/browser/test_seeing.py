"""The judge of cells itself: it tells right from wrong."""

from __future__ import annotations

import polars as pl
import pytest

from tests.browser.seeing import Cells, agree

FRAME = pl.DataFrame(
    {
        "kd_satker": ["7", "8"],
        "nama_satker": ["DINAS A", None],
        "pagu": [1_234_567, None],
        "pangsa": [0.5, 0.125],
    }
)
FIRST = {"kd_satker": "7", "nama_satker": "Dinas A", "pagu": "1.234.567", "pangsa": "50 %"}
SECOND = {"kd_satker": "8", "nama_satker": "(tanpa nama) 8", "pagu": "—", "pangsa": "12,5 %"}


def test_cells_printed_in_the_order_of_the_table_agree() -> None:
    assert agree([FIRST, SECOND], FRAME)
    assert agree([FIRST], FRAME)


@pytest.mark.parametrize(
    "seen",
    [
        [SECOND, FIRST],
        [FIRST | {"pagu": "1.234.568"}],
        [FIRST, SECOND | {"pagu": "0"}],
        [FIRST | {"pangsa": "49,9 %"}],
        [FIRST, SECOND, SECOND],
        [{"nama_satker": "Dinas A"}],
    ],
    ids=["order", "digit", "zero-for-missing", "share", "one-more", "nothing-to-compare"],
)
def test_any_other_cell_does_not(seen: Cells) -> None:
    assert not agree(seen, FRAME)
