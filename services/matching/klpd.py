"""Match each KLPD to the region it governs: by corrections, by name and kind, by aliases.

Order: the operator's file (`klpd-wilayah.csv` in LENSA_DATA), then the name with its kind as in the
shipped regions, then the shipped list of other names. Ministries and agencies govern no region; an
unmatched government has none, and is counted and listed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
"""How a KLPD was matched: the values of column `cocok`."""

_KINDS: Mapping[str, Kind] = {"PROVINSI": "provinsi", "KABUPATEN": "kabupaten", "KOTA": "kota"}
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_MOST_BYTES = 1 << 20
"""Largest file of corrections: tens of thousands of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governments:
    """Every KLPD of the catalogue with its region.

    table: kd_klpd, nama_klpd, jenis_klpd, kode_wilayah ("" without a region), sandbox_only, cocok
    (one of WAYS). digest: of the corrections, "" without any, for cache keys. problem: why the file
    of corrections is not used, "" when it is or there is none.
    """

    table: pl.DataFrame
    digest: str = ""
    problem: str = ""

    def region(self, kd_klpd: str) -> str:
        """Return the Kemendagri code that a KLPD governs, "" for none."""
        regions = zip(self.table["kd_klpd"], self.table["kode_wilayah"], strict=True)
        return next((region for kode, region in regions if kode == kd_klpd), "")

    def of(self, kode: str) -> str | None:
        """Return the KLPD that governs a region."""
        region = pl.col("kode_wilayah")
        codes = self.table.filter((region == kode) & (region != ""))["kd_klpd"]
        return str(codes[0]) if len(codes) else None

    def with_served(self, served: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
        """Return the table and the KLPD of `served` that it lacks, matched by name and kind.

        served: kd_klpd, nama_klpd, jenis_klpd. A KLPD that governs the region of a placeholder
        (`sandbox_only`) replaces it.
        """
        known = set(self.table["kd_klpd"])
        rows = [
            _row(kode, nama, jenis, matched(nama, jenis), sandbox_only=False)
            for kode, nama, jenis in served
            if kode not in known
        ]
        if not rows:
            return self.table
        governed = [row["kode_wilayah"] for row in rows if row["kode_wilayah"]]
        replaced = pl.col("sandbox_only") & pl.col("kode_wilayah").is_in(governed)
        more = pl.DataFrame(rows, schema=self.table.schema)
        return pl.concat([self.table.filter(~replaced), more])


class Catalogue:
    """The known KLPD codes: those shipped and those of the operator's file.

    live: leave out the placeholders of governments whose code is not public. own: another code that
    the operator named.
    """

    def __init__(self, data: Path | None, *, live: bool, own: str = "") -> None:
        """Read nothing yet."""
        self._data = data
        self._live = live
        self._own = own
        self._codes: tuple[str, frozenset[str]] | None = None

    def __contains__(self, kode: object) -> bool:
        """Tell whether a code is known; a changed file of corrections is read anew."""
        known = governments(self._data)
        if self._codes is None or self._codes[0] != known.digest:
            is_real = ~pl.col("sandbox_only") if self._live else pl.lit(True)
            self._codes = known.digest, frozenset(known.table.filter(is_real)["kd_klpd"])
        return kode in self._codes[1] or (bool(self._own) and kode == self._own)


def matched(nama: str, jenis: str) -> tuple[str, str]:
    """Return the region code of a government's name ("" for none), and one of WAYS."""
    name = named(nama)
    kind = _KINDS.get(jenis, name.kind)
    if not kind or (jenis and jenis not in _KINDS):
        return "", NONE
    if name.kind and name.kind != kind:
        return "", UNMATCHED
    for cocok, codes in _codes_by_name().items():
        if (kind, name.bare) in codes:
            return codes[kind, name.bare], cocok
    return "", UNMATCHED


def governments(data: Path | None = None) -> Governments:
    """Return all KLPD matched to regions, with the corrections in a data folder.

    A file with a problem is not used at all: the result is the shipped matches and that problem.
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

    Columns are separated by commas or semicolons; a byte order mark and dots in codes are ignored.
    An empty kode_wilayah means that the KLPD has no region.
    """
    body = text.removeprefix("\ufeff")
    head = body.splitlines()[0] if body.strip() else ""
    rows = csv.DictReader(io.StringIO(body), delimiter=";" if ";" in head else ",", strict=True)
    regions: dict[str, str] = {}
    try:
        missing = {"kd_klpd", "kode_wilayah"} - set(rows.fieldnames or ())
        if missing:
            raise _wrong(1, f"kolom {', '.join(sorted(missing))} tidak ada")
        for row in rows:
            kode = (row["kd_klpd"] or "").strip()
            if row["kode_wilayah"] is None:
                raise _wrong(rows.line_num, "kode_wilayah tidak diisi")
            wilayah = row["kode_wilayah"].strip().replace(".", "")
            if not _KLPD.fullmatch(kode):
                raise _wrong(rows.line_num, f"kd_klpd {kode!r} bukan kode KLPD")
            if kode in regions:
                raise _wrong(rows.line_num, f"{kode} sudah ada di atasnya")
            region = loader.region(wilayah) if wilayah else None
            if wilayah and (region is None or region.level > 2):
                why = f"{wilayah!r} bukan kode Kemendagri provinsi atau kabupaten/kota"
                raise _wrong(rows.line_num, why)
            if wilayah and wilayah in regions.values():
                raise _wrong(rows.line_num, f"wilayah {wilayah} sudah diberi pemerintah lain")
            regions[kode] = wilayah
    except csv.Error as error:
        raise _wrong(rows.line_num, "bukan CSV (tanda kutip tidak ditutup)") from error
    return regions


def _wrong(line: int, why: str) -> ConfigurationMissing:
    return ConfigurationMissing(f"{FILE} baris {line}: {why}; koreksinya tidak dipakai")


@lru_cache(maxsize=4)
def _corrected(path: Path, changed: int, size: int) -> Governments:
    """Read the file of corrections; time and size are part of the cache key for changed files."""
    if size > _MOST_BYTES:
        raise ConfigurationMissing(f"{FILE} lebih besar dari 1 MiB; koreksinya tidak dipakai")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationMissing(f"{FILE} tidak terbaca sebagai UTF-8") from error
    return _matched(tuple(sorted(corrections(text).items())))


@lru_cache(maxsize=4)
def _matched(by_hand: tuple[tuple[str, str], ...]) -> Governments:
    """Return all KLPD matched to regions; a corrected region is no longer matched by name."""
    corrected = dict(by_hand)
    corrected_regions = set(corrected.values()) - {""}
    columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "sandbox_only")
    rows = []
    for kode, nama, jenis, only in loader.klpd().select(columns).iter_rows():
        match = matched(nama, jenis)
        if kode in corrected:
            match = corrected.pop(kode), BY_HAND
        elif match[0] in corrected_regions:
            match = "", UNMATCHED
        rows.append(_row(kode, nama, jenis, match, sandbox_only=only))
    rows += [_row(k, k, "", (code, BY_HAND), sandbox_only=False) for k, code in corrected.items()]
    schema = {"sandbox_only": pl.Boolean}
    digest = hashlib.sha256(repr(by_hand).encode()).hexdigest()[:12] if by_hand else ""
    return Governments(table=pl.DataFrame(rows, schema_overrides=schema), digest=digest)


def _row(
    kode: str, nama: str, jenis: str, match: tuple[str, str], *, sandbox_only: bool
) -> dict[str, object]:
    return {
        "kd_klpd": kode,
        "nama_klpd": nama,
        "jenis_klpd": jenis,
        "kode_wilayah": match[0],
        "sandbox_only": sandbox_only,
        "cocok": match[1],
    }


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, Mapping[tuple[Kind, str], str]]:
    """Return the codes of regions by (kind, bare name): those of BY_NAME, then of BY_ALIAS."""
    table = loader.regions().filter(pl.col("level") <= 2).select("code", "level", "name")
    names: dict[tuple[Kind, str], str] = {}
    for code, level, text in table.iter_rows():
        name = named(text)
        names["provinsi" if level == 1 else name.kind, name.bare] = code
    aliases: dict[tuple[Kind, str], str] = {}
    text = files(__package__).joinpath("aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        kind = _KINDS[row["jenis"].upper()]
        aliases[kind, named(f"{kind} {row['nama']}").bare] = row["kode_wilayah"]
    return {BY_NAME: names, BY_ALIAS: aliases}
