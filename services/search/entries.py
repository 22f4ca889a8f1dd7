"""What can be found in one KLPD-year: frames in, one row per findable thing out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ..analysis import kaji_ulang as revisions
from ..analysis.measures import KOSONG, LIVE_PAKET, LIVE_PROGRAM, narrowed, total
from ..analysis.names import program_names, satker_names

COLUMNS: dict[str, pl.DataType] = {
    "jenis": pl.String(),
    "kode": pl.String(),
    "teks": pl.String(),
    "keterangan": pl.String(),
    "kd_satker": pl.String(),
    "pagu": pl.Int64(),
    "jumlah": pl.Int64(),
}
KINDS = ("satker", "program", "paket", "alasan", "kode")
"""The kinds of things, in the order in which hits are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the satkers and programs of one KLPD are called, over all its years (domain.md rule 3).

    satker: kd_satker, nama_satker, kd_satker_str. program: kd_program_str, nama_program.
    """

    satker: pl.LazyFrame
    program: pl.LazyFrame


def names(program: pl.LazyFrame, swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame) -> Names:
    """Return the names of one KLPD from all its years, as analysis.frames.Frames holds them."""
    satkers = satker_names(program, swakelola, kaji_ulang).drop("kd_klpd").collect()
    programs = program_names(program).drop("kd_klpd").collect()
    return Names(satker=satkers.lazy(), program=programs.lazy())


def entries(
    program: pl.LazyFrame, swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame, known: Names
) -> pl.LazyFrame:
    """Return the findable things of one KLPD-year, columns as in COLUMNS, sorted.

    The frames are those of analysis.frames.Frames, narrowed to the KLPD-year. `pagu` is of live
    rows. `jumlah` counts live programs, live packages (1 or 0), and rows of the others; 0 is a
    thing of which every row is deleted: it can be found too, since a reader who looks for a code
    must not be told that it never was.
    """
    kinds = (
        _satkers(program, swakelola, kaji_ulang, known),
        _programs(program, known),
        _named(_packages(swakelola), known),
        _named(_reasons(kaji_ulang), known),
        _named(_codes(kaji_ulang), known),
    )
    return pl.concat([_shaped(kind) for kind in kinds]).sort("jenis", "kode", "teks", "kd_satker")


def _named(found: pl.LazyFrame, known: Names) -> pl.LazyFrame:
    """Put the satker's name into `keterangan`; as served where its code has none."""
    called = known.satker.select("kd_satker", "nama_satker")
    return found.join(called, on="kd_satker", how="left").with_columns(
        keterangan=pl.coalesce("nama_satker", "keterangan")
    )


def _shaped(found: pl.LazyFrame) -> pl.LazyFrame:
    code, name = (_filled(text) for text in ("kode", "teks"))
    typed = found.with_columns(kode=code.fill_null(""), teks=pl.coalesce(name, code))
    return typed.select(pl.col(n).cast(dtype) for n, dtype in COLUMNS.items()).filter(
        pl.col("teks").is_not_null()
    )


def _filled(text: str) -> pl.Expr:
    stripped = pl.col(text).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _satkers(
    program: pl.LazyFrame, swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame, known: Names
) -> pl.LazyFrame:
    rows = pl.concat([part.select("kd_satker") for part in (program, swakelola, kaji_ulang)])
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


def _packages(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    return swakelola.select(
        "kd_satker",
        "pagu",
        jenis=pl.lit("paket"),
        kode="kd_rup",
        teks="nama_paket",
        keterangan="nama_satker",
        jumlah=LIVE_PAKET,
    )


def _reasons(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    said = pl.col("alasan_kajiulang").str.replace_all(r"(?i)_x000d_", " ")
    flat = said.str.replace_all(r"\s+", " ").str.strip_chars()
    told = kaji_ulang.filter(revisions.fold(pl.col("alasan_kajiulang")) != KOSONG)
    return told.group_by("kd_satker", teks=flat).agg(
        jenis=pl.lit("alasan"),
        kode=pl.lit(""),
        keterangan=pl.col("nama_satker").drop_nulls().min(),
        pagu=pl.lit(None, pl.Int64),
        jumlah=pl.len(),
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
