from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given

from services.analysis.across_klpd.regions import wilayah
from services.errors import BadRequest
from tests.analysis import strategies
from tests.analysis.strategies import REGION_ROWS, Row, Rows, wide
from tests.analysis.test_compare import frames_rows

KLPD = [
    {"kd_klpd": code, "kode_wilayah": place}
    for code, place in (("D1", "11"), ("D2", "1101"), ("D3", "1201"), ("K9", ""))
]


@wide
@given(frames_rows)
def test_no_klpd_is_lost_or_twice(rows: dict[str, Rows]) -> None:
    found = wilayah(strategies.frames(**rows, regions=REGION_ROWS)).collect()
    for tahun in found["tahun"].unique():
        own = found.filter(tahun=tahun)
        with_rows = {
            row["kd_klpd"]
            for name in ("program", "swakelola", "kaji_ulang")
            for row in rows[name]
            if row["tahun"] == tahun
        } | {r["kd_klpd"] for r in rows["stored"] if r["tahun"] == tahun and r["rows"] > 0}
        assert own["jumlah_klpd"].sum() == len(with_rows)


def stored(kd_klpd: str) -> Row:
    base = {"kd_klpd": kd_klpd, "tahun": 2026, "dataset": "program-master", "complete": True}
    return base | {"fetched_at": datetime(2026, 6, 1, tzinfo=UTC)}


def plan(kd_klpd: str, pagu: int) -> Row:
    return {"kd_klpd": kd_klpd, "tahun": 2026, "pagu_program": pagu}


def found(kode: str, *codes: str) -> dict[str, Row]:
    frames = strategies.frames(
        klpd=KLPD,
        regions=REGION_ROWS,
        stored=[stored(code) for code in codes],
        program=[plan(code, 1_000_000) for code in codes],
    )
    return {row["kode"]: row for row in wilayah(frames, kode).collect().to_dicts()}


def test_a_province_holds_its_own_government_and_all_below() -> None:
    rows = found("", "D1", "D2", "K9")
    assert list(rows) == ["", "11", "12"]
    assert (rows["11"]["jumlah_klpd"], rows["11"]["pagu_program"]) == (2, 2_000_000)
    assert (rows[""]["nama"], rows[""]["jumlah_klpd"]) == ("Kementerian/Lembaga", 1)
    assert (rows["12"]["jumlah_klpd"], rows["12"]["jumlah_klpd_seharusnya"]) == (0, 1)
    assert (rows["12"]["pagu_program"], rows["12"]["revisi"]) == (None, None)


def test_inside_a_province_its_government_has_the_row_of_its_code() -> None:
    rows = found("11", "D1", "D2", "D3", "K9")
    assert {code: row["jumlah_klpd"] for code, row in rows.items()} == {
        "11": 1,
        "1101": 1,
        "1102": 0,
    }
    assert rows["11"]["nama"] == "Aceh"


def test_per_head_only_when_all_are_stored() -> None:
    assert found("", "D1", "D2")["11"]["pagu_per_kapita"] == pytest.approx(2_000_000 / 5_623_479)
    assert found("", "D1")["11"]["pagu_per_kapita"] is None
    assert found("11", "D1")["1102"]["pagu_per_kapita"] is None


def test_a_klpd_that_no_table_knows_counts_without_a_region() -> None:
    assert found("", "X1")[""]["jumlah_klpd"] == 1


@pytest.mark.parametrize("kode", ["1", "110", "11010"])
def test_a_code_of_a_wrong_length_is_refused(kode: str) -> None:
    with pytest.raises(BadRequest, match=f"kode wilayah tidak sesuai: {kode}"):
        wilayah(strategies.frames(), kode)


def test_a_klpd_without_families_adds_no_acts_to_the_rate_of_its_region() -> None:
    lead = {"tahun": 2026, "jenis_paket": "SWAKELOLA", "jenis_revisi": "PEMBATALAN"}
    listed = [
        {"tahun": 2026, "kd_klpd": "D1", "kd_rup": "1", "status": "Draf"},
        {"tahun": 2026, "kd_klpd": "D2", "kd_rup": None, "status": "Draf"},
    ]
    steps = [lead | {"kd_klpd": "D1", "kd_rup_lama": "1"}, lead | {"kd_klpd": "D2"}]
    frames = strategies.frames(klpd=KLPD, regions=REGION_ROWS, swakelola=listed, kaji_ulang=steps)
    row = wilayah(frames, "").collect().row(by_predicate=pl.col("kode") == "11", named=True)
    assert (row["revisi"], row["klpd_bermakna"], row["keluarga_swakelola"]) == (2, 2, 1)
    assert row["tindakan_swakelola_per_100_keluarga"] == 100.0
