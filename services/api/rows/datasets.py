"""`/api/data/DATASET.*`: the rows of stored partitions as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from ...errors import BadRequest, StoreDamaged
from ...export import provenance, table_citation
from ...export.files import About, Fact
from ...inventory import newest
from ...link import LinkState, pairs
from ...repository import Request, Stored
from ...upstream.catalog import find, klpd_names
from ...upstream.dataset import Dataset
from ..answers import Answer, Asked, Body
from .formats import Rows, encoded
from .question import check_partitions, instant, is_settled, names_of, page_of, state_of, window
from .tables import chosen_form, missing, watched
from .version import VERSION

PAGE_OF_DATA = "data"
"""The page that reads any dataset."""


def answer(asked: Asked) -> Answer:
    """Return the answer to a question for the rows of a dataset; raise BadRequest, NotStored."""
    name, form = chosen_form(asked, klpd_names(), "dataset")
    dataset = find(name)
    years = ("tahun",) if dataset.by_klpd_year else ()
    state = state_of(asked, ("klpd", *years, "hal", "snap"))
    check_partitions(state, years=dataset.by_klpd_year)
    if form == "xlsx":
        raise BadRequest("baris mentah ada sebagai .parquet, .json dan .csv", where="file")
    watch = watched(asked.app, state, [name])
    wanted = [dataset.partition(kode, year) for kode in state.klpd for year in state.tahun or (0,)]
    entries = newest(asked.app.repository, state.klpd, [dataset.name], at=instant(state))
    by_request = {entry.request: entry for entry in entries}
    lacking: list[Request] = [request for request in wanted if request not in by_request]
    if lacking:
        raise missing(asked, state, lacking, PAGE_OF_DATA)
    stored = [by_request[request] for request in wanted]
    identity = f"{VERSION} {name}.{form} {pairs(state)} {provenance.digest_of(stored)}"
    return Answer(
        identity=identity,
        make=partial(_body, asked, dataset, form, state, stored),
        fixed=is_settled(state),
        watch=watch,
    )


def _body(
    asked: Asked, dataset: Dataset, form: str, state: LinkState, stored: Sequence[Stored]
) -> Body:
    height = sum(entry.manifest.rows for entry in stored)
    page, pages = page_of(state, form, height)
    first, most = window(page) if form == "json" else (0, height)
    frame = _slice(asked, dataset, stored, first, most)
    quoted = table_citation.of_rows(
        stored[0],
        asked.app.repository,
        names=names_of(asked.app),
        address=asked.root,
        lang=asked.lang,
    )
    rows = Rows(
        kind="data",
        name=dataset.name,
        frame=frame,
        height=height,
        state=state,
        stored=stored,
        quoted=quoted,
        page=page,
        pages=pages,
    )
    facts = (("contoh", rows.label), ("dataset", rows.name), ("tautan", rows.quoted.link))
    about = About(
        facts=tuple(Fact(name=name, label=name, value=value) for name, value in facts if value),
        tables={
            "snapshots": provenance.snapshots(rows.stored),
            "columns": provenance.meanings(rows.frame, rows.name, asked.lang),
        },
    )
    return encoded(replace(rows, about=about), form, asked.root)


def _slice(
    asked: Asked, dataset: Dataset, stored: Sequence[Stored], first: int, most: int
) -> pl.DataFrame:
    """Return some rows of all partitions one after the other; others are not read."""
    parts = [pl.DataFrame(schema=dataset.schema)]
    at, last = 0, first + most
    for entry in stored:
        rows = entry.manifest.rows
        if at < last and at + rows > first:
            snapshot = asked.app.repository.peek(entry.request, entry.at)
            if snapshot is None or snapshot.manifest.digest != entry.manifest.digest:
                raise StoreDamaged("bacaan terakhir tidak utuh", where=str(entry.request))
            start = max(0, first - at)
            parts.append(snapshot.frame.slice(start, last - at - start))
        at += rows
    return pl.concat(parts)
