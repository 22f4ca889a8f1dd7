"""The context of one run of a page: state of the link, language, theme, and the app."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from streamlit.delta_generator import DeltaGenerator

from pages.shell.state.unread import Absent
from pages.shell.state.words import say
from services.export import origin
from services.inventory import imported_years
from services.language import wording
from services.language.plain_text import plain
from services.link import LinkState
from services.repository import Manifest
from services.wiring import App

Theme = Literal["light", "dark"]


@dataclass(slots=True, kw_only=True)
class Share:
    """Where the title shows the pinned link, and the end of the newest pass that this run read."""

    explanation: DeltaGenerator
    code: DeltaGenerator
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One run of one page.

    `names` are the KLPD of the catalogue and those imported, code to name. `filters` and `label`
    are containers in the sidebar that are filled once data are there: the satker filter followed by
    the page's own filters, and the label of sample data or imported rows. They are None when the
    page is embedded, which has no sidebar. `narrow` is the container of the same label under the
    title, visible where the sidebar is folded. `chips` is the room under the title for what else is
    chosen. `share` holds the links to what is shown; an embedded page has none. `heading` is the
    container of the title, for a page that names what it shows, and `trail` that of the breadcrumb
    over it, on pages that have one.
    """

    page: str
    state: LinkState
    theme: Theme
    app: App
    names: Mapping[str, str]
    embedded: bool = False
    filters: DeltaGenerator | None = None
    label: DeltaGenerator | None = None
    narrow: DeltaGenerator | None = None
    chips: DeltaGenerator | None = None
    share: Share | None = None
    heading: DeltaGenerator | None = None
    trail: DeltaGenerator | None = None

    @property
    def lang(self) -> str:
        """Return the language of the page, "id" or "en"."""
        return self.state.lang or "id"

    @property
    def klpd(self) -> str:
        """Return the KLPD that sentences and figures are about: the first chosen, "" for none."""
        return next(iter(self.state.klpd), "")

    @property
    def nama(self) -> str:
        """Return that KLPD's name, its code when the catalogue has none."""
        return self.names.get(self.klpd, self.klpd)

    @property
    def tahun(self) -> int:
        """Return the year that figures are about: the newest chosen."""
        return self.state.tahun[-1]

    @property
    def lalu(self) -> int:
        """Return the year compared with: the second newest chosen, else the year before."""
        return self.state.year_before

    @property
    def live(self) -> bool:
        """Tell whether RUP rows are read from their source."""
        return self.app.live["inaproc"]

    @property
    def sandbox(self) -> bool:
        """Tell whether RUP rows are sample data."""
        return self.app.sandbox

    @property
    def imported_only(self) -> bool:
        """Tell whether RUP rows are imported ones alone."""
        return self.app.rup_source == "berkas"

    @property
    def offered(self) -> Collection[str]:
        """Return the KLPD that may be chosen: all, or those of which rows are imported."""
        return imported_years(self.app.repository) if self.imported_only else self.names

    def say(self, key: str, /, **values: Any) -> str:
        """Return a text for Markdown, with its values escaped."""
        return say(key, self.lang, **values)

    def words(self, key: str, /, **values: Any) -> str:
        """Return a text for places without Markdown: chart titles, alt texts, files."""
        return wording.text(key, self.lang, **values)

    def state_words(self, manifest: Manifest) -> str:
        """Return what was proven of a pass."""
        return origin.state(manifest, self.lang)

    def rupiah(self, value: int | Absent | None) -> str:
        """Format money short; here and below, an Absent value gives the words for it."""
        if isinstance(value, Absent):
            return self.words(f"baca.nilai.{value.value}")
        return wording.rupiah(value, self.lang)

    def number(self, value: float | Absent | None, digits: int = 0) -> str:
        """Format a number."""
        if isinstance(value, Absent):
            return self.words(f"baca.nilai.{value.value}")
        return wording.number(value, digits, self.lang)

    def percent(self, share: float | Absent | None) -> str:
        """Format a share of 0-1 as a percentage."""
        if isinstance(share, Absent):
            return self.words(f"baca.nilai.{share.value}")
        return wording.percent(share, 1, self.lang)

    def named(self, name: str | None, code: str | None) -> str:
        """Return a name for a sentence, the code when there is no name, escaped for Markdown."""
        return plain(name or code or wording.text("charts.no_name", self.lang))
