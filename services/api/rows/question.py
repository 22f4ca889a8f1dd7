"""Parse the parameters of a request with the link's own rules; what does not fit is refused.

A page leaves such values out and says so; an answer to a program must not be of another question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ... import link
from ...errors import BadRequest
from ...language.wording import WIB
from ...link import ORDER, LinkState
from ...reference import loader
from ...repository import now_utc
from ...wiring import App
from ..answers import Asked

MOST_PARTITIONS = 48
"""KLPD times years of one question."""
MOST_ROWS = 200_000
"""Rows of an answer that has no pages."""
PAGE = 10_000
"""Rows of one page of JSON."""
SETTLED = timedelta(hours=24)
"""Age from which the figures at an instant are taken not to change."""
NEWEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Later than every pass: what is stored last counts, and nothing is read from a source."""
_NEVER_NARROW = ("lokasi", "q", "lihat", "dari", "ke", "lang", "embed", "embed_options")
"""Parameters of pages that change no row of a table."""
_WHY = {
    "bentuk": "tidak sah",
    "asing": "tidak ada di katalog",
    "ganda": "diberi dua kali",
    "tak_ada": "tidak ada pada baris mana pun",
}


def state_of(asked: Asked, takes: Collection[str]) -> LinkState:
    """Return the state that the parameters name; raise BadRequest for any that does not fit.

    takes: the parameters that the answer obeys. Those of pages that narrow nothing are ignored.
    """
    known = {*takes, *_NEVER_NARROW}
    for name, value in asked.pairs:
        if name not in known and (value or name not in ORDER):
            raise BadRequest(
                f"{_shown(name)} tidak berlaku di sini; yang berlaku: {', '.join(takes)}",
                where=_shown(name),
            )
    codes = set(loader.klpd()["kd_klpd"])
    this_year = datetime.now(WIB).year
    chosen = [(name, value) for name, value in asked.pairs if name in {*takes, "lang"}]
    state, problems = link.parse(chosen, this_year, codes, strict=asked.app.sandbox)
    for problem in problems:
        raise BadRequest(
            f"{problem.param} {_WHY[problem.why]}: {problem.value}", where=problem.param
        )
    return replace(state, lang=asked.lang)


def check_partitions(state: LinkState, *, years: bool = True) -> None:
    """Raise BadRequest unless some KLPD and years are chosen, and not too many."""
    if not state.klpd:
        raise BadRequest(
            "klpd harus diberi, misalnya klpd=D304 (daftarnya: /api/klpd)", where="klpd"
        )
    if years and not state.tahun:
        raise BadRequest("tahun harus diberi, misalnya tahun=2025", where="tahun")
    count = len(state.klpd) * max(1, len(state.tahun))
    if count > MOST_PARTITIONS:
        raise BadRequest(
            f"klpd x tahun paling banyak {MOST_PARTITIONS}, ini {count}: bagilah pertanyaannya",
            where="klpd",
        )


def instant(state: LinkState) -> datetime:
    """Return the instant as of which partitions are read."""
    return state.snap or NEWEST


def is_settled(state: LinkState) -> bool:
    """Return whether an answer will stay as it is."""
    return state.snap is not None and now_utc() - state.snap > SETTLED


def page_of(state: LinkState, form: str, height: int) -> tuple[int, int]:
    """Return the page of JSON and how many there are; raise BadRequest for one that is not there.

    Other formats have all rows, and refuse more than MOST_ROWS.
    """
    if form != "json":
        if state.hal:
            raise BadRequest(
                "hal hanya berlaku untuk .json; yang lain memuat semua baris", where="hal"
            )
        if height > MOST_ROWS:
            raise BadRequest(
                f"{height} baris, paling banyak {MOST_ROWS}: persempit, atau ambil .json per hal",
                where="tahun" if len(state.tahun) > 1 else "klpd",
            )
        return 1, 1
    pages = max(1, -(-height // PAGE))
    page = state.hal or 1
    if page > pages:
        raise BadRequest(f"hal paling besar {pages}", where="hal")
    return page, pages


def window(page: int) -> tuple[int, int]:
    """Return the first row of a page of JSON, counted from 0, and how many rows it may have."""
    return (page - 1) * PAGE, PAGE


def names_of(app: App) -> dict[str, str]:
    """Return the names of all known KLPD by code."""
    return dict(app.klpd().table.select("kd_klpd", "nama_klpd").iter_rows())


def _shown(text: str) -> str:
    """Return a name from outside as it may stand in a message."""
    return "".join(letter for letter in text[:40] if letter.isprintable()) or "parameter"
