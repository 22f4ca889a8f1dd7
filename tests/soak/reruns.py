"""Thousands of reruns of one dashboard, and what its memory does meanwhile."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

from tests.browser.serving import dashboard
from tests.load.load import KLPD, LOGGED, PAGES, YEARS
from tests.load.visitor import visiting
from tests.soak.processes import resident

SAMPLES = 10


def reruns(folder: Path, count: int, seed: int) -> Iterator[str]:
    """Rerun pages `count` times over all pages, KLPD and years; yield a line after each tenth."""
    draw = random.Random(seed)
    links = [(p, k, y) for p in PAGES for k in KLPD for y in YEARS]
    with dashboard(folder) as served:
        yield f"reruns 0: {resident(served.pid):.0f} MB"
        began, done, errors = time.monotonic(), 0, list[str]()
        for _ in range(SAMPLES):
            with visiting(served.url) as visitor:
                for _ in range(max(count // SAMPLES, 1)):
                    page, kode, tahun = draw.choice(links)
                    shown = visitor.ask(page, (("klpd", kode), ("tahun", tahun)))
                    errors += [f"{page} {kode} {tahun}: {error}" for error in shown.errors]
                    done += 1
            held, pace = resident(served.pid), done / (time.monotonic() - began)
            yield f"reruns {done}: {held:.0f} MB, {pace:.1f} a second, {len(errors)} errors"
        yield from errors
        if errors:
            yield served.log.read_text(errors="replace")[-LOGGED:]
