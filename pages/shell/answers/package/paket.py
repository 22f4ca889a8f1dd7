"""The answer of the page of one package: what it is, and what happened to it last, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pages.shell.answers.package import keluarga
from pages.shell.answers.package.riwayat_paket import state_name
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.analysis.frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    PENYEDIA,
    PENYEDIA_UMUM,
)
from services.analysis.measures import JENIS_PENYEDIA, KOSONG, SWAKELOLA
from services.charts.timeline import Family
from services.charts.timeline.family import Node
from services.errors import AccessDenied
from services.language.labels import label, shortened
from services.language.wording import rupiah_full, tanggal

PROVIDERS = (PENYEDIA, PENYEDIA_UMUM)
BUDGETS = (ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)
LISTS = (*PROVIDERS, *BUDGETS)
LONGEST_NAME = 300
"""Characters of a name as a title; real ones have 255 at most."""
MOST_PAGU = 3
"""The most ends whose pagu are named; of more, the sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One package of the chosen code: the same number can be a provider and a swakelola package.

    row: of keluarga.listed, from the newest year that lists it. code: of keluarga.codes. Either is
    empty where the list or the history does not have it.
    """

    klpd: str
    jenis: str
    row: Mapping[str, Any]
    code: Mapping[str, Any]

    @property
    def node(self) -> tuple[str, str]:
        """Return what tells the packages of a code apart, as in a timeline's Node."""
        return self.klpd, self.jenis

    @property
    def code_node(self) -> Node:
        """Return the code as a Node of its family; only for a code with a history."""
        return *self.node, str(self.code["kd_rup"])

    @property
    def deleted(self) -> bool:
        """Tell whether the list has the package as deleted or switched off."""
        return self.row.get("hidup") is False

    @property
    def satker(self) -> str:
        """Return the code of the satker, "" where it is unknown."""
        return self.row.get("kd_satker") or self.code.get("kd_satker") or ""

    @property
    def tahun(self) -> int:
        """Return the year of the list, else the newest of the history."""
        return int(self.row.get("tahun") or self.code["tahun"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A key fact: label, value and, below it, an explanation."""

    label: str
    value: str
    beside: str = ""


def packages(data: Data) -> pl.DataFrame:
    """Return the listed packages with the chosen code, of every stored year and both kinds."""
    return keluarga.listed(data).filter(pl.col("kd_rup") == data.view.state.kode)


def subjects(data: Data) -> list[Subject]:
    """Return the packages of the chosen code, listed ones first; none for an unknown code."""
    kode = data.view.state.kode
    rows = {(r["kd_klpd"], r["jenis_paket"]): r for r in packages(data).sort("tahun").to_dicts()}
    known = keluarga.codes(data).filter(pl.col("kd_rup") == kode).to_dicts()
    codes = {(r["kd_klpd"] or "", r["jenis_paket"] or ""): r for r in known}
    return [
        Subject(klpd=key[0], jenis=key[1], row=rows.get(key, {}), code=codes.get(key, {}))
        for key in dict.fromkeys([*rows, *codes])
    ]


def title(data: Data, every: Iterable[Subject]) -> str:
    """Return the name of the package, else of its family's newest listed code, else its code."""
    names = [subject.row["nama_paket"] for subject in every if subject.row.get("nama_paket")]
    if not names:
        names = keluarga.listed(data).sort("tahun", "kd_rup")["nama_paket"].drop_nulls().to_list()
        names.reverse()
    view = data.view
    alone = view.words("paket.code_alone", kode=view.state.kode)
    return next((shortened(name, LONGEST_NAME) for name in names), "") or alone


def code_line(data: Data, subject: Subject) -> str:
    """Return code, kind, satker, KLPD and year of a package as a line of Markdown."""
    view = data.view
    satker = subject.satker
    name = data.names("satker").get(satker, "") if subject.klpd == view.klpd else ""
    name = subject.row.get("nama_satker") or name
    return view.say(
        "paket.line",
        kode=view.state.kode,
        jenis=kind(view, subject.jenis),
        satker=f"{name} ({satker})" if name and name != satker else satker or "–",
        klpd=view.names.get(subject.klpd, subject.klpd),
        tahun=subject.tahun,
    )


def kind(view: View, jenis: str) -> str:
    """Return the words for a kind of package, as a title begins."""
    words = label("paket.kind", jenis, view.lang)
    return words[:1].upper() + words[1:]


def key_facts(data: Data, subject: Subject, family: Family) -> list[Fact]:
    """Return the four key facts of a package: pagu, state, method or type, family."""
    view, pagu = data.view, subject.row.get("pagu")
    short, exact = view.rupiah(pagu), rupiah_full(pagu, view.lang)
    beside = exact if pagu is not None and exact != short else ""
    if not subject.row:
        beside = absence(data, subject)
    return [
        Fact(label=view.words("paket.fact.pagu"), value=short, beside=beside),
        _state(view, subject, family),
        _method(data, subject, family),
        _family_fact(data, subject, family),
    ]


def absence(data: Data, subject: Subject) -> str:
    """Return why no list has a code: unread, denied, only the announced one read, not in it."""
    view = data.view
    if subject.jenis == SWAKELOLA or data.snapshots(PENYEDIA):
        return view.words("paket.absent.unlisted")
    if data.snapshots(PENYEDIA_UMUM):
        return view.words("paket.absent.announced")
    return view.words("paket.absent.denied" if denied(data) else "paket.absent.unread")


def denied(data: Data) -> bool:
    """Tell whether the source has lately refused a list of provider packages."""
    app, state = data.view.app, data.view.state
    asked = (
        app.partition(name, kode, year)
        for name in PROVIDERS
        for kode in state.klpd
        for year in state.tahun
    )
    return any(isinstance(app.readings.failure(request), AccessDenied) for request in asked)


def _state(view: View, subject: Subject, family: Family) -> Fact:
    """Return the state of the code and since when it is in it."""
    code = subject.code
    if not code:
        return Fact(
            label=view.words("paket.fact.keadaan"),
            value=view.words("paket.keadaan.tetap"),
            beside=view.words("paket.keadaan.tanpa_riwayat"),
        )
    since = code["sejak"]
    return Fact(
        label=view.words("paket.fact.keadaan"),
        value=view.words(f"paket.keadaan.{state_name(family, subject.code_node)}"),
        beside=view.words("charts.since", tanggal=tanggal(since, view.lang)) if since else "",
    )


def _method(data: Data, subject: Subject, family: Family) -> Fact:
    """Return how the package is bought, or the type of swakelola; and where an end has another."""
    view, row = data.view, subject.row
    unknown = view.words("absent.unknown")
    if subject.jenis == SWAKELOLA:
        tipe = row.get("tipe_swakelola")
        value = view.words("paket.tipe", n=tipe) if tipe is not None else unknown
        return Fact(label=view.words("paket.fact.tipe"), value=value)
    own = row.get("metode")
    others = [
        (end["kd_rup"], end["metode"])
        for end in _ends_listed(data, subject, family).values()
        if end["metode"] not in (own, KOSONG) and end["kd_rup"] != view.state.kode
    ]
    beside = ""
    if others:
        method = label("metode", others[0][1], view.lang)
        beside = view.words("paket.other_method", kode=others[0][0], metode=method)
    value = label("metode", own, view.lang) if own else unknown
    return Fact(label=view.words("paket.fact.metode"), value=value, beside=beside)


def _family_fact(data: Data, subject: Subject, family: Family) -> Fact:
    """Return how many codes and ends the family has, with the pagu of the ends."""
    view = data.view
    codes = [node for node in family.parents if node[:2] == subject.node]
    ends = [node for node in family.ends if node[:2] == subject.node]
    title_ = view.words("paket.fact.keluarga")
    if not codes:
        return Fact(label=title_, value=view.words("paket.lone"))
    value = view.words("paket.family", n=view.number(len(codes)), ujung=view.number(len(ends)))
    rows = _ends_listed(data, subject, family)
    pagu = [rows[end]["pagu"] if end in rows else None for end in ends]
    if not pagu:
        return Fact(label=title_, value=value)
    if len(pagu) <= MOST_PAGU:
        words = listed([view.rupiah(value) for value in pagu], view.lang)
        return Fact(label=title_, value=value, beside=view.words("paket.ends_pagu", pagu=words))
    known = [value for value in pagu if value is not None]
    beside = view.words(
        "paket.ends_sum" if len(known) == len(pagu) else "paket.ends_sum_missing",
        pagu=view.rupiah(sum(known) if known else None),
        n=view.number(len(pagu) - len(known)),
    )
    return Fact(label=title_, value=value, beside=beside)


def _ends_listed(data: Data, subject: Subject, family: Family) -> dict[Node, dict[str, Any]]:
    """Return the rows of the newest year that lists each end of the package's family."""
    rows = keluarga.listed(data).sort("tahun").to_dicts()
    by_node = {(row["kd_klpd"], row["jenis_paket"], row["kd_rup"]): row for row in rows}
    return {end: by_node[end] for end in family.ends if end in by_node and end[:2] == subject.node}


def lists_note(data: Data, every: Iterable[Subject]) -> str:
    """Return the note on a provider list that is not read whole, "" where none is needed."""
    view = data.view
    if all(subject.jenis != JENIS_PENYEDIA for subject in every) or data.snapshots(PENYEDIA):
        return ""
    if data.snapshots(PENYEDIA_UMUM):
        return view.say("penyedia.only_announced")
    return view.say("paket.provider_denied" if denied(data) else "paket.provider_unread")
