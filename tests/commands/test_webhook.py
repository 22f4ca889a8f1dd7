"""`watch` posts each change to LENSA_WEBHOOK at least once, and relays pass it on once."""

from __future__ import annotations

import json
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from services.errors import ConfigurationMissing
from services.settings import from_mapping
from services.watch.webhook import signature
from tests.commands.conftest import Lensa
from tests.commands.running import ROOT, clean
from tests.commands.test_layani import free_port
from tests.gateway import Gateway, program
from tests.loopback import Asked, Reply, serving
from tests.waiting import until

WATCH = ("watch", "--klpd", "D304", "--tahun", "2026")
SECRET = "rahasia-uji-0123456789"  # noqa: S105 - of this test
HIDDEN = "jalan-rahasia-77"


@dataclass
class Receiver:
    """A receiver of posts that answers as it is told to."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        self.posts.append(asked)
        return Reply(self.status, b"", self.headers)

    def take(self) -> list[dict[str, Any]]:
        """Return the bodies posted since the last call, each signed as documented."""
        for asked in self.posts:
            sent = asked.headers
            assert sent["lensa-signature"] == signature(SECRET, sent["lensa-timestamp"], asked.body)
        bodies = [json.loads(asked.body) for asked in self.posts]
        assert [asked.headers["lensa-id"] for asked in self.posts] == [b["id"] for b in bodies]
        self.posts.clear()
        return bodies


@pytest.fixture
def receiver(lensa: Lensa, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Return the receiver that a watch posts to, which has seen three programs already."""
    received = Receiver()
    with serving(received) as address:
        monkeypatch.setenv("LENSA_WEBHOOK", f"{address}/{HIDDEN}?kunci={HIDDEN}")
        monkeypatch.setenv("LENSA_WEBHOOK_RAHASIA", SECRET)
        gateway.put(*(program(n) for n in (1, 2, 3)))
        assert lensa(*WATCH).code == 0
        assert received.take() == []
        yield received


def test_a_change_is_posted_once_signed_and_in_words(
    lensa: Lensa, gateway: Gateway, receiver: Receiver
) -> None:
    gateway.put(program(1), program(2, 5000))
    ran = lensa(*WATCH, "--alamat", "https://rup.contoh.go.id")
    assert ran.code == 10
    (news,) = receiver.take()
    assert (news["dataset"], news["kd_klpd"], news["tahun"]) == ("program-master", "D304", 2026)
    assert (news["ditambah"], news["hilang"], news["diubah"]) == (0, 1, 1)
    assert news["selisih_pagu"] == 4000 - 1000
    assert news["judul"] == ran.out.splitlines()[0]
    assert news["tautan"].startswith("https://rup.contoh.go.id/data?klpd=D304")
    assert lensa(*WATCH).code == 0
    assert receiver.take() == []


def test_what_was_not_taken_waits_and_is_posted_again_under_its_id(
    lensa: Lensa, gateway: Gateway, receiver: Receiver
) -> None:
    receiver.status = 500
    gateway.put(program(1), program(2, 5000))
    ran = lensa(*WATCH)
    assert ran.code == 10
    assert [line for line in ran.lines if line.startswith("webhook: 1 kabar belum terkirim")]
    (first,) = receiver.take()
    assert "1 kabar menunggu" in lensa("doctor").out
    receiver.status = 204
    gateway.put(program(1), program(2, 6000))
    assert lensa(*WATCH).code == 10
    again, second = receiver.take()
    assert again == first
    assert second["id"] != first["id"]
    assert lensa(*WATCH).code == 0
    assert receiver.take() == []


def test_a_redirect_is_not_followed(lensa: Lensa, gateway: Gateway, receiver: Receiver) -> None:
    elsewhere = Receiver()
    with serving(elsewhere) as address:
        receiver.status, receiver.headers = 307, {"Location": address}
        gateway.put(program(1))
        ran = lensa(*WATCH)
    assert ran.code == 10
    assert "jawaban HTTP 307" in ran.err
    assert elsewhere.posts == []


def test_nobody_answers_and_no_message_holds_the_address(
    lensa: Lensa, gateway: Gateway, receiver: Receiver, data: Path
) -> None:
    gateway.put(program(1))
    nowhere = f"http://127.0.0.1:{free_port()}/{HIDDEN}"
    ran = lensa(*WATCH, LENSA_WEBHOOK=nowhere)
    assert ran.code == 10
    assert "(tidak tersambung)" in ran.err
    shown = ran.err + ran.out + lensa("doctor").out + lensa("status", "--json").out
    assert HIDDEN not in shown
    assert SECRET not in shown
    files = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    assert not [content for content in files if HIDDEN.encode() in content]
    assert receiver.take() == []


