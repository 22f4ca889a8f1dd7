"""Citations: the seal that a page puts under one, and what a link or citation names.

A citation ends with `[sidik ROWS-TEXT]`: ROWS is the digest of the stored rows behind the page of
its pinned link, TEXT the digest of the citation with it. So a reader of the citation can tell,
wherever the same passes are stored, whether the rows and the words are still those that were cited.
A seal is no signature: whoever changes a text can seal it again. What `periksa` computes anew
(analysis/key_figures.py) cannot be made up that way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from ..analysis.frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    PENYEDIA,
    PENYEDIA_UMUM,
    RUP,
)
from ..inventory import listed
from ..link import ORDER, LinkState, Problem, parse
from ..repository import Repository

LONGEST = 20_000
"""Characters of a citation; a page writes a few hundred."""
LOCATIONS = "lokasi"
_ADDRESS = re.compile(r"(?:https?://[^\s?#]*/|/)(?P<page>[a-z-]*)\?(?P<query>[^\s\]]+)")
_SEAL = re.compile(r"\s*\[sidik (?P<rows>[0-9a-f]{16})-(?P<text>[0-9a-f]{16})\]\s*$")
_MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a link to a page names: the page, its main table, and whose rows are behind it.

    table: "" for none of RUP. national: over all that is stored, not only the KLPD of the link.
    reads: the datasets of its rows.
    """

    name: str
    table: str = ""
    national: bool = False
    reads: tuple[str, ...] = RUP


_PROVIDER = (*RUP, PENYEDIA, PENYEDIA_UMUM)
_PACKAGE = (*_PROVIDER, ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)

PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "": Page(name="ringkasan", table="banding"),
        "program": Page(name="program", table="pagu-per-program"),
        "swakelola": Page(name="swakelola", table="swakelola-status"),
        "kaji-ulang": Page(name="kaji_ulang", table="kaji-ulang-per-satker"),
        "wilayah": Page(name="wilayah", table="wilayah", national=True),
        "banding": Page(name="banding", table="banding", national=True),
        "cari": Page(name="cari", table="tanda"),
        "lokasi": Page(name=LOCATIONS),
        "data": Page(name="data", table="mutu"),
        "penyedia": Page(name="penyedia", table="penyedia-per-satker", reads=_PROVIDER),
        "paket": Page(name="paket", table="keadaan", reads=_PACKAGE),
        "tanda": Page(name="tanda", table="tanda"),
    }
)
"""The pages by the last piece of their address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a reader gave: a link, or a citation with its text and its seal.

    text: the citation without its seal, "" for a link. rows, seal: "" where it has no seal.
    """

    page: Page
    state: LinkState
    problems: tuple[Problem, ...]
    text: str = ""
    rows: str = ""
    seal: str = ""


def page_named(name: str) -> Page:
    """Return a page by its name in the program."""
    return next(page for page in PAGES.values() if page.name == name)


def sealed(text: str, rows: str) -> str:
    """Return a citation with its seal; where no rows could be pinned it has none."""
    if not rows:
        return text
    return f"{text} [sidik {rows}-{text_digest(text, rows)}]"


def text_digest(text: str, rows: str) -> str:
    """Return the digest of a citation's words and link, whatever its line breaks and host."""
    words = _ADDRESS.sub(r"\g<page>?\g<query>", " ".join(text.split()))
    return _short(f"{rows} {words}")


def rows_digest(repository: Repository, page: Page, state: LinkState) -> str:
    """Return the digest of the stored rows behind a page at the instant of its link, "" for none.

    These are all partitions of the chosen KLPD in the chosen years and the year compared with.
    """
    if page.name == LOCATIONS:
        histories = repository.surveyed(LOCATIONS).readable
        entries = sorted(
            f"{place} {passes[0].digest}"
            for place, history in histories
            if (passes := history.at(state.snap))
        )
    else:
        chosen = None if page.national else state.klpd
        years = listed(
            repository, state.compared_years, klpd=chosen, at=state.snap, names=page.reads
        )
        entries = [f"{year.kode} {year.tahun} {year.digests(page.reads)}" for year in years]
    return _short("\n".join(entries)) if entries else ""


def named(given: str, this_year: int, known: Collection[str]) -> Named | None:
    """Return what a link or a citation names, None for a text that is neither.

    The host of the link is ignored. known: the KLPD codes of the catalogue.
    """
    if not given or len(given) > LONGEST:
        return None
    given = " ".join(given.split())
    seal = _SEAL.search(given)
    text = given[: seal.start()] if seal else given
    if " " not in text:
        return _of_link(text, this_year, known)
    addresses = list(_ADDRESS.finditer(text))
    link = _of_link(addresses[-1][0], this_year, known) if addresses else None
    if link is None:
        return None
    digests = {"rows": seal["rows"], "seal": seal["text"]} if seal else {}
    return Named(page=link.page, state=link.state, problems=link.problems, text=text, **digests)


def _of_link(address: str, this_year: int, known: Collection[str]) -> Named | None:
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    page = PAGES.get(parts.path.rpartition("/")[2])
    chosen = {name for name, _ in pairs} & (set(ORDER) - {"lang", "q"})
    if page is None or parts.scheme not in {"", "http", "https"} or not chosen:
        return None
    state, problems = parse(pairs, this_year, known)
    return Named(page=page, state=state, problems=tuple(problems))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
