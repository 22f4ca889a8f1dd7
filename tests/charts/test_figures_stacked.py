from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts.palette import STATUS, palette
from services.language.wording import text
from tests.charts.drawing import notes, stacked, traces
from tests.charts.tables import KEY, statuses

ROWS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from([*STATUS, None, "Lain"]),
        st.one_of(st.none(), st.integers(0, 10**9)),
    ),
    min_size=1,
    max_size=80,
)


def frame_of(rows: list[tuple[int, str | None, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            KEY | {"kd_satker": f"{k:02d}", "nama_satker": f"S{k}", "status": s, "jumlah_paket": n}
            for k, s, n in rows
        ],
        schema_overrides={"status": pl.String, "jumlah_paket": pl.Int64},
    )


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_the_parts_hold_every_package(rows: list[tuple[int, str | None, int | None]]) -> None:
    drawn = [t for t in traces(stacked(frame_of(rows), theme="light")) if t["type"] == "bar"]
    assert sum(sum(t["x"]) for t in drawn) == sum(n or 0 for *_, n in rows)
    assert all(len(t["x"]) <= 21 for t in drawn)


def test_parts_keep_their_order_words_and_colours() -> None:
    drawn = [t for t in traces(stacked(statuses(), theme="dark")) if t["type"] == "bar"]
    assert [t["name"] for t in drawn] == ["Terumumkan", "Terinisiasi", "Draf", "(kosong)"]
    shown = palette("dark").status
    assert [t["marker"]["color"] for t in drawn] == [shown[t["name"]] for t in drawn]


def test_a_click_brings_the_code_and_the_part() -> None:
    first = traces(stacked(statuses(2), theme="light"))[0]
    assert first["customdata"] == [["100", "Terumumkan"], ["101", "Terumumkan"]]


def test_a_status_outside_the_vocabulary_stands_as_served_after_the_known_ones() -> None:
    rows = [(1, "<b>Aneh</b>", 3), (1, None, 4), (1, "Draf", 1), (2, "", 2)]
    drawn = [t for t in traces(stacked(frame_of(rows), theme="light")) if t["type"] == "bar"]
    assert [t["name"] for t in drawn] == ["Draf", "(kosong)", "&lt;b&gt;Aneh&lt;/b&gt;"]
    assert [sum(t["x"]) for t in drawn] == [1, 6, 3]
    assert drawn[-1]["marker"]["color"] == palette("light").muted


def test_more_strange_statuses_than_a_legend_holds_are_one() -> None:
    rows = [(1, f"Aneh {n}", n) for n in range(1, 6)]
    drawn = [t for t in traces(stacked(frame_of(rows), theme="light")) if t["type"] == "bar"]
    assert [(t["name"], t["x"]) for t in drawn] == [("status lain", [15])]


def test_an_unknown_kind_of_revision_is_drawn_as_lainnya() -> None:
    frame = frame_of([(1, "BARU", 3)])
    drawn = traces(stacked(frame, theme="light", meaning="jenis"))[0]
    assert drawn["name"] == text("jenis.lainnya")


def test_totals_stand_at_the_end_and_others_are_one_bar() -> None:
    drawn = stacked(statuses(30), theme="light", limit=3)
    ends = traces(drawn)[-1]
    assert notes(drawn)[-1] == "27 lainnya"
    assert ends["text"][0] == " 1.206"
    assert traces(drawn)[0]["customdata"][-1] == ["", "Terumumkan"]


def test_an_unknown_part_leaves_the_sum_unknown_only_when_alone() -> None:
    rows = [(1, "Draf", None), (2, "Draf", None), (2, "Terumumkan", 3)]
    drawn = traces(stacked(frame_of(rows), theme="light"))
    assert drawn[-1]["text"] == [" 3", " tidak diketahui"]


def test_hover_says_part_share_and_total() -> None:
    told = traces(stacked(statuses(1), theme="light", drill=True))[0]["hovertext"][0]
    assert told == (
        "<b>Dinas 0</b><br>kode 100<br>Terumumkan: 10<br>21,74 % dari jumlah batang ini<br>"
        "jumlah 46<br>Klik untuk membuka"
    )


def test_shares_fill_every_bar_to_one() -> None:
    drawn = [
        t for t in traces(stacked(statuses(), theme="light", share=True)) if t["type"] == "bar"
    ]
    for at in range(4):
        assert sum(t["x"][at] for t in drawn) == pytest.approx(1)
