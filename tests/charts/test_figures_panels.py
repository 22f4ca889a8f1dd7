from __future__ import annotations

import polars as pl
import pytest

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import notes, panels, traces
from tests.charts.tables import years


def monthly(values: list[int | None]) -> pl.DataFrame:
    rows = [{"bulan": f"2025-{i + 1:02d}", "revisi": v} for i, v in enumerate(values)]
    return pl.DataFrame(rows, schema_overrides={"revisi": pl.Int64})


def test_panels_share_one_scale() -> None:
    drawn = panels(years(), theme="light")
    ranges = {getattr(drawn.layout, name).range for name in ("yaxis", "yaxis2", "yaxis3")}
    assert ranges == {(0, 70 * 1.02)}


def test_the_chosen_come_first_then_the_largest() -> None:
    drawn = panels(years(), theme="light", chosen=["D2"])
    assert [t["customdata"][0][0] for t in traces(drawn)] == ["D2", "D1", "D0"]
    fills = [t["marker"]["color"][0] for t in traces(drawn)]
    shown = palette("light")
    assert fills == [shown.brand, shown.no_data_line, shown.no_data_line]


def test_a_year_without_a_value_is_a_gap() -> None:
    drawn = traces(panels(years(), theme="light"))
    assert drawn[0]["y"] == [50, None, 70]
    assert drawn[0]["hovertext"][1] == "<b>Kab. 1</b><br>kode D1<br>2024: tidak diketahui"


def test_a_year_not_served_is_not_there_yet() -> None:
    part = years().filter(~((pl.col("kd_klpd") == "D1") & (pl.col("tahun") == 2025)))
    drawn = panels(part, theme="light")
    assert notes(drawn)[0] == "Kab. 1<br><b>belum ada</b>"
    assert traces(drawn)[0]["hovertext"][2].endswith("2025: belum ada")


def test_panels_say_name_and_newest_value() -> None:
    assert notes(panels(years(), theme="light")) == [
        "Kab. 1<br><b>Rp 70</b>",
        "Kab. 0<br><b>Rp 7</b>",
        "Kab. 2<br><b>tidak diketahui</b>",
    ]


def test_panels_beyond_the_limit_are_counted() -> None:
    drawn = panels(years(), theme="light", limit=2)
    assert len(drawn.data) == 2
    assert notes(drawn)[-1] == "1 lagi ada di tabel"


@pytest.mark.parametrize(("columns", "rows"), [(1, 3), (2, 2), (4, 1)])
def test_panels_never_overlap(columns: int, rows: int) -> None:
    drawn = panels(years(), theme="light", columns=columns)
    boxes = [
        (getattr(drawn.layout, f"xaxis{i}").domain, getattr(drawn.layout, f"yaxis{i}").domain)
        for i in ("", 2, 3)
    ]
    for (x, y), (other_x, other_y) in ((boxes[0], boxes[1]), (boxes[1], boxes[2])):
        apart_x = x[1] <= other_x[0] or other_x[1] <= x[0]
        apart_y = y[1] <= other_y[0] or other_y[1] <= y[0]
        assert apart_x or apart_y
    assert all(0 <= edge <= 1 for box in boxes for domain in box for edge in domain)
    assert drawn.layout.height == rows * 168 + 28


def test_spark_bars_mark_the_last_and_name_the_ends() -> None:
    drawn = figures.spark_bars(monthly([1, 9, 2, 3]), theme="light", x="bulan", value="revisi")
    bars, shown = traces(drawn)[0], palette("light")
    assert bars["marker"]["color"] == [shown.soft] * 3 + [shown.brand]
    assert bars["text"] == ["", "9", "", "3"]
    assert notes(drawn) == ["Jan 2025", "Apr 2025"]
    assert bars["customdata"][1] == ["2025-02"]
    assert bars["hovertext"][1] == "<b>Feb 2025</b><br>9"
    assert drawn.layout.yaxis.range[0] == 0


def test_spark_bars_leave_gaps_for_missing_values() -> None:
    drawn = figures.spark_bars(monthly([None, 4]), theme="light", x="bulan", value="revisi")
    assert traces(drawn)[0]["y"] == [None, 4]
    assert "Jan 2025: tidak diketahui" in figures.alt_text(drawn)


def test_a_single_spark_bar_has_its_name_in_the_middle() -> None:
    drawn = figures.spark_bars(monthly([4]), theme="light", x="bulan", value="revisi")
    assert drawn.layout.annotations[0].xanchor == "center"
    assert notes(drawn) == ["Jan 2025"]


def test_labels_close_together_give_way_to_the_highest() -> None:
    drawn = figures.spark_bars(monthly([1, 9, 3]), theme="light", x="bulan", value="revisi")
    assert traces(drawn)[0]["text"][1] == "9"
