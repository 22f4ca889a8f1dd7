"""`/umpan.atom`: changes between stored passes of what a reader follows, as an Atom feed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urlencode

from ..link import pairs
from ..watch import feed
from ..watch.followed import Followed, memory_of, passes_of
from .answers import Answer, Asked, Body, NotStored
from .rows.question import check_partitions, names_of, state_of

TAKES = ("klpd", "tahun", "satker", "kode")
MEDIA = "application/atom+xml"


def answer(asked: Asked) -> Answer:
    """Return the feed of some KLPD, of chosen years or all, of one satker or code or all."""
    state = state_of(asked, TAKES)
    check_partitions(state, years=False)
    followed = Followed(klpd=state.klpd, tahun=state.tahun, satker=state.satker, kode=state.kode)
    repository = asked.app.repository
    passes = passes_of(repository, followed)
    query = urlencode(pairs(state))
    if passes is None:
        raise NotStored(
            "belum tersimpan; halaman ini membacanya", where="klpd", page=f"{asked.root}/?{query}"
        )
    scope = repository.place(passes.first).scope
    narrowed = " ".join(
        f"{name} {value}" for name in ("satker", "kode") if (value := getattr(state, name))
    )

    def make() -> Body:
        memory = memory_of(repository, followed, passes, names_of(asked.app))
        written = feed.atom(
            memory,
            scope,
            asked.root,
            name=f"{scope} {urlencode(pairs(replace(state, lang='')))}",
            narrowed=narrowed,
            itself=f"{asked.root}/umpan.atom?{query}",
            lang=asked.lang,
        )
        return Body(content=written, media=MEDIA)

    identity = hashlib.sha256(f"{query} {passes.digest}".encode()).hexdigest()
    return Answer(identity=identity, make=make)
