"""Place satkers and packages in regions by names (domain.md, Wilayah).

Region codes are Kemendagri's; ids in detail_lokasi are SiRUP's own, so places are matched by name
only. services/matching/gazetteer.py decides what a text names. Every satker and every place of a
package has a row that says how it was placed (`hasil`).
"""

from __future__ import annotations

import polars as pl

from ...matching.atlas import Atlas
from ...matching.gazetteer import PLACED, Placement
from ..frames import Frames
from ..measures import KEY, SWAKELOLA, finish, paket, schema, subtotal
from ..packages.penyedia import JENIS_PAKET
from ..packages.provider import provider_packages

_PLACEABLE = (
    *(*KEY, "kd_satker", "kd_rup", "nama_paket", "pagu", "detail_lokasi"),
    *("status", "status_aktif_rup", "status_delete_rup"),
)
_OBJECT = r"\{[^{}]*\}"
_DETAIL = ("prp_nama", "kbp_nama", "detil_lokasi")
_PLACEMENT: dict[str, pl.DataType] = {
    "kode": pl.String(),
    "tempat": pl.String(),
    "hasil": pl.String(),
    "skor": pl.Int64(),
    "calon": pl.String(),
}

SATKER_PLACES = ("kd_klpd", "kd_satker", "nama_satker", *_PLACEMENT)
PAKET_PLACES = (
    *(
        *KEY,
        "jenis_paket",
        "kd_satker",
        "kd_rup",
        "nama_paket",
        "pagu",
        "jumlah_tempat",
        *_DETAIL,
        "kab",
    ),
    *_PLACEMENT,
)
PER_TEMPAT = schema(kode=pl.String(), jumlah_paket=pl.Int64(), pagu=pl.Int64())


def satker_places(names: pl.LazyFrame, klpd: pl.LazyFrame, atlas: Atlas) -> pl.LazyFrame:
    """Place every satker of `names` whose name is that of a place in its KLPD's kab/kota.

    hasil: `ditempatkan` (kode and tempat are set, skor is the certainty), `ambigu` (calon lists the
    possible codes), `tidak ditemukan` (a kind word, but no such place there), `tanpa tempat`.
    """
    regions = klpd.select("kd_klpd", kab="kode_wilayah")
    rows = names.select(*SATKER_PLACES[:3]).join(regions, on="kd_klpd", how="left")
    placed = _inside(rows, "nama_satker", atlas)
    return placed.select(SATKER_PLACES).sort("kd_klpd", "kd_satker", nulls_last=True)


def package_places(packages: pl.LazyFrame, atlas: Atlas) -> pl.LazyFrame:
    """List the places of live packages, one row per place that detail_lokasi names.

    packages: rows of `placeable`. A code counts within its jenis_paket.
    `kab` is the kab/kota matched by name and kind, null without one; `kode` the deepest region
    matched: the kab/kota where its detail names no place below. hasil, skor and calon are those of
    the detail where there is a kab/kota, else those of the kab/kota. Packages without a place have
    no row.
    """
    texts = paket(packages).select(
        *KEY,
        "jenis_paket",
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
    names = rows.select("kbp_nama", "prp_nama").unique().collect()
    cities = _with_placements(names, [atlas.city(*name) for name in names.iter_rows()]).select(
        *("kbp_nama", "prp_nama"),
        kab="kode",
        **{f"kab_{name}": pl.col(name) for name in ("hasil", "skor", "calon")},
    )
    with_city = rows.join(cities, on=["kbp_nama", "prp_nama"], how="left", nulls_equal=True)
    placed = _inside(with_city, "detil_lokasi", atlas, bare_name=True).with_columns(
        kode=pl.coalesce("kode", "kab"),
        **{name: pl.when(pl.col("kab").is_null()).then(f"kab_{name}").otherwise(name)
           for name in ("hasil", "skor", "calon")},
    )  # fmt: skip
    order = (*KEY, "jenis_paket", "kd_rup", *_DETAIL)
    return placed.select(PAKET_PLACES).sort(order, nulls_last=True)


def placeable(frames: Frames) -> pl.LazyFrame:
    """Return the packages of both kinds with their places, deleted ones included."""
    kinds = ((SWAKELOLA, frames.swakelola), (JENIS_PAKET, provider_packages(frames)))
    return pl.concat(
        rows.select(*_PLACEABLE).with_columns(jenis_paket=pl.lit(kind)) for kind, rows in kinds
    )


def paket_per_tempat(places: pl.LazyFrame) -> pl.LazyFrame:
    """Count `package_places` per region: a package with several places counts in each of them.

    `pagu` adds up only packages of a single place. A missing region is null.
    """
    alone = pl.col("jumlah_tempat") == 1
    rows = places.group_by(*KEY, "kode").agg(
        jumlah_paket=pl.struct("jenis_paket", "kd_satker", "kd_rup").n_unique(),
        pagu=subtotal("pagu", alone),
    )
    return finish(rows, PER_TEMPAT, *KEY, "kode")


def per_kecamatan(places: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Return kode, jumlah, pagu of each kecamatan in which a satker or package is placed.

    places: rows of satker_places or package_places; key: the columns that identify a satker or
    package. A package with several places counts in each kecamatan; pagu adds up only packages of a
    single place; null where none of them has a known pagu, and for satkers.
    """
    rows = places.filter(is_placed()).with_columns(kode=pl.col("kode").str.head(6))
    has_pagu = "pagu" in rows.collect_schema()
    pagu = subtotal("pagu", pl.col("jumlah_tempat") == 1) if has_pagu else pl.lit(None)
    jumlah = pl.struct(key).n_unique().cast(pl.Int64)
    return rows.group_by("kode").agg(jumlah=jumlah, pagu=pagu.cast(pl.Int64)).sort("kode")


def _inside(
    rows: pl.LazyFrame, column: str, atlas: Atlas, *, bare_name: bool = False
) -> pl.LazyFrame:
    """Add the place below the kab/kota in `kab` that the text of a column names."""
    texts = rows.select("kab", column).unique().collect()
    placements = [
        atlas.inside(kab or "", text, bare_name=bare_name) for kab, text in texts.iter_rows()
    ]
    places = _with_placements(texts, placements)
    return rows.join(places, on=["kab", column], how="left", nulls_equal=True)


def _with_placements(texts: pl.DataFrame, placements: list[Placement]) -> pl.LazyFrame:
    rows = [
        (place.kode, place.nama, place.hasil, place.skor, ", ".join(place.calon) or None)
        for place in placements
    ]
    return texts.hstack(pl.DataFrame(rows, schema=_PLACEMENT, orient="row")).lazy()


def is_placed() -> pl.Expr:
    """Mark rows of satker_places or package_places that have a place below their kab/kota."""
    return pl.col("hasil") == PLACED
