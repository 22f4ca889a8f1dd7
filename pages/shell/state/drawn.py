"""The rows that a figure drew, with the partitions they were computed from (domain.md rule 11).

Source lines, citations, file names, titles and text alternatives are written from a `Drawn`, never
from the filters: a figure of one KLPD must not claim to show all chosen KLPD.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import polars as pl

from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.language.plain_text import plain
from services.repository import Stored

Pair: TypeAlias = tuple[str, int]
"""kd_klpd, tahun"""

LONGEST_FILE_NAME = 120
MOST_NAMED = 3
FILTERS = ("satker", "program", "status", "jenis", "pengadaan", "metode")
"""The fields of the link that narrow the rows of a figure."""
FOLLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ringkasan": ("satker",),
        "program": ("satker", "program"),
        "penyedia": ("satker", "pengadaan", "metode"),
        "swakelola": ("satker", "status"),
        "kaji_ulang": ("satker", "jenis", "kode"),
        "banding": ("satker", "program"),
        "cari": ("kode",),
        "tanda": ("satker",),
        "paket": ("kode",),
    }
)
"""The filters that some figure of a page follows. A page notes once which other filters it ignores;
a figure that ignores a filter of this list notes that itself."""
_SPLITS = (
    *((1,), (2,), (0,)),
    *((1, 2), (0, 1), (0, 2)),
    (0, 1, 2),
)
"""Which of dataset, KLPD and year (by position) label the states, the simplest choice first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The rows of one figure and where they come from.

    pairs: the KLPD and years of the rows, or of the request where there is no row. partitions: the
    stored partitions that the rows were computed from. names: other partitions from which only
    names were taken. ignored: filters of the link that are set but do not narrow the rows.
    """

    rows: pl.DataFrame
    pairs: tuple[Pair, ...]
    partitions: tuple[Stored, ...] = ()
    names: tuple[Stored, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def klpd(self) -> tuple[str, ...]:
        """Return the codes of the KLPD drawn."""
        return tuple(dict.fromkeys(kode for kode, _ in self.pairs))

    @property
    def tahun(self) -> tuple[int, ...]:
        """Return the years drawn, ascending."""
        return tuple(sorted({tahun for _, tahun in self.pairs}))

    @property
    def every(self) -> tuple[Stored, ...]:
        """Return all partitions behind the figure, those of names alone last."""
        return (*self.partitions, *self.names)


def pairs_of(rows: pl.DataFrame) -> set[Pair]:
    """Return the KLPD and years of rows; raise ValueError where a column of these is missing."""
    if not {"kd_klpd", "tahun"} <= set(rows.columns):
        raise ValueError(f"rows without kd_klpd and tahun cannot be drawn: {rows.columns}")
    return set(unique_pairs(rows).collect().iter_rows())


def unique_pairs(rows: pl.DataFrame) -> pl.LazyFrame:
    """Return the KLPD and years of rows, each once."""
    return rows.lazy().select("kd_klpd", "tahun").drop_nulls().unique()


def fingerprint(frame: pl.DataFrame) -> str:
    """Return a digest of a frame's rows in their order; equal frames have equal digests."""
    rows = frame.hash_rows().to_numpy().tobytes()
    return hashlib.sha256(repr(frame.columns).encode() + rows).hexdigest()[:24]


def klpd_words(view: View, drawn: Drawn) -> str:
    """Return the names of the KLPD drawn, or their number when they are many."""
    if len(drawn.klpd) > MOST_NAMED:
        return view.words("shell.klpd_count", n=len(drawn.klpd))
    return listed([view.names.get(kode, kode) for kode in drawn.klpd], view.lang)


def year_words(years: Iterable[int | str]) -> str:
    """Return years as a source line lists them."""
    return ", ".join(str(year) for year in years)


def scope(view: View, drawn: Drawn) -> str:
    """Return the KLPD and years of a figure in words."""
    words = (klpd_words(view, drawn), year_words(drawn.tahun))
    return " · ".join(text for text in words if text)


def title_suffix(view: View, drawn: Drawn, title: str) -> str:
    """Return what a title must add (Markdown): the KLPD or years drawn where others are chosen.

    "" where the figure shows everything chosen, or where the title names it already.
    """
    state = view.state
    klpd = plain(klpd_words(view, drawn)) if set(drawn.klpd) != set(state.klpd) else ""
    tahun = "" if drawn.tahun == state.tahun else year_words(drawn.tahun)
    return _added(title, klpd, "" if _years_in(title, drawn) else tahun)


