"""The answer of the page of one package: what it is, and what happened to it last, in words."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.shell.answers import kaji_ulang
from pages.shell.reading.data import Data
from services.analysis.filters import Filters
from services.analysis.frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    PAKET,
    PENYEDIA,
    PENYEDIA_UMUM,
)
from services.analysis.measures import SWAKELOLA
from services.analysis.one_package import satu_paket
from services.language.labels import label
from services.language.wording import tanggal

PROVIDERS = (PENYEDIA, PENYEDIA_UMUM)
BUDGETS = (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)
LISTS = (*PROVIDERS, *BUDGETS)
MOST_ENDS = 5
"""The most ends of a family that are described in words; the graph shows all."""


def packages(data: Data) -> pl.DataFrame:
    """Return the listed packages with the chosen code, of every stored year and both kinds."""
    kode = data.view.state.kode
    return data.cached(
        f"satu_paket {kode}",
        lambda: satu_paket(Filters(klpd=data.view.state.klpd).narrow(data.frames), kode),
    )


def listing(data: Data, rows: pl.DataFrame) -> list[str]:
    """Return the datasets that hold these rows of `packages`."""
    whole = bool(data.snapshots(PENYEDIA))
    provider = PENYEDIA if whole else PENYEDIA_UMUM
    kinds = rows["jenis_paket"].unique().sort()
    return [PAKET if kind == SWAKELOLA else provider for kind in kinds]


def sentence(data: Data) -> str:
    """Return a sentence for each listed package, or that no list has the code."""
    view = data.view
    rows = packages(data)
    if rows.is_empty():
        return view.say("paket.unlisted", kode=view.state.kode, nama=view.nama)
    return "  \n".join(_described(data, row) for row in rows.iter_rows(named=True))


def _described(data: Data, row: dict[str, Any]) -> str:
    view = data.view
    return view.say(
        "paket.listed" if row["hidup"] else "paket.deleted",
        kode=row["kd_rup"],
        nama=row["nama_paket"],
        jenis=view.words(f"paket.kind.{row['jenis_paket']}"),
        satker=row["nama_satker"] or row["kd_satker"],
        klpd=view.names.get(row["kd_klpd"], row["kd_klpd"]),
        tahun=row["tahun"],
        pagu=view.rupiah(row["pagu"]),
        status=label("status", row["status"], view.lang),
    )


def lists_read(data: Data) -> str:
    """Return the note on which provider list was read, if any."""
    view = data.view
    if data.snapshots(PENYEDIA):
        return view.say("paket.provider_read")
    announced = data.snapshots(PENYEDIA_UMUM)
    return view.say("penyedia.only_announced" if announced else "paket.provider_unread")


def last_acts(data: Data) -> list[str]:
    """Return what happened last to the code and at each end of its family, one text each."""
    view, kode = data.view, data.view.state.kode
    nodes = kaji_ulang.codes(data)
    own = nodes.filter(pl.col("kd_rup") == kode)
    if own.is_empty():
        return [view.say("paket.no_history", kode=kode)]
    lines = [_last_act(data, row) for row in own.iter_rows(named=True)]
    ends = nodes.filter(~pl.col("keadaan").is_in(("diganti", "gugur")), pl.col("kd_rup") != kode)
    shown = ends.sort("sejak", "kd_rup", descending=[True, False], nulls_last=True).head(MOST_ENDS)
    lines += [_last_act(data, row) for row in shown.iter_rows(named=True)]
    if ends.height > shown.height:
        lines.append(view.say("paket.more_ends", n=view.number(ends.height - shown.height)))
    if "diaktifkan" in {*own["asal"], *shown["asal"]}:
        lines.append(view.say("paket.reactivated"))
    return lines


def _last_act(data: Data, row: dict[str, Any]) -> str:
    """Describe the last act on one code by its state and origin."""
    view = data.view
    trail = data.table("jejak").filter(pl.col("jenis_paket") == row["jenis_paket"])
    code = pl.col("kd_rup_lama") == row["kd_rup"]
    made = (pl.col("kd_rup_baru") == row["kd_rup"]) & (pl.col("kd_rup_lama") != row["kd_rup"])
    born = row["keadaan"] in ("aktif", "gugur") and row["asal"] != "diaktifkan"
    acts = trail.filter(made if born else code).sort("tgl_kaji_ulang", nulls_last=False)
    last = acts.row(-1, named=True) if acts.height else {}
    heirs = trail.filter(code, pl.col("kd_rup_baru") != row["kd_rup"])["kd_rup_baru"].unique()
    kind = "diaktifkan" if row["asal"] == "diaktifkan" else row["keadaan"]
    when = last.get("tgl_kaji_ulang")
    return view.say(
        f"paket.last.{kind}",
        kode=row["kd_rup"],
        waktu=tanggal(when.date() if when else None, view.lang),
        alasan=last.get("alasan_kajiulang") or view.words("paket.no_reason"),
        lama=last.get("kd_rup_lama") or view.words("absent.unknown"),
        penerus=", ".join(heirs.sort()) or view.words("absent.unknown"),
    )
