"""8 KLPD of 20 pages each, eight at once, over requests and pandas in as many threads."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pandas as pd
import requests

from services import settings
from services.repository import gather
from services.wiring import connect
from tests.bench.served_pages import PAGES
from tests.bench.slow import gateway
from tests.bench.timing import Goal, Row, in_turn, ratio

KLPD = tuple(f"D{n}" for n in range(1, 9))
GOALS = {50: 0.5, 200: 0.95}
ROUNDS = 7
_PATH = "/api/v1/rup/paket-swakelola"


def measure(milliseconds: int) -> Row:
    """Measure a cold read through the door, to typed and stored frames."""
    floor = PAGES * milliseconds / 1000
    with gateway(milliseconds) as address, tempfile.TemporaryDirectory() as folder:
        numbers = count()
        ours = _ours(address, Path(folder), numbers)
        threads = _threads(address)
        assert ours() == threads() == len(KLPD) * PAGES * 1000
        sides: dict[str, Callable[[], object]] = {"ours": ours, "requests + pandas": threads}
        timed = in_turn(sides, ROUNDS)
    floors = ", ".join(f"{name} {t.median / floor:.2f} x" for name, t in timed.items())
    return Row(
        what=f"{len(KLPD)} KLPD x {PAGES} pages, 8 at once, {milliseconds} ms a request, to typed"
        " and stored rows, over requests + pandas in 8 threads",
        sides={**{name: str(timing) for name, timing in timed.items()}, "floor": f"{floor:g} s"},
        figure=ratio(timed, *sides),
        goal=Goal(most=GOALS[milliseconds]),
        notes=(
            f"over the latency floor, {PAGES} requests one after the other: {floors};"
            f" one KLPD after the other: at least {len(KLPD)} x",
        ),
    )


def _ours(address: str, folder: Path, numbers: count[int]) -> Callable[[], int]:
    def read() -> int:
        data = folder / str(next(numbers))
        # A token as long as a real one: a page that holds it is not recorded, and all hold a "t".
        given = {"INAPROC_TOKEN": "Kq7f" * 8, "INAPROC_BASE_URL": address}
        given["LENSA_DATA"] = str(data)
        parts = connect(settings.from_mapping(given))
        outcomes = gather(parts.repository, parts.rup(("paket-swakelola",), KLPD, (2025,)))
        manifests = [o.snapshot.manifest for o in outcomes if o.snapshot]
        assert [m.pages for m in manifests] == [PAGES] * len(KLPD)
        parts.close()
        return sum(m.rows for m in manifests)

    return read


def _threads(address: str) -> Callable[[], int]:
    def chain(kode: str) -> pd.DataFrame:
        asked = {"kode_klpd": kode, "tahun": "2025", "limit": "1000"}
        parts = []
        with requests.Session() as session:
            for _ in range(PAGES):
                body = session.get(address + _PATH, params=asked, timeout=60).json()
                parts.append(pd.json_normalize(body["data"]))
                asked["cursor"] = body["meta"]["cursor"]
        return pd.concat(parts, ignore_index=True)

    def read() -> int:
        with ThreadPoolExecutor(len(KLPD)) as pool:
            return sum(len(frame) for frame in pool.map(chain, KLPD))

    return read


if __name__ == "__main__":
    for wait in GOALS:
        print(measure(wait))
