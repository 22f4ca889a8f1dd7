"""Choose the names of codes: the newest year's most frequent spelling (domain.md rule 3).

Spellings are equal when they are after folding case, white space and a trailing " M" or "(M)";
among folds with as many rows, and among spellings of one fold, the alphabet decides.
"""

from __future__ import annotations

import polars as pl

_SATKER = ("kd_klpd", "kd_satker")


def fold(name: pl.Expr) -> pl.Expr:
    """Fold case, white space and trailing " M", "(M)" of a text expression."""
    flat = name.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    return flat.str.replace(r"(?:\s*\(m\)|\s+m)+$", "")


def tally(rows: pl.LazyFrame, *columns: str) -> pl.LazyFrame:
    """Count equal rows in `kali`: the small table that `best` chooses from."""
    return rows.group_by(columns).agg(kali=pl.len())


def best(
    spellings: pl.LazyFrame, code: tuple[str, ...], name: str, *, folded: bool = True
) -> pl.LazyFrame:
    """Return one row per code with the name to show; codes without any name have no row.

    `spellings` has the code's columns, `tahun`, the name and `kali`; blank names do not count.
    """
    known = (
        spellings.filter(
            pl.col(name).str.strip_chars() != "", *(pl.col(c).is_not_null() for c in code)
        )
        .filter(pl.col("tahun") == pl.col("tahun").max().over(code))
        .group_by(*code, name)
        .agg(pl.col("kali").sum().cast(pl.Int64))
        .with_columns(lipat=fold(pl.col(name)) if folded else pl.col(name))
        .with_columns(suara=pl.col("kali").sum().over(*code, "lipat"))
    )
    order = pl.struct(-pl.col("suara"), "lipat", -pl.col("kali"))
    return known.group_by(*code).agg(pl.col(name).sort_by(order, name).first())


def satker_names(
    program: pl.LazyFrame, swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame
) -> pl.LazyFrame:
    """Return kd_klpd, kd_satker, nama_satker, kd_satker_str: one row per satker of any dataset.

    Names come from any stored year and dataset of the KLPD, deleted rows too; program-master names
    no satker, so one that only occurs there has nulls.
    """
    columns = ("tahun", *_SATKER, "nama_satker", "kd_satker_str")
    spellings = pl.concat([tally(dataset, *columns) for dataset in (swakelola, kaji_ulang)])
    codes = pl.concat([tally(program, *_SATKER), spellings], how="diagonal").select(_SATKER)
    return (
        codes.filter(pl.col("kd_satker").is_not_null())
        .unique()
        .join(best(spellings, _SATKER, "nama_satker"), on=_SATKER, how="left")
        .join(best(spellings, _SATKER, "kd_satker_str", folded=False), on=_SATKER, how="left")
    )


def program_names(program: pl.LazyFrame) -> pl.LazyFrame:
    """Return kd_klpd, kd_program_str, nama_program: one row per named code within its KLPD."""
    code = ("kd_klpd", "kd_program_str")
    return best(tally(program, "tahun", *code, "nama_program"), code, "nama_program")


def penyelenggara_names(swakelola: pl.LazyFrame, klpd: pl.LazyFrame) -> pl.LazyFrame:
    """Return kd_klpd, kd_klpd_penyelenggara and its name: the catalogue's, else the source's."""
    code, name = "kd_klpd_penyelenggara", "nama_klpd_penyelenggara"
    known = klpd.select(pl.col("kd_klpd").alias(code), pl.col("nama_klpd").alias("resmi"))
    spellings = tally(swakelola, "tahun", "kd_klpd", code, name)
    codes = spellings.select("kd_klpd", code).filter(pl.col(code).is_not_null()).unique()
    return (
        codes.join(best(spellings, ("kd_klpd", code), name), on=["kd_klpd", code], how="left")
        .join(known, on=code, how="left")
        .select("kd_klpd", code, pl.coalesce("resmi", name).alias(name))
    )


def with_satker(frame: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Add nama_satker to kd_satker; null when no dataset names it."""
    return frame.join(names.select(*_SATKER, "nama_satker"), on=_SATKER, how="left")


def with_program(frame: pl.LazyFrame, program: pl.LazyFrame) -> pl.LazyFrame:
    """Add nama_program to kd_program_str, from all rows of `program`."""
    return frame.join(program_names(program), on=["kd_klpd", "kd_program_str"], how="left")
