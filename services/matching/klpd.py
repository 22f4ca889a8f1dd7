"""Which region a government governs: by its name and kind, by aliases, by corrections made by hand.

Order: what the operator's file says (`klpd-wilayah.csv` in LENSA_DATA), then the name with its kind
as the shipped tree writes it, then the shipped list of other names. Ministries and agencies govern
no region; a government that nothing matches is kept without one, counted and listed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from ..errors import ConfigurationMissing
from ..reference import loader
from .names import Kind, named

FILE = "klpd-wilayah.csv"
"""The operator's corrections, in the data folder: columns kd_klpd, kode_wilayah, others ignored."""

BY_HAND, BY_NAME, BY_ALIAS = "koreksi", "nama", "alias"
NONE, UNMATCHED = "tidak berlaku", "tidak cocok"
WAYS = (BY_NAME, BY_ALIAS, BY_HAND, UNMATCHED, NONE)
"""How a KLPD was matched, as column `cocok` says it."""

_KINDS: Mapping[str, Kind] = {"PROVINSI": "provinsi", "KABUPATEN": "kabupaten", "KOTA": "kota"}
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_MOST = 1 << 20
"""Bytes of a file of corrections: thousands of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governments:
    """Every KLPD of the catalogue with its region.

    table: kd_klpd, nama_klpd, jenis_klpd, kode_wilayah ("" without a region), sandbox_only, cocok
    (one of WAYS). digest: of the corrections, "" without any: part of the key of what is kept.
    problem: why the file of corrections is not used at all, "" when it is or there is none.
    """

    table: pl.DataFrame
    digest: str = ""
    problem: str = ""

    def region(self, kd_klpd: str) -> str:
        """Return the Kemendagri code that a KLPD governs, "" for none."""
        own = self.table.filter(pl.col("kd_klpd") == kd_klpd)["kode_wilayah"]
        return str(own[0]) if len(own) else ""

    def of(self, kode: str) -> str | None:
        """Return the KLPD that governs a region."""
        own = self.table.filter((pl.col("kode_wilayah") == kode) & (pl.col("kode_wilayah") != ""))
        return str(own["kd_klpd"][0]) if own.height else None

    def with_served(self, served: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
        """Return the table with KLPD that it lacks, by the name and kind their rows carry.

        served: kd_klpd, nama_klpd, jenis_klpd. One that turns out to govern the region of a
        placeholder (`sandbox_only`) takes its place.
        """
        known = set(self.table["kd_klpd"])
        rows = [
            _row(kode, nama, jenis, matched(nama, jenis), sandbox_only=False)
            for kode, nama, jenis in served
            if kode not in known
        ]
        if not rows:
            return self.table
        taken = [row["kode_wilayah"] for row in rows if row["kode_wilayah"]]
        replaced = pl.col("sandbox_only") & pl.col("kode_wilayah").is_in(taken)
        more = pl.DataFrame(rows, schema=self.table.schema)
        return pl.concat([self.table.filter(~replaced), more])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Names of the shipped tree, and other names for them, by (kind, bare name)."""

    names: Mapping[tuple[Kind, str], str] = field(default_factory=dict)
    aliases: Mapping[tuple[Kind, str], str] = field(default_factory=dict)


class Catalogue:
    """The codes of the KLPD that are known: the shipped ones and those of the operator's file.

    live: placeholders of governments whose code is not public are no codes of the source. own:
    another code that the operator named.
    """

    def __init__(self, data: Path | None, *, live: bool, own: str = "") -> None:
        """Read nothing yet."""
        self._data = data
        self._live = live
        self._own = own
        self._codes: tuple[str, frozenset[str]] | None = None

    def __contains__(self, kode: object) -> bool:
        """Tell whether a code is known now."""
        own = governments(self._data)
        if self._codes is None or self._codes[0] != own.digest:
            shown = ~pl.col("sandbox_only") if self._live else pl.lit(True)
            self._codes = own.digest, frozenset(own.table.filter(shown)["kd_klpd"])
        return kode in self._codes[1] or (bool(self._own) and kode == self._own)


def matched(nama: str, jenis: str) -> tuple[str, str]:
    """Return the region code ("" for none) of a government's name and how it was found."""
    said = named(nama)
    kind = _KINDS.get(jenis, said.kind)
    if not kind or (jenis and jenis not in _KINDS):
        return "", NONE
    if said.kind and said.kind != kind:
        return "", UNMATCHED
    for way, table in ((BY_NAME, _known().names), (BY_ALIAS, _known().aliases)):
        if (kind, said.bare) in table:
            return table[kind, said.bare], way
    return "", UNMATCHED


