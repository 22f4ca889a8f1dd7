"""Write a preview's texts from an answer: title, description, the picture in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..budgets import MOST_CHOSEN
from ..errors import ServiceError
from ..export import origin
from ..language import wording
from ..language.labels import shortened
from ..language.plain_text import visible
from .answers import places, plan, rows
from .asked import LOCATIONS, SEARCH, Asked
from .values import Answer, Preview

LONGEST_TITLE, LONGEST_SUBJECT, LONGEST_DESCRIPTION = 200, 90, 420
"""Characters; chat programs show fewer, search engines cut by themselves."""
_ANSWERS: Mapping[str, Callable[[Asked], Answer | None]] = MappingProxyType(
    {
        **dict.fromkeys(("ringkasan", "program", "swakelola", "kaji_ulang", "penyedia"), plan.plan),
        "paket": rows.package,
        "tanda": rows.flags,
        "banding": places.peers,
        "wilayah": places.region,
        "lokasi": places.location,
        "data": places.stored,
    }
)
"""The answer of each page; the search has none, since its words are a reader's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A preview with the answer that its picture is drawn from, None for the generic one.

    label: of sample data or imported rows. source: the line below the picture.
    """

    preview: Preview
    answer: Answer | None = None
    label: str = ""
    source: str = ""


def answered(given: Asked) -> Answer | None:
    """Return the answer of a link, None where it has none or what it needs is not stored."""
    needs_klpd = given.page not in ("wilayah", "lokasi", "data")
    if given.page == SEARCH or (needs_klpd and given.klpd not in given.names):
        return None
    if len(given.state.klpd) * len(given.state.tahun) > MOST_CHOSEN:  # the page refuses it, too
        return None
    try:
        return _ANSWERS[given.page](given)
    except ServiceError:  # a link that cannot be answered now has generic words, as on a miss
        return None


def composed(given: Asked) -> Composed:
    """Return the preview of a link: generic words where it has no answer."""
    answer = answered(given)
    if answer is None:
        return Composed(preview=generic(given.lang, given.address))
    kind = answer.origin or origin.kind(stored.manifest for stored in answer.partitions)
    label = origin.label(kind, given.lang)
    subject = shortened(answer.subject, LONGEST_SUBJECT)
    parts = (label, answer.figure, answer.label, subject, answer.context)
    title = " · ".join(part for part in parts if part)
    sentences = [f"{answer.label}: {answer.figure}", *answer.more]
    around = ", ".join(part for part in (answer.subject, answer.context) if part)
    read, source = f"{answer.note}." if answer.note else "", answer.note
    if answer.partitions:
        # the oldest one counts: the figure is no newer than that
        oldest = min(s.manifest.fetched_at for s in answer.partitions)
        # what was proven of the partitions; of unlike ones how many are less than complete
        states = {origin.state(s.manifest, given.lang) for s in answer.partitions}
        if len(states) == 1:
            state = states.pop()
        elif all(s.manifest.proven for s in answer.partitions):
            state = wording.text("shell.state.lengkap", given.lang)
        else:
            state = given.words("pratinjau.campuran", n=len(answer.partitions))
        values = {"waktu": wording.instant(oldest, given.lang), "keadaan": state}
        from_file = kind == "berkas"
        read = given.words("pratinjau.diimpor" if from_file else "pratinjau.dibaca", **values)
        of_locations = given.page == LOCATIONS
        key = "pratinjau.sumber_lokasi" if of_locations else "pratinjau.sumber"
        source = given.words("pratinjau.sumber_berkas" if from_file else key, **values)
    text = f"{around}. {'; '.join(sentences)}. {read}"
    described = f"{label}. {text}" if label else text
    alt = given.words(
        "pratinjau.alt",
        label=answer.label,
        angka=answer.figure,
        nama=answer.subject,
        konteks=answer.context,
        bagan=answer.chart_title,
    )
    return Composed(
        preview=Preview(
            title=shortened(title, LONGEST_TITLE),
            description=shortened(described, LONGEST_DESCRIPTION),
            address=given.address,
            lang=given.lang,
            alt=visible(alt),
        ),
        answer=answer,
        label=label,
        source=source,
    )


def generic(lang: str, address: str) -> Preview:
    """Return the preview for links without one of their own, and where none may be shown."""
    return Preview(
        title=wording.text("pratinjau.judul", lang),
        description=wording.text("pratinjau.umum", lang),
        address=address,
        lang=lang,
        alt=wording.text("pratinjau.umum_pendek", lang),
        generic=True,
    )
