"""The rules of `tanda`: one function for each, which judges the cases of that rule.

Every rule returns rows with KEY, kd_satker, kode, nilai, fakta, hasil (FLAGGED, PLAIN or UNCHECKED)
and jumlah, the number of cases that a row stands for.
"""

from __future__ import annotations

import polars as pl

from ..acts import kaji_ulang as revisions
from ..measures import KEY, KOSONG, LIVE_PROGRAM, SWAKELOLA, match, quotient
from ..percent import percent_text, rupiah_text
from ..programs.program import klpd_pagu
from ..revisions.revisi import acts
from ..revisions.revisi import rows as revision_rows

FLAGGED, PLAIN, UNCHECKED = "tanda", "wajar", "tak_bisa"

_CODE = (*KEY, "jenis_paket", "kd_rup")


def judge(rows: pl.LazyFrame, flagged: pl.Expr, *, unknown: pl.Expr | None = None) -> pl.LazyFrame:
    """Add `hasil`: whether a case is flagged, is not, or cannot be checked."""
    unchecked = pl.lit(value=False) if unknown is None else unknown
    hasil = (
        pl.when(unchecked)
        .then(pl.lit(UNCHECKED))
        .when(flagged)
        .then(pl.lit(FLAGGED))
        .otherwise(pl.lit(PLAIN))
    )
    return rows.with_columns(hasil=hasil)


def _kind() -> pl.Expr:
    return pl.col("jenis_paket").fill_null(KOSONG)


def with_owner(counts: pl.LazyFrame, states: pl.LazyFrame) -> pl.LazyFrame:
    """Add the satker of each code, and rename the code to `kode`."""
    owners = states.select(*_CODE, "kd_satker")
    return counts.join(owners, on=_CODE, how="left", nulls_equal=True).rename({"kd_rup": "kode"})


