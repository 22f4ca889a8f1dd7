"""The texts on the recorded pagu of cancelled codes."""

from __future__ import annotations

import polars as pl

from pages.shell.answers.common import subject
from pages.shell.reading.data import Data
from services.analysis.acts.pembatalan import pembatalan_pagu_klpd
from services.analysis.frames import HISTORY, PAKET, Frames, Options
from services.analysis.measures import KEY
from services.analysis.packages.provider import provider_packages

_CONTRADICTED = ("batal", "diganti")


def lists(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return KEY and hanya_terumumkan of the KLPD-years whose provider packages are read."""
    del options
    return provider_packages(frames).select(*KEY, "hanya_terumumkan").unique()


def totals(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the figures of `pembatalan-pagu` for whole KLPD-years."""
    del options
    return pembatalan_pagu_klpd(frames)


def list_read(data: Data) -> bool | None:
    """Tell whether only the announced list is read for the newest year; None where none is."""
    view = data.view
    joined = data.made(lists, reads=(), klpd=(view.klpd,), tahun=(view.tahun,))
    marks: list[bool] = joined["hanya_terumumkan"].to_list()
    return marks[0] if marks else None


def sentence(data: Data) -> str:
    """Return the sentence on cancelled codes and their recorded pagu in the newest year.

    With a satker chosen it is about that satker.
    """
    view = data.view
    year = {"klpd": (view.klpd,), "tahun": (view.tahun,)}
    if view.state.satker:
        table = data.table("pembatalan-pagu", **year)
    else:
        table = data.made(totals, reads=(HISTORY, PAKET), **year)
    words = {"nama": subject(data), "tahun": view.tahun}
    if not table.height:
        return view.say("kaji_ulang.pagu_batal_nihil", **words)
    row = table.row(0, named=True)
    key = "kaji_ulang.pagu_batal_jumlah" if row["pagu"] is not None else "kaji_ulang.pagu_batal_tak"
    counts = ("kode", "pagu_tidak_diketahui", "kode_alasan_ganda", "kode_non_pengadaan")
    numbers = {name: view.number(row[name]) for name in counts}
    return view.say(key, **words, **numbers, pagu=view.rupiah(row["pagu"]))


def contradictions(data: Data) -> str:
    """Return how many codes are announced and yet cancelled or replaced; "" for none."""
    table = data.table("keadaan")
    count = table.filter(
        pl.col("terumumkan") == "ya", pl.col("keadaan").is_in(_CONTRADICTED)
    ).height
    if not count:
        return ""
    return data.view.say("kaji_ulang.berlawanan", n=data.view.number(count))
