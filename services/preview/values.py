"""What a preview says and draws, as values: nothing here is HTML or SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from ..charts.geography.shapes import Painted
from ..charts.plots.curve_html import Curve
from ..repository import Stored
from ..settings import RupSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of a ranked chart: name, value, the value in words; own: the one that is chosen."""

    name: str
    value: float
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The largest rows, in order."""

    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Values over time, None where unknown; the last or the largest is the strong one.

    labels: below a column, "" for none. text: the strong value in words.
    """

    values: tuple[float | None, ...]
    labels: tuple[str, ...]
    strong: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """The share announced day by day, of the year and of the year before."""

    now: Curve
    before: Curve
    march: str
    """The share on 31 March in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """A painted map; chosen: codes of the regions that are outlined.

    low, high: the ends of the classes in words. hatched: what a hatched region is, "" for none.
    """

    painted: Painted
    low: str
    high: str
    hatched: str = ""
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What happened to something, oldest first: when, and in a few words."""

    acts: tuple[tuple[datetime | None, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The way to a place, from the widest to the place itself."""

    names: tuple[str, ...]


Chart: TypeAlias = Bars | Columns | Curves | Regions | Moments | Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a page for a link, in words that are plain text.

    subject: whom the figure is about; context: the year, and around whom. figure: printed short;
    label: what it is. more: further sentences. partitions: what the figure was made from; where it
    is from something else, origin and note say from what.
    """

    subject: str
    context: str
    figure: str
    label: str
    more: Sequence[str] = ()
    chart: Chart | None = None
    chart_title: str = ""
    partitions: Sequence[Stored] = field(default=())
    origin: RupSource | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a link's HTML says: its texts, its canonical address (path and query) and its language.

    alt: the picture in words. generic: it says nothing of the link's answer.
    """

    title: str
    description: str
    address: str
    lang: str
    alt: str = ""
    generic: bool = False
