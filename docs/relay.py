"""Receive the posts of `lensa watch` and pass them on: `python relay.py telegram|surel|lembar`.

A program of its own that needs nothing but Python: copy it to where it shall run. It checks the
signature and the age of a post, passes each id on once, and answers 2xx only after the other side
has taken it, so that what failed is posted again. Its settings are in the environment, and
docs/alerts.md names them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import smtplib
import sys
import time
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

OLDEST = 300
"""Seconds after which a signed post is not believed any more."""
LARGEST = 1_000_000
LONGEST = 4000
"""Characters of a message; Telegram takes 4,096."""


def text_of(news: dict[str, Any]) -> str:
    """Return a change as plain text."""
    lines = [news["judul"], *news["rincian"], news["tautan"]]
    return "\n".join(line for line in lines if line)[:LONGEST]


def post_json(address: str, body: dict[str, Any]) -> None:
    """Post JSON; raises OSError for any answer but 2xx."""
    request = urllib.request.Request(  # noqa: S310 - the operator's own address
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=15):  # noqa: S310
        pass


def telegram(news: dict[str, Any]) -> None:
    """Send a change to a chat, as plain text: names from outside format nothing."""
    api = os.environ.get("TELEGRAM_API", "https://api.telegram.org")
    address = f"{api}/bot{os.environ['TELEGRAM_TOKEN']}/sendMessage"
    post_json(address, {"chat_id": os.environ["TELEGRAM_CHAT"], "text": text_of(news)})


def surel(news: dict[str, Any]) -> None:
    """Send a change by e-mail."""
    message = EmailMessage()
    message["Subject"] = " ".join(news["judul"].split())[:200]
    message["From"], message["To"] = os.environ["SURAT_DARI"], os.environ["SURAT_KE"]
    message["Message-ID"] = f"<{news['id'].rpartition(':')[2]}@lensa-rup>"
    message.set_content(text_of(news))
    host, port = os.environ.get("SMTP_HOST", "localhost"), int(os.environ.get("SMTP_PORT", "25"))
    with smtplib.SMTP(host, port, timeout=15) as server:
        if os.environ.get("SMTP_SANDI"):
            server.starttls()
            server.login(os.environ["SMTP_PENGGUNA"], os.environ["SMTP_SANDI"])
        server.send_message(message)


def lembar(news: dict[str, Any]) -> None:
    """Append a change to a spreadsheet; no cell runs as a formula."""
    names = ("id", "ke", "label", "kd_klpd", "nama_klpd", "tahun", "dataset")
    counts = ("ditambah", "hilang", "diubah", "selisih_pagu", "tautan")
    cells = [news[name] for name in names + counts]
    row = [
        f"'{c}" if isinstance(c, str) and c[:1] in ("=", "+", "-", "@", "\t") else c for c in cells
    ]
    post_json(os.environ["LEMBAR_ALAMAT"], {"baris": row})


WAYS: dict[str, Callable[[dict[str, Any]], None]] = {
    "telegram": telegram,
    "surel": surel,
    "lembar": lembar,
}


class Relay(BaseHTTPRequestHandler):
    """Answers 204 for a post that was passed on, now or before; 401, 400 or 502 for others."""

    pass_on: Callable[[dict[str, Any]], None]
    seen = Path(os.environ.get("RELAY_IDS", "relay-ids.txt"))

    def do_POST(self) -> None:
        """Check a post and pass it on."""
        self.send_response(self.taken())
        self.send_header("Content-Length", "0")
        self.end_headers()

    def taken(self) -> int:
        """Return the status of the answer."""
        length, timestamp = self.headers.get("Content-Length", ""), self.headers["Lensa-Timestamp"]
        if not length.isdigit() or int(length) > LARGEST:
            return 400
        body = self.rfile.read(int(length))
        if not timestamp or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > OLDEST:
            return 401
        secret = os.environ["LENSA_WEBHOOK_RAHASIA"].encode()
        signed = hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"sha256={signed}", self.headers.get("Lensa-Signature", "")):
            return 401
        news = json.loads(body)
        if self.seen.exists() and news["id"] in self.seen.read_text("utf-8").split():
            return 204
        try:
            type(self).pass_on(news)
        except (OSError, smtplib.SMTPException) as error:
            sys.stderr.write(f"{news['id']}: {type(error).__name__}\n")  # no address, no token
            return 502
        with self.seen.open("a", encoding="utf-8") as file:
            file.write(f"{news['id']}\n")
        return 204


if __name__ == "__main__":
    Relay.pass_on = staticmethod(WAYS[sys.argv[1]])  # type: ignore[assignment]
    port = int(os.environ.get("RELAY_PORT", "8090"))
    with HTTPServer(("127.0.0.1", port), Relay) as server:
        server.serve_forever()
