"""Made rows as the gateway serves them: in ascending order of a hash, cut into JSON pages.

The rows are kept as compressed JSON: a ministry's provider packages are 36 MB, and a harvest reads
several ministries at once.
"""

from __future__ import annotations

import base64
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Literal

import msgspec
import numpy as np

from .. import special
from ..core.rows import MAKERS, Columns
from ..datasets import KEYS, LEGACY, MASTER, columns_of
from ..draw import Ints, Texts, mixed, seed_of, texts

Shape = Literal["documented", "real"]

_HALF = 1 << 63
_BLOCK = 1_000
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

    `ids` are the hashes (signed, ascending), `blocks` their rows, see `packed`, `labels` is what
    the endpoint filters by (status or jenis_paket; None without a filter).
    """

    ids: Ints
    blocks: tuple[bytes, ...]
    labels: Texts | None

    @property
    def size(self) -> int:
        """Return the bytes of the rows as they are kept."""
        return sum(map(len, self.blocks))

    def rows(self, places: Ints) -> bytes:
        """Return the rows at these places, in ascending order, as the inside of a JSON list."""
        chosen = list[bytes]()
        for number in np.unique(places // _BLOCK).tolist():
            lines = zlib.decompress(self.blocks[number]).split(b"\n")
            inside = places[places // _BLOCK == number] - number * _BLOCK
            chosen += [lines[place] for place in inside.tolist()]
        return b",".join(chosen)


def packed(rows: Sequence[object]) -> tuple[bytes, ...]:
    """Return rows as blocks of compressed JSON, in which each row ends in a line end.

    No JSON text holds a line end.
    """
    encode = msgspec.json.Encoder().encode_lines
    starts = range(0, len(rows), _BLOCK)
    return tuple(zlib.compress(encode(rows[start : start + _BLOCK]), level=1) for start in starts)


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


def _real(columns: Columns) -> Columns:
    count = len(next(iter(columns.values()), []))
    return {**columns, "last_update_ref": [STAMP] * count}


def _served(dataset: str, columns: Columns, shape: Shape) -> tuple[Columns, str | None]:
    """Return the columns as the endpoint names them, and the one that it filters by."""
    if dataset == special.SWAKELOLA and shape == "documented":
        return {name: columns[name] for name in _DOCUMENTED_SWAKELOLA}, "status"
    if dataset == special.SWAKELOLA:
        label = "status_umumkan_rup"
        renamed = {label if name == "status" else name: values for name, values in columns.items()}
        return _real({**renamed, "kd_rup_lokal": [None] * len(columns["kd_rup"])}), label
    if dataset == special.KAJI_ULANG and shape == "real":
        codes = ("kd_satker", "kd_rup_lama", "kd_rup_baru")
        numbers = {name: [int(code) for code in columns[name]] for name in codes}
        return _real({**columns, **numbers}), "jenis_paket"
    if dataset == special.KAJI_ULANG:
        count = len(columns["kd_rup_lama"])
        documented = {
            "datamart_id": [str(1_000_000_000 + number) for number in range(count)],
            **columns,
            "tahun_anggaran": [str(year) for year in columns["tahun_anggaran"]],
            "_event_date": columns["tgl_kaji_ulang"],
            "_inserted_date": [f"{text[:10]}T23:30:00Z" for text in columns["tgl_kaji_ulang"]],
        }
        return documented, "jenis_paket"
    plain = dataset in LEGACY or (
        shape == "documented" and (dataset == special.PROGRAM or dataset in MAKERS)
    )
    return (columns if plain else _real(columns)), None


def _listing(dataset: str, columns: Columns, kode: str, tahun: int, shape: Shape) -> Listing:
    """Return the listing of a dataset from its columns."""
    count = len(next(iter(columns.values()), []))
    keys = columns.get(KEYS.get(dataset, ""), range(count))
    served, label = _served(dataset, columns, shape)
    seed = seed_of("urutan", dataset, kode, tahun)
    ids = mixed(seed, np.array(keys, dtype=np.int64)).view(np.int64)
    order = np.argsort(ids, kind="stable")
    names = list(served)
    # A field of a Struct cannot begin with an underscore; renaming can give it such a name.
    fields = [f"c{number}" for number in range(len(names))]
    row = msgspec.defstruct("Row", fields, rename=dict(zip(fields, names, strict=True)), gc=False)
    rows = list(starmap(row, zip(*served.values(), strict=True)))
    structs = [rows[place] for place in order.tolist()]
    return Listing(
        ids=ids[order],
        blocks=packed(structs if count else []),
        labels=texts(served[label])[order] if label else None,
    )


class ListingCache:
    """Keeps the latest listings, so that a pass over many pages makes its rows once.

    A listing is one dataset of a KLPD and year; no other dataset is made with it. Bounded by number
    and by bytes; safe for threads, of which one makes a listing while the others wait for it.
    """

    def __init__(
        self,
        *,
        most: int = 96,
        most_bytes: int = 64 << 20,
        maker: Callable[[str, str, int, int], Columns | None] = columns_of,
    ) -> None:
        """Keep at most so many listings and so many bytes of rows."""
        self._most, self._most_bytes, self._maker = most, most_bytes, maker
        self._entries: OrderedDict[tuple[str, str, int, Shape, int], Listing] = OrderedDict()
        self._lock = threading.Lock()

    def listing(
        self, dataset: str, kode: str, tahun: int, *, shape: Shape = "real", hari: int = 0
    ) -> Listing | None:
        """Return the rows of one dataset, KLPD and year; None when there can be none."""
        # One answer for every year: in one order, made once.
        year = 0 if dataset == MASTER else tahun
        key = (dataset, kode, year, shape, hari)
        with self._lock:
            listing = self._entries.get(key)
            if listing is None:
                columns = self._maker(dataset, kode, tahun, hari)
                if columns is None:
                    return None
                listing = self._entries[key] = _listing(dataset, columns, kode, year, shape)
            self._entries.move_to_end(key)
            while len(self._entries) > 1 and (
                len(self._entries) > self._most
                or sum(entry.size for entry in self._entries.values()) > self._most_bytes
            ):
                self._entries.popitem(last=False)
            return listing
