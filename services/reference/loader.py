"""Load the shipped tables once; look up regions and governments in them.

All functions depend only on files of this package. Frames are immutable; the dicts of `boundaries`
are shared between callers and must not be changed. Region codes are Kemendagri's without dots (2,
4, 6, 10 digits); a BPS code is always called so, because the two sets collide (1103 is Aceh Timur
in one, Aceh Selatan in the other).
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import Any, Literal

import msgspec
import polars as pl

CONTOH_TAHUN = 2025
"""The year of the sample measures: the newest complete year, on which the pages open."""

DECREE = "Kepmendagri 300.2.2-2430/2025"
"""The decree whose codes and names the shipped region tree holds."""

BOUNDARIES_NOTE = (
    "Batas indikatif, bukan batas resmi: dihitung dari titik kecamatan, luas resmi dan garis "
    "pantai Natural Earth (galat luas median 1,4 %)."
)
"""The note that must be shown with every map of `boundaries`."""

BoundaryName = Literal["provinsi", "kabkota", "kabkota-ringkas"]
VocabularyName = Literal["program_pemda", "swakelola", "alasan", "penyedia", "satker"]

_VOCABULARIES: dict[VocabularyName, tuple[str, dict[str, type[pl.DataType]]]] = {
    "program_pemda": (
        "program_vocab_pemda.csv",
        {"kd_program_str": pl.String, "nama_program": pl.String, "n": pl.Int64, "med": pl.Float64},
    ),
    "swakelola": (
        "swakelola_vocab.csv",
        {"nama_paket": pl.String, "tipe_swakelola": pl.Int8, "n": pl.Int64, "med": pl.Float64},
    ),
    "alasan": (
        "alasan_vocab.csv",
        {"jenis_revisi": pl.String, "a": pl.String, "n": pl.Int64},
    ),
    "penyedia": (
        "penyedia_vocab.csv",
        {
            "nama": pl.String,
            "jenis_pengadaan": pl.String,
            "metode_pengadaan": pl.String,
            "n": pl.Int64,
            "med": pl.Float64,
        },
    ),
    "satker": (
        "satker_kinds.csv",
        {"lingkup": pl.String, "jenis_satker": pl.String, "jenis": pl.String, "n": pl.Int64},
    ),
}
_LEVEL_OF_LENGTH = {2: 1, 4: 2, 6: 3, 10: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region; `level` 1 provinsi, 2 kabupaten/kota, 3 kecamatan, 4 kelurahan/desa.

    `bps_code` is "" where unknown, `lat` and `lng` are degrees (None on level 4), `luas_km2` and
    `penduduk` stand on levels 1 and 2 only.
    """

    code: str
    level: int
    parent_code: str
    bps_code: str
    name: str
    lat: float | None
    lng: float | None
    luas_km2: float | None
    penduduk: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A region that matches a search, and by which of its names or codes."""

    region: Region
    by: Literal["nama", "kode Kemendagri", "kode BPS"]


def _bytes(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


@cache
def regions() -> pl.DataFrame:
    """Return the whole tree, 91,599 rows in order of code within each branch.

    Columns code, level, parent_code ("" on provinces), bps_code, name, lat, lng, luas_km2,
    penduduk. The first call takes about 15 ms.
    """
    return pl.read_parquet(io.BytesIO(_bytes("regions.parquet")))


@cache
def klpd() -> pl.DataFrame:
    """Return the 652 KLPD: kd_klpd, nama_klpd, jenis_klpd, kode_wilayah, sandbox_only, cocok.

    kode_wilayah is "" for ministries and agencies. sandbox_only (Boolean) marks governments whose
    code is not public and who carry a placeholder: they must not be shown outside the sandbox.
    """
    table = pl.read_csv(_bytes("klpd.csv"), infer_schema=False)
    return table.with_columns(
        pl.col("kode_wilayah").fill_null(""), pl.col("sandbox_only") == "true"
    )


@cache
def batas_pengadaan_langsung() -> pl.DataFrame:
    """Return the limits of direct procurement, with the first and the last day of each.

    Columns jenis_pengadaan, berlaku_dari, berlaku_sampai (null without such a day), batas in
    rupiah, dasar (the regulation).
    """
    table = pl.read_csv(_bytes("batas_pengadaan_langsung.csv"), infer_schema=False)
    days = pl.col("berlaku_dari", "berlaku_sampai").str.to_date("%Y-%m-%d")
    return table.with_columns(days, pl.col("batas").cast(pl.Int64))


@cache
def contoh_nasional() -> pl.DataFrame:
    """Return sample measures of every KLPD for CONTOH_TAHUN: tahun, kd_klpd and the measures.

    Measured from the rows of the sandbox, so made up; counts and rupiah Int64, shares and medians
    Float64, null where a measure is not meaningful. Never to be shown with live rows.
    """
    table = pl.read_csv(_bytes("contoh-nasional.csv"), infer_schema=False)
    shares = ("median_pagu", "pangsa_terumumkan", "pangsa_pagu_terumumkan")
    marks = ("bermakna", "bermakna_penyedia")
    other = ("tahun", "kd_klpd", *shares, *marks)
    counts = [name for name in table.columns if name not in other]
    return table.with_columns(
        pl.col("tahun").cast(pl.Int16),
        pl.col(counts).cast(pl.Int64),
        pl.col(shares).cast(float),
        *(pl.col(name) == "true" for name in marks),
    )


@cache
def boundaries(name: BoundaryName) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection; feature id = properties.code = Kemendagri code.

    `kabkota` is for one province at a time, `kabkota-ringkas` and `provinsi` for the whole
    country. Indicative only: show BOUNDARIES_NOTE beside it.
    """
    collection: dict[str, Any] = msgspec.json.decode(gzip.decompress(_bytes(f"{name}.geojson.gz")))
    return collection


