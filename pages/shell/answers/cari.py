"""What the search page says: how much was found, of what, where a hit leads, what was searched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pages.shell.state.link import LinkState
from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.language.plain_text import plain, visible
from services.language.wording import instant
from services.search.entries import KINDS
from services.search.index import MOST_COUNTED, NOT_LIVE, Found, Hit
from services.search.keeper import Covered
from services.search.match import Question
from services.search.words import MOST_WORDS, folded, words

CHOSEN = "terpilih"
_PIECE = re.compile(r"[^\W_]+|[\W_]+")
_SHOWN_KLPD = 3


def question(view: View) -> Question:
    """Return the question of the link, narrowed as its switches say."""
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
    """Return the kind that is listed, "" for all."""
    chosen = view.state.switch("jenis")
    return chosen if chosen in KINDS else ""


def scopes(view: View) -> dict[str, str]:
    """Return what may be searched, for the switch."""
    found = {"semua": view.words("cari.stored")}
    if view.state.klpd:
        found[CHOSEN] = view.say("cari.chosen", pilihan=_choice(view))
    return found


def kinds(view: View, found: Found) -> dict[str, str]:
    """Return the kinds with how many hits each has, for the switch."""
    counts = {"semua": sum(counted(found).values()), **_by_kind(found)}
    return {
        name: f"{view.words(f'cari.kinds.{name}')} {view.number(count)}"
        for name, count in counts.items()
    }


def examples(view: View) -> list[str]:
    """Return questions to begin with."""
    return [text.strip() for text in view.words("cari.examples").split("|")]


def counted(found: Found) -> Mapping[str, int]:
    """Return how many things were found, by kind; hits by year where they are too many to tell."""
    return found.counts if found.things is None else found.things


def _by_kind(found: Found) -> dict[str, int]:
    """Return things by kind as the switch of kinds counts them: packages live or not."""
    counts = dict(counted(found))
    counts["paket"] += counts.pop(NOT_LIVE, 0)
    return counts


def sentence(view: View, found: Found) -> str:
    """Say how much was found for which question, and what unknown words were taken for."""
    counts = [
        view.words(f"cari.count.{name}", n=view.number(count))
        for name, count in counted(found).items()
        if count
    ]
    things = sum(counted(found).values())
    said = [
        view.say(
            "cari.answer" if counts else "cari.answer_none",
            n=view.number(things),
            q=view.state.q,
            where=_choice(view) if narrowed(view) else view.words("cari.everything"),
            rincian=listed(counts, view.lang),
        )
    ]
    if found.total() and found.things is None:
        said.append(view.say("cari.by_year", n=view.number(MOST_COUNTED)))
    elif found.total() > things:
        said.append(view.say("cari.entries", n=view.number(found.total())))
    if found.corrections:
        read = "; ".join(f"{word} → {', '.join(meant)}" for word, meant in found.corrections)
        said.append(view.say("cari.taken", arti=read))
    if len(found.words) == MOST_WORDS < len(words_of(view)):
        said.append(view.say("cari.first_words", n=MOST_WORDS))
    return " ".join(said)


def words_of(view: View) -> list[str]:
    """Return the words of the question, however many."""
    return re.findall(r"[^\W_]+", view.state.q)


def nothing(view: View, found: Found) -> str:
    """Say what to try when nothing is listed."""
    if found.total() and kind(view):
        return view.say("cari.nothing_kind", n=view.number(found.total()))
    if not words(view.state.q):
        return view.say("cari.nothing_words")
    return view.say("cari.nothing_narrow" if narrowed(view) else "cari.nothing_try")


def span(view: View, page: int, size: int, total: int) -> str:
    """Say which hits are on the screen, of how many."""
    low, high = (page - 1) * size + 1, min(page * size, total)
    return view.say("cari.span", low=view.number(low), high=view.number(high), n=view.number(total))


def about(view: View, hit: Hit) -> str:
    """Say of a hit its kind, code, satker, KLPD and year, and that it is deleted if it is."""
    parts = [
        view.words(f"cari.kind_of.{hit.jenis}"),
        hit.kode if hit.kode != hit.teks else "",
        hit.keterangan or "",
        view.names.get(hit.kd_klpd, hit.kd_klpd),
        str(hit.tahun),
    ]
    if hit.jenis in ("alasan", "kode"):
        parts.append(view.words("cari.rows", n=view.number(hit.jumlah)))
    if not hit.jumlah:
        parts.append(view.words("cari.deleted"))
    return " · ".join(plain(part) for part in parts if part)


def marked(name: str, found: Found) -> str:
    """Return a name as Markdown with the words it was found by set bold."""
    meant = [other for _, others in found.corrections for other in others]
    sought = tuple(folded(word) for word in (*found.words, *meant))
    pieces = _PIECE.findall(visible(name))
    return "".join(
        f"**{plain(piece)}**" if _sought(piece, sought) else _spaced(piece) for piece in pieces
    )


def _sought(piece: str, sought: tuple[str, ...]) -> bool:
    told = folded(piece)
    return any(told == word or (len(word) > 2 and told.startswith(word)) for word in sought)


def _spaced(piece: str) -> str:
    """Return text between words with its spaces kept: `plain` folds them away."""
    return " ".join(plain(part) for part in piece.split(" "))


def place(state: LinkState, hit: Hit) -> tuple[str, LinkState]:
    """Return the page a hit leads to, and the state that shows it there.

    The hit's KLPD comes first and its year is the newest, as figures speak of these; what else is
    chosen of KLPD and years stays as far as that leaves room. Filters of another thing go.
    """
    fields = {"satker": "", "program": "", "status": "", "jenis": "", "kode": ""}
    page, found = _PLACES[hit.jenis], {}
    if hit.jenis == "program":
        found["program"] = hit.kode
    if hit.jenis in ("satker", "paket", "alasan"):
        found["satker"] = hit.kd_satker or ""
    if hit.jenis in ("paket", "kode"):
        found["kode"] = hit.kode
    others = tuple(k for k in state.klpd if k != hit.kd_klpd) if hit.kd_klpd in state.klpd else ()
    years = tuple(sorted({*(year for year in state.tahun if year < hit.tahun), hit.tahun}))
    new = state.change(
        klpd=(hit.kd_klpd, *others),
        tahun=years if hit.kd_klpd in state.klpd else (hit.tahun,),
        **(fields | found),
    )
    return page, replace(new.switched("tabel", ""), urut="", hal=None)


_PLACES = {
    "satker": "swakelola",
    "program": "program",
    "paket": "swakelola",
    "alasan": "kaji_ulang",
    "kode": "kaji_ulang",
}


def coverage(view: View, covering: Covered) -> list[str]:
    """Say what is searched, when it was read, and what of it could not be."""
    said = [plain(told(view, covering))]
    if covering.unread:
        said.append(view.say("cari.unread", bagian="; ".join(covering.unread)))
    if view.state.snap:
        said.append(view.say("cari.snap", waktu=instant(view.state.snap, view.lang)))
    return said


def told(view: View, covering: Covered) -> str:
    """Say what is searched in one line of plain text."""
    if covering.span is None:
        return view.words("cari.covers_none")
    klpd = list(dict.fromkeys(year.klpd for year in covering.years))
    names = [view.names.get(code, code) for code in klpd[:_SHOWN_KLPD]]
    if len(klpd) > _SHOWN_KLPD:
        names.append(view.words("shell.more", n=view.number(len(klpd) - _SHOWN_KLPD)))
    first, last = (instant(one, view.lang) for one in covering.span)
    made_up = any(one.made_up for one in covering.manifests)
    whole = all(one.complete for one in covering.manifests)
    return view.words(
        "cari.covers",
        n=view.number(len(covering.manifests)),
        tahun=view.number(len(covering.years)),
        klpd=listed(names, view.lang),
        waktu=first if first == last else f"{first} – {last}",
        keadaan=view.words("shell.state.lengkap" if whole else "shell.state.tidak lengkap"),
        asal=view.words("shell.sandbox" if made_up else "shell.live"),
    )


def _choice(view: View) -> str:
    """Return the chosen KLPD and years in words."""
    klpd = [view.names.get(code, code) for code in view.state.klpd[:1]]
    if len(view.state.klpd) > 1:
        klpd.append(view.words("shell.more", n=len(view.state.klpd) - 1))
    years = ", ".join(str(year) for year in view.state.tahun)
    return f"{listed(klpd, view.lang)} {years}"
