"""A thousand strange requests: no server error, nothing read from a source, memory bounded."""

from __future__ import annotations

import random
from pathlib import Path

import httpx

from services.analysis.tables import TABLES
from services.api.limits import MEMORY
from services.link import ORDER
from services.upstream.catalog import klpd_names
from services.wiring import App
from tests.api.conftest import KLPD, YEARS, error
from tests.sampling import LONG, SEED

REQUESTS = 10_000 if LONG else 250
GROWTH = 500 << 20  # rows that pages hold in memory, too
ODD = (
    *("", " ", "%00", "\x00", "../../etc/passwd", "D304;drop", "'", '"', "<script>", "=1+1", "é"),
    *("(kosong)", "-1", "0", "1e9", "NaN", "9" * 400, "٢٠٢٥", "2025 ", "klpd", "{}", "[]", "*"),
    *("2026-06-22T10:00:00Z", "9999-12-31T23:59:59Z", "2026-13-01T00:00:00Z", "a:b", "x" * 5000),
)
ALLOWED = {200, 304, 400, 404, 405, 431}


def _path(draw: random.Random) -> str:
    name = draw.choice((*TABLES, *klpd_names(), "x", "..", "tabel", "%2e%2e", "jejak.json"))
    form = draw.choice(("json", "csv", "parquet", "xlsx", "json", "JSON", "html", ""))
    kind = draw.choice(("tabel", "tabel", "data", "klpd", "wilayah", "tersimpan", "", "TABEL"))
    if draw.random() < 0.1:
        return draw.choice(("/api", "/api/", "/api/openapi.json", "/api//tabel", "/api/%00"))
    return f"/api/{kind}/{name}.{form}" if kind in ("tabel", "data") else f"/api/{kind}"


def _query(draw: random.Random) -> list[tuple[str, str]]:
    usual = {"klpd": draw.choice(KLPD), "tahun": str(draw.choice(YEARS))}
    pairs = list(usual.items()) if draw.random() < 0.7 else []
    for _ in range(draw.randint(0, 4)):
        name = draw.choice((*ORDER, *ORDER, "foo", "embed", "klpd[]", "", "é"))
        pairs.append((name, draw.choice((*ODD, *usual.values(), "pagu", "-kd_satker", "52.02"))))
    if draw.random() < 0.02:
        pairs += [("klpd", f"D{number}") for number in range(600)]
    return pairs


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_strange_requests_get_an_answer_in_one_line(client: httpx.Client, stored: App) -> None:
    draw = random.Random(SEED)
    before = {place for place, _ in stored.repository.everything()}
    start = _resident()
    seen: dict[int, int] = {}
    for _ in range(REQUESTS):
        method = draw.choice(("GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE"))
        headers = {"If-None-Match": draw.choice(('W/"x"', "*", '"', ""))}
        headers["Accept"] = draw.choice(("text/html", "application/json", "*/*;q=x", ""))
        try:
            url = httpx.URL(_path(draw), params=_query(draw))
        except httpx.InvalidURL:
            continue
        answer = client.request(method, url, headers=headers)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert answer.status_code in ALLOWED | {204}, (method, url, answer.text)
        if answer.status_code in (400, 404, 405) and answer.content:
            error(answer)
    assert len(seen) >= 5, seen
    assert {place for place, _ in stored.repository.everything()} == before
    assert _resident() - start < GROWTH + MEMORY
