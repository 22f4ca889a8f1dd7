"""The answer of the comparison page: which figure, where the first KLPD stands, what to mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

from pages.shell.answers.common import row_of
from pages.shell.data import Data
from pages.shell.drawn import Drawn
from pages.shell.view import View
from pages.shell.words import listed
from services.analysis.frames import HISTORY, PAKET, PROGRAM
from services.charts import wording

Unit = Literal["rupiah", "jumlah", "persen", "angka"]
SHOWN = (
    *("nama_klpd", "pagu", "pangsa_terumumkan", "revisi", "revisi_swakelola_per_100"),
    *("batal_bersih", "lengkap"),
)
"""The columns of table `banding` on the screen; the download has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ukuran:
    """One figure KLPD are compared by: its column of `banding`, its unit, the dataset it is of."""

    name: str
    column: str
    unit: Unit
    dataset: str

    def said(self, value: float | None, lang: str) -> str:
        """Print a value as short as a sentence needs."""
        if self.unit == "rupiah":
            return wording.rupiah(None if value is None else round(value), lang)
        if self.unit == "persen":
            return wording.percent(value, 1, lang)
        return wording.number(value, 1 if self.unit == "angka" else 0, lang)


_UKURAN = (
    Ukuran(name="pagu", column="pagu", unit="rupiah", dataset=PROGRAM),
    Ukuran(name="median", column="median_pagu", unit="rupiah", dataset=PROGRAM),
    Ukuran(name="paket", column="jumlah_swakelola", unit="jumlah", dataset=PAKET),
    Ukuran(name="terumumkan", column="pangsa_terumumkan", unit="persen", dataset=PAKET),
    Ukuran(name="revisi", column="revisi", unit="jumlah", dataset=HISTORY),
    Ukuran(name="revisi100", column="revisi_swakelola_per_100", unit="angka", dataset=HISTORY),
    Ukuran(name="batal", column="batal_bersih", unit="jumlah", dataset=HISTORY),
)
UKURAN: Mapping[str, Ukuran] = MappingProxyType({one.name: one for one in _UKURAN})


def chosen(view: View) -> Ukuran:
    """Return the figure that the link chooses, pagu when it chooses none."""
    return UKURAN.get(view.state.switch("ukuran"), UKURAN["pagu"])


def figures(view: View) -> dict[str, str]:
    """Return the figures with their words, for the switch."""
    return {name: view.words(f"banding.pendek.{name}") for name in UKURAN}


def drawn(data: Data, ukuran: Ukuran) -> Drawn:
    """Return `rows` with the partitions of the figure behind them."""
    return data.drawn(rows(data, ukuran), ukuran.dataset)


def ranked(data: Data, ukuran: Ukuran) -> Drawn:
    """Return `ranking` with the partitions of the figure behind it."""
    asked = [(kode, data.view.tahun) for kode in data.view.state.klpd]
    return data.drawn(ranking(data, ukuran), ukuran.dataset, asked=asked)


def rows(data: Data, ukuran: Ukuran) -> pl.DataFrame:
    """Return table `banding` for the charts: nothing where the figure's dataset had no row.

    A dataset that answered without a single row says nothing; a count of it is not 0.
    """
    empty = [kode_tahun for name, *kode_tahun in _empty(data) if name == ukuran.dataset]
    silent = pl.concat_list(pl.col("kd_klpd"), pl.col("tahun").cast(pl.String)).is_in(empty)
    table = data.table("banding")
    if not empty:
        return table
    return table.with_columns(pl.when(~silent).then(ukuran.column).alias(ukuran.column))


def ranking(data: Data, ukuran: Ukuran) -> pl.DataFrame:
    """Return the newest year's rows ranked by a figure, equal ones sharing a rank; unknown last."""
    newest = rows(data, ukuran).filter(pl.col("tahun") == data.view.tahun)
    rank = pl.col(ukuran.column).rank("min", descending=True).cast(pl.Int64)
    return newest.select(
        "tahun",
        "kd_klpd",
        rank.alias("peringkat"),
        "nama_klpd",
        ukuran.column,
        "lengkap",
        "snapshot",
    ).sort("peringkat", "kd_klpd", nulls_last=True)


def sentence(data: Data, ukuran: Ukuran) -> str:
    """Say where the first KLPD stands among those chosen, and the highest, lowest and middle."""
    view = data.view
    order = ranking(data, ukuran)
    mine = row_of(order.filter(pl.col("kd_klpd") == view.klpd), view.tahun)
    known = order.filter(pl.col("peringkat").is_not_null())
    told = {
        "nama": view.nama,
        "tahun": view.tahun,
        "ukuran": view.words(f"banding.ukuran.{ukuran.name}"),
        "nilai": ukuran.said(mine.get(ukuran.column), view.lang),
    }
    if order.height < 2:
        return view.say("banding.alone", **told)
    if known.height < 2 or mine.get("peringkat") is None:
        return view.say("banding.unknown", **told, known=known.height, all=order.height)
    top, low = known.row(0, named=True), known.row(-1, named=True)
    return view.say(
        "banding.answer",
        **told,
        rank=mine["peringkat"],
        known=known.height,
        top=top["nama_klpd"],
        vtop=ukuran.said(top[ukuran.column], view.lang),
        low=low["nama_klpd"],
        vlow=ukuran.said(low[ukuran.column], view.lang),
        median=ukuran.said(_middle(known[ukuran.column]), view.lang),
    )


def cautions(data: Data) -> list[str]:
    """Say what to mind: kinds mixed, datasets without a row."""
    view, table = data.view, data.table("banding")
    said = []
    kinds = sorted({label for kind in table["jenis_klpd"] if (label := kind_words(view, kind))})
    if len(kinds) > 1:
        said.append(view.say("banding.mixed", jenis=listed(kinds, view.lang)))
    empty = [f"{name} {klpd} {tahun}" for name, klpd, tahun in _empty(data)]
    if empty:
        said.append(view.say("banding.silent", bagian=listed(empty, view.lang)))
    return said


def kind_words(view: View, jenis_klpd: str | None) -> str:
    """Return the words for a kind of KLPD."""
    known = ("KABUPATEN", "KOTA", "PROVINSI", "KEMENTERIAN", "LEMBAGA", "INSTANSI")
    return view.words(f"banding.jenis.{jenis_klpd}") if jenis_klpd in known else jenis_klpd or ""


def _empty(data: Data) -> list[Sequence[str]]:
    """Return dataset, KLPD and year of the partitions that answered without a single row."""
    found = [s for s in data.snapshots() if not s.manifest.rows]
    return [
        (s.request.dataset.name, s.request.values["kode_klpd"], s.request.values["tahun"])
        for s in found
    ]


def _middle(values: pl.Series) -> float | None:
    middle = values.median()
    return float(middle) if isinstance(middle, int | float) else None
