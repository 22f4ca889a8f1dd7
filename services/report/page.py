"""Write the report as one self-contained HTML page that runs and fetches nothing, printable on A4.

All texts come as plain text and are escaped here. Pictures are HTML or SVG by services.charts,
which escapes its own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..charts.geography.svg import safe
from ..charts.palette import palette
from ..charts.revision_year import months_html
from ..language import wording

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
_STYLES = (months_html.STYLE, Path(__file__).with_name("page.css"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key figure, printed, with its comparison."""

    label: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Printed rows with their heads; `right` are the right-aligned columns, `rest` a note on the
    rows left out.

    `names` are the names of the columns, for their meanings.
    """

    title: str
    names: Sequence[str]
    heads: Sequence[str]
    right: frozenset[int]
    rows: Sequence[Sequence[str]]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question: its answer, its picture, tables, caveats and source."""

    title: str
    answer: str = ""
    picture: str = ""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The content of the report. `label` marks made-up rows; `meanings`: heads and their meanings.

    `source` is the source line of the key figures. `link` is the dashboard's address, shown as text
    only.
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
    """Return the report as one HTML document, in the light colours, since paper is white."""

    def say(key: str) -> str:
        return safe(wording.text(f"laporan.{key}", report.lang))

    light = palette("light")
    names = ("text", "muted", "background", "line", "no_data_line", "brand", "amber")
    variables = "".join(f"--{name.replace('_', '-')}:{getattr(light, name)};" for name in names)
    # the style sheet has the label between quotes
    label = "".join(c if c.isalnum() or c in " ()" else f"\\{ord(c):x} " for c in report.label)
    rules = "".join(path.read_text("utf-8") for path in _STYLES)
    style = f":root{{{variables}}}" + rules.replace("{label}", label)
    lines = [
        "<!doctype html>",
        f'<html lang="{safe(report.lang)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{safe(report.title)}</title><style>{style}</style></head><body><main>",
        "<header>",
        f'<p class="label">{safe(report.label)}</p>' if report.label else "",
        f"<h1>{safe(report.title)}</h1>",
        f'<p class="answer">{safe(report.sentence)}</p>',
        '<dl class="figures">',
        *(
            f"<div><dt>{safe(figure.label)}</dt><dd><strong>{safe(figure.value)}</strong>"
            f"<span>{safe(figure.beside)}</span></dd></div>"
            for figure in report.figures
        ),
        "</dl>",
        f'<p class="source">{safe(report.source)}</p>' if report.source else "",
        "</header>",
        *(line for section in report.sections for line in _section(section)),
        f'<section><h2>{say("meanings")}</h2><dl class="meanings">',
        *(
            f"<div><dt>{safe(head)}</dt><dd>{safe(meaning)}</dd></div>"
            for head, meaning in report.meanings
        ),
        "</dl></section><footer>",
        f'<p>{say("link")}<br><span class="link">{safe(report.link)}</span></p>',
        f"<p>{safe(wording.text('ekspor.lisensi_isi', report.lang))}</p>",
        f"<p>{safe(report.made)}</p></footer>",
        "</main></body></html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield f'<div class="together"><h2>{safe(section.title)}</h2>'
    if section.answer:
        yield f"<p>{safe(section.answer)}</p>"
    if section.picture:
        yield f"<figure>{section.picture}</figure>"
    yield "</div>"
    for table in section.tables:
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
    yield from (f'<p class="note">{safe(note)}</p>' for note in section.notes if note)
    if section.source:
        yield f'<p class="source">{safe(section.source)}</p>'
    yield "</section>"


def _side(table: Table, at: int) -> str:
    return ' class="right"' if at in table.right else ""
