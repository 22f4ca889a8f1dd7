"""The answer of the comparison page: the figure, the rank of the first KLPD, the caveats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pages.shell.answers.common import row_of, unproven
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.analysis.across_klpd.peers import UKURAN, Ukuran, ranked_peers, with_net_acts
from services.analysis.frames import HISTORY, PAKET, PENYEDIA, PROGRAM
from services.analysis.packages.swakelola import FEWEST_RANKED
from services.language import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The data of the KLPD compared, and the peers that are not read.

    `kind` describes the peers in words, "" where the reader chose the KLPD.
    """

    data: Data
    kind: str = ""
    unread: tuple[str, ...] = ()


_COUNTS = {PROGRAM: "jumlah_program", PAKET: "jumlah_swakelola", HISTORY: "revisi"}
"""The column of `banding` that counts a dataset's rows, null where it has none."""


def chosen(view: View) -> Ukuran:
    """Return the figure that the link chooses, pagu when it chooses none."""
    return UKURAN.get(view.state.switch("ukuran"), UKURAN["pagu"])


def figures(view: View) -> dict[str, str]:
    """Return the names of the figures with their words, for the switch."""
    return {name: view.words(f"banding.pendek.{name}") for name in UKURAN}


def rows(data: Data) -> pl.DataFrame:
    """Return table `banding` with the further column NET_ACTS."""
    table = data.table("banding", klpd=())
    key = f"banding bersih {data.options(klpd=())}"
    return data.cached(key, lambda: with_net_acts(table).lazy())


def ranking(data: Data, ukuran: Ukuran) -> pl.DataFrame:
    """Return all KLPD ranked by a figure in each year, the newest year first.

    Equal values share a rank, rows without one come last. A rate of fewer than FEWEST_RANKED
    packages or families has a value, but no rank; neither have imported rows beside live ones.
    """
    lang, table = data.view.lang, data.table("banding", klpd=())
    key = f"peringkat {ukuran.name} {lang} {data.options(klpd=())}"
    return data.cached(key, lambda: _ranking(table, ukuran, lang).lazy())


def _ranking(table: pl.DataFrame, ukuran: Ukuran, lang: str) -> pl.DataFrame:
    ranked = ranked_peers(table, ukuran)
    reasons = [_reason_unranked(row, ukuran, lang) for row in ranked.iter_rows(named=True)]
    return ranked.select(
        *("tahun", "kd_klpd", "peringkat", "nama_klpd", ukuran.column),
        pl.Series("alasan_kosong", reasons, dtype=pl.String),
        *("lengkap", "snapshot"),
    )


def newest(data: Data, ranking: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the newest year."""
    return ranking.filter(pl.col("tahun") == data.view.tahun)


def _reason_unranked(row: Mapping[str, Any], ukuran: Ukuran, lang: str) -> str | None:
    """Return why a row has no rank, None where it has one."""
    if row["peringkat"] is not None:
        return None
    if row["pengganti"]:
        return wording.text("asal.alasan", lang)
    if row[ukuran.column] is not None:
        return wording.text("banding.too_few", lang, n=FEWEST_RANKED)
    if any(row[count] is None for name, count in _COUNTS.items() if name in ukuran.datasets):
        return wording.text("absent.empty", lang)
    if PENYEDIA in ukuran.datasets:
        return wording.text("banding.no_provider_list", lang)
    return wording.text("banding.meaningless" if ukuran.base else wording.UNKNOWN, lang)


def stand_ins(data: Data) -> int:
    """Return how many KLPD of the newest year stay out of ranks because they are imported."""
    return int(newest(data, rows(data))["pengganti"].sum())


def title(data: Data, text: str) -> str:
    """Return the title of a ranking, which says when imported rows are ranked."""
    return unproven(data, text, stand_ins=stand_ins(data))


def sentence(data: Data, ukuran: Ukuran) -> str:
    """Return the rank of the first KLPD, and the highest, lowest and median value."""
    view = data.view
    order = newest(data, ranking(data, ukuran))
    mine = row_of(order.filter(pl.col("kd_klpd") == view.klpd), view.tahun)
    known = order.filter(pl.col("peringkat").is_not_null())
    values = {
        "nama": view.nama,
        "tahun": view.tahun,
        "ukuran": view.words(f"banding.ukuran.{ukuran.name}"),
        "nilai": ukuran.printed(mine.get(ukuran.column), view.lang),
    }
    if order.height < 2:
        return view.say("banding.alone", **values)
    if known.height < 2 or mine.get("peringkat") is None:
        return view.say("banding.unknown", **values, known=known.height, all=order.height)
    top, low = known.row(0, named=True), known.row(-1, named=True)
    median = known[ukuran.column].median()
    return view.say(
        "banding.answer",
        **values,
        rank=mine["peringkat"],
        known=known.height,
        top=top["nama_klpd"],
        vtop=ukuran.printed(top[ukuran.column], view.lang),
        low=low["nama_klpd"],
        vlow=ukuran.printed(low[ukuran.column], view.lang),
        median=ukuran.printed(median if isinstance(median, int | float) else None, view.lang),
    )


def cautions(comparison: Comparison) -> list[str]:
    """Return the caveats: peers that are not read, mixed kinds, datasets without rows."""
    data = comparison.data
    view, compared = data.view, rows(data)
    sentences = []
    if comparison.kind:
        read = compared.filter(pl.col("tahun") == view.tahun)["kd_klpd"].n_unique()
        counts = {"terbaca": view.number(read), "belum": view.number(len(comparison.unread))}
        sentences.append(view.say("banding.peers", jenis=comparison.kind, **counts))
    kinds = sorted({label for kind in compared["jenis_klpd"] if (label := kind_words(view, kind))})
    if len(kinds) > 1 and not comparison.kind:
        sentences.append(view.say("banding.mixed", jenis=listed(kinds, view.lang)))
    empty = [
        f"{dataset} {kode} {tahun}"
        for dataset, count in _COUNTS.items()
        for kode, tahun in compared.filter(pl.col(count).is_null())
        .select("kd_klpd", "tahun")
        .rows()
    ]
    if empty:
        sentences.append(view.say("banding.silent", bagian=listed(empty, view.lang)))
    return sentences


def kind_words(view: View, jenis_klpd: str | None) -> str:
    """Return the words for a kind of KLPD."""
    known = ("KABUPATEN", "KOTA", "PROVINSI", "KEMENTERIAN", "LEMBAGA", "INSTANSI")
    return view.words(f"banding.jenis.{jenis_klpd}") if jenis_klpd in known else jenis_klpd or ""
