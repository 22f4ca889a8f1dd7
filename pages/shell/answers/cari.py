"""The texts of the search page: hits by kind, the page that a hit leads to, what was searched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pages.shell.state.drawn import counted_states
from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.export import origin
from services.language.plain_text import plain, visible
from services.language.wording import instant
from services.link import LinkState
from services.search.entries import KINDS, PACKAGES
from services.search.index import MOST_COUNTED, NOT_LIVE, Found, Hit
from services.search.keeper import Covered
from services.search.match import Question
from services.search.words import MOST_WORDS, folded, words

CHOSEN = "terpilih"
_PIECE = re.compile(r"[^\W_]+|[\W_]+")
_SHOWN_KLPD = 3


def question(view: View) -> Question:
    """Return the question of the link, narrowed by its switches."""
    state, narrow = view.state, narrowed(view)
    return Question(
        text=state.q,
        klpd=state.klpd if narrow else (),
        tahun=state.tahun if narrow else (),
        jenis=kind(view),
    )


def narrowed(view: View) -> bool:
    """Tell whether the search is over the chosen KLPD and years alone."""
    return bool(view.state.klpd) and view.state.switch("cakupan") == CHOSEN


def kind(view: View) -> str:
    """Return the kind of hits to list, "" for all."""
    chosen = view.state.switch("jenis")
    return chosen if chosen in KINDS else ""


def scopes(view: View) -> dict[str, str]:
    """Return the scopes that can be searched, for the switch."""
    choices = {"semua": view.words("cari.stored")}
    if view.state.klpd:
        choices[CHOSEN] = view.say("cari.chosen", pilihan=_choice(view))
    return choices


def kinds(view: View, results: Found) -> dict[str, str]:
    """Return the kinds with the number of hits of each, for the switch; live or not together."""
    by_kind = dict(counted(results))
    for package_kind, not_live in NOT_LIVE.items():
        by_kind[package_kind] += by_kind.pop(not_live, 0)
    counts = {"semua": sum(by_kind.values()), **by_kind}
    return {
        name: f"{view.words(f'cari.kinds.{name}')} {view.number(count)}"
        for name, count in counts.items()
    }


def examples(view: View) -> list[str]:
    """Return example questions."""
    return [text.strip() for text in view.words("cari.examples").split("|")]


def counted(results: Found) -> Mapping[str, int]:
    """Return the number of distinct hits by kind; hits of every year where they are too many."""
    return results.counts if results.things is None else results.things


def sentence(view: View, results: Found) -> str:
    """Return the number of hits for the question, and how unknown words were interpreted."""
    counts = [
        view.words(f"cari.count.{name}", n=view.number(count))
        for name, count in counted(results).items()
        if count
    ]
    distinct = sum(counted(results).values())
    sentences = [
        view.say(
            "cari.answer" if counts else "cari.answer_none",
            n=view.number(distinct),
            q=view.state.q,
            where=_choice(view) if narrowed(view) else view.words("cari.everything"),
            rincian=listed(counts, view.lang),
        )
    ]
    if results.total() and results.things is None:
        sentences.append(view.say("cari.by_year", n=view.number(MOST_COUNTED)))
    elif results.total() > distinct:
        sentences.append(view.say("cari.entries", n=view.number(results.total())))
    if results.corrections:
        read = "; ".join(f"{word} → {', '.join(meant)}" for word, meant in results.corrections)
        sentences.append(view.say("cari.taken", arti=read))
    if len(results.words) == MOST_WORDS < len(words_of(view)):
        sentences.append(view.say("cari.first_words", n=MOST_WORDS))
    return " ".join(sentences)


def words_of(view: View) -> list[str]:
    """Return all words of the question."""
    return re.findall(r"[^\W_]+", view.state.q)


def nothing(view: View, results: Found) -> str:
    """Return what to try when there are no hits."""
    if results.total() and kind(view):
        return view.say("cari.nothing_kind", n=view.number(results.total()))
    if not words(view.state.q):
        return view.say("cari.nothing_words")
    return view.say("cari.nothing_narrow" if narrowed(view) else "cari.nothing_try")


def span(view: View, page: int, size: int, total: int) -> str:
    """Return which hits are on the screen, of how many."""
    low, high = (page - 1) * size + 1, min(page * size, total)
    return view.say("cari.span", low=view.number(low), high=view.number(high), n=view.number(total))


def about(view: View, hit: Hit) -> str:
    """Describe a hit: kind, code, satker, KLPD, year, and whether it is deleted."""
    texts = [
        view.words(f"cari.kind_of.{hit.jenis}"),
        hit.kode if hit.kode != hit.teks else "",
        hit.keterangan or "",
        view.names.get(hit.kd_klpd, hit.kd_klpd),
        str(hit.tahun),
    ]
    if hit.jenis in ("alasan", "kode"):
        texts.append(view.words("cari.rows", n=view.number(hit.jumlah)))
    if not hit.jumlah:
        texts.append(view.words("cari.deleted"))
    return " · ".join(plain(text) for text in texts if text)


def marked(name: str, results: Found) -> str:
    """Return a name as Markdown with the words that match the question set bold."""
    meant = [other for _, others in results.corrections for other in others]
    sought = tuple(folded(word) for word in (*results.words, *meant))

    def matches(piece: str) -> bool:
        text = folded(piece)
        return any(text == word or (len(word) > 2 and text.startswith(word)) for word in sought)

    def spaced(piece: str) -> str:  # `plain` would join several spaces
        return " ".join(plain(text) for text in piece.split(" "))

    pieces = _PIECE.findall(visible(name))
    return "".join(f"**{plain(p)}**" if matches(p) else spaced(p) for p in pieces)


def place(state: LinkState, hit: Hit) -> tuple[str, LinkState]:
    """Return the page of a hit and the state that shows it there.

    The hit's KLPD comes first and its year is the newest, since figures are about these; other
    chosen KLPD stay, and older years. Filters that do not belong to the hit are cleared.
    """
    fields = {"satker": "", "program": "", "status": "", "jenis": "", "kode": ""}
    page, filled = _PLACES[hit.jenis], {}
    if hit.jenis == "program":
        filled["program"] = hit.kode
    if hit.jenis in ("satker", "alasan"):
        filled["satker"] = hit.kd_satker or ""
    if hit.jenis in (*PACKAGES, "kode"):
        filled["kode"] = hit.kode
    others = tuple(k for k in state.klpd if k != hit.kd_klpd) if hit.kd_klpd in state.klpd else ()
    years = tuple(sorted({*(year for year in state.tahun if year < hit.tahun), hit.tahun}))
    new = state.change(
        klpd=(hit.kd_klpd, *others),
        tahun=years if hit.kd_klpd in state.klpd else (hit.tahun,),
        **(fields | filled),
    )
    return page, replace(new.switched("tabel", ""), urut="", hal=None)


_PLACES = {
    "satker": "swakelola",
    "program": "program",
    "paket": "paket",
    "penyedia": "paket",
    "alasan": "kaji_ulang",
    "kode": "paket",
}


def coverage(view: View, covering: Covered) -> list[str]:
    """Return the sentences on what is searched, when it was read, and what could not be read."""
    sentences = [plain(coverage_line(view, covering))]
    if covering.unread:
        sentences.append(view.say("cari.unread", bagian="; ".join(covering.unread)))
    if view.state.snap:
        sentences.append(view.say("cari.snap", waktu=instant(view.state.snap, view.lang)))
    return sentences


def coverage_line(view: View, covering: Covered) -> str:
    """Describe what is searched in one line of plain text."""
    if covering.span is None:
        return view.words("cari.covers_none")
    klpd = list(dict.fromkeys(year.klpd for year in covering.years))
    names = [view.names.get(code, code) for code in klpd[:_SHOWN_KLPD]]
    if len(klpd) > _SHOWN_KLPD:
        names.append(view.words("shell.more", n=view.number(len(klpd) - _SHOWN_KLPD)))
    first, last = (instant(end, view.lang) for end in covering.span)
    states = [view.state_words(manifest) for manifest in covering.manifests]
    return view.words(
        "cari.covers",
        n=view.number(len(covering.manifests)),
        tahun=view.number(len(covering.years)),
        klpd=listed(names, view.lang),
        waktu=first if first == last else f"{first} – {last}",
        keadaan=counted_states(view, states),
        asal=origin.words(covering.manifests, view.lang),
    )


def _choice(view: View) -> str:
    """Return the chosen KLPD and years in words."""
    klpd = [view.names.get(code, code) for code in view.state.klpd[:1]]
    if len(view.state.klpd) > 1:
        klpd.append(view.words("shell.more", n=len(view.state.klpd) - 1))
    years = ", ".join(str(year) for year in view.state.tahun)
    return f"{listed(klpd, view.lang)} {years}"
