"""Describe the events and codes of a family in the words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...language import wording
from ...language.labels import label, shortened
from ...language.plain_text import visible
from .family import MADE, Family, Node

MOST_REASONS, MOST_CODES = 3, 6
"""Reasons and codes that a description names; the others are counted."""
LONGEST_REASON = 160
"""Characters of a reason; the table has the whole."""
SHORT = 3
"""Last digits of a code where there is no room for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An event in words, not escaped: title, time, lines; line and reason are those of a list."""

    title: str
    when: str
    lines: tuple[str, ...]
    line: str
    reason: str

    @property
    def name(self) -> str:
        """Return everything as the name of a mark for those who do not see it."""
        return "; ".join((self.title, self.when, *self.lines))


def described(family: Family, at: int, lang: str) -> Described:
    """Return an event of a family in words: date, kind, code, reason and what followed."""
    event = family.events[at]
    quoted = quoted_reasons(event.reasons, lang)
    lines = [wording.text("garis.kode", lang, kode=visible(event.node[2]))]
    if event.kind == MADE and event.codes:
        lines.append(wording.text("garis.dari", lang, kode=_codes(event.codes, lang)))
    if event.kind == MADE and not event.codes and not event.reasons:
        lines.append(wording.text("garis.dari_daftar", lang))
    elif quoted:
        lines.append(wording.text("garis.alasan", lang, alasan=quoted))
    else:
        lines.append(wording.text("garis.tanpa_alasan", lang))
    lane = family.lanes[event.node]
    further = lane[lane.index(at) + 1 :]
    if event.kind != MADE and event.codes:
        several = "_banyak" if len(event.codes) > 1 else ""
        made = {"n": len(event.codes), "kode": _codes(event.codes, lang)}
        lines.append(wording.text(f"garis.lanjut.jadi{several}", lang, **made))
    elif further:
        following = family.events[further[0]]
        when = later(event.time, following.time, lang)
        lines.append(wording.text(f"garis.lanjut.{following.kind}", lang, kapan=when))
    else:
        lines.append(wording.text("garis.lanjut.akhir", lang))
    return Described(
        title=wording.text(f"garis.judul.{event.kind}", lang),
        when=moment(event.time, lang),
        lines=tuple(lines),
        line=wording.text(
            f"garis.ringkas.{event.kind}",
            lang,
            kode=visible(event.node[2]),
            baru=_codes(event.codes, lang) or wording.text(wording.UNKNOWN, lang),
            n=len(event.codes),
        ),
        reason=quoted or wording.text("garis.tanpa_alasan", lang),
    )


def moment(time: datetime | None, lang: str) -> str:
    """Return a time as the source has it, without a zone; midnight stands for a day alone."""
    if time is None:
        return wording.text("garis.tanpa_tanggal", lang)
    return wording.waktu(time, lang)


def quoted_reasons(reasons: Sequence[str], lang: str) -> str:
    """Return the reasons of an act in quotation marks, "" where all are blank."""
    known = [shortened(text, LONGEST_REASON) for text in map(visible, reasons) if text.strip(".- ")]
    quoted = ", ".join(f"“{text}”" for text in known[:MOST_REASONS])
    more = len(known) - MOST_REASONS
    return wording.text("garis.alasan_lain", lang, alasan=quoted, n=more) if more > 0 else quoted


def end_words(family: Family, node: Node, lang: str) -> str:
    """Return what stands at the right end of a lane: that it is an end, or dropped; else ""."""
    state = family.state(node)
    if state == "gugur":
        return wording.text("garis.ujung.gugur", lang)
    if not family.is_end(node):
        return ""
    kind = "diaktifkan" if family.states[node]["asal"] == "diaktifkan" else "baru"
    return wording.text(f"garis.ujung.{kind if state == 'aktif' else state}", lang)


def code_state(family: Family, node: Node, lang: str) -> str:
    """Return what a code's label says to those who do not see its lane."""
    state = family.state(node)
    words = label("keadaan", state, lang) if state else wording.text(wording.UNKNOWN, lang)
    if state == "aktif" and family.states[node]["asal"] == "diaktifkan":
        words = wording.text("garis.arti.PENGAKTIFAN", lang)
    if node[2] != family.chosen:
        return words
    return f"{words}, {wording.text('garis.dipilih', lang)}"


def split_code(code: str) -> tuple[str, str]:
    """Return the part of a code that a narrow drawing leaves out, "" for none, and the rest."""
    text = visible(code)
    return (text[:-SHORT], text[-SHORT:]) if len(text) > SHORT + 1 else ("", text)


def later(since: datetime | None, until: datetime | None, lang: str) -> str:
    """Return how much later an event was, in the largest whole unit."""
    if since is None or until is None or until < since:
        return wording.text("garis.kapan.tak_tentu", lang)
    passed = until - since
    for unit, length in (
        ("hari", timedelta(days=1)),
        ("jam", timedelta(hours=1)),
        ("menit", timedelta(minutes=1)),
    ):
        if passed >= length:
            return wording.text(f"garis.kapan.{unit}", lang, n=passed // length)
    return wording.text("garis.kapan.segera", lang)


def _codes(codes: Sequence[str], lang: str) -> str:
    shown = [visible(code) for code in codes[:MOST_CODES]]
    more = len(codes) - len(shown)
    return ", ".join([*shown, *([wording.text("charts.others", lang, n=more)] if more else [])])