def governments(data: Path | None = None) -> Governments:
    """Return the catalogue matched to regions, with the corrections in a data folder.

    A file that cannot be used is not used in part: its problem is told beside the shipped matches.
    """
    path = data / FILE if data else None
    if path is None or not path.is_file():
        return _matched(())
    stamp = path.stat()
    try:
        return _corrected(path, stamp.st_mtime_ns, stamp.st_size)
    except ConfigurationMissing as error:
        return Governments(table=_matched(()).table, problem=error.message)


def corrections(text: str) -> dict[str, str]:
    """Return kd_klpd and kode_wilayah of a file of corrections; raise ConfigurationMissing.

    Commas or semicolons part the columns, a byte order mark is taken off, dots in codes too. An
    empty kode_wilayah says that the KLPD has no region.
    """
    body = text.removeprefix("\ufeff")
    head = body.splitlines()[0] if body.strip() else ""
    rows = csv.DictReader(io.StringIO(body), delimiter=";" if ";" in head else ",", strict=True)
    found: dict[str, str] = {}
    try:
        missing = {"kd_klpd", "kode_wilayah"} - set(rows.fieldnames or ())
        if missing:
            raise _wrong(1, f"kolom {', '.join(sorted(missing))} tidak ada")
        for row in rows:
            kode = (row["kd_klpd"] or "").strip()
            if row["kode_wilayah"] is None:
                raise _wrong(rows.line_num, "kode_wilayah tidak diisi")
            place = row["kode_wilayah"].strip().replace(".", "")
            _check(rows.line_num, kode, place, found)
            found[kode] = place
    except csv.Error as error:
        raise _wrong(rows.line_num, "bukan CSV (tanda kutip tidak ditutup)") from error
    return found


def _check(line: int, kode: str, place: str, before: Mapping[str, str]) -> None:
    if not _KLPD.fullmatch(kode):
        raise _wrong(line, f"kd_klpd {kode!r} bukan kode KLPD")
    if kode in before:
        raise _wrong(line, f"{kode} sudah ada di atasnya")
    region = loader.region(place) if place else None
    if place and (region is None or region.level > 2):
        raise _wrong(line, f"{place!r} bukan kode Kemendagri provinsi atau kabupaten/kota")
    if place and place in before.values():
        raise _wrong(line, f"wilayah {place} sudah diberi pemerintah lain")


def _wrong(line: int, why: str) -> ConfigurationMissing:
    return ConfigurationMissing(f"{FILE} baris {line}: {why}; koreksinya tidak dipakai")


@lru_cache(maxsize=4)
def _corrected(path: Path, changed: int, size: int) -> Governments:
    """Read the file of corrections; its time and size make a changed file be read anew."""
    if size > _MOST:
        raise ConfigurationMissing(f"{FILE} lebih besar dari 1 MiB; koreksinya tidak dipakai")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationMissing(f"{FILE} tidak terbaca sebagai UTF-8") from error
    return _matched(tuple(sorted(corrections(text).items())))


@lru_cache(maxsize=4)
def _matched(by_hand: tuple[tuple[str, str], ...]) -> Governments:
    chosen = dict(by_hand)
    taken = set(chosen.values()) - {""}
    columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "sandbox_only")
    rows = []
    for kode, nama, jenis, only in loader.klpd().select(columns).iter_rows():
        place, way = matched(nama, jenis)
        if kode in chosen:
            place, way = chosen.pop(kode), BY_HAND
        elif place in taken:
            place, way = "", UNMATCHED
        rows.append(_row(kode, nama, jenis, (place, way), sandbox_only=only))
    rows += [_row(k, k, "", (place, BY_HAND), sandbox_only=False) for k, place in chosen.items()]
    schema = {"sandbox_only": pl.Boolean}
    digest = hashlib.sha256(repr(by_hand).encode()).hexdigest()[:12] if by_hand else ""
    return Governments(table=pl.DataFrame(rows, schema_overrides=schema), digest=digest)


def _row(
    kode: str, nama: str, jenis: str, found: tuple[str, str], *, sandbox_only: bool
) -> dict[str, object]:
    return {
        "kd_klpd": kode,
        "nama_klpd": nama,
        "jenis_klpd": jenis,
        "kode_wilayah": found[0],
        "sandbox_only": sandbox_only,
        "cocok": found[1],
    }


@lru_cache(maxsize=1)
def _known() -> _Known:
    table = loader.regions().filter(pl.col("level") <= 2).select("code", "level", "name")
    names: dict[tuple[Kind, str], str] = {}
    for code, level, name in table.iter_rows():
        said = named(name)
        names["provinsi" if level == 1 else said.kind, said.bare] = code
    aliases: dict[tuple[Kind, str], str] = {}
    for row in csv.DictReader(io.StringIO(_text("aliases.csv"))):
        kind = _KINDS[row["jenis"].upper()]
        aliases[kind, named(f"{kind} {row['nama']}").bare] = row["kode_wilayah"]
    return _Known(names=names, aliases=aliases)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