@lru_cache(maxsize=16)
def kecamatan_cells(kab: str) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the kecamatan of one kab/kota, as `boundaries` does.

    Cells of the land nearest to each kecamatan's point: they mark places and are no boundaries.
    The file of all 7,285 is unpacked at each miss (12 ms), and only one kab/kota's are decoded.
    """
    packed = gzip.decompress(_bytes("kecamatan.geojson.gz"))
    every = msgspec.json.decode(packed, type=_Features).features
    cells = (
        msgspec.json.decode(feature) for feature in every if _as_identified(feature).id[:4] == kab
    )
    return {"type": "FeatureCollection", "features": list(cells)}


class _Features(msgspec.Struct):
    features: list[msgspec.Raw]


class _Identified(msgspec.Struct):
    id: str


_as_identified = msgspec.json.Decoder(_Identified).decode


@cache
def vocabulary(name: VocabularyName) -> pl.DataFrame:
    """Return texts of real rows with their counts `n`; names also with median rupiah `med`."""
    file, schema = _VOCABULARIES[name]
    table = pl.read_csv(_bytes(file), schema=schema)
    return table.with_columns(pl.col(pl.String).fill_null(""))


@cache
def _level(level: int) -> pl.DataFrame:
    return regions().filter(pl.col("level") == level).sort("code")


def _slice(level: int, low: str, high: str) -> pl.DataFrame:
    """Return the regions of a level with codes from `low` to before `high`."""
    table = _level(level)
    codes = table["code"]
    start = codes.search_sorted(low, side="left")
    return table.slice(start, codes.search_sorted(high, side="left") - start)


def region(code: str) -> Region | None:
    """Return the region of this Kemendagri code, None when there is none."""
    level = _LEVEL_OF_LENGTH.get(len(code))
    if level is None or not code.isascii() or not code.isdigit():
        return None
    return next(_as_regions(_slice(level, code, code + "~")), None)


def children(code: str = "") -> pl.DataFrame:
    """Return the regions one level below, sorted by code; the 38 provinces for "".

    Empty for villages, for unknown codes and for text that is not a code.
    """
    level = _LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None
    below = 1 if code == "" else (level or 4) + 1
    return _slice(below, code, code + "~") if below <= 4 else regions().clear()


def path(code: str) -> tuple[Region, ...]:
    """Return the ancestors from the province down to the region itself; () when unknown."""
    last = region(code)
    if last is None:
        return ()
    ancestors = (region(code[:length]) for length in (2, 4, 6) if length < len(code))
    return (*(ancestor for ancestor in ancestors if ancestor is not None), last)


def klpd_of_region(code: str) -> str | None:
    """Return the kd_klpd of the government of a province or kabupaten/kota, else None."""
    return _klpd_by_region().get(code)


@cache
def _klpd_by_region() -> dict[str, str]:
    governments = klpd().filter(pl.col("kode_wilayah") != "")
    return dict(governments.select("kode_wilayah", "kd_klpd").iter_rows())


def search_regions(text: str, limit: int = 20) -> tuple[Match, ...]:
    """Return regions whose name holds the text or whose code begins with it, best first.

    Digits are looked up as Kemendagri codes (dots allowed) and as BPS codes, each match labelled,
    shorter codes first. Names: equal to the text, then beginning with it, then holding it; larger
    regions first. Matching ignores case and runs of white space.
    """
    wanted = " ".join(text.split()).casefold()
    digits = wanted.replace(".", "")
    if not wanted or limit < 1:
        return ()
    if digits.isascii() and digits.isdigit():
        by_code = [
            (len(region.code), Match(region=region, by="kode Kemendagri"))
            for region in _by_code("code", digits, limit)
        ]
        by_bps_code = [
            (len(region.bps_code), Match(region=region, by="kode BPS"))
            for region in _by_code("bps_code", digits, limit)
        ]
        both = sorted([*by_code, *by_bps_code], key=itemgetter(0))
        return tuple(match for _, match in both[:limit])
    full, short = pl.col("full"), pl.col("short")
    rank = (
        pl.when((full == wanted) | (short == wanted))
        .then(0)
        .when(full.str.starts_with(wanted) | short.str.starts_with(wanted))
        .then(1)
        .otherwise(2)
    )
    matches = _folded().filter(full.str.contains(wanted, literal=True)).with_columns(rank=rank)
    best = matches.sort(
        ["rank", "level", "penduduk", "code"],
        descending=[False, False, True, False],
        nulls_last=True,
    ).head(limit)
    places = (region(code) for code in best["code"])
    return tuple(Match(region=place, by="nama") for place in places if place is not None)


def _by_code(column: Literal["code", "bps_code"], digits: str, limit: int) -> Iterator[Region]:
    matches = regions().filter(pl.col(column).str.starts_with(digits))
    return _as_regions(matches.sort(pl.col(column).str.len_chars(), column, "code").head(limit))


@cache
def _folded() -> pl.DataFrame:
    """Return the names of all regions in lower case, with and without their kind."""
    bare = pl.col("name").str.to_lowercase()
    short = bare.str.replace(r"^(kab\.|kota)\s+(adm\.\s+)?", "")
    return regions().select("code", "level", "penduduk", full=bare, short=short)


def _as_regions(table: pl.DataFrame) -> Iterator[Region]:
    return (Region(**row) for row in table.iter_rows(named=True))
