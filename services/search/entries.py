"""Make the search entries of one KLPD-year: frames in, one row per entry out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ..analysis.acts import kaji_ulang as revisions
from ..analysis.measures import KOSONG, LIVE_PAKET, LIVE_PROGRAM, narrowed, total
from ..analysis.names import program_names, satker_names
from ..analysis.packages.provider import packages_in

COLUMNS: dict[str, pl.DataType] = {
    "jenis": pl.String(),
    "kode": pl.String(),
    "teks": pl.String(),
    "keterangan": pl.String(),
    "kd_satker": pl.String(),
    "pagu": pl.Int64(),
    "jumlah": pl.Int64(),
}
KINDS = ("satker", "program", "paket", "penyedia", "alasan", "kode")
"""The kinds of entries, in the order in which hits are listed; `paket` are swakelola packages."""
PACKAGES = ("paket", "penyedia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of the satkers and programs of one KLPD, over all its years (domain.md rule 3).

    satker: kd_satker, nama_satker, kd_satker_str. program: kd_program_str, nama_program.
    """

    satker: pl.LazyFrame
    program: pl.LazyFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one KLPD, of one year or of all, as analysis.frames.Frames holds them.

    others: rows of further datasets by name: the lists of provider packages, and master-satker.
    """

    program: pl.LazyFrame
    swakelola: pl.LazyFrame
    kaji_ulang: pl.LazyFrame
    others: Mapping[str, pl.LazyFrame] = field(default_factory=dict)


def names(rows: Rows) -> Names:
    """Return the names of one KLPD from the rows of all its years."""
    satkers = satker_names(rows.program, rows.swakelola, rows.kaji_ulang, rows.others)
    programs = program_names(rows.program).drop("kd_klpd").collect()
    return Names(
        satker=satkers.drop("kd_klpd").collect().lazy(),
        program=programs.lazy(),
    )


def entries(of_year: Rows, known: Names) -> pl.LazyFrame:
    """Return the entries of the rows of one KLPD-year, columns as in COLUMNS, sorted.

    `pagu` is of live rows. `jumlah` counts live programs, live packages (1 or 0), and rows of the
    others; an entry whose rows are all deleted has 0: it is an entry too, so that a reader who
    looks for a deleted code learns that it existed.
    """
    program, kaji_ulang = of_year.program, of_year.kaji_ulang
    penyedia = packages_in(of_year.others)
    packages = [_packages(of_year.swakelola, "paket"), _packages(penyedia, "penyedia")]
    satkers = known.satker.select("kd_satker", "nama_satker")
    reason = pl.col("alasan_kajiulang")
    one_line = reason.str.replace_all(r"(?i)_x000d_", " ").str.replace_all(r"\s+", " ")
    with_reason = kaji_ulang.filter(revisions.fold(reason) != KOSONG)
    reasons = with_reason.group_by("kd_satker", teks=one_line.str.strip_chars()).agg(
        jenis=pl.lit("alasan"),
        kode=pl.lit(""),
        keterangan=pl.col("nama_satker").drop_nulls().min(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
    )
    with_satker = [
        rows.join(satkers, on="kd_satker", how="left").with_columns(
            keterangan=pl.coalesce("nama_satker", "keterangan")
        )
        for rows in (*packages, reasons, _codes(kaji_ulang))
    ]
    kinds = [
        _satkers([program, of_year.swakelola, kaji_ulang, penyedia], known),
        _programs(program, known),
        *with_satker,
    ]
    stripped = {name: pl.col(name).str.strip_chars() for name in ("kode", "teks")}
    code, text = (pl.when(column != "").then(column) for column in stripped.values())
    table = pl.concat(
        [
            rows.with_columns(kode=code.fill_null(""), teks=pl.coalesce(text, code)).select(
                pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()
            )
            for rows in kinds
        ]
    )
    return table.filter(pl.col("teks").is_not_null()).sort("jenis", "kode", "teks", "kd_satker")


def _packages(rows: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    return rows.select(
        "kd_satker",
        "pagu",
        jenis=pl.lit(kind),
        kode="kd_rup",
        teks="nama_paket",
        keterangan="nama_satker",
        jumlah=LIVE_PAKET,
    )


def _satkers(datasets: Sequence[pl.LazyFrame], known: Names) -> pl.LazyFrame:
    """Return the entries of satkers; program-master is the first of the datasets."""
    program = datasets[0]
    rows = pl.concat([frame.select("kd_satker") for frame in datasets])
    counts = rows.drop_nulls().group_by("kd_satker").agg(jumlah=pl.len())
    live = program.filter(LIVE_PROGRAM).group_by("kd_satker")
    pagu = live.agg(pagu=total("pagu_program")).with_columns(narrowed("pagu"))
    named = counts.join(known.satker, on="kd_satker", how="left")
    return named.join(pagu, on="kd_satker", how="left").with_columns(
        jenis=pl.lit("satker"), kode="kd_satker", teks="nama_satker", keterangan="kd_satker_str"
    )


def _programs(program: pl.LazyFrame, known: Names) -> pl.LazyFrame:
    pagu = pl.col("pagu_program").filter(LIVE_PROGRAM)
    sums = program.group_by("kd_program_str").agg(
        pagu=total(pagu), jumlah=LIVE_PROGRAM.sum(), served=pl.col("nama_program").min()
    )
    return sums.join(known.program, on="kd_program_str", how="left").with_columns(
        narrowed("pagu"),
        jenis=pl.lit("program"),
        kode="kd_program_str",
        teks=pl.coalesce("nama_program", "served"),
        keterangan=pl.lit(None, pl.String),
        kd_satker=pl.lit(None, pl.String),
    )


def _codes(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    # a row that names a code on both sides is one row
    other = pl.col("kd_rup_baru").ne_missing(pl.col("kd_rup_lama"))
    sides = [
        kaji_ulang.select("kd_satker", "nama_satker", kode="kd_rup_lama"),
        kaji_ulang.filter(other).select("kd_satker", "nama_satker", kode="kd_rup_baru"),
    ]
    codes = pl.concat(sides).filter(pl.col("kode").str.strip_chars() != "")
    return codes.group_by("kode").agg(
        pl.col("kd_satker").drop_nulls().min(),
        jenis=pl.lit("kode"),
        teks=pl.lit(None, pl.String),
        keterangan=pl.col("nama_satker").drop_nulls().min(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
    )
