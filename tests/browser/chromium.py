"""Debian's Chromium, driven by playwright, with everything that would leave loopback turned off.

Chromium asks Google by itself: for the time, for component updates, whether somebody is signed in,
what form fields mean. What no flag turns off is pointed at a closed port of this machine.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Playwright

NOWHERE = "http://127.0.0.1:9"
WITHOUT = (
    *("AutofillServerCommunication", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("MediaRouter", "Translate", "PreconnectToSearch", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "PaintHolding"),
    *("DestroyProfileOnBrowserClose", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # WebGL by software, but pages painted by the processor alone: half of Chromium's processor time
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--process-per-site",  # pages of a context share a process, and the scripts it has compiled
    f"--disable-features={','.join(WITHOUT)}",
    f"--gaia-url={NOWHERE}",
    f"--component-updater=url-source={NOWHERE}/",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
NAMED_BY = ("url", "host", "hostname", "qname", "destination")
"""Parameters of net log events that name a host: requests, look-ups, questions to a name server."""


def executable() -> str | None:
    """Return the path of a Chromium on this machine, None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser(playwright: Playwright, net_log: Path) -> Iterator[Browser]:
    """Run a Chromium that writes every network event to `net_log` until the block ends."""
    path = executable()
    if path is None:
        raise RuntimeError("no Chromium on this machine: install Debian's chromium")
    opened = playwright.chromium.launch(
        executable_path=path, args=[*FLAGS, f"--log-net-log={net_log}"]
    )
    try:
        yield opened
    finally:
        opened.close()


def strangers(net_log: Path) -> set[str]:
    """Return the hosts that a whole net log names beside this machine, which it must name."""
    found = hosts(net_log)
    assert found & LOOPBACK, "the log tells of what was asked"
    return found - LOOPBACK


def hosts(net_log: Path) -> set[str]:
    """Return every host that the net log says was requested or looked up."""
    events: list[dict[str, Any]] = json.loads(net_log.read_text(errors="replace"))["events"]
    found: set[str] = set()
    for event in events:
        params = event.get("params") or {}
        for name in NAMED_BY:
            text = params.get(name)
            if isinstance(text, str) and text:
                found.add(_host(text))
    return {host for host in found if host}


def _host(text: str) -> str:
    if text.startswith(("chrome", "data:", "blob:", "about:", "devtools:")):
        return ""
    return urlsplit(text if "//" in text else f"//{text}").hostname or ""