def full_title(view: View, drawn: Drawn, title: str) -> str:
    """Return a title (plain text) that names KLPD and years, for a picture outside of its page."""
    years = "" if _years_in(title, drawn) else year_words(drawn.tahun)
    return (title + _added(title, klpd_words(view, drawn), years)).removeprefix(" · ")


def _added(title: str, *pieces: str) -> str:
    return "".join(f" · {piece}" for piece in pieces if piece and piece not in title)


def _years_in(title: str, drawn: Drawn) -> bool:
    return bool(drawn.tahun) and all(str(year) in title for year in drawn.tahun)


def file_stem(name: str, klpd: Sequence[str], tahun: Sequence[int]) -> str:
    """Return a download's file name without its suffix: contents, KLPD, years.

    Where the KLPD are too many for a file name, the first is named and the others counted.
    """
    years = [str(year) for year in tahun]
    stem = "-".join([name, *klpd, *years])
    if len(stem) > LONGEST_FILE_NAME:
        stem = "-".join([name, klpd[0], f"dan-{len(klpd) - 1}-lain", *years]) if klpd else stem
    return stem[:LONGEST_FILE_NAME]


def blocks_of(partitions: Sequence[Stored]) -> list[tuple[tuple[str, ...], list[str], list[str]]]:
    """Return partitions grouped into blocks of datasets x KLPD x years without gaps.

    That is one block where every KLPD has the same years and datasets. Datasets without years are
    a block without years.
    """
    datasets: dict[tuple[str, int | None], list[str]] = {}
    for stored in partitions:
        name, kode, tahun = stored.request.partition
        datasets.setdefault((kode, tahun), []).append(name)
    years: dict[tuple[tuple[str, ...], str], set[int]] = {}
    for (kode, tahun), names in datasets.items():
        of_klpd = years.setdefault((tuple(dict.fromkeys(names)), kode), set())
        of_klpd |= set() if tahun is None else {tahun}
    klpd: dict[tuple[tuple[str, ...], tuple[int, ...]], list[str]] = {}
    for (dataset_names, kode), of_klpd in years.items():
        klpd.setdefault((dataset_names, tuple(sorted(of_klpd))), []).append(kode)
    return [(names, codes, list(map(str, of_block))) for (names, of_block), codes in klpd.items()]


def partition_words(
    view: View, partitions: Sequence[Stored], key: str, names: Mapping[str, str]
) -> str:
    """Describe partitions by a text with {datasets}, {klpd} and {tahun}; names: code to name.

    `<key>_no_year` is the text for datasets without years.
    """
    return "; ".join(
        view.words(
            key if years else f"{key}_no_year",
            datasets=", ".join(datasets),
            klpd=listed([names.get(kode, kode) for kode in codes], view.lang),
            tahun=year_words(years),
        )
        for datasets, codes, years in blocks_of(partitions)
    )


def state_of(view: View, stored: Stored) -> str:
    """Return the words for the state of a partition: complete, verified, changing and so on."""
    return view.state_words(stored.manifest)


def states(view: View, partitions: Sequence[Stored]) -> str:
    """Describe the states of partitions; where they differ, which partitions have which state.

    "D906 lengkap; D907 lengkap, terverifikasi": labelled by KLPD, year or dataset, whichever
    separates the states.
    """
    stated = []
    for stored in partitions:
        name, kode, tahun = stored.request.partition
        key = (name, view.names.get(kode, kode), str(tahun or ""))
        stated.append((key, state_of(view, stored)))
    if len({state for _, state in stated}) < 2:
        return "".join(dict.fromkeys(state for _, state in stated))
    for split in _SPLITS:
        groups: dict[Hashable, set[str]] = {}
        for key, state in stated:
            groups.setdefault(_label(key, split), set()).add(state)
        if all(len(values) == 1 for values in groups.values()):
            break
    labels: dict[str, dict[str, None]] = {}
    for key, state in stated:
        labels.setdefault(state, {})[_label(key, split)] = None
    parts = []
    for state, values in labels.items():
        named = list(values)
        if len(named) > MOST_NAMED:
            rest = view.words("shell.more", n=view.number(len(named) - MOST_NAMED + 1))
            named = [*named[: MOST_NAMED - 1], rest]
        parts.append(f"{listed(named, view.lang)} {state}")
    return "; ".join(parts)


def counted_states(view: View, states: Sequence[str]) -> str:
    """Describe states by how many partitions have each, for partitions too many to be named."""
    counts = Counter(states)
    if len(counts) < 2:
        return "".join(counts)
    return "; ".join(f"{view.number(count)} {state}" for state, count in counts.items())


def _label(key: tuple[str, str, str], split: Sequence[int]) -> str:
    return " ".join(filter(None, (key[at] for at in split)))
