"""Where work is carried out: satkers and packages placed by names (domain.md, Wilayah).

Region codes are Kemendagri's; ids in detail_lokasi are SiRUP's own, so places are found by name
only. What a text names is decided in services/matching/gazetteer.py; here nothing is lost: every
satker and every place of a package has a row that says how it was placed (`hasil`).
"""

from __future__ import annotations

import polars as pl

from ..matching.atlas import Atlas
from ..matching.gazetteer import PLACED, Found
from .measures import KEY, finish, paket, schema, subtotal

_OBJECT = r"\{[^{}]*\}"
_DETAIL = ("prp_nama", "kbp_nama", "detil_lokasi")
_FOUND: dict[str, pl.DataType] = {
    "kode": pl.String(),
    "tempat": pl.String(),
    "hasil": pl.String(),
    "skor": pl.Int64(),
    "calon": pl.String(),
}

SATKER_PLACES = ("kd_klpd", "kd_satker", "nama_satker", *_FOUND)
PAKET_PLACES = (
    *(*KEY, "kd_satker", "kd_rup", "nama_paket", "pagu", "jumlah_tempat", *_DETAIL, "kab"),
    *_FOUND,
)
PER_TEMPAT = schema(kode=pl.String(), jumlah_paket=pl.Int64(), pagu=pl.Int64())


def satker_places(names: pl.LazyFrame, klpd: pl.LazyFrame, atlas: Atlas) -> pl.LazyFrame:
    """Place every satker of `names` that its KLPD's kab/kota has a place for.

    hasil: `ditempatkan` (kode and tempat are set, skor says how surely), `ambigu` (calon lists the
    codes it may be), `tidak ditemukan` (a kind word, but no such place there), `tanpa tempat`.
    """
    home = klpd.select("kd_klpd", kab="kode_wilayah")
    rows = names.select(*SATKER_PLACES[:3]).join(home, on="kd_klpd", how="left")
    placed = _inside(rows, "nama_satker", atlas)
    return placed.select(SATKER_PLACES).sort("kd_klpd", "kd_satker", nulls_last=True)


def package_places(swakelola: pl.LazyFrame, atlas: Atlas) -> pl.LazyFrame:
    """List the places of live packages, one row per place that detail_lokasi names.

    `kab` is the kab/kota found by name and kind, null without one; `kode` the deepest region found,
    the kab/kota where its detail names no place below. hasil, skor and calon speak of the detail
    where there is a kab/kota, else of the kab/kota. Packages without a place have no row.
    """
    texts = paket(swakelola).select(
        *KEY,
        *("kd_satker", "kd_rup", "nama_paket", "pagu"),
        tempat=pl.col("detail_lokasi").str.extract_all(_OBJECT),
    )
    rows = (
        texts.with_row_index("baris")
        .explode("tempat")
        .with_columns(
            pl.col("tempat").str.json_path_match(f"$.{name}").alias(name) for name in _DETAIL
        )
        .drop("tempat")
        .filter(pl.any_horizontal(pl.col(_DETAIL).is_not_null()))
        .with_columns(jumlah_tempat=pl.len().over("baris").cast(pl.Int64))
    )
    cities = _cities(rows, atlas)
    placed = _inside(cities, "detil_lokasi", atlas, whole=True).with_columns(
        kode=pl.coalesce("kode", "kab"),
        **{name: pl.when(pl.col("kab").is_null()).then(f"kab_{name}").otherwise(name)
           for name in ("hasil", "skor", "calon")},
    )  # fmt: skip
    return placed.select(PAKET_PLACES).sort(*KEY, "kd_rup", *_DETAIL, nulls_last=True)


def paket_per_tempat(places: pl.LazyFrame) -> pl.LazyFrame:
    """Count `package_places` per region: a package with several places counts in each.

    Its pagu counts in none: `pagu` adds up packages of a single place. No region is null.
    """
    alone = pl.col("jumlah_tempat") == 1
    rows = places.group_by(*KEY, "kode").agg(
        jumlah_paket=pl.struct("kd_satker", "kd_rup").n_unique(), pagu=subtotal("pagu", alone)
    )
    return finish(rows, PER_TEMPAT, *KEY, "kode")


def per_kecamatan(places: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Return kode, jumlah, pagu of each kecamatan in which something is placed.

    places: rows of satker_places or package_places; key: the columns that tell their satkers or
    packages apart. One with several places counts in each kecamatan; pagu (of packages) adds up
    those of a single place; null where none of them has a known pagu, and for satkers.
    """
    rows = places.filter(is_placed()).with_columns(kode=pl.col("kode").str.head(6))
    known = "pagu" in rows.collect_schema()
    pagu = subtotal("pagu", pl.col("jumlah_tempat") == 1) if known else pl.lit(None)
    jumlah = pl.struct(key).n_unique().cast(pl.Int64)
    return rows.group_by("kode").agg(jumlah=jumlah, pagu=pagu.cast(pl.Int64)).sort("kode")


def _inside(rows: pl.LazyFrame, text: str, atlas: Atlas, *, whole: bool = False) -> pl.LazyFrame:
    """Put what `text` names below the kab/kota in `kab` beside the rows."""
    asked = rows.select("kab", text).unique().collect()
    found = [atlas.inside(kab or "", said, whole=whole) for kab, said in asked.iter_rows()]
    return rows.join(_beside(asked, found), on=["kab", text], how="left", nulls_equal=True)


def _cities(rows: pl.LazyFrame, atlas: Atlas) -> pl.LazyFrame:
    asked = rows.select("kbp_nama", "prp_nama").unique().collect()
    found = [atlas.city(name, province) for name, province in asked.iter_rows()]
    told = _beside(asked, found).rename({"kode": "kab"}).drop("tempat")
    named = told.rename({name: f"kab_{name}" for name in ("hasil", "skor", "calon")})
    return rows.join(named, on=["kbp_nama", "prp_nama"], how="left", nulls_equal=True)


def _beside(asked: pl.DataFrame, found: list[Found]) -> pl.LazyFrame:
    told = [
        (one.kode, one.nama, one.hasil, one.skor, ", ".join(one.calon) or None) for one in found
    ]
    return asked.hstack(pl.DataFrame(told, schema=_FOUND, orient="row")).lazy()


def is_placed() -> pl.Expr:
    """Return whether a row of satker_places or package_places has a place below its kab/kota."""
    return pl.col("hasil") == PLACED
