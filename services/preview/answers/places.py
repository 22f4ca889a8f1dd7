"""The answers of the pages on places: peers, regions, locations, and what is stored of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from ... import inventory, national, regions
from ...analysis.across_klpd import region_measures as measure
from ...analysis.across_klpd.compare import sebaya
from ...analysis.across_klpd.peers import UKURAN, ranked_peers
from ...analysis.across_klpd.region_measures import Ukuran
from ...analysis.across_klpd.regions import Part, wilayah
from ...analysis.frames import RUP
from ...analysis.tables import build
from ...boundaries import boundaries
from ...charts.geography.shapes import paint
from ...errors import ServiceError
from ...export import origin
from ...export.origin import of_sources
from ...language import wording
from ...national import National
from ...reference import loader
from ...reference.loader import Region
from ...repository import Stored
from ..asked import Asked
from ..values import Answer, Bar, Chart, Regions, Steps
from .plan import bars

_LEVELS = ("provinsi", "kabkota", "kecamatan", "desa")
_LOCATION_LEVELS = ("negara", *regions.LOCATION_PARENT)
_PARTS: Mapping[str, Part] = {"semua": "semua", "sendiri": "sendiri", "bawah": "bawah"}
HOME = "Indonesia"
DIGITS = 8
"""Hexadecimal digits of the mark of a location's id in a link."""


def peers(given: Asked) -> Answer | None:
    """Return the rank of the first KLPD among its stored peers, or among those chosen."""
    state = given.state
    ukuran = UKURAN.get(state.switch("ukuran"), UKURAN["pagu"])
    chosen = state.klpd
    if len(chosen) == 1:
        codes = sebaya(loader.klpd().lazy(), given.klpd).collect()["kd_klpd"]
        chosen = (*chosen, *(k for k in codes if k in given.names and k != given.klpd))
    read = national.measured(
        given.app.repository, state.tahun, klpd=given.app.klpd(), only=chosen, at=state.snap
    )
    rows = build("banding", read.frames, given.options(klpd=())).collect()
    newest = ranked_peers(rows, ukuran).filter(tahun=given.tahun)
    mine = next(newest.filter(kd_klpd=given.klpd).iter_rows(named=True), None)
    if mine is None or mine[ukuran.column] is None:
        return None
    known = newest.drop_nulls("peringkat")
    about = given.words(f"banding.ukuran.{ukuran.name}")
    more = []
    if mine["peringkat"] is not None and known.height > 1:
        rank = {"rank": mine["peringkat"], "n": known.height}
        more.append(given.words("pratinjau.peringkat", **rank))
        top = known.row(0, named=True)
        highest = ukuran.printed(top[ukuran.column], given.lang)
        if top["kd_klpd"] != given.klpd:
            values = {"nama": top["nama_klpd"], "nilai": highest}
            more.append(given.words("pratinjau.tertinggi", **values))
    return Answer(
        subject=given.nama,
        context=" · ".join([str(given.tahun), *more[:1]]),
        figure=ukuran.printed(mine[ukuran.column], given.lang),
        label=about,
        more=more[1:],
        chart=bars(
            [
                Bar(
                    name=row["nama_klpd"] or row["kd_klpd"],
                    value=float(row[ukuran.column]),
                    text=ukuran.printed(row[ukuran.column], given.lang),
                    own=row["kd_klpd"] == given.klpd,
                )
                for row in known.iter_rows(named=True)
            ]
        ),
        chart_title=given.words("pratinjau.bagan.banding"),
        partitions=[s for s in read.stored if s.request.tahun == given.tahun],
    )


