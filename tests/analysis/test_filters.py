from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.filters import Filters
from services.analysis.frames import Options
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.analysis.test_compare import frames_rows

COLUMNS = {
    "klpd": "kd_klpd",
    "tahun": "tahun",
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
}

filters = st.builds(
    Filters,
    klpd=st.sampled_from(((), ("D1",), ("D1", "K9"))),
    tahun=st.sampled_from(((), (2026,), (2024, 2025))),
    satker=st.sampled_from(((), ("10",), ("(kosong)", "20"))),
    program=st.sampled_from(((), ("9",), ("(kosong)",))),
    status=st.sampled_from(((), ("Draf",), ("(kosong)",))),
    jenis=st.sampled_from(((), ("PEMBATALAN",), ("(kosong)", "LAIN"))),
)


def keeps(wanted: Filters, row: Row) -> bool:
    for field, column in COLUMNS.items():
        values = getattr(wanted, field)
        if column in row and values and (row[column] or "(kosong)") not in values:
            return False
    return True


@quick
@given(frames_rows, filters)
def test_narrow_gives_the_same_rows_as_a_plain_loop(rows: dict[str, Rows], wanted: Filters) -> None:
    narrowed = wanted.narrow(strategies.frames(**rows))
    for name in ("program", "swakelola", "kaji_ulang", "stored"):
        expected = [row for row in rows[name] if keeps(wanted, row)]
        columns = list(expected[0]) if expected else ["kd_klpd"]
        found = getattr(narrowed, name).collect()
        assert found.select(columns).to_dicts() == expected
    assert narrowed.klpd.collect().height == len(rows["klpd"])
    assert narrowed.manifests is None


def test_manifests_are_narrowed_by_partition_alone() -> None:
    rows = [{"dataset": "program-master", "kd_klpd": k, "tahun": 2026} for k in ("D1", "D2")]
    wanted = Filters(klpd=("D1",), satker=("10",))
    narrowed = wanted.narrow(strategies.frames(manifests=rows))
    assert narrowed.manifests is not None
    assert narrowed.manifests.collect()["kd_klpd"].to_list() == ["D1"]


def test_filters_of_options_have_what_is_set() -> None:
    asked = Options(klpd=("D1",), tahun=(2025, 2026), satker="10", jenis="PEMBATALAN", kode="7")
    assert Filters.of(asked) == Filters(
        klpd=("D1",), tahun=(2025, 2026), satker=("10",), jenis=("PEMBATALAN",)
    )
    assert Filters.of(asked).partitions == Filters(klpd=("D1",), tahun=(2025, 2026))
    assert Filters.of(asked).only(["satker"]) == Filters(satker=("10",))


@pytest.mark.parametrize("column", ["pagu", "nama_satker"])
def test_a_column_that_no_filter_knows_is_left_alone(column: str) -> None:
    frame = strategies.swakelola([{"kd_satker": "10"}])
    assert Filters(satker=("20",)).rows(frame, (column,)) is frame
