from __future__ import annotations

import polars as pl
import pytest

from services.analysis.percent import percent_text


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (0, 7, "0,0"),
        (1, 10_000, "< 0,1"),
        (1, 7, "14,3"),
        (9_999, 10_000, "> 99,9"),
        (7, 7, "100,0"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(part: int, whole: int, printed: str) -> None:
    frame = pl.DataFrame({"part": [part], "whole": [whole]})
    assert frame.select(percent_text(pl.col("part"), pl.col("whole"))).item() == printed
