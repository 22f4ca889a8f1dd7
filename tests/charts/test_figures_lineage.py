from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import notes, traces
from tests.charts.tables import states, trail


def drawn(**settings: Any) -> go.Figure:
    return figures.lineage_graph(trail(), states(), **({"theme": "light", "code": "3"} | settings))


def by_name(figure: go.Figure) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in traces(figure) if "name" in trace}


def rows(figure: go.Figure) -> dict[str, Any]:
    return traces(figure)[-1]


def test_every_code_has_a_row_that_answers_clicks() -> None:
    shown = rows(drawn())
    assert shown["customdata"] == [[code, "SWAKELOLA"] for code in ("1", "2", "3", "4")]
    assert shown["x"] == [0, 1, 2, 2]
    assert shown["y"] == [0, 1, 2, 3]


def test_states_differ_by_colour_shape_and_words() -> None:
    named, shown = by_name(drawn()), palette("light").keadaan
    marks = {name: (t["marker"]["symbol"], t["marker"]["color"]) for name, t in named.items()
             if "marker" in t}  # fmt: skip
    assert marks == {
        "tindakan terakhir pembatalan": ("x", shown["batal"]),
        "aktif": ("circle", shown["aktif"]),
        "diganti": ("circle-open", shown["diganti"]),
    }
    assert rows(drawn())["text"][3] == "  4  tindakan terakhir pembatalan, sejak 9 Jan 2025"


def test_edges_are_coloured_by_the_kind_of_revision() -> None:
    named, shown = by_name(drawn()), palette("light").jenis
    assert named["Satu ke satu"]["line"]["color"] == shown["SATUKESATU"]
    assert named["Satu ke banyak"]["line"]["color"] == shown["SATUKEBANYAK"]
    assert named["Satu ke banyak"]["x"].count(None) == 2
    assert "Pembatalan" not in named, "a cancellation is a state, not an edge"


def test_the_chosen_code_is_ringed_and_bold() -> None:
    ring = next(t for t in traces(drawn()) if t.get("marker", {}).get("size") == 21)
    assert (ring["x"], ring["y"]) == ([2], [2])
    assert rows(drawn())["text"][2].startswith("  <b>3</b>")
    assert "kode yang dipilih" in rows(drawn())["hovertext"][2]
    assert figures.alt_text(drawn()) == "3: aktif, sejak 9 Jan 2025"


def test_hover_lists_the_acts_on_the_code() -> None:
    assert rows(drawn())["hovertext"][2] == (
        "<b>3 · SWAKELOLA</b><br>kode yang dipilih<br>aktif, sejak 9 Jan 2025<br>"
        "7 Jan 2025: Pembatalan (revisi rup)<br>9 Jan 2025: Pengaktifan (revisi rup)"
    )


def test_hover_lists_only_the_first_acts_of_a_long_history() -> None:
    row = trail().filter(pl.col("kd_rup_lama") == "3").head(1)
    many = pl.concat([trail(), *[row] * 10])
    told = rows(figures.lineage_graph(many, states(), theme="light", code="3"))["hovertext"][2]
    assert told.endswith("6 lainnya")


def test_codes_without_a_state_are_unknown() -> None:
    shown = figures.lineage_graph(trail(), None, theme="light", code="3")
    assert rows(shown)["text"][0] == "  1  tidak diketahui"
    assert by_name(shown)["tidak diketahui"]["marker"]["color"] == palette("light").muted


def test_a_code_never_revised_is_drawn_alone() -> None:
    shown = figures.lineage_graph(trail().clear(), states(), theme="light", code="4")
    assert rows(shown)["customdata"] == [["4", "SWAKELOLA"]]


def test_a_code_nobody_knows_is_an_empty_figure() -> None:
    assert figures.lineage_graph(trail().clear(), states(), theme="light", code="9").data == ()


def test_a_second_parent_is_drawn_dashed_and_named_once() -> None:
    extra = trail().head(1).with_columns(kd_rup_lama=pl.lit("3"), kd_rup_baru=pl.lit("4"))
    shown = figures.lineage_graph(pl.concat([trail(), extra]), states(), theme="light", code="3")
    lines = [t for t in traces(shown) if t.get("mode") == "lines"]
    dashes = [(t["name"], t["line"]["dash"], t["showlegend"]) for t in lines]
    assert dashes == [
        ("Satu ke satu", "solid", True),
        ("Satu ke banyak", "solid", True),
        ("Satu ke banyak", "dot", False),
    ]


def test_the_same_number_of_both_kinds_is_two_codes() -> None:
    other = trail().with_columns(jenis_paket=pl.lit("PENYEDIA"))
    shown = figures.lineage_graph(pl.concat([trail(), other]), states(), theme="light", code="3")
    assert [code for code in rows(shown)["customdata"] if code[0] == "3"] == [
        ["3", "PENYEDIA"],
        ["3", "SWAKELOLA"],
    ]


def test_of_a_large_family_the_rows_around_the_chosen_are_drawn() -> None:
    base = trail().head(1)
    chain = pl.concat(
        [
            base.with_columns(kd_rup_lama=pl.lit(f"{i:03d}"), kd_rup_baru=pl.lit(f"{i + 1:03d}"))
            for i in range(99)
        ]
    )
    shown = figures.lineage_graph(chain, None, theme="light", code="050", limit=11)
    assert [code for code, _ in rows(shown)["customdata"]] == [f"{i:03d}" for i in range(45, 56)]
    assert rows(shown)["y"] == list(range(11))
    assert notes(shown) == ["89 lagi ada di tabel"]


def test_height_follows_the_family() -> None:
    one = figures.lineage_graph(trail().clear(), states(), theme="light", code="4")
    assert drawn().layout.height - one.layout.height == 3 * 30
