"""What the dashboard opens on when a link does not say: the KLPD and the year.

That is the operator's choice, never what other visitors looked at. Pages and previews ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType

from .inventory import imported_years
from .language.wording import WIB
from .link import LinkState, Problem, parse, with_defaults
from .reference import loader
from .wiring import App

FIRST_KLPD = "D304"
"""Kab. Lombok Tengah, on which the sandbox opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The KLPD that links may name, code to name, and those imported with their years."""

    app: App
    names: Mapping[str, str]
    imported: Mapping[str, Sequence[int]]

    def state(self, pairs: Iterable[tuple[str, str]]) -> tuple[LinkState, list[Problem]]:
        """Return the state of a link with the defaults in place, and the values left out."""
        in_link, problems = parse(pairs, this_year(), self.names, strict=self.app.sandbox)
        klpd = self.klpd
        year = first_year(self.imported, in_link.klpd or ((klpd,) if klpd else ()))
        return with_defaults(in_link, klpd, year), problems

    @property
    def klpd(self) -> str | None:
        """Return the KLPD to open on when the link names none.

        That is LENSA_KLPD_AWAL, else the first by name of those imported. The sandbox serves no
        code outside its catalogue.
        """
        chosen = self.app.settings.opening
        if self.app.live["inaproc"]:
            return chosen or None
        if self.app.sandbox:
            return chosen if chosen in self.names else FIRST_KLPD
        first = min(self.imported, key=lambda k: (self.names[k].casefold(), k), default=None)
        return chosen if chosen in self.imported else first


def opening(app: App) -> Opening:
    """Return what the dashboard opens on with the settings and what is imported now."""
    imported = imported_years(app.repository) if app.rup_source == "berkas" else {}
    names = _catalogue(placeholders=app.sandbox)
    if not set(imported) <= set(names):
        names = {kode: kode for kode in imported} | dict(names)
    return Opening(app=app, names=names, imported=imported)


@cache
def _catalogue(*, placeholders: bool) -> Mapping[str, str]:
    """Return the names of the catalogue's KLPD, with or without those of the sandbox alone."""
    catalogue = loader.klpd()
    if not placeholders:
        catalogue = catalogue.filter(~catalogue["sandbox_only"])
    return MappingProxyType(dict(catalogue.select("kd_klpd", "nama_klpd").iter_rows()))


def first_year(imported: Mapping[str, Sequence[int]], klpd: Sequence[str]) -> int:
    """Return the year to open on: the last complete one, else the newest imported of the KLPD."""
    last = this_year() - 1
    years = imported.get(klpd[0], ()) if klpd else ()
    return last if last in years or not years else years[-1]


def this_year() -> int:
    """Return the year it is in western Indonesia."""
    return datetime.now(WIB).year
