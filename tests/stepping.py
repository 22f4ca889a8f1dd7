"""A source that answers one request at a time, when a test says so.

Nothing here sleeps: a test waits for a request to arrive, releases its answer, and looks. Cursors
are those of the real source: places in the order of a 64-bit hash.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.gateway import Gateway, Row, paket, program
from tests.loopback import Reply
from tests.waiting import until

Question = tuple[str, str]
"""dataset and year of a request"""


def revision(number: int, tahun: int = 2026) -> Row:
    """Return a row of history-kaji-ulang as served."""
    return {
        "tahun_anggaran": tahun,
        "kd_klpd": "D304",
        "nama_klpd": "Kab. Uji",
        "jenis_klpd": "KABUPATEN",
        "kd_satker": "7",
        "kd_satker_str": "1.01.7",
        "nama_satker": "DINAS UJI",
        "kd_rup_lama": number,
        "kd_rup_baru": 1000 + number,
        "jenis_paket": "SWAKELOLA",
        "jenis_revisi": "SATUKESATU",
        "alasan_kajiulang": "perubahan jadwal",
        "tgl_kaji_ulang": f"{tahun}-03-0{1 + number % 9}T10:00:00Z",
    }


@dataclass
class Stepped(Gateway):
    """A gateway whose answers wait for `release`; `tick` is called before each of them goes out."""

    size: int = 2
    tick: Callable[[], None] = lambda: None
    answered: list[Question] = field(default_factory=list)
    _held: dict[int, threading.Event] = field(default_factory=dict)
    _open: bool = False

    def __post_init__(self) -> None:
        """Hold every request back."""
        self.meddle = self._hold

    def fill(self, pages: int, *years: int, others: int = 2) -> None:
        """Hold so many pages of programs, and of the other datasets, for D304 and some years."""
        for year in years:
            rows = range(1, pages * self.size + 1)
            few = range(1, others * self.size + 1)
            self.put(*(program(n, 1000, tahun=year) for n in rows), tahun=year)
            packages = (paket(n, tahun_anggaran=year, pagu=5) for n in few)
            self.put(*packages, dataset="paket-swakelola", tahun=year)
            revisions = (revision(n, year) for n in few)
            self.put(*revisions, dataset="history-kaji-ulang", tahun=year)

    def waiting(self) -> list[Question]:
        """Return the requests that wait for their answer, oldest first."""
        with self._lock:
            return [self._question(number) for number in sorted(self._held)]

    def release(self, dataset: str = "", tahun: int | None = None) -> None:
        """Answer the oldest waiting request of a dataset and year; wait for it to arrive."""

        def fits(number: int) -> bool:
            name, year = self._question(number)
            return dataset in ("", name) and tahun in (None, int(year))

        def first() -> int | None:
            with self._lock:
                return next((number for number in sorted(self._held) if fits(number)), None)

        until(lambda: first() is not None)
        number = first()
        assert number is not None
        self._let_go(number)

    def release_all(self) -> None:
        """Answer everything that waits and everything that comes."""
        self._open = True
        with self._lock:
            held = list(self._held)
        for number in held:
            self._let_go(number)

    def _let_go(self, number: int) -> None:
        self.tick()
        with self._lock:
            event = self._held.pop(number)
            self.answered.append(self._question(number))
        event.set()

    def _question(self, number: int) -> Question:
        dataset, sent = self.asked[number - 1]
        return dataset, sent["tahun"]

    def _hold(self, number: int) -> Reply | None:
        event = threading.Event()
        with self._lock:
            if self._open:
                self.answered.append(self._question(number))
                return None
            self._held[number] = event
        assert event.wait(60), "no test released this answer"
        return None

    def _page(self, rows: list[Row], sent: dict[str, str]) -> Reply:
        size = min(self.size, int(sent["limit"]))
        start = _start(sent.get("cursor", ""), len(rows))
        more = start + size < len(rows)
        meta: Row = {"limit": size, "has_more": more}
        if more:
            meta["cursor"] = _cursor(start + size, len(rows))
        body = {"success": True, "data": rows[start : start + size], "meta": meta}
        return Reply(200, json.dumps(body).encode())


def _cursor(start: int, rows: int) -> str:
    place = start * 2**64 // rows - 2**63
    return base64.b64encode(json.dumps({"id": place}).encode()).decode()


def _start(cursor: str, rows: int) -> int:
    if not cursor:
        return 0
    place: int = json.loads(base64.b64decode(cursor))["id"]
    return round((place + 2**63) * rows / 2**64)
