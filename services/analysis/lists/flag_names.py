"""Name the codes of `tanda`: the package or program that a flag is of, and its pagu."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ..frames import Frames, Options
from ..measures import KEY
from ..names import program_names
from ..recipes import all_years
from ..tables import build
from ..tanda.flags import flags_per_satker


def named_flags(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the rows of `tanda` with `nama` and `pagu` of their code, both null where unknown.

    A code of a package is named by the list of swakelola or of provider packages, a program code by
    program-master; a date has no name. `cari` holds code, name and satker in lower case.
    """
    every = replace(options, satker="", status="", metode="", pengadaan="")
    columns = [*KEY, "kd_rup", "nama_paket", "pagu"]
    packages = [
        build(table, frames, every).select(columns) for table in ("paket", "penyedia-paket")
    ]
    codes = pl.concat(packages).rename({"kd_rup": "kode", "nama_paket": "nama"})
    programs = program_names(all_years(frames, options).program).select(
        "kd_klpd", kode="kd_program_str", nama_program="nama_program"
    )
    flags = build("tanda", frames, options)
    named = flags.join(
        codes.unique([*KEY, "kode"], keep="first", maintain_order=True),
        on=[*KEY, "kode"],
        how="left",
        maintain_order="left",
    ).join(programs, on=["kd_klpd", "kode"], how="left", maintain_order="left")
    with_names = named.with_columns(nama=pl.coalesce("nama", "nama_program")).drop("nama_program")
    texts = [pl.col(name).fill_null("") for name in ("kode", "nama", "nama_satker")]
    return with_names.with_columns(cari=pl.concat_str(texts, separator=" ").str.to_lowercase())


def satkers_with_flags(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the rows of `flags.flags_per_satker` for the options, whatever satker is chosen."""
    return flags_per_satker(build("tanda", frames, replace(options, satker="")))
