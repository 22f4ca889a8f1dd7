"""A gateway that answers each page after a set time, from pages made beforehand.

Runs as its own process and does next to nothing, as a host elsewhere would take nothing of this
machine: `python -m tests.bench.slow MILLISECONDS`; prints its address when it listens.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from tests.bench.served_pages import PAGES, pages

_ROWS = re.compile(rb'"data":(\[.*\]),"meta"', re.DOTALL)
_YEAR = re.compile(rb'"tahun_anggaran":\d+')


def answers() -> Callable[[str], bytes]:
    """Return what answers a request's target: PAGES pages of 1,000 rows for any KLPD and year."""
    bodies = [_ROWS.search(body).group(1) for body in pages()]  # type: ignore[union-attr]
    made: dict[tuple[int, str, str], bytes] = {}

    def answer(target: str) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        which = int(asked.get("cursor", "0")), asked["kode_klpd"], asked["tahun"]
        if which not in made:
            made[which] = _answer(bodies[which[0]], *which)
        return made[which]

    for number in range(1, 9):
        for at in range(PAGES):
            answer(f"/?kode_klpd=D{number}&tahun=2025&cursor={at}")
    return answer


def _answer(rows: bytes, at: int, kode: str, tahun: str) -> bytes:
    mine = rows.replace(b'"kd_klpd":"K1"', b'"kd_klpd":"%b"' % kode.encode())
    mine = _YEAR.sub(b'"tahun_anggaran":%b' % tahun.encode(), mine)
    more, cursor = (b"true", b'"%d"' % (at + 1)) if at + 1 < PAGES else (b"false", b"null")
    body = b'{"success":true,"data":%b,"meta":{"limit":1000,"has_more":%b,"cursor":%b}}'
    body %= (mine, more, cursor)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


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


async def serve(milliseconds: int) -> None:
    """Answer each request of a connection after the set time, until terminated."""
    answer = answers()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            while await reader.readline() not in (b"\r\n", b""):
                pass
            await asyncio.sleep(milliseconds / 1000)
            writer.write(answer(line.split()[1].decode()))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
