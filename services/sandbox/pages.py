"""Made rows as the gateway serves them: in ascending order of a hash, cut into JSON pages.

A page is one slice of a buffer with the rows as JSON, so serving a page costs one copy.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Literal

import msgspec
import numpy as np

from .changes import make_after
from .draw import Ints, Texts, mixed, seed_of, texts
from .rows import Columns, Rows

Shape = Literal["documented", "real"]

_HALF = 1 << 63
DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")
STAMP = "2026-01-01T00:00:00.000000Z"
"""Placeholder for last_update_ref, replaced in each answer by an instant of the same width."""

_DOCUMENTED_SWAKELOLA = (
    "kd_klpd",
    "kd_satker",
    "kd_rup",
    "nama_klpd",
    "nama_satker",
    "nama_paket",
    "tahun_anggaran",
    "status",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All rows of one dataset, KLPD and year in the order of their hash.

    `ids` are the hashes (signed, ascending), row i is `text[ends[i - 1] + 1 : ends[i]]`,
    `labels` what the endpoint filters by (status or jenis_paket; None without a filter).
    """

    ids: Ints
    text: bytes
    ends: Ints
    labels: Texts | None

    def rows(self, places: Ints) -> bytes:
        """Return the rows at these places as the inside of a JSON list."""
        if not len(places):
            return b""
        first, last = int(places[0]), int(places[-1])
        if last - first + 1 == len(places):
            return self.text[self._start(first) : int(self.ends[last])]
        return b",".join(self.text[self._start(i) : int(self.ends[i])] for i in places.tolist())

    def _start(self, place: int) -> int:
        return int(self.ends[place - 1]) + 1 if place else 0


def encode_cursor(last: int) -> str:
    """Return the cursor that resumes after this hash: base64 of {"id": <signed 64-bit>}."""
    return base64.b64encode(f'{{"id":{last}}}'.encode()).decode()


def decode_cursor(cursor: str) -> int:
    """Return the hash of a cursor; raise ValueError for any other text."""
    try:
        value = msgspec.json.decode(base64.b64decode(cursor, validate=True))
    except ValueError as error:
        raise ValueError("cursor") from error
    last = value.get("id") if isinstance(value, dict) else None
    if type(last) is not int or not -_HALF <= last < _HALF:
        raise ValueError("cursor")
    return last


def _json_lines(columns: Columns, order: Ints) -> bytes:
    """Return the rows as JSON in this order, each with a line end."""
    names = list(columns)
    # A field of a Struct cannot begin with an underscore; renaming can give it such a name.
    fields = [f"c{number}" for number in range(len(names))]
    row = msgspec.defstruct("Row", fields, rename=dict(zip(fields, names, strict=True)), gc=False)
    rows = list(starmap(row, zip(*columns.values(), strict=True)))
    return msgspec.json.Encoder().encode_lines([rows[i] for i in order.tolist()])


def _real(columns: Columns) -> Columns:
    count = len(next(iter(columns.values())))
    return {**columns, "last_update_ref": [STAMP] * count}


def _swakelola(rows: Rows, shape: Shape) -> Columns:
    if shape == "documented":
        return {name: rows.swakelola[name] for name in _DOCUMENTED_SWAKELOLA}
    renamed = {
        "status_umumkan_rup" if name == "status" else name: values
        for name, values in rows.swakelola.items()
    }
    return _real({**renamed, "kd_rup_lokal": [None] * len(rows.swakelola["kd_rup"])})


def _kaji_ulang(rows: Rows, shape: Shape) -> Columns:
    columns = rows.kaji_ulang
    if shape == "real":
        numbers = ("kd_satker", "kd_rup_lama", "kd_rup_baru")
        return _real({**columns, **{name: [int(v) for v in columns[name]] for name in numbers}})
    count = len(columns["kd_rup_lama"])
    return {
        "datamart_id": [str(1_000_000_000 + number) for number in range(count)],
        **columns,
        "tahun_anggaran": [str(year) for year in columns["tahun_anggaran"]],
        "_event_date": columns["tgl_kaji_ulang"],
        "_inserted_date": [f"{text[:10]}T23:30:00Z" for text in columns["tgl_kaji_ulang"]],
    }


def _listings(rows: Rows, kode: str, tahun: int, shape: Shape) -> dict[str, Listing]:
    """Return the listings of all datasets by name, as the endpoint names and filters columns."""

    def listing(name: str, columns: Columns, keys: Sequence[int], label: str | None) -> Listing:
        seed = seed_of("urutan", name, kode, tahun)
        ids = mixed(seed, np.array(keys, dtype=np.int64)).view(np.int64)
        order = np.argsort(ids, kind="stable")
        lines = _json_lines(columns, order)
        return Listing(
            ids=ids[order],
            text=lines.replace(b"\n", b","),
            ends=np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n")),
            labels=texts(columns[label])[order] if label else None,
        )

    def real(columns: Columns) -> Columns:
        return columns if shape == "documented" else _real(columns)

    program, swakelola, history = DATASETS
    status = "status" if shape == "documented" else "status_umumkan_rup"
    places = range(len(rows.kaji_ulang["kd_rup_lama"]))
    listings = {
        program: listing(program, real(rows.program), rows.program["kd_program"], None),
        swakelola: listing(swakelola, _swakelola(rows, shape), rows.swakelola["kd_rup"], status),
        history: listing(history, _kaji_ulang(rows, shape), places, "jenis_paket"),
    }
    for name, columns in rows.others.items():
        keys = range(len(next(iter(columns.values()), [])))
        listings[name] = listing(name, real(columns), keys, None)
    return listings


class ListingCache:
    """Keeps the latest listings, so that a pass over many pages makes its rows once.

    Bounded by number and by bytes; safe for threads, of which one makes a listing while the
    others wait for it.
    """

    def __init__(
        self,
        *,
        most: int = 32,
        most_bytes: int = 128 << 20,
        maker: Callable[[str, int, int], Rows | None] = make_after,
    ) -> None:
        """Keep at most so many KLPD-years and so many bytes of rows."""
        self._most, self._most_bytes, self._maker = most, most_bytes, maker
        self._entries: OrderedDict[tuple[str, int, Shape, int], dict[str, Listing]] = OrderedDict()
        self._lock = threading.Lock()

    def listing(
        self, dataset: str, kode: str, tahun: int, *, shape: Shape = "real", hari: int = 0
    ) -> Listing | None:
        """Return the rows of one dataset, KLPD and year; None when there can be none."""
        key = (kode, tahun, shape, hari)
        with self._lock:
            listings = self._entries.get(key)
            if listings is None or dataset not in listings:
                rows = self._maker(kode, tahun, hari)
                if rows is None:
                    return None
                listings = self._entries[key] = _listings(rows, kode, tahun, shape)
            self._entries.move_to_end(key)
            while len(self._entries) > 1 and (
                len(self._entries) > self._most
                or sum(len(of.text) for entry in self._entries.values() for of in entry.values())
                > self._most_bytes
            ):
                self._entries.popitem(last=False)
            return listings[dataset]
