from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import notes, traces
from tests.charts.tables import KEY, organisers, types

FLOWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1, 4)),
        st.one_of(st.none(), st.integers(0, 25).map(lambda n: f"D{n}")),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=60,
)


def test_cells_hold_every_package() -> None:
    drawn = traces(figures.type_status_matrix(types(), theme="light"))[0]
    codes = [tuple(code) for code in drawn["customdata"]]
    assert dict(zip(codes, drawn["text"], strict=True)) == {
        ("", "Terumumkan"): "0",
        ("", "Draf"): "0",
        ("", "Aneh"): "3",
        ("1", "Terumumkan"): "900",
        ("1", "Draf"): "30",
        ("1", "Aneh"): "0",
        ("4", "Terumumkan"): "12",
        ("4", "Draf"): "0",
        ("4", "Aneh"): "0",
    }


def test_cells_are_coloured_by_order_of_magnitude() -> None:
    drawn = figures.type_status_matrix(types(), theme="light")
    shown = palette("light")
    fills = [shape.fillcolor for shape in drawn.layout.shapes]
    texts = traces(drawn)[0]["text"]
    assert fills[texts.index("900")] == shown.ramp[-1]
    assert fills[texts.index("3")] == shown.ramp[0]
    assert fills[texts.index("0")] == shown.panel
    inks = traces(drawn)[0]["textfont"]["color"]
    assert inks == [shown.ink_on(fill) for fill in fills]


def test_rows_and_columns_are_named() -> None:
    drawn = figures.type_status_matrix(types(), theme="light")
    assert drawn.layout.xaxis.ticktext == ("Terumumkan", "Draf", "Aneh")
    assert notes(drawn) == [
        "Tipe tidak diketahui",
        "Tipe 1: unit sendiri",
        "Tipe 4: kelompok masyarakat",
    ]


def test_a_cell_says_type_status_count_and_share() -> None:
    drawn = traces(figures.type_status_matrix(types(), theme="light", drill=True))[0]
    at = drawn["text"].index("30")
    assert drawn["hovertext"][at] == (
        "<b>Tipe 1: unit sendiri, Draf</b><br>30 paket<br>3,17 % dari seluruhnya<br>"
        "Klik untuk membuka"
    )


@settings(max_examples=25, deadline=None)
@given(FLOWS)
def test_flows_hold_every_package(rows: list[tuple[int | None, str | None, int]]) -> None:
    frame = pl.DataFrame(
        [
            KEY
            | {
                "tipe_swakelola": tipe,
                "kd_klpd_penyelenggara": code,
                "nama_klpd_penyelenggara": code and f"Nama {code}",
                "jumlah_paket": count,
            }
            for tipe, code, count in rows
        ],
        schema_overrides={
            "tipe_swakelola": pl.Int8,
            "kd_klpd_penyelenggara": pl.String,
            "nama_klpd_penyelenggara": pl.String,
        },
    )
    drawn = traces(figures.organiser_flows(frame, theme="light", limit=5))
    total = sum(count for *_, count in rows)
    assert (sum(drawn[0]["link"]["value"]) if drawn else 0) == total
    if drawn:
        nodes, link = len(drawn[0]["node"]["label"]), drawn[0]["link"]
        assert set(link["source"]).isdisjoint(link["target"])
        assert set(link["source"]) | set(link["target"]) == set(range(nodes))
        assert len(drawn[0]["node"]["color"]) == len(drawn[0]["node"]["customdata"]) == nodes


def test_small_organisers_are_one_node() -> None:
    node = traces(figures.organiser_flows(organisers(9), theme="light", limit=3))[0]["node"]
    assert [text.split("  ")[0] for text in node["label"]] == [
        "Tipe 1: unit sendiri",
        "Tipe 2: K/L/PD lain",
        "D0 Kab. 0",
        "D1 Kab. 1",
        "D2 Kab. 2",
        "6 lainnya",
    ]


def test_a_flow_says_both_ends_and_its_size() -> None:
    link = traces(figures.organiser_flows(organisers(2), theme="light"))[0]["link"]
    assert link["customdata"][0] == "<b>Kab. 0</b><br>Tipe 1: unit sendiri<br>12"


def test_sankey_text_has_no_halo_and_links_are_seen_through() -> None:
    trace = traces(figures.organiser_flows(organisers(2), theme="dark"))[0]
    assert trace["textfont"]["shadow"] == "none"
    assert trace["link"]["color"] == "rgba(79,179,174,0.25)"


def test_a_status_outside_the_vocabulary_has_a_column_of_its_own() -> None:
    strange = types().with_columns(pl.col("status").replace("Draf", "Ditarik"))
    drawn = figures.type_status_matrix(strange, theme="light")
    assert drawn.layout.xaxis.ticktext == ("Terumumkan", "Aneh", "Ditarik")
    assert ["1", "Ditarik"] in [list(code) for code in drawn.data[0].customdata]