def test_a_watch_that_was_interrupted_posts_the_same_id_again(
    lensa: Lensa, gateway: Gateway, receiver: Receiver, data: Path
) -> None:
    memory = next(data.glob("watch/v1/*/*.json"))
    before = memory.read_bytes()
    gateway.put(program(1))
    assert lensa(*WATCH).code == 10
    memory.write_bytes(before)  # as if killed between the outbox and the memory
    assert lensa(*WATCH).code == 10
    first, second = receiver.take()
    assert first["id"] == second["id"]


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        (f"http://rup.contoh.go.id/{HIDDEN}", SECRET),
        (f"https://pengguna:{HIDDEN}@rup.contoh.go.id/", SECRET),
        (f"https://rup.contoh.go.id/?a={HIDDEN}#b", SECRET),
        (f"https://rup.contoh.go.id/{HIDDEN}", ""),
        (f"https://rup.contoh.go.id/{HIDDEN}", "pendek"),
        ("", SECRET),
    ],
)
def test_a_wrong_address_is_refused_without_repeating_it(address: str, secret: str) -> None:
    with pytest.raises(ConfigurationMissing) as raised:
        from_mapping({"LENSA_WEBHOOK": address, "LENSA_WEBHOOK_RAHASIA": secret})
    assert HIDDEN not in str(raised.value)
    assert SECRET not in str(raised.value)


class Mail(socketserver.StreamRequestHandler):
    """A mail server that takes everything, as far as smtplib asks (RFC 5321)."""

    taken: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 uji\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 silakan\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.taken.append(b"".join(lines))
            self.wfile.write(
                b"221 sampai jumpa\r\n" if line[:4].upper() == b"QUIT" else b"250 ok\r\n"
            )


@contextmanager
def mail_server() -> Iterator[int]:
    Mail.taken.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def relay(way: str, folder: Path, **settings: str) -> Iterator[str]:
    """Run the documented relay; yield its address."""
    port = free_port()
    given = {"LENSA_WEBHOOK_RAHASIA": SECRET, "RELAY_PORT": str(port), **settings}
    command = [sys.executable, str(ROOT / "docs" / "relay.py"), way]
    process = subprocess.Popen(command, cwd=folder, env={**clean(folder), **given})

    try:
        until(lambda: listening(port) or process.poll() is not None)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def test_the_relay_passes_a_change_on_once_to_each_service(
    lensa: Lensa, gateway: Gateway, receiver: Receiver, tmp_path: Path
) -> None:
    del receiver
    services = Receiver(status=200)
    with serving(services) as address, mail_server() as mail:
        settings: dict[str, dict[str, str]] = {
            "telegram": {"TELEGRAM_API": address, "TELEGRAM_TOKEN": "1:a", "TELEGRAM_CHAT": "-1"},
            "lembar": {"LEMBAR_ALAMAT": f"{address}/exec"},
            "surel": {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mail), "SURAT_DARI": "a@b.id",
                      "SURAT_KE": "c@d.id"},
        }  # fmt: skip
        taken: dict[str, Callable[[], list[Any]]] = {
            "telegram": lambda: [json.loads(a.body)["text"] for a in services.posts],
            "lembar": lambda: [json.loads(a.body)["baris"][0] for a in services.posts],
            "surel": lambda: [
                str(message_from_bytes(m, policy=policy.default)["Subject"]) for m in Mail.taken
            ],
        }
        for number, way in enumerate(settings):
            services.posts.clear()
            folder = tmp_path / way
            folder.mkdir()
            memory = next((tmp_path / "data").glob("watch/v1/*/*.json"))
            with relay(way, folder, **settings[way]) as relay_address:
                before = memory.read_bytes()
                gateway.put(program(1, 2000 + number))
                assert "webhook" not in lensa(*WATCH, LENSA_WEBHOOK=relay_address).err
                memory.write_bytes(before)  # posted again, passed on once
                ran = lensa(*WATCH, LENSA_WEBHOOK=relay_address)
                assert "webhook" not in ran.err
            (passed,) = taken[way]()
            shown = ran.out.splitlines()[0]
            assert passed.startswith("urn:uuid:") if way == "lembar" else shown in passed


def test_the_relay_refuses_what_is_not_signed_or_old(tmp_path: Path) -> None:
    """Nothing is passed on: no service is configured, which would be an error."""
    with relay("lembar", tmp_path) as address:
        for headers in (
            {},
            {"Lensa-Timestamp": "1", "Lensa-Signature": signature(SECRET, "1", b"{}")},
            {"Lensa-Timestamp": "99999999999", "Lensa-Signature": "sha256=0"},
        ):
            request = Request(address, b"{}", headers, method="POST")
            with pytest.raises(HTTPError) as refused:
                urlopen(request, timeout=10)
            with refused.value as answer:
                assert answer.code == 401
