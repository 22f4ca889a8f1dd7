from __future__ import annotations

import polars as pl

from services.analysis.filters import Filters
from services.analysis.frames import PENYEDIA, SATKER
from services.analysis.packages.provider import (
    PAKET_PENYEDIA,
    live_provider_packages,
    provider_packages,
)
from services.table_inputs import no_rows
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows


def package(kd_rup: str, **values: object) -> Row:
    return {"tahun": 2026, "kd_klpd": "D1", "kd_rup": kd_rup} | values


def read(**rows: Rows) -> list[tuple[int, str, str, bool]]:
    columns = ("tahun", "kd_klpd", "kd_rup", "hanya_terumumkan")
    return sorted(
        provider_packages(strategies.frames(**rows)).select(columns).collect().iter_rows()
    )


def test_the_columns_are_those_of_the_catalogue() -> None:
    assert dict(PAKET_PENYEDIA) == dict(no_rows(PENYEDIA).collect_schema())
    made = provider_packages(strategies.frames()).collect_schema()
    assert dict(made) == dict(PAKET_PENYEDIA) | {"hanya_terumumkan": pl.Boolean()}


def test_the_announced_list_stands_in_only_where_the_whole_one_has_no_rows() -> None:
    whole = [package("1"), package("2", tahun=2025)]
    announced = [package("3"), package("4", kd_klpd="D2"), package("5", tahun=2024)]
    assert read(penyedia=whole, penyedia_umum=announced) == [
        (2024, "D1", "5", True),
        (2025, "D1", "2", False),
        (2026, "D1", "1", False),
        (2026, "D2", "4", True),
    ]
    assert read(penyedia=[], penyedia_umum=announced[:1]) == [(2026, "D1", "3", True)]
    assert read(penyedia=whole[:1]) == [(2026, "D1", "1", False)]
    assert read() == []


def test_a_package_is_live_whatever_its_status_text() -> None:
    rows = [
        package("1", status="Terdelete", status_aktif_rup=True, status_delete_rup=True),
        package("2", status="Terinisiasi", status_aktif_rup=True, status_delete_rup=False),
        package("3", status="Terumumkan", status_aktif_rup=False, status_delete_rup=False),
    ]
    frames = strategies.frames(penyedia=rows)
    assert live_provider_packages(frames).collect()["kd_rup"].to_list() == ["2"]


def test_other_datasets_are_narrowed_by_klpd_and_year_and_master_satker_by_klpd() -> None:
    rows = [package("1"), package("2", tahun=2025), package("3", kd_klpd="D2")]
    units = [{"kd_klpd": kode, "kd_satker": "10"} for kode in ("D1", "D2")]
    frames = strategies.frames(penyedia=rows, satker=units)
    narrowed = Filters(klpd=("D1",), tahun=(2026,)).narrow(frames).others
    assert narrowed[PENYEDIA].collect()["kd_rup"].to_list() == ["1"]
    assert narrowed[SATKER].collect()["kd_klpd"].to_list() == ["D1"]
