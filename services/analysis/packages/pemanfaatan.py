"""Compare announced pagu with procurement spending (domain.md, `pemanfaatan`).

The ratio is called by what it is: how the governance index counts officially is not known here.
"""

from __future__ import annotations

import polars as pl

from ..frames import STRUKTUR, Frames
from ..measures import ANNOUNCED, KEY, either, finish, match, schema, share, subtotal, total
from ..names import with_satker
from .penyedia import JENIS_PAKET, PDS
from .provider import provider_packages
from .swakelola import CLASSES, announcements, swakelola_packages

_MONEY, _SHARE, _COUNT = pl.Int64(), pl.Float64(), pl.Int64()

PEMANFAATAN = schema(
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    belanja_pengadaan=_MONEY,
    pagu_penyedia_terumumkan=_MONEY,
    pagu_swakelola_terumumkan=_MONEY,
    pagu_pds=_MONEY,
    rasio=_SHARE,
    rasio_31_maret_terendah=_SHARE,
    rasio_31_maret_tertinggi=_SHARE,
    selisih=_MONEY,
)

RINGKAS = schema(
    jumlah_satker=_COUNT,
    belanja_pengadaan=_MONEY,
    pagu=_MONEY,
    rasio=_SHARE,
    rasio_31_maret_terendah=_SHARE,
    rasio_31_maret_tertinggi=_SHARE,
    selisih=_MONEY,
    median_rasio=_SHARE,
    tepat_satu=_COUNT,
    kd_satker_terbesar=pl.String(),
    selisih_terbesar=_MONEY,
    jumlah_tanpa_rasio=_COUNT,
    pagu_tanpa_rasio=_MONEY,
)

_BELANJA = schema(kd_satker=pl.String(), belanja_pengadaan=_MONEY)
_LEAST, _GREATEST = "maret_terendah", "maret_tertinggi"


def pemanfaatan(frames: Frames, names: pl.LazyFrame) -> pl.LazyFrame:
    """Divide the announced pagu of each satker by its belanja_pengadaan.

    A ratio is null without a denominator, and where a list has no row: empty is not zero.
    rasio_31_maret is a range, as the share of swakelola-pengumuman by 31 March is: its lower end
    alone says when packages were made, not who was late.
    """
    rows = with_satker(_satkers(frames), names)
    return finish(rows, PEMANFAATAN, *KEY, "kd_satker")


def pemanfaatan_ringkas(frames: Frames) -> pl.LazyFrame:
    """Sum up each KLPD-year over the satkers that have both sides, and count the others.

    `pagu` and `belanja_pengadaan` are of the same satkers. pagu_tanpa_rasio is the announced pagu
    of satkers without a ratio. kd_satker_terbesar has the largest selisih.
    """
    has_both = pl.col("rasio").is_not_null()
    satkers = pl.col("kd_satker").filter(has_both)
    of_both = {name: pl.col(name).filter(has_both) for name in _SUMS}
    rows = (
        _satkers(frames)
        .group_by(KEY)
        .agg(
            *(total(values).alias(name) for name, values in of_both.items()),
            jumlah_satker=has_both.sum(),
            median_rasio=pl.col("rasio").median(),
            tepat_satu=(has_both & (pl.col("selisih") == 0)).sum(),
            kd_satker_terbesar=satkers.sort_by(
                of_both["selisih"], satkers, descending=[True, False], nulls_last=True
            ).first(),
            selisih_terbesar=of_both["selisih"].max(),
            jumlah_tanpa_rasio=(~has_both).sum(),
            pagu_tanpa_rasio=subtotal("diumumkan", ~has_both),
        )
        .with_columns(*_ratios())
    )
    return finish(rows, RINGKAS, *KEY)


_SUMS = ("belanja_pengadaan", "pagu", "selisih", _LEAST, _GREATEST)


def _satkers(frames: Frames) -> pl.LazyFrame:
    """Return one row per satker of any side, its sums as Int128 and its ratios.

    pagu needs both lists, `diumumkan` is what is known of it from either.
    """
    belanja = (
        frames.other(STRUKTUR, _BELANJA)
        .group_by(*KEY, "kd_satker")
        .agg(belanja_pengadaan=total("belanja_pengadaan"))
    )
    penyedia = provider_packages(frames)
    swakelola = swakelola_packages(frames)
    sides = {
        "penyedia": announcements(penyedia, frames.kaji_ulang, JENIS_PAKET),
        "swakelola": announcements(swakelola, frames.kaji_ulang),
    }
    sums = {name: _announced(rows, name) for name, rows in sides.items()}
    has_rows = {"penyedia": penyedia, "swakelola": swakelola}
    rows = belanja
    for frame in sums.values():
        rows = either(rows, frame, "kd_satker")
    for name in sums:
        present = has_rows[name].select(KEY).unique().with_columns(ada=pl.lit(value=True))
        pds = ("pagu_pds",) if name == "penyedia" else ()
        money = [f"pagu_{name}_terumumkan", *pds, f"{_LEAST}_{name}", f"{_GREATEST}_{name}"]
        rows = (
            match(rows, present)
            .with_columns(
                pl.when("ada")
                .then(
                    pl.when(pl.col(f"paket_{name}").is_null())
                    .then(pl.lit(0, pl.Int128))
                    .otherwise(pl.col(column))
                )
                .alias(column)
                for column in money
            )
            .drop("ada", f"paket_{name}")
        )
    announced = [f"pagu_{name}_terumumkan" for name in sums]
    return rows.with_columns(
        pagu=pl.col(announced[0]) + pl.col(announced[1]),
        diumumkan=pl.when(pl.any_horizontal(pl.col(announced).is_not_null())).then(
            pl.sum_horizontal(announced)
        ),
        **{
            end: pl.col(f"{end}_penyedia") + pl.col(f"{end}_swakelola")
            for end in (_LEAST, _GREATEST)
        },
    ).with_columns(*_ratios(), selisih=pl.col("pagu") - pl.col("belanja_pengadaan"))


def _announced(packages: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Add up the announced packages (rows of `announcements`) of each satker."""
    by_march, _, later, unknown = (pl.col("kelas") == kelas for kelas in CLASSES)
    known, least, greatest = total("pagu"), _known(by_march), _known(~(later | unknown))
    sums = [
        known.alias(f"pagu_{name}_terumumkan"),
        pl.when(known.is_not_null()).then(least).alias(f"{_LEAST}_{name}"),
        pl.when(known.is_not_null()).then(greatest).alias(f"{_GREATEST}_{name}"),
    ]
    if name == "penyedia":
        sums.append(subtotal("pagu", PDS).alias("pagu_pds"))
    rows = packages.filter(ANNOUNCED).group_by(*KEY, "kd_satker")
    return rows.agg(*sums, pl.len().alias(f"paket_{name}"))


def _known(chosen: pl.Expr) -> pl.Expr:
    return pl.col("pagu").filter(chosen).cast(pl.Int128).sum()


def _ratios() -> tuple[pl.Expr, ...]:
    return (
        share("pagu", "belanja_pengadaan").alias("rasio"),
        share(_LEAST, "belanja_pengadaan").alias("rasio_31_maret_terendah"),
        share(_GREATEST, "belanja_pengadaan").alias("rasio_31_maret_tertinggi"),
    )
