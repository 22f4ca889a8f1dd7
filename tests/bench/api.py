"""Answers of the API to many clients at once, over a bare route that sends the same bytes."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services import settings as configuration
from services.analysis.frames import RUP, SATKER
from services.analysis.tables import TABLES
from services.api.host import Host
from services.api.limits import Limits
from services.api.server import serve
from services.budgets import Budgets
from services.wiring import connect
from tests.api.serving import serving
from tests.bench.timing import Goal, Row

CLIENTS, EACH, ROUNDS = 20, 15, 5
PATH = "/api/tabel/kaji-ulang-per-satker.json?klpd=D304&tahun=2025"
DATASETS = (*TABLES["kaji-ulang-per-satker"].uses, *RUP, SATKER)
SETTLED = 3.0
"""Seconds after which a file that was just written has a stamp that can be trusted."""
PEER = "X-Forwarded-For"


def measure() -> Row:
    """Measure the same question of 20 clients."""
    return _row("200", {}, "a table as JSON", most=2.5)


def not_modified() -> Row:
    """Measure the same question of 20 clients that know the answer."""
    return _row("304", {"If-None-Match": "*"}, "a table that did not change", most=1.3)


def _row(status: str, headers: Mapping[str, str], what: str, *, most: float) -> Row:
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as address:
        body = _ask(address, PATH, {})[1]
        with _bare(Path(folder), body, status) as bare:
            ours: list[float] = []
            theirs: list[float] = []
            for _ in range(ROUNDS + 1):
                ours.append(_last_of_twenty(_crowd(address, headers, status)))
                theirs.append(_last_of_twenty(_crowd(bare, headers, status)))
    mine, other = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return Row(
        what=f"{what} ({len(body):,} bytes), {CLIENTS} clients, 95th percentile, over a bare route",
        sides={"ours": f"{mine * 1e3:.1f} ms", "bare Starlette": f"{other * 1e3:.1f} ms"},
        figure=mine / other,
        goal=Goal(most=most),
    )


def _last_of_twenty(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _crowd(address: str, headers: Mapping[str, str], status: str) -> list[float]:
    """Return the seconds of each request of all clients."""
    seconds: list[float] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        for _ in range(EACH):
            begun = time.perf_counter()
            connection.request("GET", PATH, headers={**headers, PEER: f"10.0.0.{number}"})
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - begun)
            assert str(answer.status) == status
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def _ask(address: str, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve the doors from a process of their own."""
    with _process("doors", str(folder)) as address:
        yield address


@contextmanager
def _bare(folder: Path, body: bytes, status: str) -> Iterator[str]:
    """Serve the same bytes, or as many headers without them."""
    file = folder / "body.json"
    file.write_bytes(body)
    with _process("bare", str(file), status) as address:
        yield address


@contextmanager
def _process(*words: str) -> Iterator[str]:
    line = [sys.executable, "-m", "tests.bench.api", *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child.stdout.readline().strip()
        finally:
            child.terminate()


def _run(kind: str, *words: str) -> None:
    """Serve one side until the process is ended."""
    with serving(_doors(words[0]) if kind == "doors" else _route(*words)) as address:
        print(address, flush=True)
        threading.Event().wait()


def _doors(folder: str) -> Starlette:
    texts = {"LENSA_DATA": folder, "LENSA_PROXY": "127.0.0.1"}
    app = connect(configuration.from_mapping(texts))
    for dataset in DATASETS:
        app.repository.load(app.partition(dataset, "D304", 2025))
    time.sleep(SETTLED)
    hours = iter(range(0, 10**9, 3600))  # nobody's minute is used up
    settings = configuration.from_mapping(texts)
    host = Host(
        settings=lambda: settings,
        app=lambda: app,
        close=app.close,
        login=lambda: False,
        allowed_hosts=tuple,
        may_upload=lambda session: False,
        limits=Limits(Budgets(clock=lambda: float(next(hours)))),
    )
    server = serve(host)
    return Starlette(routes=list(server.routes), middleware=list(server.middleware))


def _route(file: str, status: str) -> Starlette:
    content = Path(file).read_bytes() if status == "200" else b""

    async def answer(request: Request) -> Response:
        del request
        return Response(content, status_code=int(status), media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer)])


if __name__ == "__main__":
    _run(*sys.argv[1:])
