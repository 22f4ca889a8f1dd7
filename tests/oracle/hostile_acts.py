"""Histories made by hand: ties, runs and interruptions, gaps, cycles, two parents, depths."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from tests.oracle.basics import Row, Rows

START = datetime(2025, 3, 6, 7, 20, 11)
SPLIT, REPLACE, CANCEL, AGAIN = "SATUKEBANYAK", "SATUKESATU", "PEMBATALAN", "PENGAKTIFAN"
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=s) for s in (1, 60, 3600, 86_400))


def step(
    old: object, new: object, kind: str | None, after: timedelta | None, **more: object
) -> Row:
    """Return one row of satker 10, swakelola unless told otherwise; `after` None has no time."""
    base: Row = {
        "kd_satker": "10",
        "nama_satker": "Dinas Contoh",
        "kd_satker_str": "1.01",
        "jenis_paket": "SWAKELOLA",
        "kd_rup_lama": None if old is None else str(old),
        "kd_rup_baru": None if new is None else str(new),
        "jenis_revisi": kind,
        "alasan_kajiulang": "alasan contoh",
        "tgl_kaji_ulang": None if after is None else START + after,
    }
    return base | more


def on(code: int, *kinds: tuple[str | None, timedelta | None], **more: object) -> Rows:
    """Return cancellations, re-activations and the like of one code, which stays the same."""
    return [step(code, code, kind, after, **more) for kind, after in kinds]


def runs() -> Rows:
    """Return splits: seconds apart, interrupted, with gaps of a day and of more than a day."""
    rows = [step(100, 101 + n, SPLIT, n * 5 * SECOND) for n in range(5)]
    # a gap of exactly 24 h, then of one second more
    rows += [step(110, 111, SPLIT, 0 * DAY), step(110, 112, SPLIT, DAY)]
    rows += [step(110, 113, SPLIT, 2 * DAY + SECOND)]
    # each gap is within a day although the whole run takes three
    rows += [step(120, 121 + n, SPLIT, n * 20 * HOUR) for n in range(4)]
    # interrupted by a replacement, by an unknown kind, and by a row at the same instant
    rows += [step(130, 131, SPLIT, 0 * DAY), step(130, 132, REPLACE, MINUTE)]
    rows += [step(130, 133, SPLIT, 2 * MINUTE), step(130, 134, SPLIT, 3 * MINUTE)]
    rows += [step(140, 141, SPLIT, 0 * DAY), step(140, 140, "GABUNG", 0 * DAY)]
    rows += [step(140, 142, SPLIT, MINUTE)]
    rows += [step(150, 151, SPLIT, 0 * DAY), step(150, 150, CANCEL, MINUTE)]
    rows += [step(150, 152, SPLIT, MINUTE), step(150, 153, SPLIT, 2 * MINUTE)]
    # a row without a time interrupts nothing
    rows += [step(160, 161, SPLIT, 0 * DAY), step(160, 160, CANCEL, None)]
    rows += [step(160, 162, SPLIT, MINUTE)]
    # the same run of another satker, over the turn of a month
    late = datetime(2025, 3, 31, 23, 59) - START
    rows += [step(170, 171, SPLIT, late), step(170, 172, SPLIT, late + 5 * MINUTE, kd_satker="20")]
    rows += [step(170, 173, SPLIT, late + 9 * MINUTE, kd_satker=None)]
    # the same code in the other kind of package does not interrupt
    other = {"jenis_paket": "PENYEDIA"}
    rows += [step(180, 181, SPLIT, 0 * DAY), step(180, 180, CANCEL, MINUTE, **other)]
    rows += [step(180, 182, SPLIT, 2 * MINUTE), step(180, 183, SPLIT, 0 * DAY, **other)]
    # a part twice, a part that is the code itself, a part without a code
    rows += [step(190, 191, SPLIT, 0 * DAY), step(190, 191, SPLIT, SECOND, kd_satker="20")]
    rows += [step(190, 190, SPLIT, 2 * SECOND), step(190, None, SPLIT, 3 * SECOND)]
    return rows


def ties() -> Rows:
    """Return rows at one instant: of one kind, of several, of unknown kinds."""
    rows = [step(200, 201, REPLACE, 0 * DAY), step(200, 202, REPLACE, 0 * DAY)]
    rows += [step(210, 211, REPLACE, 0 * DAY), step(210, 212, SPLIT, 0 * DAY)]
    rows += [step(210, 213, SPLIT, 0 * DAY)]
    rows += on(220, (AGAIN, 0 * DAY), (CANCEL, 0 * DAY))
    rows += on(221, (CANCEL, 0 * DAY), ("GABUNG", 0 * DAY))
    rows += on(222, ("GABUNG", 0 * DAY), (None, 0 * DAY))
    rows += on(223, (CANCEL, 0 * DAY), (AGAIN, 0 * DAY), (CANCEL, HOUR))
    rows += [step(224, 224, CANCEL, 0 * DAY), step(224, 224, CANCEL, 0 * DAY, kd_satker="20")]
    rows += [step(225, 226, REPLACE, 0 * DAY, kd_satker="30")]
    rows += [step(225, 227, REPLACE, 0 * DAY, kd_satker="20")]
    return rows


def back_and_forth() -> Rows:
    """Return cancellations and re-activations within, at and over sixty minutes."""
    rows = on(300, (CANCEL, 0 * DAY), (AGAIN, 59 * MINUTE))
    rows += on(301, (CANCEL, 0 * DAY), (AGAIN, HOUR))
    rows += on(302, (CANCEL, 0 * DAY), (AGAIN, HOUR + SECOND))
    rows += on(303, (CANCEL, 0 * DAY), (CANCEL, MINUTE), (AGAIN, 2 * MINUTE))
    rows += on(304, (CANCEL, 0 * DAY), ("GABUNG", MINUTE), (AGAIN, 2 * MINUTE))
    rows += on(305, (CANCEL, 0 * DAY), (AGAIN, MINUTE), (CANCEL, 2 * MINUTE), (AGAIN, 3 * MINUTE))
    rows += on(306, (CANCEL, 0 * DAY), (CANCEL, None), (AGAIN, MINUTE))
    rows += on(307, (CANCEL, 0 * DAY), (AGAIN, 0 * DAY))
    rows += on(308, (AGAIN, 0 * DAY), (CANCEL, MINUTE))
    rows += on(309, (CANCEL, 0 * DAY), kd_satker="20") + on(309, (AGAIN, MINUTE), kd_satker="30")
    rows += on(310, (CANCEL, 0 * DAY), (AGAIN, MINUTE), jenis_paket="PENYEDIA")
    rows += on(311, (CANCEL, 0 * DAY), (AGAIN, MINUTE), jenis_paket=None)
    # replaced after a cancellation, with and without a re-activation between
    rows += [*on(320, (CANCEL, 0 * DAY)), step(320, 321, REPLACE, DAY)]
    rows += [*on(322, (CANCEL, 0 * DAY), (AGAIN, DAY)), step(322, 323, REPLACE, 2 * DAY)]
    rows += [*on(324, (AGAIN, 0 * DAY), (CANCEL, DAY)), step(324, 325, REPLACE, 2 * DAY)]
    rows += on(326, (CANCEL, 0 * DAY), ("GABUNG", DAY))
    return rows


def dropped() -> Rows:
    """Return children whose parents act again: later, at one instant, without a time, not all."""
    rows = [step(400, 401, REPLACE, 0 * DAY), *on(400, (AGAIN, DAY), (CANCEL, 2 * DAY))]
    rows += [step(402, 403, REPLACE, 0 * DAY), step(402, 404, REPLACE, DAY)]
    rows += [step(405, 406, REPLACE, 0 * DAY), *on(405, ("GABUNG", DAY))]
    rows += [step(407, 409, REPLACE, 0 * DAY), step(408, 409, REPLACE, 0 * DAY)]
    rows += on(407, (AGAIN, DAY))
    rows += [step(410, 412, REPLACE, 0 * DAY), step(411, 412, REPLACE, HOUR)]
    rows += on(410, (AGAIN, 2 * DAY)) + on(411, (AGAIN, DAY))
    rows += [step(413, 414, REPLACE, 0 * DAY), *on(413, (AGAIN, DAY))]
    rows += [step(413, 414, REPLACE, 3 * DAY)]
    rows += [step(None, 415, REPLACE, 0 * DAY), step(416, 415, REPLACE, 0 * DAY)]
    rows += on(416, (CANCEL, DAY))
    rows += [step(417, 418, REPLACE, 0 * DAY), *on(417, (CANCEL, DAY)), *on(418, (CANCEL, DAY))]
    rows += [step(419, 420, REPLACE, None), *on(419, (CANCEL, DAY))]
    rows += [step(421, 422, REPLACE, DAY), *on(421, (CANCEL, None))]
    rows += [step(423, 424, SPLIT, None), step(423, 425, SPLIT, None)]
    rows += [step(426, 427, REPLACE, None), *on(426, (CANCEL, None))]
    rows += [step(428, 429, CANCEL, 0 * DAY)]  # a kind that should keep its code
    return rows


def shapes() -> Rows:
    """Return forests that are none: cycles, two parents, a diamond; and deep and wide ones."""
    rows = [step(500 + n, 500 + (n + 1) % 3, REPLACE, n * HOUR) for n in range(3)]
    rows += [step(501, 599, REPLACE, DAY), step(590, 500, REPLACE, -DAY)]
    rows += [step(510, 512, REPLACE, 0 * DAY), step(511, 512, REPLACE, HOUR)]
    rows += [step(512, 9, REPLACE, DAY), step(512, 10_000, SPLIT, 2 * DAY)]
    diamond = ((520, 521), (520, 522), (521, 523), (522, 523), (523, 524), (520, 524))
    rows += [step(old, new, SPLIT, n * HOUR) for n, (old, new) in enumerate(diamond)]
    rows += [step(530 + n, 531 + n, REPLACE, n * HOUR) for n in range(12)]  # twelve deep
    rows += [step(560, 561 + n, SPLIT, n * SECOND) for n in range(15)]
    rows += [step(580, 580, REPLACE, 0 * DAY)]  # replaced by itself
    rows += [step("A1", "B", REPLACE, 0 * DAY), step("C", "B", REPLACE, 0 * DAY)]
    rows += [step("7", "B", REPLACE, 0 * DAY), step("0" * 17 + "1", "D", REPLACE, 0 * DAY)]
    return rows


def incomplete() -> Rows:
    """Return rows without codes, times, kinds, reasons, satkers, or kind of package."""
    rows = [step(None, 600, REPLACE, 0 * DAY), step(601, None, REPLACE, 0 * DAY)]
    rows += [step(None, None, SPLIT, 0 * DAY), step(None, None, None, None, kd_satker=None)]
    rows += on(602, (CANCEL, None), (AGAIN, None)) + on(603, (None, 0 * DAY), ("gabung", DAY))
    rows += on(604, (CANCEL, 0 * DAY), jenis_paket="LAIN") + on(604, (AGAIN, DAY), jenis_paket=None)
    rows += on(605, (CANCEL, 0 * DAY), kd_satker=None) + on(605, (AGAIN, DAY), kd_satker="40")
    rows += on(606, (CANCEL, 0 * DAY), kd_satker="40", nama_satker=None)
    rows += on(607, (CANCEL, 0 * DAY), (CANCEL, None))
    reasons = (None, "", ".", "-", " _x000d_\n", "Revisi_x000d_", "REVISI  PAKET.", "salah-input")
    more = ("Non-Pengadaan", "non pengadaan", "NON PENGADAAN", "ganda/double", "5 %", "t.a 2025")
    numbers = count(620)
    for reason in (*reasons, *more):
        rows += on(next(numbers), (CANCEL, 0 * DAY), alasan_kajiulang=reason)
    rows += on(640, (CANCEL, 0 * DAY), (CANCEL, DAY), alasan_kajiulang=None, kd_satker="20")
    for month in (datetime(2024, 11, 30), datetime(2024, 12, 1), datetime(2026, 1, 1)):
        rows += on(next(numbers), (CANCEL, month - START), kd_satker="20")
    return rows


def many_in_a_day() -> Rows:
    """Return 50 codes of one satker on one day, 49 of another, 60 rows of 30 codes of a third."""
    rows: Rows = []
    for code in range(700, 750):
        rows += on(code, (CANCEL, (code - 700) * MINUTE), kd_satker="50")
    for code in range(750, 799):
        rows += on(code, (CANCEL, 0 * DAY), kd_satker="51")
    for code in range(800, 830):
        rows += on(code, (CANCEL, 0 * DAY), (AGAIN, MINUTE), kd_satker="52")
    for code in range(830, 885):
        rows += on(code, (CANCEL, 0 * DAY), kd_satker=None)
    return rows


def everything() -> Rows:
    """Return all of them; the same rows in both kinds of package where families matter."""
    rows = [*runs(), *ties(), *back_and_forth(), *dropped(), *shapes(), *incomplete()]
    both = [row | {"jenis_paket": "PENYEDIA"} for row in (*shapes(), *ties())]
    return [*rows, *both, *many_in_a_day()]
