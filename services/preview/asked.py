"""A link as a preview reads it: the page, the state, and what is stored for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import polars as pl

from .. import inventory, table_inputs
from ..analysis.frames import PROVIDER_LISTS, RUP, SATKER, Frames, Options
from ..analysis.names import ALSO_NAMING, names_of
from ..export.citation import PAGES, page_named
from ..language import wording
from ..link import LinkState, Pairs, options_of, pairs
from ..opening import Opening, opening
from ..repository import now_utc
from ..store.survey import Found
from ..table_inputs import Sheet
from ..upstream.catalog import klpd_names
from ..wiring import App

SEARCH = "cari"
LOCATIONS = "lokasi"
PLACES = ("wilayah", "banding", "data")
"""The pages whose figures are about more than the KLPD of the link."""
PATHS: Mapping[str, str] = MappingProxyType({page.name: f"/{at}" for at, page in PAGES.items()})
"""The address of each page by its name in the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A page and the state of its link, with the defaults in place.

    at: the instant as of which everything is read, so that no upstream is ever asked.
    """

    app: App
    page: str
    state: LinkState
    names: Mapping[str, str]
    at: datetime

    @property
    def lang(self) -> str:
        """Return the language of the preview, "id" or "en"."""
        return self.state.lang or "id"

    @property
    def klpd(self) -> str:
        """Return the KLPD that the figures are about, "" for none."""
        return next(iter(self.state.klpd), "")

    @property
    def nama(self) -> str:
        """Return that KLPD's name, its code when the catalogue has none."""
        return self.names.get(self.klpd, self.klpd)

    @property
    def tahun(self) -> int:
        """Return the year that the figures are about: the newest chosen."""
        return self.state.tahun[-1]

    @property
    def address(self) -> str:
        """Return path and query of the canonical link: without what belongs to lists."""
        query = urlencode(pairs(canonical(self.page, self.state)), safe=":")
        return f"{PATHS[self.page]}?{query}"

    def words(self, key: str, /, **values: object) -> str:
        """Return a text in the language of the link, without marks of bold type."""
        return "".join(part for part, _ in wording.bold_parts(key, self.lang, **values))

    def options(self, **changes: Any) -> Options:
        """Return the options of a table as the link has them, with some fields replaced."""
        included = self.state.switch("berkas") == "ya"
        return replace(options_of(self.state), berkas=included, **changes)

    def stored(
        self,
        names: Iterable[str],
        klpd: Iterable[str],
        years: Iterable[int],
        also: Sequence[str] = (),
    ) -> Sheet:
        """Return what is stored of some partitions; `also` are used where they are stored."""
        codes, tahun = tuple(klpd), tuple(years)
        return table_inputs.read(
            self.app.repository,
            self.app.rup(names, codes, tahun),
            at=self.at,
            klpd=self.app.klpd(),
            also=self.app.rup(also, codes, tahun),
        )

    def settled(self, frames: Frames) -> Asked:
        """Return the same without a satker that no row has; its case is that of the rows."""
        satker = self.state.satker
        if not satker:
            return self
        known = {code.casefold(): code for code in self.satkers(frames)}
        return replace(self, state=replace(self.state, satker=known.get(satker.casefold(), "")))

    def satkers(self, frames: Frames) -> dict[str, str]:
        """Return code and name of the satkers of the first KLPD."""
        of_klpd = names_of(frames, *ALSO_NAMING).filter(pl.col("kd_klpd") == self.klpd)
        rows = of_klpd.select("kd_satker", "nama_satker").drop_nulls("kd_satker").collect()
        return {code: name or code for code, name in rows.iter_rows()}

    def subject(self, frames: Frames) -> tuple[str, str]:
        """Return whom the figures are about; and the year, a satker's KLPD, other KLPD chosen."""
        year = str(self.tahun)
        if self.state.satker:
            names = self.satkers(frames)
            return names.get(self.state.satker, self.state.satker), f"{self.nama} · {year}"
        others = [self.names.get(kode, kode) for kode in self.state.klpd[1:]]
        if not others:
            return self.nama, year
        beside = others[0] if len(others) == 1 else wording.number(len(others), 0, self.lang)
        key = "pratinjau.di_samping" if len(others) == 1 else "pratinjau.di_samping_n"
        return self.nama, f"{year} · {self.words(key, lain=beside)}"


def asked(app: App, page: str, given: Pairs, *, opened: Opening | None = None) -> Asked:
    """Return the page and state of a link; values that do not fit are left out, as on the page."""
    known = opened or opening(app)
    state, _ = known.state(given)
    at = state.snap or now_utc()
    return Asked(app=app, page=page, state=state, names=known.names, at=at)


def canonical(page: str, state: LinkState) -> LinkState:
    """Return the state whose link stands for all links to the same answer."""
    kept = state.for_another_page()
    if page != SEARCH:
        kept = replace(kept, q="")
    return kept if page == "data" else replace(kept, dari=None, ke=None)


def stamp(given: Asked) -> str:
    """Return the digest of everything stored that the answer is made from, "" for nothing.

    Names come from every year of the KLPD, so all of its partitions count.
    """
    repository, state = given.app.repository, given.state
    if given.page == "data":
        names = tuple(klpd_names())
    else:
        lists = () if given.page in ("program", "swakelola") else PROVIDER_LISTS
        reads = (*RUP, *page_named(given.page).reads, SATKER, *lists)
        names = tuple(dict.fromkeys(reads))
    if given.page == LOCATIONS:
        entries = [_digest(repository.surveyed(LOCATIONS), state.snap)]
    elif given.page in PLACES:
        listings = (repository.surveyed(inventory.SOURCE, name) for name in names)
        entries = [_digest(listing, state.snap) for listing in listings]
    else:
        years = inventory.listed(repository, None, klpd=state.klpd, at=state.snap, names=names)
        entries = [f"{year.kode} {year.tahun} {year.digests(names)}" for year in years]
    if not any(entries):
        return ""
    about = (given.app.rup_source, given.app.klpd().digest, *entries)
    return hashlib.sha256("\n".join(about).encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def _digest(listing: Found, at: datetime | None) -> str:
    """Return the digest of all partitions of a listing, "" for none.

    A listing that did not change is the same object, so that thousands are not gone through again.
    """
    lines = [f"{place} {passes[0].digest}" for place, h in listing.readable if (passes := h.at(at))]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest() if lines else ""
