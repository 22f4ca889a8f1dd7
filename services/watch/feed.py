"""Describe changes in words, and write them as an Atom feed (RFC 4287).

Page, terminal and feed use the same words. Names come from the sources: control and direction
characters are removed here; XML and HTML are escaped where they are written.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from ..export import origin
from ..language.plain_text import visible
from ..language.wording import rupiah_full, text
from .changes import Change, Memory

ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACE = uuid.UUID("6d8f6f0e-6a0b-5d6f-9a43-0d8f0a3c5b11")
LONGEST = 200
"""Characters of an old or new value in an example."""


def title(change: Change, lang: str = "id") -> str:
    """Return one line on whose rows changed and how many, marked for sample data and imports."""
    line = text(
        "pantau.title",
        lang,
        nama=visible(change.nama or change.kd_klpd),
        kode=change.kd_klpd,
        tahun=change.tahun,
        dataset=change.dataset,
        ditambah=change.ditambah,
        hilang=change.hilang,
        diubah=change.diubah,
    )
    return _labelled(line, change.sources, lang)


def _labelled(line: str, sources: Iterable[str], lang: str = "id") -> str:
    """Put the label of sample data or imported rows before a line."""
    label = origin.label(origin.of_sources(sources), lang)
    return f"{label}: {line}" if label else line


def details(change: Change, lang: str = "id") -> Iterator[str]:
    """Yield lines on the change of pagu, changes of status or state, and some of the rows."""
    if change.pagu is not None:
        sign = "+" if change.pagu > 0 else ""
        yield text("pantau.pagu", lang, selisih=f"{sign}{rupiah_full(change.pagu, lang)}")
    none = text("pantau.none", lang)
    for turn in change.turns:
        values = {"lama": visible(turn.lama or none), "baru": visible(turn.baru or none)}
        if turn.apa == "status":
            yield text("pantau.status", lang, jumlah=turn.jumlah, **values)
        else:
            jenis = visible(turn.apa)
            yield text("pantau.state", lang, jumlah=turn.jumlah, jenis=jenis, **values)
    for example in change.examples:
        line = f"{text(f'pantau.{example.perubahan}', lang)} {example.kode} {example.nama}"
        if example.kolom:
            cells = (none if v is None else v for v in (example.lama, example.baru))
            old, new = (v if len(v) <= LONGEST else f"{v[:LONGEST]}…" for v in cells)
            line += f"; {example.kolom}: {old} → {new}"
        yield visible(line)
    rest = change.ditambah + change.hilang + change.diubah - len(change.examples)
    if rest > 0:
        yield text("pantau.rest", lang, n=rest)


def comparison(change: Change, address: str) -> str:
    """Return the address of the Data page that compares the two instants, "" without `address`."""
    if not address:
        return ""
    parameters = {
        "klpd": change.kd_klpd,
        "tahun": change.tahun,
        "lihat": f"riwayat:{change.dataset}",
        "dari": instant(change.dari),
        "ke": instant(change.ke),
    }
    return f"{address.rstrip('/')}/data?{urlencode(parameters)}"


def atom(
    memory: Memory,
    scope: str,
    address: str = "",
    *,
    name: str = "",
    narrowed: str = "",
    itself: str = "",
    lang: str = "id",
) -> bytes:
    """Return the feed of a watch; the same memory gives the same bytes.

    `address` is that of the dashboard; without it entries have no link. name: what ids are made of,
    by default the scope and the watch. narrowed: the rows that the changes are of, "" for all.
    itself: the address of the feed, where it has one.
    """
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    klpd, tahun = memory.klpd, [str(year) for year in memory.tahun]
    name = name or f"{scope} {','.join(klpd)} {','.join(tahun)}"
    heading = text("pantau.feed", lang, klpd=", ".join(klpd), tahun=", ".join(tahun))
    heading = " · ".join(filter(None, (heading, visible(narrowed))))
    heading = _labelled(heading, (seen.source for seen in memory.seen.values()), lang)
    _add(root, "id", uuid.uuid5(_NAMESPACE, name).urn)
    _add(root, "title", heading)
    _add(root, "updated", instant(max([memory.begun, *(c.ke for c in memory.changes)])))
    _add(ET.SubElement(root, "author"), "name", "Lensa RUP")
    _add(root, "generator", "Lensa RUP")
    if itself:
        ET.SubElement(root, "link", {"rel": "self", "href": itself})
    if address:
        ET.SubElement(root, "link", {"rel": "alternate", "href": f"{address.rstrip('/')}/data"})
    for change in memory.changes:
        entry = ET.SubElement(root, "entry")
        partition = (name, change.dataset, change.kd_klpd, change.tahun)
        versions = (change.dari, change.ke, change.sidik_lama, change.sidik_baru)
        _add(entry, "id", uuid.uuid5(_NAMESPACE, " ".join(map(str, (*partition, *versions)))).urn)
        _add(entry, "title", title(change, lang))
        _add(entry, "updated", instant(change.ke))
        link = comparison(change, address)
        if link:
            ET.SubElement(entry, "link", {"rel": "alternate", "href": link})
        between = text("pantau.between", lang, dari=instant(change.dari), ke=instant(change.ke))
        lines = [title(change, lang), between, *details(change, lang)]
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        ET.SubElement(entry, "content", {"type": "html"}).text = body
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: ET.Element, name: str, content: str) -> None:
    ET.SubElement(parent, name).text = content


def instant(value: datetime) -> str:
    """Return an instant as feeds and posts write it: UTC in whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
