"""An S3 on loopback that a kill does not empty: `python -m tests.scale.s3 PORT JOURNAL`.

moto holds everything in memory; every write it took is also put into a journal and done again at
the start. One request at a time, so that conditions and writes are one step, as S3 promises.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client

COUNTED = "/-/counted"
DYING = "/-/die"
BUSY = "/-/busy"
SLOW_DOWN = (
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
)
WRITES = {"PUT", "POST", "DELETE"}
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


class Journal:
    """A WSGI application in front of moto that writes down what moto took."""

    def __init__(self, app: Callable[..., Iterable[bytes]], path: Path) -> None:
        self.app = app
        self.path = path
        self.counted: Counter[str] = Counter()
        self.dying: dict[str, Any] = {}
        self.busy = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == COUNTED:
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self.counted).encode()]
        if environ["PATH_INFO"] == DYING:
            self.dying = json.loads(unquote(environ["QUERY_STRING"]))
            start("200 OK", [])
            return []
        if environ["PATH_INFO"] == BUSY:
            self.busy = int(environ["QUERY_STRING"])
            start("200 OK", [])
            return []
        self.counted[_kind(environ)] += 1
        requests = self.counted.total() - self.counted["503"]
        if self.busy and requests % self.busy == 0:
            self.counted["503"] += 1
            start("503 Slow Down", [("Content-Type", "application/xml")])
            return [SLOW_DOWN]
        self.die(environ, "sebelum")
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        client = Client(self.app)
        kept = {k: v for k, v in environ.items() if k.startswith("HTTP_")}
        sent = {"method": environ["REQUEST_METHOD"], "path": environ["RAW_URI"]}
        answer = client.open(
            sent["path"], method=sent["method"], data=body, environ_overrides=kept, buffered=True
        )
        if sent["method"] in WRITES and answer.status_code < 300:
            headers = {k: v for k, v in kept.items() if k not in CONDITIONS}
            told = {**sent, "headers": headers, "body": base64.b64encode(body).decode()}
            with self.path.open("a") as out:
                out.write(json.dumps(told) + "\n")
            self.die(environ, "sesudah")
        start(answer.status, list(answer.headers))
        return [answer.get_data()]

    def die(self, environ: Mapping[str, Any], when: str) -> None:
        """End here if this is the write that was named, before it is taken or before its answer."""
        if not self.dying or environ["REQUEST_METHOD"] != "PUT":
            return
        self.dying["lagi"] -= when == "sebelum"
        if self.dying["lagi"] == 0 and self.dying["saat"] == when:
            os._exit(9)

    def replay(self) -> None:
        """Do again what an earlier process did; a line that a kill cut short was never answered."""
        lines = self.path.read_text().splitlines(keepends=True) if self.path.exists() else []
        for line in lines:
            if line.endswith("\n"):
                told = json.loads(line)
                Client(self.app).open(
                    told["path"],
                    method=told["method"],
                    data=base64.b64decode(told["body"]),
                    environ_overrides=told["headers"],
                )


def _kind(environ: Mapping[str, Any]) -> str:
    """Name a request as S3's price list does: listings are priced apart from reads."""
    listing = "list-type" in environ.get("QUERY_STRING", "")
    return "LIST" if listing else str(environ["REQUEST_METHOD"])


class Quiet(WSGIRequestHandler):
    def log(self, *_: object, **__: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    journal = Journal(DomainDispatcherApplication(create_backend_app), Path(sys.argv[2]))
    journal.replay()
    with make_server("127.0.0.1", int(sys.argv[1]), journal, request_handler=Quiet) as server:
        server.serve_forever()
