"""A thousand hostile addresses, the same on every run, over all parameters and pages."""

from __future__ import annotations

import random

from pages.shell.widgets import menu
from services.link import ORDER
from tests.security.corpus import TEXTS

COUNT = 1000
SEED = 20261122
Pairs = list[tuple[str, str]]

PAYLOADS = (
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\127.0.0.1\\share",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "https://contoh.invalid/x?klpd=D304",
    "//contoh.invalid",
    "s3://ember/awalan",
    "redis://127.0.0.1:6379/",
    "D304\0",
    "D304\r\nX-Header: a",
    "D304/../K10",
    "kode_klpd=D304",
    "D304,K10,D1,D2,D3,D4,D5",
    ",".join(f"D{n}" for n in range(400)),
    ",",
    " , ,,",
    "' OR 1=1 --",
    "1; DROP TABLE rup",
    "{{config}}",
    "${jndi:ldap://127.0.0.1/a}",
    "%s%s%n",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "2147483648",
    "9" * 5000,
    "2025" * 40,
    "-2025",
    "2025.0",
    "٢٠٢٥",
    "２０２５",
    "１",
    "True",
    "null",
    "NaN",
    "[]",
    "{}",
    "a:b:c:d",
    "tabel:__class__",
    "ukuran:../x",
    "skala:" + "x" * 300,
    "-__class__",
    "pagu; import os",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-02-30T00:00:00Z",
    "2026-06-22T10:00:60Z",
    "2026-06-22T10:00:00+07:00",
    "(kosong)",
    "(kosong)(kosong)",
    "x" * 20_000,
    "💡" * 500,
    "\ufeffD304",
    "D304\u200b",
    "52" * 6,
    "5202999999",
    "99",
    "zz",
    "",
    " ",
)
GOOD = {
    "klpd": ("D304", "K10", "D1"),
    "tahun": ("2024", "2025", "2010", "2028"),
    "wilayah": ("52", "5202", "520201", "5202012001", "31"),
    "satker": ("7", "1"),
    "program": ("1.01.01",),
    "status": ("Terumumkan",),
    "jenis": ("PEMBATALAN",),
    "pengadaan": ("Barang",),
    "metode": ("Tender",),
    "kode": ("1", "50000001"),
    "lokasi": ("id-1",),
    "q": ("pemeliharaan jalan",),
    "urut": ("-pagu", "kode"),
    "hal": ("2", "999999"),
    "lihat": ("tabel:pagu-per-program", "skala:log", "mode:jejak"),
    "dari": ("2026-01-01T00:00:00Z",),
    "ke": ("2026-06-01T00:00:00Z",),
    "snap": ("2026-06-22T10:00:00Z",),
    "lang": ("id", "en"),
}
STRANGE = ("embed_options", "__proto__", "LENSA_DATA", "data", "inaproc_base_url", "page", "a[]")


def addresses() -> list[tuple[menu.Entry, Pairs]]:
    """Return the pages and the parameters of their links: hostile, good and repeated ones mixed."""
    drawn = random.Random(SEED)
    hostile = [*PAYLOADS, *(text for texts in TEXTS.values() for text in texts[::9])]
    entries = menu.entries()
    return [(entries[at % len(entries)], _pairs(drawn, hostile)) for at in range(COUNT)]


def _pairs(drawn: random.Random, hostile: list[str]) -> Pairs:
    names = drawn.choices(ORDER, k=drawn.randint(1, 9))
    pairs = [(name, _value(drawn, name, hostile)) for name in names]
    if drawn.random() < 0.2:
        pairs.append((drawn.choice(STRANGE), drawn.choice(hostile)))
    if drawn.random() < 0.1:
        pairs += pairs[:1] * drawn.choice((2, 50))
    return pairs


def _value(drawn: random.Random, name: str, hostile: list[str]) -> str:
    return drawn.choice(GOOD[name]) if drawn.random() < 0.35 else drawn.choice(hostile)