def region(given: Asked) -> Answer | None:
    """Return how the regions below a place compare, or what a kab/kota's government plans."""
    path = _place(given)
    if len(path) > 2:
        return _village(given, path)
    ukuran = measure.UKURAN.get(given.state.switch("ukuran"), measure.UKURAN["kepala"])
    if len(path) == 2:
        ukuran = measure.UKURAN["kepala"]
    read = _measured(given, path[:1])
    code = path[0].code if path else ""
    part = _PARTS.get(given.state.switch("cakupan"), "semua") if not path else "semua"
    imported = given.state.switch("berkas") == "ya"
    table = wilayah(read.frames, code, (given.tahun,), part, imported=imported).collect()
    rows = measure.measured(table, ukuran)
    rows = measure.ranked(rows.filter((pl.col("kode") != code) & (pl.col("kode") != "")))
    known = rows.filter(keadaan=measure.KNOWN)
    own = path[1].code if len(path) == 2 else _own_region(given)
    mine = next(known.filter(kode=own).iter_rows(named=True), None)
    if len(path) == 2 and mine is None:
        return None
    if known.is_empty():
        return None
    enough = len(path) == 2 or (len(path) == 1 and known.height >= 3)
    shown = mine if mine and enough else known.row(0, named=True)
    own_label = f"pratinjau.label.wilayah.{ukuran.name}"
    known_label = own_label in wording.texts()
    about = given.words(own_label if known_label else f"wilayah.ukuran.{ukuran.name}")
    around = path[0].name if path else HOME
    top = known.row(0, named=True)
    values = {
        "rank": wording.number(shown["peringkat"], 0, given.lang),
        "n": wording.number(known.height, 0, given.lang),
        "bagian": given.words(f"wilayah.several.{_LEVELS[min(len(path), 1)]}"),
        "nama": around,
    }
    value = ukuran.printed(top["value"], given.lang)
    highest = given.words("pratinjau.tertinggi", nama=top["nama"], nilai=value)
    sources = set(read.frames.stored.select("source").collect()["source"])
    sampled = national.CONTOH in sources
    return Answer(
        subject=shown["nama"],
        context=f"{around} · {given.tahun}",
        figure=ukuran.printed(shown["value"], given.lang),
        label=about,
        more=[
            given.words("pratinjau.urutan", **values),
            *([highest] if top["kode"] != shown["kode"] else []),
        ],
        chart=_map(given, path[:1], rows, ukuran, shown["kode"]),
        chart_title=f"{about}, {around}",
        partitions=[s for s in read.stored if s.request.tahun == given.tahun and not sampled],
        origin="contoh" if sampled else of_sources(sources),
        note=given.words("pratinjau.sumber_contoh") if sampled else "",
    )


def _place(given: Asked) -> tuple[Region, ...]:
    """Return the region of the link with its ancestors, by default the first KLPD's province."""
    state = given.state
    if state.wilayah:
        lengths = (len(state.wilayah), 6, 4, 2)
        paths = (loader.path(state.wilayah[:length]) for length in lengths)
        return next((path for path in paths if path), ())
    if state.switch("peta") == "indonesia":
        return ()
    return loader.path(_own_region(given)[:2])


def _own_region(given: Asked) -> str:
    return given.app.klpd().region(given.klpd) if given.klpd else ""


def _measured(given: Asked, path: Sequence[Region]) -> National:
    """Return the measures of the governments of a province, or of all stored ones.

    In the sandbox the country has the shipped sample for those that are not stored, as on its page.
    """
    only = None
    if path:
        inside = pl.col("kode_wilayah").str.starts_with(path[0].code)
        codes = given.app.klpd().table.filter(inside)["kd_klpd"]
        only = [kode for kode in codes if kode in given.names]
    read = national.measured(
        given.app.repository, (given.tahun,), klpd=given.app.klpd(), only=only, at=given.state.snap
    )
    if path or not given.app.sandbox or given.state.snap:
        return read
    return national.with_sample(read, given.tahun)


def _map(
    given: Asked, path: Sequence[Region], rows: pl.DataFrame, ukuran: Ukuran, chosen: str
) -> Chart | None:
    level, code = ("kabkota", path[0].code) if path else ("provinsi", "")
    shapes = boundaries(given.app.settings, level, code).shapes  # type: ignore[arg-type]
    if not shapes:
        return None
    printed = partial(ukuran.printed, lang=given.lang)
    painted = paint(shapes, rows, theme="light", print_value=printed, lang=given.lang)
    known = rows["value"].drop_nulls()
    unread = any(not mark.known for mark in painted.marks)
    return Regions(
        painted=painted,
        chosen=frozenset([chosen]),
        low=printed(known.min()),
        high=printed(known.max()),
        hatched=given.words("pratinjau.tanpa_angka") if unread else "",
    )


