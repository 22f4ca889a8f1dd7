"""The report: one self-contained page of HTML, without script or address to fetch, for A4 too.

Whatever is said in it is escaped here, once: values come as plain text. Pictures are SVG that
services.report.drawing or services.charts.svg made, which escape their own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..charts.palette import palette
from ..language import wording
from .drawing import safe

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
_STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure, printed, with what it is compared with."""

    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Printed rows under their heads; `right` are the columns set right, `rest` what is left out.

    `names` are the columns' own names, for their meanings.
    """

    title: str
    names: Sequence[str]
    heads: Sequence[str]
    right: frozenset[int]
    rows: Sequence[Sequence[str]]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question: what is said of it, its picture, its tables, its caveats, its source."""

    title: str
    said: str = ""
    picture: str = ""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. `label` marks made-up rows, `meanings` are pairs of a head and its meaning.

    `source` says where the key figures come from. `link` is shown in full; it is an address of
    ours and nothing fetches it.
    """

    lang: str
    title: str
    label: str
    sentence: str
    figures: Sequence[Figure]
    source: str
    sections: Sequence[Section]
    meanings: Sequence[tuple[str, str]]
    link: str
    made: str


def html(report: Report) -> str:
    """Return the report as one HTML document."""
    style = _colours() + _STYLE.read_text("utf-8").replace("{label}", _css(report.label))
    parts = [
        "<!doctype html>",
        f'<html lang="{safe(report.lang)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{safe(report.title)}</title><style>{style}</style></head><body><main>",
        *_head(report),
        *(line for section in report.sections for line in _section(section)),
        *_end(report),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _colours() -> str:
    """Return the light palette as CSS variables: paper is white."""
    light = palette("light")
    names = ("text", "muted", "background", "line", "no_data_line", "brand", "amber")
    told = "".join(f"--{name.replace('_', '-')}:{getattr(light, name)};" for name in names)
    return f":root{{{told}}}"


def _css(text: str) -> str:
    """Return text as CSS reads it between quotes."""
    return "".join(c if c.isalnum() or c in " ()" else f"\\{ord(c):x} " for c in text)


def _head(report: Report) -> Iterator[str]:
    yield "<header>"
    if report.label:
        yield f'<p class="label">{safe(report.label)}</p>'
    yield f"<h1>{safe(report.title)}</h1>"
    yield f'<p class="answer">{safe(report.sentence)}</p>'
    yield '<dl class="figures">'
    for figure in report.figures:
        yield (
            f"<div><dt>{safe(figure.label)}</dt><dd><strong>{safe(figure.value)}</strong>"
            f"<span>{safe(figure.beside)}</span></dd></div>"
        )
    yield "</dl>"
    if report.source:
        yield f'<p class="source">{safe(report.source)}</p>'
    yield "</header>"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield f'<div class="together"><h2>{safe(section.title)}</h2>'
    if section.said:
        yield f"<p>{safe(section.said)}</p>"
    if section.picture:
        yield f"<figure>{section.picture}</figure>"
    yield "</div>"
    for table in section.tables:
        yield from _table(table)
    yield from (f'<p class="note">{safe(note)}</p>' for note in section.notes if note)
    if section.source:
        yield f'<p class="source">{safe(section.source)}</p>'
    yield "</section>"


def _table(table: Table) -> Iterator[str]:
    yield f'<div class="wide"><table><caption>{safe(table.title)}</caption><thead><tr>'
    yield "".join(
        f'<th scope="col"{_side(table, at)}>{safe(head)}</th>'
        for at, head in enumerate(table.heads)
    )
    yield "</tr></thead><tbody>"
    for row in table.rows:
        cells = (f"<td{_side(table, at)}>{safe(cell)}</td>" for at, cell in enumerate(row))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    if table.rest:
        yield f'<p class="note">{safe(table.rest)}</p>'


def _side(table: Table, at: int) -> str:
    return ' class="right"' if at in table.right else ""


def _end(report: Report) -> Iterator[str]:
    def say(key: str) -> str:
        return safe(wording.text(f"laporan.{key}", report.lang))

    yield f'<section><h2>{say("meanings")}</h2><dl class="meanings">'
    for head, told in report.meanings:
        yield f"<div><dt>{safe(head)}</dt><dd>{safe(told)}</dd></div>"
    yield "</dl></section><footer>"
    yield f'<p>{say("link")}<br><span class="link">{safe(report.link)}</span></p>'
    yield f"<p>{safe(wording.text('ekspor.lisensi_isi', report.lang))}</p>"
    yield f"<p>{safe(report.made)}</p></footer>"