def split(parts: pl.LazyFrame, states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    """Judge split codes by the most parts that one act made of them; of equal acts by the first.

    `parts`: flag_rules_penyedia.parts_of_splits.
    """
    pagu = pl.col("pagu")
    rows = (
        parts.group_by(*KEY, "jenis_paket", "kd_rup_lama", "nomor_tindakan")
        .agg(
            nilai=pl.col("kd_rup").drop_nulls().n_unique(),
            tercatat=pagu.count(),
            jumlah_pagu=pagu.cast(pl.Int128).sum(),
        )
        .sort("nilai", "nomor_tindakan", descending=[True, False])
        .group_by(*KEY, "jenis_paket", kd_rup="kd_rup_lama", maintain_order=True)
        .agg(pl.col("nilai", "tercatat", "jumlah_pagu").first(), jumlah=1)
    )
    made = pl.format("paket {} dipecah menjadi {}", _kind(), "nilai")
    recorded = pl.format(
        "; pagu {} dari {} bagian tercatat, berjumlah {}",
        "tercatat",
        "nilai",
        rupiah_text(pl.col("jumlah_pagu")),
    )
    known = pl.when(pl.col("tercatat") > 0).then(recorded).otherwise(pl.lit(""))
    return judge(with_owner(rows, states), pl.col("nilai") >= least).with_columns(
        fakta=pl.concat_str(made, known)
    )


def reactivated(kaji_ulang: pl.LazyFrame, states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    """Judge re-activated codes by their acts of re-activation."""
    rows = (
        acts(kaji_ulang)
        .filter(pl.col("jenis_revisi") == "PENGAKTIFAN", pl.col("kd_rup_lama").is_not_null())
        .with_columns(kd_rup="kd_rup_lama", jumlah=1)
        .group_by(_CODE)
        .agg(nilai=pl.len(), jumlah=1)
    )
    return judge(with_owner(rows, states), pl.col("nilai") >= least).with_columns(
        fakta=pl.format("paket {} diaktifkan kembali {} kali", _kind(), "nilai")
    )


def deep_chain(states: pl.LazyFrame, least: int) -> pl.LazyFrame:
    """Judge families by their longest chain; a family with a cycle cannot be checked."""
    rows = states.group_by(*KEY, "jenis_paket", pl.col("akar").alias("kd_rup")).agg(
        nilai=pl.col("kedalaman").max(), jumlah=1
    )
    return judge(
        with_owner(rows, states), pl.col("nilai") >= least, unknown=pl.col("nilai").is_null()
    ).with_columns(fakta=pl.format("rantai revisi paket {} sedalam {} langkah", _kind(), "nilai"))


def many_in_a_day(kaji_ulang: pl.LazyFrame, least: int) -> pl.LazyFrame:
    """Judge the days of a satker by the codes revised."""
    day = pl.col("tgl_kaji_ulang").dt.date().cast(pl.String)
    has_day = pl.all_horizontal(
        pl.col(name).is_not_null() for name in ("kd_satker", "tgl_kaji_ulang", "kd_rup_lama")
    )
    code = pl.struct("jenis_paket", "kd_rup_lama")
    days = (
        revision_rows(kaji_ulang)
        .filter(has_day)
        .group_by(*KEY, "kd_satker", day.alias("kode"))
        .agg(nilai=code.n_unique(), jumlah=1)
    )
    return judge(days, pl.col("nilai") >= least).with_columns(
        fakta=pl.format("{} kode direvisi dalam satu hari", "nilai")
    )


def without_reason(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Judge revised codes of a satker by their rows without a reason."""
    blank = revisions.fold(pl.col("alasan_kajiulang")) == revisions.KOSONG
    codes = (
        revision_rows(kaji_ulang)
        .group_by(*KEY, "kd_satker", "jenis_paket", pl.col("kd_rup_lama").alias("kode"))
        .agg(nilai=blank.sum(), jumlah=1)
    )
    return judge(codes, pl.col("nilai") > 0).with_columns(
        fakta=pl.format("{} baris riwayat paket {} tanpa alasan", "nilai", _kind())
    )


def early_start(
    packages: pl.LazyFrame, kaji_ulang: pl.LazyFrame, states: pl.LazyFrame, usual: float
) -> pl.LazyFrame:
    """Judge packages by whether they start in a month before their first announcement.

    The first announcement is at the latest the earliest of tgl_pengumuman_paket and the kaji
    ulang of the family. A package cannot be checked without a start or such a date, without the
    history of its KLPD-year, or where more than the share `usual` of the KLPD-year's packages start
    in its month: that month is a default, not a plan.
    """
    start, announced = pl.col("tgl_awal_pelaksanaan_kontrak"), pl.col("tgl_pengumuman_paket")
    with_history = kaji_ulang.select(KEY).unique().with_columns(riwayat=pl.lit(value=True))
    first = pl.min_horizontal(announced, "pertama")
    times = revision_times(kaji_ulang, SWAKELOLA)
    of_family = first_of_family(times, states, SWAKELOLA)
    rows = match(match(packages, of_family, "kd_rup"), with_history)
    is_usual = pl.len().over(*KEY, month_of(start)) > usual * start.count().over(*KEY)
    months = month_of(first) - month_of(start)
    unknown = pl.col("riwayat").is_null() | months.is_null() | is_usual
    return judge(
        rows.with_columns(nilai=months, jumlah=1, kode="kd_rup"),
        pl.col("nilai") > 0,
        unknown=unknown,
    ).with_columns(
        fakta=pl.format("mulai {}, pengumuman pertama paling lambat {}", start, first.dt.date())
    )


def revision_times(kaji_ulang: pl.LazyFrame, jenis_paket: str) -> pl.LazyFrame:
    """Return kd_rup and `waktu` of every kaji ulang of one kind of package."""
    code = pl.coalesce("kd_rup_lama", "kd_rup_baru").alias("kd_rup")
    rows = revision_rows(kaji_ulang).filter(pl.col("jenis_paket") == jenis_paket)
    return rows.select(*KEY, code, waktu="tgl_kaji_ulang")


def first_of_family(times: pl.LazyFrame, states: pl.LazyFrame, jenis_paket: str) -> pl.LazyFrame:
    """Return, per code of one kind, `pertama`: the earliest `waktu` of its family."""
    family = states.filter(pl.col("jenis_paket") == jenis_paket).select(*KEY, "kd_rup", "akar")
    first = (
        times.join(family, on=[*KEY, "kd_rup"])
        .group_by(*KEY, "akar")
        .agg(pertama=pl.col("waktu").min())
    )
    return family.join(first, on=[*KEY, "akar"]).drop("akar")


def month_of(day: pl.Expr) -> pl.Expr:
    """Number the months, so that their difference is a number of months."""
    return day.dt.year() * 12 + day.dt.month()


def without_pagu(program: pl.LazyFrame, packages: pl.LazyFrame) -> pl.LazyFrame:
    """Judge live programs and packages by whether they have a pagu."""
    parts = (
        ("program", program.filter(LIVE_PROGRAM), "kd_program_str", "pagu_program"),
        ("paket", packages, "kd_rup", "pagu"),
    )
    judged = [
        judge(
            rows.select(
                *KEY,
                "kd_satker",
                pl.col(code).alias("kode"),
                nilai=pagu,
                jumlah=1,
                fakta=pl.when(pl.col(pagu) == 0)
                .then(pl.lit(f"pagu {what} nol"))
                .otherwise(pl.lit(f"pagu {what} kosong")),
            ),
            pl.col("nilai").fill_null(0) == 0,
        )
        for what, rows, code, pagu in parts
    ]
    return pl.concat(judged)


def large_row(program: pl.LazyFrame) -> pl.LazyFrame:
    """Judge live program rows by their share of the KLPD's pagu; unchecked without a pagu."""
    pagu, klpd = pl.col("pagu_program"), pl.col("pagu_klpd")
    percent = percent_text(pagu, klpd)
    rows = match(program.filter(LIVE_PROGRAM), klpd_pagu(program))
    over_half = (pagu > 0) & (pagu.cast(pl.Int128) * 2 > klpd)
    has_share = pagu.is_not_null() & (klpd > 0)
    judged = judge(rows, over_half, unknown=~has_share.fill_null(value=False))
    return judged.with_columns(
        kode="kd_program_str",
        nilai=quotient(pagu, klpd),
        jumlah=1,
        fakta=pl.format("satu baris program adalah {} % dari pagu KLPD", percent),
    )


def alike(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Judge groups of packages equal in satker, name, pagu, start, description and place.

    Blank equals nothing: a package without one of the first five cannot be checked. A missing place
    equals a missing place.
    """
    same = ("kd_satker", "nama", "pagu", "tgl_awal_pelaksanaan_kontrak", "uraian")
    named = packages.with_columns(
        nama=_flat(pl.col("nama_paket")), uraian=_flat(pl.col("uraian_pekerjaan"))
    )
    is_complete = pl.all_horizontal(pl.col(name).is_not_null() for name in same)
    groups = (
        named.filter(is_complete)
        .group_by(*KEY, *same, "detail_lokasi")
        .agg(smallest_code("kd_rup").alias("kode"), pl.len().alias("jumlah"))
        .with_columns(nilai=pl.col("jumlah") * pl.col("pagu").cast(pl.Float64))
    )
    unchecked = named.filter(~is_complete).select(
        *KEY, "kd_satker", kode="kd_rup", jumlah=1, nilai=None
    )
    columns = (*KEY, "kd_satker", "kode", "jumlah", "nilai")
    rows = pl.concat([groups.select(columns), unchecked.select(columns)], how="vertical_relaxed")
    return judge(rows, pl.col("jumlah") > 1, unknown=pl.col("nilai").is_null()).with_columns(
        fakta=pl.format("{} paket serupa", "jumlah")
    )


def smallest_code(column: str) -> pl.Expr:
    """Return the smallest code of a group: by numeric value, then text."""
    number = pl.col(column).cast(pl.Int128, strict=False)
    return pl.col(column).sort_by(number, column, nulls_last=True).first()


def _flat(text: pl.Expr) -> pl.Expr:
    flat = text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(flat != "").then(flat)
