"""The answers of the pages on single rows: one package, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from ...analysis.filters import Filters
from ...analysis.frames import (
    HISTORY,
    PAKET,
    PENYEDIA,
    PENYEDIA_UMUM,
    PROVIDER_LISTS,
    RUP,
    SATKER,
    Frames,
)
from ...analysis.measures import SWAKELOLA
from ...analysis.packages.one_package import satu_paket
from ...analysis.revisions.lineage import pohon, tindakan
from ...analysis.tables import TABLES, build
from ...analysis.tanda.flags import CATATAN
from ...inventory import listed
from ...language import wording
from ...language.labels import label, shortened
from ..asked import Asked
from ..values import Answer, Bar, Moments
from .plan import bars

LONGEST_NAME = 300
MOST_ACTS = 4


def flags(given: Asked) -> Answer | None:
    """Return how many rows of the chosen KLPD and years deserve a look, by rule."""
    table = TABLES["tanda"]
    sheet = given.stored(RUP, given.state.klpd, given.state.tahun, table.also)
    if not any(s.manifest.rows for s in sheet.snapshots if s.request.dataset.name in RUP):
        return None
    settled = given.settled(sheet.frames)
    rows = build("tanda", sheet.frames, settled.options()).collect()
    counts = dict(rows.group_by("aturan").len().iter_rows())
    subject, context = settled.subject(sheet.frames)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Answer(
        subject=subject,
        context=context.replace(str(given.tahun), ", ".join(map(str, given.state.tahun))),
        figure=wording.number(rows.height, 0, given.lang),
        label=given.words("pratinjau.tanda", n=rows.height),
        more=[
            given.words("pratinjau.aturan", n=len(counts), semua=len(CATATAN)),
            *(f"{_rule(given, rule)}: {_number(given, n)}" for rule, n in ordered[:3]),
        ],
        chart=bars(
            [Bar(name=_rule(given, r), value=n, text=_number(given, n)) for r, n in ordered]
        ),
        chart_title=given.words("pratinjau.bagan.tanda"),
        partitions=sheet.snapshots,
    )


def _rule(given: Asked, rule: str) -> str:
    return given.words(f"tanda.{rule}.aturan")


def _number(given: Asked, n: int) -> str:
    return wording.number(n, 0, given.lang)


def package(given: Asked) -> Answer | None:
    """Return what a package is and what became of it, over every stored year."""
    if not given.state.kode:
        return None
    names = (*RUP, *PROVIDER_LISTS)
    stored = listed(given.app.repository, klpd=given.state.klpd, at=given.at, names=names)
    years = sorted({year.tahun for year in stored} | set(given.state.tahun))
    sheet = given.stored(RUP, given.state.klpd, years, (*PROVIDER_LISTS, SATKER))
    of_klpd = Filters(klpd=given.state.klpd).narrow(sheet.frames)
    kode = given.state.kode
    listed_rows = satu_paket(of_klpd, kode).sort("tahun").collect().to_dicts()
    nodes = pohon(of_klpd.kaji_ulang, kode).nodes.filter(pl.col("kd_rup") == kode).collect()
    if not listed_rows and nodes.is_empty():
        return None
    row = listed_rows[-1] if listed_rows else {}
    code = nodes.to_dicts()[-1] if nodes.height else {}
    name = row.get("nama_paket")
    known = {column: value for column, value in row.items() if value is not None}
    merged = code | known
    kd_satker = merged.get("kd_satker") or ""
    satker = merged.get("nama_satker") or given.satkers(of_klpd).get(kd_satker, "")
    klpd = given.names.get(merged["kd_klpd"], merged["kd_klpd"])
    texts = (klpd, str(merged["tahun"]), kode if name else "", shortened(satker, 60))
    context = " · ".join(text for text in texts if text)
    kinds = {row["jenis_paket"] for row in listed_rows}
    named_in = {row["tahun"] for row in listed_rows} | ({code["tahun"]} if code else set())
    wanted = {HISTORY} if code else set()
    wanted |= {PAKET} if SWAKELOLA in kinds else set()
    wanted |= {PENYEDIA, PENYEDIA_UMUM} if kinds - {SWAKELOLA} else set()
    behind = [
        s
        for s in sheet.snapshots
        if s.request.dataset.name in wanted and s.request.tahun in named_in
    ]
    return Answer(
        subject=shortened(name, LONGEST_NAME)
        if name
        else given.words("paket.code_alone", kode=kode),
        context=context,
        figure=wording.rupiah(row.get("pagu"), given.lang) if row else _state(given, code),
        label=given.words("paket.fact.pagu" if row else "paket.fact.keadaan"),
        more=_facts(given, row, code),
        chart=_acts(given, of_klpd, code),
        chart_title=given.words("pratinjau.bagan.paket"),
        partitions=behind,
    )


def _state(given: Asked, code: Mapping[str, Any]) -> str:
    return given.words(f"paket.keadaan.{code.get('keadaan') or 'tetap'}")


def _facts(given: Asked, row: Mapping[str, Any], code: Mapping[str, Any]) -> list[str]:
    """Return kind, method and state of a package in words; of an unlisted one that it is."""
    kind = label("paket.kind", row.get("jenis_paket") or code.get("jenis_paket"), given.lang)
    if not row:
        unlisted = given.words("paket.absent.unlisted")
        return [kind, f"{given.words('paket.fact.pagu')}: {unlisted}"]
    facts = [kind]
    if row.get("metode"):
        facts.append(label("metode", row["metode"], given.lang))
    facts.append(f"{given.words('paket.fact.keadaan')}: {_state(given, code)}")
    if row.get("hidup") is False:
        facts.append(given.words("cari.deleted"))
    return facts


def _acts(given: Asked, frames: Frames, code: Mapping[str, Any]) -> Moments | None:
    """Return the acts on the package's family, the newest ones where they are many."""
    if not code:
        return None
    rows = tindakan(frames.kaji_ulang, given.state.kode).collect()
    own = rows.filter(jenis_paket=code["jenis_paket"], kd_klpd=code["kd_klpd"])
    acts: list[tuple[datetime | None, str]] = [
        (time, label("jenis", kind, given.lang))
        for time, kind in own.select("tgl_kaji_ulang", "jenis_revisi").iter_rows()
    ]
    acts.sort(key=lambda act: (act[0] is not None, act[0] or datetime.min))
    return Moments(acts=tuple(acts[-MOST_ACTS:])) if acts else None
