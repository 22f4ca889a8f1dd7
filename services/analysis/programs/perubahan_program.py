"""What moved between two years, program by program (domain.md, `program-antar-tahun`)."""

from __future__ import annotations

import polars as pl

from ..measures import KEY, finish, schema, subtotal, total
from ..names import with_program, with_satker
from .antar_tahun import difference

PERUBAHAN = schema(
    kd_program_str=pl.String(),
    nama_program=pl.String(),
    jumlah_satker=pl.Int64(),
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    pagu_lama=pl.Int64(),
    pagu_baru=pl.Int64(),
    selisih=pl.Int64(),
    keadaan=pl.String(),
)

SISANYA = schema(
    jumlah_teratas=pl.Int64(),
    selisih_teratas=pl.Int64(),
    jumlah_sisanya=pl.Int64(),
    selisih_sisanya=pl.Int64(),
)


def perubahan_per_program(
    rows: pl.LazyFrame, all_programs: pl.LazyFrame, names: pl.LazyFrame
) -> pl.LazyFrame:
    """Add matched rows up per program code, the largest change in either direction first.

    `rows`: antar_tahun.matched, of all satkers or of one. jumlah_satker counts those that have the
    code in the newer year, in the older one for a code that is gone; kd_satker is the one that has
    it where no other row does. selisih and keadaan follow the rule of single rows: a missing pagu
    adds nothing and makes the state `tidak diketahui`.
    """
    in_newer, satker = pl.col("kosong_baru").is_not_null(), pl.col("kd_satker")
    of_year = satker.filter(in_newer | ~in_newer.any())
    sides = ("kosong_lama", "kosong_baru")
    codes = (
        rows.group_by(*KEY, "kd_program_str")
        .agg(
            *(total(name).alias(name) for name in ("pagu_lama", "pagu_baru")),
            *(pl.when(pl.col(n).count() > 0).then(pl.col(n).sum()).alias(n) for n in sides),
            jumlah_satker=of_year.drop_nulls().n_unique(),
            kd_satker=pl.when(of_year.n_unique() == 1).then(of_year.first()),
        )
        .with_columns(*difference())
        .with_columns(gerak=pl.col("selisih").abs())
    )
    named = with_satker(with_program(codes, all_programs), names)
    return finish(named, PERUBAHAN, "-gerak", *KEY, "kd_program_str")


def rest_of_changes(table: pl.LazyFrame, shown: int) -> pl.LazyFrame:
    """Count the codes of `perubahan-per-program` and add up their changes, by KLPD-year.

    Columns SISANYA: of the first `shown` codes (jumlah_teratas, selisih_teratas) and of the others.
    A sum of nothing but unknown changes is null, of no codes 0.
    """
    is_shown = pl.int_range(pl.len()) < shown
    sums = {
        f"{what}_{name}": value
        for name, test in (("teratas", is_shown), ("sisanya", ~is_shown))
        for what, value in (("jumlah", test.sum()), ("selisih", subtotal("selisih", test)))
    }
    return finish(table.group_by(KEY, maintain_order=True).agg(**sums), SISANYA, *KEY)
