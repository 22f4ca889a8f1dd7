"""Compare the programs of a year with the year before (domain.md, `program-antar-tahun`)."""

from __future__ import annotations

import polars as pl

from ..measures import KEY, finish, match, schema, share, total
from ..names import with_program
from .program import program_keys

TETAP, NAIK, TURUN, BARU, HILANG = "tetap", "naik", "turun", "baru", "hilang"
TIDAK_DIKETAHUI = "tidak diketahui"
LANGSUNG, DIPADANKAN = "kode", "dipadankan"

ANTAR_TAHUN = schema(
    kd_satker=pl.String(),
    kd_program_str=pl.String(),
    nama_program=pl.String(),
    pagu_lama=pl.Int64(),
    pagu_baru=pl.Int64(),
    selisih=pl.Int64(),
    keadaan=pl.String(),
    padanan=pl.String(),
)

RINGKAS = schema(
    pagu_lama=pl.Int64(),
    pagu_baru=pl.Int64(),
    selisih=pl.Int64(),
    pangsa_kode_lama=pl.Float64(),
    pangsa_kode_baru=pl.Float64(),
    pangsa_padan_lama=pl.Float64(),
    pangsa_padan_baru=pl.Float64(),
)

PERBANDINGAN = schema(
    tahun_lama=pl.Int16(),
    pagu_lama=pl.Int64(),
    pagu_baru=pl.Int64(),
    selisih=pl.Int64(),
    berulang_lama=pl.Int64(),
    berulang_baru=pl.Int64(),
    pangsa_berulang_lama=pl.Float64(),
    pangsa_berulang_baru=pl.Float64(),
    sebanding=pl.Boolean(),
    perubahan=pl.Float64(),
    kd_satker_terbesar=pl.String(),
    kd_program_str_terbesar=pl.String(),
    selisih_tanpa_terbesar=pl.Int64(),
)
MOST_REPEATED = 0.10
"""Above this share of pagu in repeated rows, a year is compared with no other (domain.md)."""
MOST_APART = 0.05
"""Above this difference of that share, two years are not compared."""

_CODE = (*KEY, "kd_satker", "kd_program_str")
_SAME = (*KEY, "kd_satker_str", "kd_program_str")
_SIDES = ("pagu_lama", "kosong_lama", "pagu_baru", "kosong_baru")


