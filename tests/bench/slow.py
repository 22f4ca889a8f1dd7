"""A gateway that answers each page after a set time, from pages made beforehand.

Runs as its own process, so that what it costs is not counted on either side:
`python -m tests.bench.slow MILLISECONDS`; prints its address when it listens.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.parse import PAGES, pages

_ROWS = re.compile(rb'"data":(\[.*\]),"meta"', re.DOTALL)


def app(milliseconds: int) -> Starlette:
    """Serve PAGES pages of 1,000 rows for any KLPD."""
    bodies = [_ROWS.search(body).group(1) for body in pages()]  # type: ignore[union-attr]
    year = re.compile(rb'"tahun_anggaran":\d+')

    async def rup(asked: Request) -> Response:
        await asyncio.sleep(milliseconds / 1000)
        at = int(asked.query_params.get("cursor", "0"))
        kode, tahun = (asked.query_params[n].encode() for n in ("kode_klpd", "tahun"))
        more = b"true" if at + 1 < PAGES else b"false"
        cursor = b'"%d"' % (at + 1) if at + 1 < PAGES else b"null"
        rows = made.setdefault((at, kode, tahun), _renamed(bodies[at], kode, tahun))
        body = b'{"success":true,"data":%b,"meta":{"limit":1000,"has_more":%b,"cursor":%b}}'
        return Response(body % (rows, more, cursor), media_type="application/json")

    def _renamed(rows: bytes, kode: bytes, tahun: bytes) -> bytes:
        return year.sub(
            b'"tahun_anggaran":' + tahun, rows.replace(b'"kd_klpd":"K1"', b'"kd_klpd":"%b"' % kode)
        )

    made: dict[tuple[int, bytes, bytes], bytes] = {}
    for number in range(1, 9):
        for at in range(PAGES):
            key = b"D%d" % number
            made[at, key, b"2025"] = _renamed(bodies[at], key, b"2025")
    return Starlette(routes=[Route("/api/v1/rup/paket-swakelola", rup)])


@contextmanager
def gateway(milliseconds: int) -> Iterator[str]:
    """Run the gateway in a process of its own until the block ends; give its address."""
    command = [sys.executable, "-m", "tests.bench.slow", str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def main(milliseconds: int) -> None:
    """Serve until terminated."""
    config = uvicorn.Config(
        app(milliseconds),
        log_level="critical",
        access_log=False,
        ws="none",
        host="127.0.0.1",
        port=0,
    )
    listener = config.bind_socket()
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
