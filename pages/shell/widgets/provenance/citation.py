"""The citation of a figure and the report of an error: contents, KLPD, time read, pinned link.

Everything is text ready to be copied, in the language of the page and in the other. Nothing but
words is computed for it, so that it adds almost nothing to the time of a rerun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import quote, urlencode

import streamlit as st

from pages.shell.state.drawn import Drawn, partition_words, states
from pages.shell.state.view import View
from pages.shell.widgets.provenance import sharing
from services.export import origin
from services.export.citation import page_named, rows_digest, sealed
from services.export.provenance import kind
from services.language.plain_text import unescaped
from services.language.wording import LANGUAGES, instant
from services.repository import Stored
from services.settings import RupSource

_TERMS: Mapping[RupSource, str] = MappingProxyType(
    {"contoh": "kutipan.made_up", "berkas": "kutipan.berkas", "langsung": "kutipan.licence"}
)
LONGEST_REPORT = 1800
"""Characters of an address that every browser and mail program accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The source of a figure or table as a line of Markdown.

    newest: the end of the newest pass behind it, which links pin. origin: what the rows must be
    labelled as. partitions: the snapshots, where the page has them.
    """

    text: str
    newest: datetime | None
    origin: RupSource = "langsung"
    partitions: Sequence[Stored] = ()

    @property
    def every(self) -> tuple[Stored, ...]:
        """Return all partitions behind the line, as `Drawn.every` does."""
        return tuple(self.partitions)


def of_drawn(
    view: View, about: str, drawn: Drawn, newest: datetime | None, *, values: str = ""
) -> None:
    """Draw the citation of a figure; newest: the end of the newest pass that the page read.

    about: the figure's title, "" for the page as a whole. values: title and values in words, for
    the citation in the language of the page.
    """
    rows, titles = _rows_digest(view, newest), {view.lang: values or about}
    texts = {}
    for lang in (view.lang, *(other for other in LANGUAGES if other != view.lang)):
        in_lang = replace(view, state=replace(view.state, lang=lang))
        texts[lang] = sealed(_text(in_lang, titles.get(lang, ""), drawn, newest), rows)
    _draw(view, texts, about, kind(drawn.every))


def of_line(view: View, about: str, source: Line) -> None:
    """Draw the citation of a figure whose source is a `Line`."""
    text = view.words(
        "kutipan.text_line",
        apa=bare(about),
        sumber=bare(source.text).removesuffix("."),
        utc=_utc(source.newest) if source.newest else view.words("absent.unknown"),
        tautan=_link(view, source.newest),
    )
    text = sealed(text, _rows_digest(view, source.newest))
    _draw(view, {view.lang: text}, about, source.origin)


def bare(markdown: str) -> str:
    """Return a text of `view.say` without Markdown: no escapes, no bold, on one line."""
    return unescaped(markdown).replace("\u00a0", " ")


def report_address(where: str, subject: str, body: str) -> str:
    """Return the address that opens a report: a mail, or the operator's page with title and body.

    The body is cut to the length that browsers and mail programs accept.
    """
    names = ("subject", "body") if where.startswith("mailto:") else ("title", "body")
    room = LONGEST_REPORT - len(where) - len(quote(subject))
    while len(quote(body)) > room:
        body = body[: len(body) * 9 // 10 - 1]
    mark = "&" if "?" in where else "?"
    query = urlencode(dict(zip(names, (subject, body), strict=True)), quote_via=quote)
    return f"{where}{mark}{query}"


def _text(view: View, about: str, drawn: Drawn, newest: datetime | None) -> str:
    """Return the citation of a figure in the language of the view."""
    snapshots = drawn.partitions
    ends = [s.manifest.fetched_at for s in snapshots]
    coded = {kode: f"{view.names[kode]} ({kode})" for kode in drawn.klpd if kode in view.names}
    key = "kutipan.part"
    whose = partition_words(view, snapshots, key, coded)
    if drawn.names:
        of_names = partition_words(view, drawn.names, key, coded)
        whose = f"{whose}; {view.words('shell.source_names', bagian=of_names)}"
    first, last = min(ends), max(ends)
    if first == last:
        waktu, utc = instant(last, view.lang), _utc(last)
    else:
        waktu = " – ".join(dict.fromkeys(instant(end, view.lang) for end in (first, last)))
        utc = f"{_utc(first)} – {_utc(last)}"
    return view.words(
        "kutipan.text_file" if kind(snapshots) == "berkas" else "kutipan.text",
        apa=bare(about) or view.words(f"shell.page.{view.page}"),
        bagian=whose,
        waktu=waktu,
        utc=utc,
        keadaan=states(view, snapshots),
        asal=origin.words([s.manifest for s in drawn.every], view.lang),
        tautan=_link(view, newest),
    )


def _draw(view: View, citations: dict[str, str], about: str, origin_: RupSource) -> None:
    """Draw the citations by language and the report of an error."""
    st.caption(view.say("kutipan.why"))
    for text in citations.values():
        st.code(text, language=None, wrap_lines=True)
    st.caption(view.say(_TERMS[origin_]))
    if where := view.app.settings.report:
        what = bare(about) or view.words(f"shell.page.{view.page}")
        subject = view.words("kutipan.report_subject", apa=what)
        body = view.words("kutipan.report_body", kutipan=citations[view.lang])
        address = report_address(where, subject, body)
        label = view.say("kutipan.report")
        st.link_button(label, address, icon=":material/flag:", type="tertiary")


def _link(view: View, newest: datetime | None) -> str:
    return sharing.full_link(sharing.pinned(view, newest) or view.state)


def _rows_digest(view: View, newest: datetime | None) -> str:
    """Return the digest of the rows behind the pinned link, "" where no link can be pinned."""
    state = sharing.pinned(view, newest)
    return rows_digest(view.app.repository, page_named(view.page), state) if state else ""


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
