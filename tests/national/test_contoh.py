"""The shipped sample of the country: twenty of its rows made again from what the sandbox serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from services import national
from services.analysis.across_klpd.per_klpd import MEASURES
from services.analysis.frames import Options
from services.analysis.tables import build
from services.reference import loader
from services.sandbox.serving.app import TOKEN
from services.sandbox.serving.server import serve
from services.upstream.catalog import find
from tests.gateway import Gateway, program
from tests.oracle.banding import Measure, banding, measures
from tests.oracle.basics import Asked, Data, Row
from tests.oracle.rates import counted
from tests.repositories import Doors

DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")
PAGES = 40
OF_PROVIDERS = (
    *("tindakan_penyedia", "keluarga_penyedia", "bermakna_penyedia"),
    *("jumlah_penyedia", "pagu_penyedia"),
)
"""The measures of provider packages, which the sample does not have."""

CODES = loader.klpd().filter(loader.klpd()["kd_klpd"] != "K1").sort("kd_klpd")["kd_klpd"].to_list()
TWENTY = CODES[5::33][:20]


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve() as handle:
        yield handle.base_url


def served(address: str, dataset: str, kode: str) -> list[Row]:
    """Walk a dataset over HTTP with the standard library alone."""
    rows: list[Row] = []
    query = {"kode_klpd": kode, "tahun": str(loader.CONTOH_TAHUN), "limit": "1000"}
    for _ in range(PAGES):
        asked = Request(
            f"{address}/api/v1/rup/{dataset}?{urlencode(query)}",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        with urlopen(asked, timeout=60) as answer:
            assert answer.headers["X-Lensa-Sandbox"] == "1"
            page = json.load(answer)
        rows += [plain(row) for row in page["data"]]
        if not page["meta"].get("has_more"):
            return rows
        query["cursor"] = page["meta"]["cursor"]
    raise AssertionError("it never ended")


def plain(row: Row) -> Row:
    """Return a served row under the names and types that the sums below expect."""
    codes = {k: None if v is None else str(v) for k, v in row.items() if k.startswith("kd_")}
    named = row | codes | {"tahun": int(row["tahun_anggaran"])}
    if "status_umumkan_rup" in row:
        named["status"] = row["status_umumkan_rup"]
    if "tgl_kaji_ulang" in row:
        at = datetime.fromisoformat(row["tgl_kaji_ulang"])
        named["tgl_kaji_ulang"] = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return named


@pytest.mark.parametrize("kode", TWENTY)
def test_a_row_is_what_the_served_rows_add_up_to(address: str, kode: str) -> None:
    programs, packages, history = (served(address, name, kode) for name in DATASETS)
    data = Data(programs, packages, history, klpd=[], regions=[], stored=[])
    [one] = measures(data, Asked()).values()
    [row_of_banding] = banding(data, Asked())
    want = row_of_banding | parts_of_rates(one)
    shipped = loader.contoh_nasional()
    [row] = shipped.filter(shipped["kd_klpd"] == kode).to_dicts()
    assert (len(programs) > 0, len(packages) > 0, len(history) > 0) == (True, True, True)
    for name in MEASURES:
        if isinstance(want[name], float):
            assert row[name] == pytest.approx(want[name], rel=1e-12), name
        else:
            assert row[name] == want[name], name


def parts_of_rates(one: Measure) -> Row:
    """Return what is measured beside the columns of `banding`."""
    families = counted(one.history, one.swakelola)
    assert families is not None
    return {
        "pagu_kosong": sum(row["pagu_program"] is None for row in one.live_program),
        "terumumkan": len(one.announced),
        "bermakna": one.meaningful,
        "revisi_swakelola": one.revised,
        "kode_swakelola": one.codes,
        "tindakan_swakelola": len(families.acts),
        "keluarga_swakelola": len(families.satkers),
        **dict.fromkeys(OF_PROVIDERS),
    }


def test_there_is_one_row_for_each_klpd_of_the_catalogue() -> None:
    shipped = loader.contoh_nasional()
    assert dict(shipped.schema) == dict(MEASURES)
    assert shipped["kd_klpd"].to_list() == sorted(loader.klpd()["kd_klpd"])
    assert shipped["tahun"].unique().to_list() == [loader.CONTOH_TAHUN]


def test_the_sample_stands_for_what_is_not_stored_and_only_for_its_year(
    doors: Doors, gateway: Gateway
) -> None:
    repository = doors.open(gateway.transport())
    year = loader.CONTOH_TAHUN
    gateway.put(program(1, 70, tahun=year), tahun=year)
    repository.load(find("program-master").request(kode_klpd="D304", tahun=str(year)))
    found = national.with_sample(national.measured(repository, (year,)), year)
    table = build("banding", found.frames, Options(tahun=(year,))).collect()
    rows = {row["kd_klpd"]: row for row in table.to_dicts()}
    assert len(rows) == 652
    assert (rows["D304"]["pagu"], rows["D304"]["revisi"]) == (70, None)
    shipped = {row["kd_klpd"]: row for row in loader.contoh_nasional().to_dicts()}
    assert all(rows[k]["pagu"] == shipped[k]["pagu"] for k in shipped if k != "D304")
    assert {rows[k]["snapshot"] for k in shipped if k != "D304"} == {None}
    told = found.frames.stored.collect()
    assert set(told.filter(told["source"] == national.CONTOH)["kd_klpd"]) == set(rows) - {"D304"}
    other = national.with_sample(national.measured(repository, (2024,)), 2024)
    assert build("banding", other.frames, Options()).collect().height == 0


def test_the_sample_adds_up_by_region_without_losing_a_klpd(doors: Doors, gateway: Gateway) -> None:
    empty = national.measured(doors.open(gateway.transport()), (loader.CONTOH_TAHUN,))
    found = national.with_sample(empty, loader.CONTOH_TAHUN)
    table = build("wilayah", found.frames, Options(tahun=(loader.CONTOH_TAHUN,))).collect()
    assert (table.height, table["jumlah_klpd"].sum()) == (39, 652)
    assert table["pagu_program"].sum() == loader.contoh_nasional()["pagu"].sum()
    assert table["snapshot_tertua"].null_count() == 39
