"""What changed, in words, and as an Atom feed (RFC 4287).

The words are the same on the page, in the terminal and in the feed. Names come from the sources:
here they lose control and direction characters; XML and HTML are escaped where they are made.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from ..language.plain_text import visible
from ..language.wording import rupiah_full, text
from .changes import Change, Example, Memory, Turn

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("6d8f6f0e-6a0b-5d6f-9a43-0d8f0a3c5b11")
LONGEST = 200


def title(change: Change, lang: str = "id") -> str:
    """Say in one line whose rows changed and how many, sample data called so."""
    said = text(
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
    return f"{text('pantau.sample', lang)}: {said}" if change.sandbox else said


def details(change: Change, lang: str = "id") -> Iterator[str]:
    """Yield what is known beside the counts: pagu, what turned, some of the rows."""
    if change.pagu is not None:
        yield text("pantau.pagu", lang, selisih=_signed(change.pagu, lang))
    for turn in change.turns:
        yield _turn(turn, lang)
    for example in change.examples:
        yield _example(example, lang)
    rest = change.ditambah + change.hilang + change.diubah - len(change.examples)
    if rest > 0:
        yield text("pantau.rest", lang, n=rest)


def _signed(rupiah: int, lang: str) -> str:
    return f"{'+' if rupiah > 0 else ''}{rupiah_full(rupiah, lang)}"


def _turn(turn: Turn, lang: str) -> str:
    none = text("pantau.none", lang)
    words = {"lama": visible(turn.lama or none), "baru": visible(turn.baru or none)}
    if turn.apa == "status":
        return text("pantau.status", lang, jumlah=turn.jumlah, **words)
    return text("pantau.state", lang, jumlah=turn.jumlah, jenis=visible(turn.apa), **words)


def _example(example: Example, lang: str) -> str:
    said = f"{text(f'pantau.{example.perubahan}', lang)} {example.kode} {example.nama}"
    if example.kolom:
        none = text("pantau.none", lang)
        old, new = (none if v is None else v for v in (example.lama, example.baru))
        said += f"; {example.kolom}: {_cut(old)} → {_cut(new)}"
    return visible(said)


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def comparison(change: Change, address: str) -> str:
    """Return the address of the Data page that compares the two instants, "" without a root."""
    if not address:
        return ""
    asked = {
        "klpd": change.kd_klpd,
        "tahun": change.tahun,
        "lihat": f"riwayat:{change.dataset}",
        "dari": _instant(change.dari),
        "ke": _instant(change.ke),
    }
    return f"{address.rstrip('/')}/data?{urlencode(asked)}"


def atom(memory: Memory, scope: str, address: str = "") -> bytes:
    """Return the feed of a watch; the same memory gives the same bytes.

    `address` is where readers find the dashboard; without one entries have no link.
    """
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "id"})
    named = f"{scope} {','.join(memory.klpd)} {','.join(map(str, memory.tahun))}"
    _add(root, "id", uuid.uuid5(_SPACE, named).urn)
    _add(root, "title", _heading(memory))
    _add(root, "updated", _instant(max([memory.begun, *(c.ke for c in memory.changes)])))
    _add(ET.SubElement(root, "author"), "name", "Lensa RUP")
    _add(root, "generator", "Lensa RUP")
    if address:
        ET.SubElement(root, "link", {"rel": "alternate", "href": f"{address.rstrip('/')}/data"})
    for change in memory.changes:
        _entry(ET.SubElement(root, "entry"), change, named, address)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _heading(memory: Memory) -> str:
    sample = any(seen.made_up for seen in memory.seen.values())
    said = text("pantau.feed", klpd=", ".join(memory.klpd), tahun=", ".join(map(str, memory.tahun)))
    return f"{text('pantau.sample')}: {said}" if sample else said


def _entry(entry: ET.Element, change: Change, feed: str, address: str) -> None:
    seen = (change.dari, change.ke, change.sidik_lama, change.sidik_baru)
    own = " ".join([feed, change.dataset, change.kd_klpd, str(change.tahun), *map(str, seen)])
    _add(entry, "id", uuid.uuid5(_SPACE, own).urn)
    _add(entry, "title", title(change))
    _add(entry, "updated", _instant(change.ke))
    link = comparison(change, address)
    if link:
        ET.SubElement(entry, "link", {"rel": "alternate", "href": link})
    said = [text("pantau.between", dari=_instant(change.dari), ke=_instant(change.ke))]
    lines = [title(change), *said, *details(change)]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    ET.SubElement(entry, "content", {"type": "html"}).text = body


def _add(parent: ET.Element, name: str, said: str) -> None:
    ET.SubElement(parent, name).text = said


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
