"""`/api/tabel/NAME.*`: the rows of a table, the same as `lensa table NAME` and the page show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from ... import table_inputs
from ...analysis.frames import RUP, SATKER
from ...analysis.ordering import ordered
from ...analysis.tables import TABLES, Table
from ...commands import table as command
from ...errors import BadRequest, ConfigurationMissing, NotImported, SourceUnavailable
from ...export import provenance, table_citation
from ...inventory import SOURCE, newest
from ...link import LinkState, options_of, pairs
from ...repository import Request, now_utc
from ...wiring import App
from ..answers import Answer, Asked, Body, NotStored, Watch
from .formats import MEDIA, Rows, encoded, paged
from .question import check_partitions, instant, is_settled, names_of, state_of
from .version import VERSION

SORT_AND_PAGE = ("urut", "hal", "snap")
NOT_THERE = (SourceUnavailable, NotImported)
"""The errors of a partition that is not stored, where nothing is read from a source."""
TABLES_OBEY = tuple(sorted({name for table in TABLES.values() for name in table.obeys}))
MOST_WATCHED = 64
"""Folders that a watch looks at, each in some twenty microseconds."""
MOST_MISSING = 6
"""Partitions that an error names; the rest are counted."""


def answer(asked: Asked) -> Answer:
    """Return the answer to a question for a table; raise BadRequest, NotStored."""
    name, form = chosen_form(asked, TABLES, "tabel")
    table = TABLES[name]
    state = state_of(asked, ("klpd", "tahun", *table.obeys, *SORT_AND_PAGE))
    check_partitions(state)
    if table.two_years and len(state.tahun) < 2:
        raise BadRequest(
            f"{table.name} membandingkan dua tahun: beri tahun=2024,2025", where="tahun"
        )
    if table.name == "jejak" and not state.kode:
        raise BadRequest("jejak memerlukan kode: sebuah kd_rup", where="kode")
    column = state.urut.removeprefix("-")
    if column and column not in table.columns:
        raise BadRequest(
            f"urut: {table.name} tidak punya kolom {column}; kolomnya {', '.join(table.columns)}",
            where="urut",
        )
    names = tuple(dict.fromkeys((*table.uses, *RUP, SATKER)))
    watch = watched(asked.app, state, names)
    stored = digests(asked.app, state.klpd, names, state)
    return Answer(
        identity=f"{VERSION} {table.name}.{form} {pairs(state)} {stored}",
        make=partial(_body, asked, table, form, state),
        fixed=is_settled(state),
        watch=watch,
    )


def rows_of(asked: Asked, table: Table, state: LinkState) -> Rows:
    """Return all rows of a table over what is stored; raise NotStored for what is not."""
    app, klpd = asked.app, asked.app.klpd()
    if klpd.problem:
        raise ConfigurationMissing(klpd.problem)
    requests = app.rup(table.reads, state.klpd, state.tahun)
    sheet = table_inputs.read(
        app.repository,
        requests,
        at=instant(state),
        klpd=klpd,
        also=app.rup(table.also, state.klpd, state.tahun),
        stand_ins=table.stand_ins,
    )
    lacking = [o.request for o in sheet.outcomes if isinstance(o.error, NOT_THERE)]
    for outcome in sheet.outcomes:
        if outcome.error and not isinstance(outcome.error, NOT_THERE):
            raise outcome.error
    if lacking or not sheet.snapshots:
        raise missing(asked, state, lacking, table_citation.path_of(table.name))
    frame, options, note = command.made(sheet, table.name, options_of(state))
    names = names_of(app)
    quoted = table_citation.of_table(
        table.name,
        options,
        sheet.snapshots,
        app.repository,
        names=names,
        address=asked.root,
        lang=asked.lang,
    )
    about_it = provenance.of_options(table.name, options, names, asked.lang)
    frame = ordered(frame, state.urut)
    return Rows(
        kind="tabel",
        name=table.name,
        frame=frame,
        height=frame.height,
        # its filters as the rows write them
        state=replace(state, **{name: getattr(options, name) for name in TABLES_OBEY}),
        stored=sheet.snapshots,
        quoted=quoted,
        about=provenance.about(frame, replace(about_it, link=quoted.link), sheet.snapshots),
        note=note,
    )


def chosen_form(asked: Asked, known: Iterable[str], what: str) -> tuple[str, str]:
    """Return the name and format of a path like `NAME.json`; raise NotStored for unknown ones."""
    name, _, form = asked.values["file"].rpartition(".")
    if name not in known:
        raise NotStored(f"{what} tidak dikenal; daftarnya di /api", page=f"{asked.root}/api")
    if form not in MEDIA:
        raise NotStored(f"format tidak dikenal; yang ada: {', '.join(MEDIA)}")
    return name, form


def digests(app: App, klpd: Iterable[str], names: Iterable[str], state: LinkState) -> str:
    """Return what identifies all stored rows of some KLPD, of every year: names need them, too."""
    stored = newest(app.repository, klpd, names, at=instant(state))
    return f"{provenance.digest_of(stored)} {app.klpd().digest}"


def watched(app: App, state: LinkState, names: Iterable[str]) -> Watch | None:
    """Return a watch of the stored partitions of some KLPD, None for too many of them.

    An instant that is not past yet may be another answer later, without any change.
    """
    folders = [(name, f"kode_klpd={kode}") for kode in state.klpd for name in names]
    if len(folders) > MOST_WATCHED or (state.snap and state.snap > now_utc()):
        return None

    def look() -> tuple[object, ...]:
        listings = (app.repository.surveyed(SOURCE, *folder) for folder in folders)
        return (app.klpd(), is_settled(state), *listings)

    return Watch.begun(look)


def missing(asked: Asked, state: LinkState, requests: Sequence[Request], path: str) -> NotStored:
    """Return the error that names what is not stored, and the page that reads it."""
    named = "; ".join(map(str, requests[:MOST_MISSING]))
    more = f" dan {len(requests) - MOST_MISSING} lagi" if len(requests) > MOST_MISSING else ""
    when = " pada saat itu" if state.snap else ""
    query = urlencode(pairs(LinkState(klpd=state.klpd, tahun=state.tahun, lang=state.lang)))
    page = f"{asked.root}/{path}?{query}"
    return NotStored(f"belum tersimpan{when}: {named}{more}; halaman ini membacanya", page=page)


def _body(asked: Asked, table: Table, form: str, state: LinkState) -> Body:
    return encoded(paged(rows_of(asked, table, state), form), form, asked.root)
