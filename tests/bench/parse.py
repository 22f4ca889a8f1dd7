"""20 pages of 1,000 rows to one typed frame, over orjson.loads of the same bytes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import msgspec
import orjson
import pandas as pd
import polars as pl

from services.sandbox.server import serve
from services.upstream.answers import Answer, read
from services.upstream.catalog import find
from services.upstream.dataset import Dataset
from services.upstream.frames import Page, assemble, page
from tests.bench.timing import Goal, Row, in_turn, ratio

ASKED = {"kode_klpd": "K1"}
PAGES, ROUNDS = 20, 7
TOGETHER = "ours, two pages at a time, as where two KLPD are read"


class _Bare(msgspec.Struct):
    data: msgspec.Raw


_BARE = msgspec.json.Decoder(_Bare)


def measure() -> Row:
    """Measure what typing costs over merely decoding."""
    dataset, bodies = find("paket-swakelola"), pages()

    def typed(body: bytes) -> Page:
        answer = Answer(status=200, body=body)
        return page(dataset, read(answer, source=dataset.source).rows_bytes)

    def ours() -> pl.DataFrame:
        return assemble(dataset, [typed(body) for body in bodies], ASKED).frame

    def together() -> pl.DataFrame:
        with ThreadPoolExecutor(2) as pool:
            return assemble(dataset, list(pool.map(typed, bodies)), ASKED).frame

    def decoded() -> list[object]:
        return [orjson.loads(body) for body in bodies]

    def bare() -> list[pl.DataFrame]:
        return [pl.read_json(bytes(_BARE.decode(body).data)) for body in bodies]

    def frame() -> pl.DataFrame:
        rows = [row for body in bodies for row in json.loads(body)["data"]]
        return pl.DataFrame(rows, infer_schema_length=None)

    def panda() -> pd.DataFrame:
        parts = [pd.json_normalize(json.loads(body)["data"]) for body in bodies]
        return pd.concat(parts, ignore_index=True)

    _same(dataset, ours(), frame(), panda())
    sides = {
        "ours": ours,
        "orjson.loads": decoded,
        TOGETHER: together,
        "msgspec + pl.read_json, untyped and unguarded": bare,
        "json + DataFrame": frame,
        "pandas": panda,
    }
    timed = in_turn(sides, ROUNDS)
    others = ", ".join(
        f"{name} {ratio(timed, name, 'orjson.loads'):.2g} x" for name in list(sides)[2:]
    )
    size = sum(map(len, bodies)) / 1e6
    return Row(
        what=f"{PAGES} pages of 1,000 rows to one typed frame with quarantine, over orjson.loads",
        sides={name: str(timing) for name, timing in timed.items()},
        figure=ratio(timed, "ours", "orjson.loads"),
        goal=Goal(most=0.8),
        notes=(f"{size:.1f} MB of JSON; over orjson.loads: {others}",),
    )


def pages() -> list[bytes]:
    """Return full pages of the largest ministry's packages over some years, as served."""
    found: list[bytes] = []
    with serve() as handle, httpx.Client(base_url=handle.base_url, timeout=60) as client:
        token = {"Authorization": f"Bearer {handle.environment['INAPROC_TOKEN']}"}
        for tahun in range(2022, 2027):
            asked: dict[str, str] = {**ASKED, "tahun": str(tahun), "limit": "1000"}
            for _ in range(9):
                answer = client.get("/api/v1/rup/paket-swakelola", params=asked, headers=token)
                body = answer.raise_for_status().json()
                if len(body["data"]) == 1000:
                    found.append(answer.content)
                asked["cursor"] = body["meta"]["cursor"]
    return found[:PAGES]


def _same(dataset: Dataset, ours: pl.DataFrame, frame: pl.DataFrame, panda: pd.DataFrame) -> None:
    code, money = "kd_rup", "pagu"
    told = dict(
        frame.select(pl.col(code).cast(pl.String), pl.col(money).cast(pl.Int64)).iter_rows()
    )
    assert dict(ours.select(code, money).iter_rows()) == told
    assert len(panda) == frame.height
    assert set(ours.columns) == set(dataset.schema)


if __name__ == "__main__":
    print(measure())