def _village(given: Asked, path: Sequence[Region]) -> Answer:
    """Return how many villages a kecamatan has; these are facts of the shipped region tree."""
    kecamatan = path[2]
    tree = loader.regions()
    below = tree.filter(pl.col("parent_code") == kecamatan.code)
    count = wording.number(below.height, 0, given.lang)
    return Answer(
        subject=path[-1].name,
        context=", ".join(region.name for region in reversed(path[:-1])),
        figure=count,
        label=given.words("pratinjau.desa", n=below.height, nama=kecamatan.name),
        more=[given.words("pratinjau.pemda", pemda=path[1].name)],
        chart=Steps(names=tuple(region.name for region in path)),
        origin="langsung",
        note=loader.DECREE,
    )


def location(given: Asked) -> Answer | None:
    """Return the chosen location and how many its level has, as far as levels are stored."""
    if given.app.rup_source == "berkas" and not given.app.live["lokasi"]:
        return None
    path, rows, level, stored = _follow(given)
    if rows is None or not stored:
        return None
    names = tuple(str(row["name"]) for row in path)
    here = len(path) == len(_LOCATION_LEVELS)
    about = given.words(f"lokasi.level.{level}")
    key = "pratinjau.setempat" if here else "pratinjau.bawahan"
    return Answer(
        subject=names[-1] if names else about,
        context=", ".join(reversed(names[:-1])),
        figure=wording.number(rows.height, 0, given.lang),
        label=given.words(key, level=about),
        chart=Steps(names=names) if len(names) > 1 else None,
        partitions=stored[-1:],
        origin=origin.kind(s.manifest for s in stored),
    )


def _follow(
    given: Asked,
) -> tuple[list[Mapping[str, Any]], pl.DataFrame | None, str, list[Stored]]:
    """Return the path of the link, the rows of the level below it, its name, and what was read."""
    path, stored, rows, level = list[Mapping[str, Any]](), list[Stored](), None, ""
    above = filter(None, given.state.switch("jalur").split("."))
    marks = [*above, _mark(given.state.lokasi)] if given.state.lokasi else []
    for at, each in enumerate(_LOCATION_LEVELS):
        parents = [path[-1]["id"]] if path else []
        try:
            read = regions.read_locations(given.app.repository, each, induk=parents, at=given.at)
        except ServiceError:  # a level that is not stored: the answer is that of the levels above
            return path, None, "", stored
        rows, level = regions.together(read).sort("name", "id", nulls_last=True), each
        stored += read
        if at < len(marks):
            chosen = [row for row in rows.iter_rows(named=True) if _mark(row["id"]) == marks[at]]
        else:
            chosen = [] if marks else rows.filter(name=HOME).head(1).rows(named=True)
        if len(chosen) != 1:
            return path, rows if at >= len(marks) else None, level, stored
        path.append(chosen[0])
    return path, rows, level, stored


def _mark(id_: str | None) -> str:
    return hashlib.sha256((id_ or "").encode()).hexdigest()[:DIGITS]


def stored(given: Asked) -> Answer | None:
    """Return how much is stored, and of which datasets."""
    every = [p for p in inventory.partitions(given.app.repository, at=given.at) if p.kode]
    if not every:
        return None
    years = {(p.kode, p.tahun) for p in every if p.tahun is not None}
    rows = sum(p.newest.rows for p in every)
    chosen = {(k, y) for k in given.state.klpd for y in given.state.tahun}
    have = sum((p.kode, p.tahun) in chosen and p.dataset in RUP for p in every)
    counts = Counter(p.dataset for p in every)
    latest = wording.instant(max(p.newest.fetched_at for p in every), given.lang)

    def number(value: int) -> str:
        return wording.number(value, 0, given.lang)

    more = [given.words("pratinjau.tersimpan", bagian=number(len(every)), baris=number(rows))]
    if chosen:
        values = {"nama": given.nama, "n": number(have), "semua": number(len(chosen) * len(RUP))}
        more.append(given.words("pratinjau.bagian", **values))
    return Answer(
        subject=given.words("shell.page.data"),
        context=given.words("pratinjau.penyimpanan"),
        figure=number(len(years)),
        label=given.words("pratinjau.klpd_tahun", n=len(years)),
        more=more,
        chart=bars([Bar(name=n, value=c, text=number(c)) for n, c in counts.most_common()]),
        chart_title=given.words("pratinjau.bagan.data"),
        note=given.words("pratinjau.terbaru", waktu=latest),
        origin=origin.kind(p.newest for p in every),
    )
