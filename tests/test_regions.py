"""Regions and locations through the door: which requests a question needs."""

from __future__ import annotations

import httpx
import polars as pl
import pytest

from services import regions
from services.errors import BadRequest, SourceUnavailable
from tests.repositories import Doors

PLACES = {"": ["n1", "n2"], "n1": ["p1"], "n2": ["p2", "p1"]}


def location(code: str) -> dict[str, str]:
    return {"id": code, "name": code.upper(), "updatedAt": "2026-01-01"}


def locations(request: httpx.Request) -> httpx.Response:
    """Answer as the locations API: rows under a parent, the same page whatever the number."""
    parent = request.url.params.get("countryId", "")
    rows = [location(code) for code in PLACES[parent]]
    if request.url.params["page"] != "1":
        rows = []
    return httpx.Response(200, json={"meta": {"success": True, "status": 200}, "data": rows})


def test_a_region_is_asked_for_by_parents_by_codes_or_whole() -> None:
    assert regions.region_request("provinces").params == ()
    assert regions.region_request("cities", induk=["52", "53"]).values == {
        "province_codes": "52,53"
    }
    both = regions.region_request(
        "sub-districts", versi="v1", induk=["520201"], kode=["5202011001"]
    )
    assert both.values == {"district_codes": "520201", "codes": "5202011001"}
    assert both.dataset.path == "/masterdata/v1/sub-districts"
    assert regions.region_request("districts", induk=["5202"]).values == {"city_codes": "5202"}
    with pytest.raises(BadRequest):
        regions.region_request("provinces", induk=["52"])


@pytest.mark.parametrize(
    ("level", "name"),
    [
        ("provinsi", "countryId"),
        ("kabupaten", "provinceId"),
        ("kecamatan", "regencyId"),
        ("desa", "districtId"),
    ],
)
def test_a_location_is_asked_for_under_its_own_parents_parameter(level: str, name: str) -> None:
    assert regions.location_request(level, induk="x", cari="lombok").values == {
        "level": level,
        name: "x",
        "search": "lombok",
    }
    assert regions.location_request(level).values == {"level": level}


def test_a_country_has_no_parent() -> None:
    with pytest.raises(BadRequest, match="negara tidak berinduk"):
        regions.location_request("negara", induk="x")


def test_several_parents_are_several_snapshots_and_one_frame(doors: Doors) -> None:
    repository = doors.open(httpx.MockTransport(locations))
    snapshots = regions.read_locations(repository, "provinsi", induk=["n1", "n2"])
    assert [snapshot.manifest.rows for snapshot in snapshots] == [1, 2]
    rows = regions.together(snapshots)
    assert rows["id"].to_list() == ["p1", "p2"]
    assert rows["level"].to_list() == ["provinsi"] * 2
    assert regions.together(regions.read_locations(repository, "negara")).select(
        pl.col("id", "level")
    ).rows() == [("n1", "negara"), ("n2", "negara")]


class Cities:
    """SATUSEHAT v1 that takes two parents a request and is down at the `down`-th question."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.down = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"access_token": "a", "expires_in": "3599"})
        parents = request.url.params["province_codes"].split(",")
        self.asked.append(",".join(parents))
        if len(parents) > 2:
            words = {"status_code": 400, "message": "limit cannot be more than 2000", "data": None}
            return httpx.Response(400, json=words)
        if self.down and len(self.asked) >= self.down:
            return httpx.Response(503, text="Gateway Timeout")
        rows = [
            {"code": f"{code}01", "parent_code": code, "bps_code": "", "name": code}
            for code in parents
        ]
        return httpx.Response(200, json={"status": 200, "error": False, "data": rows})


def test_an_interrupted_read_in_batches_loses_no_batch_when_it_goes_on(doors: Doors) -> None:
    cities = Cities()
    repository = doors.open(httpx.MockTransport(cities))
    induk = ["51", "52", "53", "54", "55", "56"]
    cities.down = 4
    with pytest.raises(SourceUnavailable):
        regions.read_regions(repository, "cities", versi="v1", induk=induk)
    cities.down = 0
    doors.clock.pass_by(31)
    rows = regions.read_regions(repository, "cities", versi="v1", induk=induk).frame
    assert rows["parent_code"].to_list() == induk
