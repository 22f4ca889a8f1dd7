"""The ranked list as a value: columns, rows, their bars on one scale, and the panels of open rows.

The pages draw it with the component `lensa_daftar`, downloads and reports with `ranked_list_svg`.
All texts are formatted here or by the caller, in the language of the page; nothing is HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal, TypeAlias

from ..language.plain_text import visible
from ..language.wording import unbroken

Kind: TypeAlias = Literal[
    "kode", "nama", "batang", "bertumpuk", "halter", "garis", "tanda", "angka"
]
"""What a column draws: a code, the name, a bar, a stacked bar, a dumbbell, a line, marks, a figure.
"""
Shape: TypeAlias = Literal["titik", "wajik"]
"""The shape of a mark: a filled dot, a hollow diamond."""
Narrow: TypeAlias = Literal["kepala", "bawah", "ekor", "label", "tidak"]
"""Where a figure stands in a list too narrow for columns: on the first line, below the bar at the
left or at the right, below with its label, or in the opened row only."""
TICKS = 3
SMALLEST_SHARE = 0.0025
"""The share of the scale that a bar of any smaller value above zero takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it draws, its label, its share of the width, and where it goes when narrow.

    short: the label in a narrow list, by default the same. width: a CSS width of the grid. strong:
    figures in bold. ticks: the head shows the scale.
    """

    kind: Kind
    label: str = ""
    short: str = ""
    width: str = ""
    narrow: Narrow = "tidak"
    strong: bool = False
    ticks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A figure or words, with a second muted line. plain: the column's label does not fit it."""

    text: str
    small: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The bar of this year, the tick of the year before, and words in place of a missing value.

    label: the figure printed behind the bar. own_scale: the second scale of the list holds. colour:
    the name of its colour, by default that of the brand.
    """

    value: float | None
    last: float | None = None
    words: str = ""
    label: str = ""
    own_scale: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The parts of a stacked bar, each with the name of its colour, and the tick of last year."""

    parts: tuple[tuple[str, float], ...]
    last: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell:
    """The value of the year before and of this year, each None where there is none."""

    last: float | None
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value per year, None for a year without one."""

    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Values of one row, each a mark of its own shape; a missing value has none."""

    marks: tuple[tuple[Shape, float | None], ...]


Cell: TypeAlias = Text | Bar | Stack | Dumbbell | Line | Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in an open row: its words and its address, relative to the first page."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What an open row shows: the exact figures, notes, rows of the next level, rest and links."""

    exact: str = ""
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    rest: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its path (codes from the top level down, with `~` between), name, cells.

    action: "buka" opens in place, "pergi" leaves the page, "" is no button. second: the muted line
    under the name. cells: one for each column but code and name. hover: what a pointer sees, a
    title and lines. own: drawn in bold.
    """

    path: str
    name: str
    code: str = ""
    second: str = ""
    cells: tuple[Cell, ...] = ()
    action: Literal["buka", "pergi", ""] = ""
    panel: Panel | None = None
    hover: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The scale of a list: its end, its round values with their labels, and a second end.

    second: the end of the scale of bars with a scale of their own. reference: a value at which a
    line crosses every bar of the first scale, such as 100 %.
    """

    top: float
    ticks: tuple[tuple[float, str], ...] = ()
    second: float = 1.0
    reference: float | None = None

    @property
    def reference_percent(self) -> float | None:
        """Return where the line of the reference stands, in percent of the scale."""
        return None if self.reference is None else _percent(self.reference, self.top)


def scale_to(largest: float, label: Callable[[float], str], *, second: float = 0) -> Scale:
    """Return the scale from zero to the round step at or above the largest value.

    label: prints a value of the scale. second: the largest value of the second scale.
    """
    second = second or 1.0
    if largest <= 0:
        return Scale(top=1.0, ticks=((0.0, label(0)),), second=second)
    rough = largest / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    top = step * ceil(largest / step - 1e-9)
    values = [step * at for at in range(round(top / step) + 1)]
    inner = [value for value in values if value < top or len(values) < TICKS] or values
    by_label = {label(value): value for value in reversed(inner)}  # of equal labels the smallest
    ticks = tuple((value, words) for words, value in reversed(by_label.items()))
    return Scale(top=top, ticks=ticks, second=second)


def largest(values: Iterable[float | None]) -> float:
    """Return the largest known value, 0 without any."""
    return max((value for value in values if value is not None), default=0.0)


def known_sum(values: Iterable[Any]) -> Any:
    """Return the sum of the known values, None without any (domain rule 1)."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def share_of_scale(value: float | None, top: float) -> float:
    """Return the width of a bar as a share of the scale, at most 1.

    A value above zero takes SMALLEST_SHARE at least.
    """
    if not value or value < 0:
        return 0.0
    return min(1.0, max(SMALLEST_SHARE, value / top))


def as_data(rows: Sequence[Row], scale: Scale) -> list[dict[str, Any]]:
    """Return rows as the component takes them; empty fields are left out to save bytes."""
    listed = []
    for row in rows:
        panel = row.panel
        fields: dict[str, Any] = {
            "p": row.path,
            "k": visible(row.code),
            "n": visible(row.name),
            "s": _shown(row.second),
            "c": [_cell(cell, scale) for cell in row.cells],
            "a": row.action,
            "h": _shown(row.hover),
            "o": int(row.own),
        }
        if panel is not None:
            fields["x"] = {
                "e": _shown(panel.exact),
                "n": [_shown(note) for note in panel.notes],
                "r": as_data(panel.rows, scale),
                "s": _shown(panel.rest),
                "l": [[visible(link.text), link.address] for link in panel.links],
            }
        listed.append({name: value for name, value in fields.items() if value not in ("", 0)})
    return listed


def _shown(text: str) -> str:
    """Return text as a reader sees it, line by line: names in it come from outside."""
    return unbroken("\n".join(visible(line) for line in text.split("\n")))


def _cell(cell: Cell, scale: Scale) -> Any:
    """Return a cell: a text, [text, small, plain], or an object for a mark, lengths as percent."""
    match cell:
        case Text(plain=True):
            return [cell.text, cell.small, 1]
        case Text():
            return [cell.text, cell.small] if cell.small else cell.text
        case Bar():
            top = scale.second if cell.own_scale else scale.top
            last = None if cell.last is None else _percent(cell.last, top)
            words = {"t": cell.words, "v": cell.label, "f": cell.colour}
            return _filled({"b": _percent(cell.value, top), "l": last} | words)
        case Stack():
            parts = [[name, _percent(value, scale.top)] for name, value in cell.parts if value]
            return _filled({"p": parts, "l": _end(cell.last, scale)})
        case Dumbbell():
            return {"d": [_end(cell.last, scale), _end(cell.value, scale)]}
        case Line():
            return {"g": [_end(value, scale) for value in cell.values]}
        case Marks():
            known = [(shape, value) for shape, value in cell.marks if value is not None]
            return {"m": [[shape, _percent(value, scale.top)] for shape, value in known]}


def _filled(mark: dict[str, Any]) -> dict[str, Any]:
    """Return a mark without its empty fields, to save bytes."""
    return {name: value for name, value in mark.items() if value not in ("", None)}


def _end(value: float | None, scale: Scale) -> float | None:
    return None if value is None else _percent(value, scale.top)


def _percent(value: float | None, top: float) -> float:
    return round(100 * share_of_scale(value, top), 3)
