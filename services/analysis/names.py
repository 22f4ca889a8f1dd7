"""Choose the names of codes: the newest year's most frequent spelling (domain.md rule 3).

Spellings are equal when they are after folding case, white space and a trailing " M" or "(M)";
among folds with as many rows, and among spellings of one fold, the alphabet decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from .frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    PENYEDIA,
    PENYEDIA_UMUM,
    SATKER,
    STRUKTUR,
    SWAKELOLA_UMUM,
    Frames,
)

_SATKER = ("kd_klpd", "kd_satker")
_NAMES = ("nama_satker", "kd_satker_str")
ALSO_NAMING = (
    *(PENYEDIA, PENYEDIA_UMUM, SWAKELOLA_UMUM, ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA, STRUKTUR),
)
"""Datasets besides list and history whose rows name their satker."""
_NO_OTHERS: Mapping[str, pl.LazyFrame] = MappingProxyType({})


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
    program: pl.LazyFrame,
    swakelola: pl.LazyFrame,
    kaji_ulang: pl.LazyFrame,
    others: Mapping[str, pl.LazyFrame] = _NO_OTHERS,
) -> pl.LazyFrame:
    """Return kd_klpd, kd_satker, nama_satker, kd_satker_str: one row per satker of any dataset.

    Names come from any stored year of the KLPD, deleted rows too: from list and history, so that
    all tables agree; where these have none from the datasets in `others` (of Frames.others), last
    from master-satker, which `dari_daftar` marks. program-master names no satker; one that nothing
    names has nulls.
    """
    columns = ("tahun", *_SATKER, *_NAMES)
    spellings = pl.concat([tally(dataset, *columns) for dataset in (swakelola, kaji_ulang)])
    also = [tally(others[name], *columns) for name in ALSO_NAMING if name in others]
    sources = [spellings, *([pl.concat(also)] if also else [])]
    codes = pl.concat([tally(program, *_SATKER), *sources], how="diagonal").select(_SATKER)
    none = (pl.lit(None, pl.String).alias(name) for name in _NAMES)
    named = codes.filter(pl.col("kd_satker").is_not_null()).unique().with_columns(none)
    for source in sources:
        named = _named_by(named, source)
    master = others.get(SATKER)
    if master is None:
        return named.with_columns(dari_daftar=pl.lit(value=False))
    unnamed = pl.col("nama_satker").is_null()
    listed = tally(master.with_columns(tahun=pl.lit(0, pl.Int16)), *columns)
    return (
        _named_by(named.with_columns(_tanpa=unnamed), listed)
        .with_columns(dari_daftar=pl.col("_tanpa") & ~unnamed)
        .drop("_tanpa")
    )


def names_of(frames: Frames, *also: str) -> pl.LazyFrame:
    """Return `satker_names` of all rows of the frames.

    `also` are the other datasets that a table is made from: which of them happen to be here changes
    no name on another table.
    """
    naming = {name: rows for name, rows in frames.others.items() if name in (SATKER, *also)}
    return satker_names(frames.program, frames.swakelola, frames.kaji_ulang, naming)


def _named_by(codes: pl.LazyFrame, spellings: pl.LazyFrame) -> pl.LazyFrame:
    """Give codes the names of these spellings where they have none yet."""
    named = codes
    for name in _NAMES:
        chosen = best(spellings, _SATKER, name, folded=name == "nama_satker")
        named = named.join(chosen.rename({name: "_nama"}), on=_SATKER, how="left")
        named = named.with_columns(pl.coalesce(name, "_nama").alias(name)).drop("_nama")
    return named


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
