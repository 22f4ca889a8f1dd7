"""Run `python -m services` and halt it, by a signal to itself, as it is about to do a named thing.

    python -m tests.crash.halting NAME SIGNAL fetch program-master ...

The product is run as it is. An audit hook of the interpreter hears of every file opened, renamed
and removed before it happens; at the one that is named, the process sends itself the signal.
"""

from __future__ import annotations

import os
import re
import runpy
import signal
import sys
from dataclasses import dataclass

SNAPSHOT = r"/snapshots/.*/tahun=\d+"
FENCE = r"/fences/[0-9a-f]+\.lock$"
ASIDE = SNAPSHOT + r"/\.[0-9a-f]+\.tmp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An instant of a pass: the `turn`-th event of a kind whose subject matches.

    `last` takes the last text among what the event tells (a new name), else the first.
    """

    event: str
    subject: str
    turn: int = 1
    last: bool = False

    def meets(self, event: str, told: tuple[object, ...]) -> bool:
        """Tell whether an event matches; one without texts does only where `subject` is empty."""
        texts = [text for text in told if isinstance(text, str)]
        if event != self.event or not texts:
            return event == self.event and not self.subject
        return bool(re.search(self.subject, texts[-1 if self.last else 0]))


POINTS = {
    "sebelum kunci diambil": Point(event="fcntl.flock", subject=""),
    "sebelum halaman pertama": Point(event="socket.connect", subject=""),
    "halaman ketiga belum tercatat": Point(event="open", subject=r"/checkpoints/.*\.val$", turn=3),
    "sebelum bagian dipagari": Point(event="open", subject=FENCE),
    "berkas belum ada": Point(event="open", subject=ASIDE + "$"),
    "berkas ditulis, belum disinkronkan": Point(event="open", subject=ASIDE + "$", turn=2),
    "berkas disinkronkan, belum bernama": Point(
        event="os.rename", subject=r"\.parquet$", last=True
    ),
    "berkas bernama, belum dalam manifest": Point(event="open", subject=SNAPSHOT + "$"),
    "manifest baru belum ada": Point(event="open", subject=ASIDE + "$", turn=3),
    "manifest baru belum disinkronkan": Point(event="open", subject=ASIDE + "$", turn=4),
    "manifest baru belum ditukar": Point(event="os.rename", subject=r"/manifest\.json$", last=True),
    "manifest ditukar, folder belum disinkronkan": Point(
        event="open", subject=SNAPSHOT + "$", turn=2
    ),
    "salinan manifest belum ada": Point(event="open", subject=ASIDE + "$", turn=5),
    "salinan manifest belum ditukar": Point(
        event="os.rename", subject=r"/manifest\.salinan\.json$", last=True
    ),
    "terbit, catatan belum dihapus": Point(event="os.remove", subject=ASIDE + "$", turn=3),
    "catatan setengah dihapus": Point(event="os.remove", subject=r"/checkpoints/.*\.val$", turn=2),
    "keluaran belum bernama": Point(event="os.rename", subject=r"^hasil\.parquet$", last=True),
}
PUBLISHED_BEFORE = (
    "manifest ditukar, folder belum disinkronkan",
    "salinan manifest belum ada",
    "salinan manifest belum ditukar",
    "terbit, catatan belum dihapus",
    "catatan setengah dihapus",
    "keluaran belum bernama",
)
"""The points at which the manifest names the new snapshot already."""


def arm(point: Point, number: int) -> None:
    """Send this process a signal just before it does what the point names."""
    met = 0

    def hear(event: str, told: tuple[object, ...]) -> None:
        nonlocal met
        if event == point.event and point.meets(event, told):
            met += 1
            if met == point.turn:
                os.kill(os.getpid(), number)

    sys.addaudithook(hear)


if __name__ == "__main__":
    _, name, sent, *arguments = sys.argv
    arm(POINTS[name], signal.Signals[sent].value)
    sys.argv = ["services", *arguments]
    runpy.run_module("services", run_name="__main__", alter_sys=True)
