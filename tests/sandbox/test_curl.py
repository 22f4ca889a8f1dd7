"""The documentation's own curl lines, with real values and the header put in."""

from __future__ import annotations

import re
import shlex

import httpx
import pytest

from services.sandbox.serving.lokasi_api import location_id
from tests.sandbox.conftest import BEARER, satusehat_headers

RUP = """
curl -X GET "http://localhost:8080/api/v1/rup/program-master?kode_klpd=string&tahun=0"
curl -X GET "http://localhost:8080/api/v1/rup/history-kaji-ulang?kode_klpd=string&tahun=0"
curl -X GET "http://localhost:8080/api/v1/rup/paket-swakelola?kode_klpd=string&tahun=0"
"""
LOGIN = """
curl --insecure --location --header 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode 'client_id=<client-id>' --data-urlencode 'client_secret=<client-secret>' \
  --request POST \
  'https://api-satusehat-stg.dto.kemkes.go.id/oauth2/v1/accesstoken?grant_type=client_credentials'
"""
HOST = "https://api-satusehat-stg.dto.kemkes.go.id/masterdata"
MASTERDATA = f"""
curl --location --request GET "{HOST}/v1/provinces?codes"
curl --location --request GET "{HOST}/v1/cities?province_codes"
curl --location --request GET "{HOST}/v1/districts?city_codes"
curl --location --request GET "{HOST}/v1/sub-districts?district_codes"
curl --location --request GET "{HOST}/v2/provinces?current_page"
curl --location --request GET "{HOST}/v2/cities?current_page"
curl --location --request GET "{HOST}/v2/districts?current_page"
curl --location --request GET "{HOST}/v2/sub-districts?current_page"
"""
LOCATIONS = """
curl --location --request GET 'https://v1.dev.bukalombok.com/v1/locations'
"""
VALUES = {
    "kode_klpd=string": "kode_klpd=D304",
    "tahun=0": "tahun=2025",
    "?codes": "?codes=11, 12",
    "?province_codes": "?province_codes=11, 12",
    "?city_codes": "?city_codes=1103, 1104",
    "?district_codes": "?district_codes=110301, 110302",
    "?current_page": "?current_page=1",
    "<client-id>": "contoh-id",
    "<client-secret>": "contoh-rahasia",
}


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line.startswith("curl")]


def send(client: httpx.Client, line: str, headers: dict[str, str]) -> httpx.Response:
    """Send what a curl line says to the sandbox instead of its host."""
    for old, new in VALUES.items():
        line = line.replace(old, new)
    words = shlex.split(line)
    method = next((words[i + 1] for i, w in enumerate(words) if w in ("-X", "--request")), "GET")
    form = dict(words[i + 1].split("=", 1) for i, w in enumerate(words) if w == "--data-urlencode")
    path = re.sub(r"^https?://[^/]+", "", words[-1])
    return client.request(method, path, data=form or None, headers=headers)


@pytest.mark.parametrize("line", lines(RUP))
def test_rup_lines(either: httpx.Client, line: str) -> None:
    body = send(either, line, BEARER).json()
    assert body["success"] is True
    assert {row["kd_klpd"] for row in body["data"]} == {"D304"}
    assert send(either, line, {"Authorization": ""}).status_code == 401


def test_rup_lines_as_printed_answer_nothing_but_success(either: httpx.Client) -> None:
    answer = either.get("/api/v1/rup/program-master?kode_klpd=string&tahun=0")
    assert answer.status_code == 200
    assert answer.json()["data"] == []


def test_token_line(either: httpx.Client) -> None:
    answer = send(either, " ".join(LOGIN.split()), {})
    assert answer.status_code == 200
    assert answer.json()["status"] == "approved"


@pytest.mark.parametrize("line", lines(MASTERDATA))
def test_masterdata_lines(either: httpx.Client, line: str) -> None:
    answer = send(either, line, satusehat_headers(either))
    assert answer.status_code == 200
    body = answer.json()
    assert body["message"] == "success"
    assert list(body["data"][0]) == ["code", "parent_code", "bps_code", "name"]
    assert send(either, line, {"Authorization": ""}).status_code == 401


def test_location_lines(either: httpx.Client) -> None:
    assert send(either, lines(LOCATIONS)[0], {}).json()["data"][0]["name"] == "Indonesia"
    samples = {
        "level=negara": "Indonesia",
        f"level=provinsi&countryId={location_id('negara', 'ID')}&search=Barat": (
            "Nusa Tenggara Barat"
        ),
        f"level=kabupaten&provinceId={location_id('provinsi', '52')}": "Lombok Tengah",
        f"level=kecamatan&regencyId={location_id('kabupaten', '5202')}": "Praya Barat",
        f"level=district&regencyId={location_id('kabupaten', '5202')}&perPage=10&search=Praya": (
            "Praya Timur"
        ),
    }
    for query, name in samples.items():
        rows = either.get(f"/v1/locations?{query}").json()["data"]
        assert name in {row["name"] for row in rows}, query


@pytest.mark.parametrize(
    ("code", "parent", "bps", "name"),
    [
        ("11", "", "11", "Aceh"),
        ("96", "", "", "Papua Barat Daya"),
        ("1103", "11", "1105", "Kab. Aceh Timur"),
        ("1210", "12", "1207", "Kab. Labuhanbatu"),
        ("110301", "1103", "1105140", "Darul Aman"),
        ("110101", "1101", "1103020", "Bakongan"),
    ],
)
def test_documented_rows_are_served_as_printed(
    either: httpx.Client, code: str, parent: str, bps: str, name: str
) -> None:
    level = {2: "provinces", 4: "cities", 6: "districts"}[len(code)]
    answer = either.get(
        f"/masterdata/v1/{level}", params={"codes": code}, headers=satusehat_headers(either)
    )
    row = {"code": code, "parent_code": parent, "bps_code": bps, "name": name}
    assert answer.json()["data"] == [row]
