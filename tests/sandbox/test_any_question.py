"""No question makes the sandbox fail: every answer is a page, an empty page or a refusal."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.sandbox.serving import inaproc, satusehat
from services.sandbox.serving.lokasi_api import LEVELS, location_id, locations_reply
from services.sandbox.serving.pages import ListingCache, Shape
from tests.sampling import examples
from tests.sandbox.walks import DATASETS

LISTINGS = ListingCache()
NUMBERS = st.sampled_from(
    ["0", "1", "3", "1000", "2000", "2001", "9" * 30, "9" * 5000, "-1", "1.5"]
)
ODD = st.sampled_from(["", " ", ",", "a,b", "'; --", "®", "\x00", "MTI=", "bnVsbA==", "٣", "NaN"])
ANY = st.one_of(NUMBERS, ODD, st.text(max_size=20))
SHAPES = st.sampled_from(["real", "documented"])
RUP = st.fixed_dictionaries(
    {"kode_klpd": st.one_of(st.just("I82"), ANY), "tahun": st.one_of(st.just("2025"), ANY)},
    optional=dict.fromkeys(("limit", "cursor", "status", "jenis_paket"), ANY),
)
REGIONS = st.fixed_dictionaries(
    {},
    optional={
        "current_page": st.one_of(st.just("1"), ANY),
        "codes": st.one_of(st.just("11, 5202"), ANY),
        "province_codes": ANY,
        "city_codes": st.one_of(st.just("5202"), ANY),
        "district_codes": ANY,
        "limit": ANY,
        "next": ANY,
        "prev": ANY,
    },
)
PLACES = st.fixed_dictionaries(
    {},
    optional={
        "level": st.one_of(st.sampled_from(LEVELS), ANY),
        "countryId": st.one_of(st.just(location_id("negara", "ID")), ANY),
        "provinceId": st.one_of(st.just(location_id("provinsi", "52")), ANY),
        "regencyId": ANY,
        "districtId": ANY,
        "page": ANY,
        "perPage": ANY,
        "search": ANY,
    },
)


def decoded(body: bytes | memoryview) -> Any:
    return msgspec.json.decode(body)


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(DATASETS), RUP, SHAPES)
def test_rup(dataset: str, query: dict[str, str], shape: Shape) -> None:
    answer = inaproc.answer(dataset, query, LISTINGS, shape, 0)
    body = decoded(answer.body)
    assert (answer.status_code, body["success"]) in ((200, True), (400, False))
    assert len(body.get("data", [])) <= 1000


@settings(max_examples=examples(150), deadline=None)
@given(level=st.sampled_from(satusehat.LEVELS), query=REGIONS, shape=SHAPES, paged=st.booleans())
def test_masterdata(level: str, query: dict[str, str], shape: Shape, *, paged: bool) -> None:
    if paged:
        answer = satusehat.v2_reply(level, query, shape)
    else:
        answer = satusehat.v1_reply(level, query, shape, None)
    body = decoded(answer.body)
    assert (answer.status_code, body.get("status_code")) in ((200, None), (400, 400))
    if answer.status_code == 200 and paged:
        assert len(body["data"]) == body["meta"]["item_count"] <= body["meta"]["page"]["limit"]


@settings(max_examples=examples(150), deadline=None)
@given(PLACES, SHAPES)
def test_locations(query: dict[str, str], shape: Shape) -> None:
    answer = locations_reply(query, shape)
    assert answer.status_code in (200, 400)
    assert len(decoded(answer.body)["data"]) <= 100


@settings(max_examples=examples(60))
@given(st.binary(max_size=60), st.text(max_size=20))
def test_token_forms(form: bytes, grant: str) -> None:
    tokens = satusehat.Tokens()
    answer = satusehat.token_reply({"grant_type": grant}, form, ("a", "b"), tokens)
    assert answer.status_code in (400, 401)
    assert decoded(answer.body)["resourceType"] == "OperationOutcome"
