"""Machines of a test on loopback: a store, locks and a proxy, to be killed and be back."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.browser.serving import environment, free_port
from tests.scale.s3 import BUSY, COUNTED, DYING
from tests.waiting import until

KEYS = {
    "AWS_ACCESS_KEY_ID": "uji",
    "AWS_SECRET_ACCESS_KEY": "kunci-uji-s3",
    "AWS_REGION": "us-east-1",
}
BUCKET = "ember"


def program(name: str) -> str:
    """Return where a server's program lies; .ci/run installs them."""
    found = shutil.which(name, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin")
    assert found, f"{name} is not installed: apt-get install redis-server haproxy"
    return found


def open_port(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Server:
    """One server program on one port, for as many lives as a test wants."""

    arguments: Sequence[str]
    port: int
    log: Path
    environment: Mapping[str, str] | None = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it listens."""
        with self.log.open("ab") as out:
            self.processes.append(
                subprocess.Popen(
                    self.arguments, stdout=out, stderr=subprocess.STDOUT, env=self.environment
                )
            )
        until(lambda: open_port(self.port) or self.processes[-1].poll() is not None, within=60)
        assert self.processes[-1].poll() is None, self.log.read_text()

    def kill(self) -> None:
        """Kill it as a power cut does."""
        for process in self.processes:
            process.kill()
            process.wait(20)

    def back(self) -> None:
        """Kill it and start it anew."""
        self.kill()
        self.start()


@dataclass
class Store(Server):
    """S3 over loopback; what it took is there again after a kill."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def counted(self) -> Counter[str]:
        """Return how many requests of each kind it answered in this life."""
        with urllib.request.urlopen(f"{self.address}{COUNTED}", timeout=20) as answer:
            return Counter(json.load(answer))

    def die_at(self, write: int, when: str) -> None:
        """Let it die at the so-manieth write from now, `sebelum` it is taken or `sesudah`."""
        told = quote(json.dumps({"lagi": write, "saat": when}, separators=(",", ":")))
        with urllib.request.urlopen(f"{self.address}{DYING}?{told}", timeout=20) as answer:
            assert answer.status == 200

    def busy(self, every: int) -> None:
        """Let it answer 503 SlowDown to one of so many requests, to none of 0."""
        with urllib.request.urlopen(f"{self.address}{BUSY}?{every}", timeout=20) as answer:
            assert answer.status == 200

    def bucket(self) -> None:
        """Make the bucket."""
        asked = urllib.request.Request(f"{self.address}/{BUCKET}", method="PUT")
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert answer.status == 200


def store(folder: Path) -> Store:
    """Return a running store with its bucket."""
    port = free_port()
    here = Store(
        arguments=(
            *(sys.executable, "-m", "tests.scale.s3"),
            *(str(port), str(folder / "jurnal.jsonl")),
        ),
        port=port,
        log=folder / "s3.log",
    )
    here.start()
    here.bucket()
    return here


def locks(folder: Path) -> Server:
    """Return a running redis-server without a memory of its own."""
    port = free_port()
    arguments = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    here = Server(
        arguments=(program("redis-server"), *arguments), port=port, log=folder / "redis.log"
    )
    here.start()
    return here


def proxy(folder: Path, replicas: Mapping[str, int]) -> Server:
    """Return a running haproxy with the rules of docs/deploy/haproxy.cfg, in front of these."""
    port, config = free_port(), folder / "haproxy.cfg"
    shipped = Path("docs/deploy/haproxy.cfg").read_text()
    head, _, _ = shipped.partition("    server satu")
    plain = head.replace("bind :443 ssl crt /etc/ssl/lensa/lensa.pem", f"bind 127.0.0.1:{port}")
    plain = plain.replace(" secure ", " ")  # the visitor of the test comes over http
    lines = (
        f"    server {name} 127.0.0.1:{at} check inter 500 cookie {name}\n"
        for name, at in replicas.items()
    )
    config.write_text(plain + "".join(lines))
    here = Server(
        arguments=(program("haproxy"), "-db", "-f", str(config)),
        port=port,
        log=folder / "proxy.log",
    )
    here.start()
    return here


def replica(folder: Path, settings: Mapping[str, str]) -> Server:
    """Return a dashboard that is not started yet, on a host of its own."""
    folder.mkdir()
    port = free_port()
    flags = ("--server.address=127.0.0.1", "--server.headless=true", f"--server.port={port}")
    return Server(
        arguments=(sys.executable, "-m", "streamlit", "run", "dashboard.py", *flags),
        port=port,
        log=folder / "streamlit.log",
        environment=environment(folder, **settings, LENSA_CACHE=str(folder / "lokal")),
    )