def program_antar_tahun(
    program: pl.LazyFrame,
    strings: pl.LazyFrame,
    all_programs: pl.LazyFrame | None = None,
    master: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """Compare each year of a KLPD in `program` with the one before it there, as `matched`.

    `all_programs` gives the names of programs.
    """
    rows = matched(program, strings, master)
    named = with_program(rows, program if all_programs is None else all_programs)
    return finish(named, ANTAR_TAHUN, *_CODE, "pagu_lama", "pagu_baru")


def matched(
    program: pl.LazyFrame, strings: pl.LazyFrame, master: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Match the programs of each year of a KLPD with those of the year before it in `program`.

    Live rows are added up per (kd_satker, kd_program_str) and matched on that (padanan `kode`).
    Unmatched rows are matched on (kd_satker_str, kd_program_str) where that is unique on both sides
    (`dipadankan`, under the newer kd_satker). `strings` (tahun, kd_klpd, kd_satker, kd_satker_str)
    come from the other datasets; only those of the two years are used, and a satker with several
    strings there has none. A satker without any there has that of `master` (master-satker, kd_klpd,
    kd_satker, kd_satker_str, without years), if it has one. A missing pagu adds nothing to selisih
    and makes the row `tidak diketahui`, so selisih always sums to the difference of the totals. A
    KLPD with a single year has no rows. `tahun` is the newer year. Columns ANTAR_TAHUN without the
    name, and kosong_lama and kosong_baru: missing pagu, null where that year has no row.
    """
    years = _year_pairs(program)
    live = program_keys(program).filter(pl.col("baris") > 0).join(years, on=KEY)
    new = live.filter(pl.col("sebelum").is_not_null()).select(
        *_CODE, pagu_baru="pagu", kosong_baru="pagu_kosong"
    )
    old = live.filter(pl.col("sesudah").is_not_null()).select(
        pl.col("sesudah").alias("tahun"), *_CODE[1:], pagu_lama="pagu", kosong_lama="pagu_kosong"
    )
    both = old.join(new, on=_CODE, how="full", coalesce=True)
    in_both = pl.col("kosong_lama").is_not_null() & pl.col("kosong_baru").is_not_null()
    by_code = both.filter(in_both).with_columns(padanan=pl.lit(LANGSUNG))
    # what a satker of the newer year is called in either year
    columns = ("kd_klpd", "kd_satker", "kd_satker_str")
    of_year = strings.join(years, on=KEY)
    newer = of_year.filter(pl.col("sebelum").is_not_null()).select("tahun", *columns)
    older = of_year.select(pl.col("sesudah").alias("tahun"), *columns).drop_nulls("tahun")
    satker_strings = (
        pl.concat([newer, older])
        .group_by(*KEY, "kd_satker")
        .agg(pl.col("kd_satker_str").unique().alias("_strings"))
    )
    unmatched = _with_string(both.filter(~in_both), satker_strings, master)
    counted = unmatched.with_columns(
        pasangan=pl.all_horizontal(
            pl.col("kd_satker_str", "kd_program_str").is_not_null(),
            pl.col("kosong_lama").count().over(_SAME) == 1,
            pl.col("kosong_baru").count().over(_SAME) == 1,
        )
    )
    is_new = pl.col("kosong_baru").is_not_null()
    pairs = (
        counted.filter("pasangan")
        .group_by(_SAME)
        .agg(
            pl.col(_SIDES).drop_nulls().first(),
            kd_satker=pl.col("kd_satker").filter(is_new).first(),
            padanan=pl.lit(DIPADANKAN),
        )
    )
    rows = pl.concat([by_code, pairs, counted.filter(~pl.col("pasangan"))], how="diagonal")
    return rows.with_columns(*difference())


def satker_strings(swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Return the distinct tahun, kd_klpd, kd_satker and kd_satker_str of both datasets."""
    columns = (*KEY, "kd_satker", "kd_satker_str")
    rows = pl.concat([swakelola.select(columns), kaji_ulang.select(columns)])
    return rows.filter(pl.col("kd_satker").is_not_null(), pl.col("kd_satker_str") != "").unique()


def _year_pairs(program: pl.LazyFrame) -> pl.LazyFrame:
    """Return tahun, kd_klpd, sebelum, sesudah: each year of a KLPD and its neighbours, or null."""
    years = program.select(KEY).unique().sort("kd_klpd", "tahun")
    return years.with_columns(
        sebelum=pl.col("tahun").shift(1).over("kd_klpd"),
        sesudah=pl.col("tahun").shift(-1).over("kd_klpd"),
    )


def _with_string(
    rows: pl.LazyFrame, strings: pl.LazyFrame, master: pl.LazyFrame | None
) -> pl.LazyFrame:
    """Add kd_satker_str: the only one of the two years, else, where they have none, of master.

    Rows are of satkers with programs in one of the two years, so master names no other.
    """
    own = rows.join(strings, on=[*KEY, "kd_satker"], how="left")
    single = pl.when(pl.col("_strings").list.len() == 1).then(pl.col("_strings").list.first())
    if master is None:
        return own.with_columns(kd_satker_str=single).drop("_strings")
    listed = (
        master.filter(pl.col("kd_satker_str") != "")
        .group_by("kd_klpd", "kd_satker")
        .agg(pl.col("kd_satker_str").unique().alias("_listed"))
        .filter(pl.col("_listed").list.len() == 1)
    )
    fallback = pl.when(pl.col("_strings").is_null()).then(pl.col("_listed").list.first())
    return (
        own.join(listed, on=["kd_klpd", "kd_satker"], how="left")
        .with_columns(kd_satker_str=pl.coalesce(single, fallback))
        .drop("_strings", "_listed")
    )


def difference() -> tuple[pl.Expr, pl.Expr]:
    """Return selisih and keadaan from pagu_lama, pagu_baru, kosong_lama and kosong_baru."""
    old, new = pl.col("pagu_lama"), pl.col("pagu_baru")
    change = new.fill_null(0) - old.fill_null(0)
    known = pl.any_horizontal(old.is_not_null(), new.is_not_null())
    missing = pl.sum_horizontal("kosong_lama", "kosong_baru") > 0
    state = (
        pl.when(missing)
        .then(pl.lit(TIDAK_DIKETAHUI))
        .when(pl.col("kosong_lama").is_null())
        .then(pl.lit(BARU))
        .when(pl.col("kosong_baru").is_null())
        .then(pl.lit(HILANG))
        .when(change > 0)
        .then(pl.lit(NAIK))
        .when(change < 0)
        .then(pl.lit(TURUN))
        .otherwise(pl.lit(TETAP))
    )
    return pl.when(known).then(change).alias("selisih"), state.alias("keadaan")


def antar_tahun_ringkas(table: pl.LazyFrame) -> pl.LazyFrame:
    """Add up `program-antar-tahun` per KLPD-year: both years' pagu and the shares matched.

    pangsa_kode_* is the share matched on kd_satker alone, pangsa_padan_* on either code.
    """
    direct = pl.col("padanan").eq_missing(LANGSUNG)
    matched = pl.col("padanan").is_not_null()
    sums = [
        pl.when(test).then(f"pagu_{year}").cast(pl.Int128).sum().alias(f"{name}_{year}")
        for name, test in (("kode", direct), ("padan", matched))
        for year in ("lama", "baru")
    ]
    rows = table.group_by(*KEY).agg(
        *(total(name).alias(name) for name in ("pagu_lama", "pagu_baru", "selisih")), *sums
    )
    shares = [
        share(f"{name}_{year}", f"pagu_{year}").alias(f"pangsa_{name}_{year}")
        for name in ("kode", "padan")
        for year in ("lama", "baru")
    ]
    return finish(rows.with_columns(shares), RINGKAS, *KEY)


def perbandingan(program: pl.LazyFrame, table: pl.LazyFrame) -> pl.LazyFrame:
    """Decide per KLPD whether the pagu of a year can be compared with that of the year before.

    `program` are the rows, `table` is `program-antar-tahun` of them. `sebanding` is false where the
    share of repeated rows is over MOST_REPEATED in either year or differs by more than MOST_APART;
    `perubahan` (of the older pagu) is null then. Where leaving out the largest row of either year
    (one satker's program, on both sides) turns the sign, that row is named, and
    selisih_tanpa_terbesar is the change without it. Whatever shows a change of pagu uses this
    function.
    """
    measures = ("pagu", "berulang")
    sums = (
        program_keys(program)
        .group_by(KEY)
        .agg(pagu=total("pagu"), berulang=total("pagu") - total("terbesar"))
    )
    pairs = _year_pairs(program).filter(pl.col("sebelum").is_not_null())
    both = pairs.join(sums, on=KEY).rename({name: f"{name}_baru" for name in measures})
    old = sums.rename({name: f"{name}_lama" for name in measures} | {"tahun": "sebelum"})
    shares = {y: pl.col(f"pangsa_berulang_{y}").fill_null(0.0) for y in ("lama", "baru")}
    comparable = pl.all_horizontal(
        *(value <= MOST_REPEATED for value in shares.values()),
        (shares["lama"] - shares["baru"]).abs() <= MOST_APART,
        pl.col("selisih").is_not_null(),
    )
    rows = (
        match(both.join(old, on=["sebelum", "kd_klpd"]), _decisive_row(table))
        .with_columns(
            share("berulang_lama", "pagu_lama").alias("pangsa_berulang_lama"),
            share("berulang_baru", "pagu_baru").alias("pangsa_berulang_baru"),
            selisih=pl.col("pagu_baru") - pl.col("pagu_lama"),
        )
        .with_columns(sebanding=comparable, tahun_lama="sebelum")
        .with_columns(perubahan=pl.when("sebanding").then(share("selisih", "pagu_lama")))
    )
    return finish(rows, PERBANDINGAN, *KEY)


def _decisive_row(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return the largest row of either year that alone decides the sign of the change, if any."""
    change = pl.col("selisih").cast(pl.Int128)
    without = pl.col("selisih_klpd") - pl.col("selisih").fill_null(0)
    largest = pl.max_horizontal("pagu_lama", "pagu_baru")
    is_largest = pl.any_horizontal(
        pl.col(name) == pl.col(name).max().over(KEY) for name in ("pagu_lama", "pagu_baru")
    )
    turned = table.with_columns(selisih_klpd=change.sum().over(KEY)).filter(
        is_largest, pl.col("selisih_klpd").sign() * without.sign() < 0
    )
    return (
        turned.sort(
            *KEY,
            largest,
            "kd_satker",
            "kd_program_str",
            descending=[False, False, True, False, False],
        )
        .group_by(KEY, maintain_order=True)
        .agg(
            kd_satker_terbesar=pl.col("kd_satker").first(),
            kd_program_str_terbesar=pl.col("kd_program_str").first(),
            selisih_tanpa_terbesar=without.first(),
        )
    )
