"""Recognise the dataset of rows by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from ..errors import BadRequest
from ..upstream.catalog import DATASETS
from ..upstream.dataset import Dataset
from .aliases import ALIASES, normal

ANNOUNCED = "-terumumkan"
_LEAST = 0.4
"""Share of a dataset's own columns, without its key, that rows must have to be recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well names fit a dataset.

    foreign: names that only other datasets know. known: columns of the dataset that are there.
    missing: columns that are not, though each answer has them. enough: whether that may be it.
    """

    dataset: Dataset
    foreign: int
    known: int
    missing: int
    enough: bool


def datasets() -> tuple[Dataset, ...]:
    """Return the datasets that files may hold: those of the catalogue that are stored by KLPD."""
    return tuple(dataset for dataset in DATASETS.values() if dataset.by_klpd)


def adapted(dataset: Dataset, names: Iterable[str]) -> Dataset:
    """Return the dataset with these names as further names of its columns, where they fit one.

    Its own names come first; a name in other letters (`KD RUP`) or an older one fits, too. Names of
    columns that are never stored are added to `dropped`.
    """
    by_normal: dict[str, list[str]] = {}
    for name in names:
        by_normal.setdefault(normal(name), []).append(name)
    known = {normal(name) for column in dataset.columns for name in column.names}
    columns = []
    for column in dataset.columns:
        aliases = [alias for alias in ALIASES.get(column.name, ()) if alias not in known]
        own = [normal(name) for name in column.names]
        present = [name for form in [*own, *aliases] for name in by_normal.get(form, ())]
        wire = tuple(dict.fromkeys([*column.names, *present]))
        columns.append(replace(column, wire=wire))
    dropped = {*dataset.dropped, *(n for d in dataset.dropped for n in by_normal.get(d, ()))}
    return replace(dataset, columns=tuple(columns), dropped=tuple(sorted(dropped)))


def match(dataset: Dataset, names: Sequence[str], vocabulary: Set[str]) -> Match:
    """Return how well names fit a dataset; `vocabulary` are the names of all datasets."""
    present = set(names)
    columns = adapted(dataset, names).columns
    known = {column.name for column in columns if present.intersection(column.names)}
    understood = {name for column in columns for name in column.names}
    others = vocabulary - set(dataset.dropped)
    foreign = [name for name in present - understood if normal(name) in others]
    asked = {name for name, _ in dataset.asked}
    own = [c.name for c in columns if not c.optional and c.name not in {*asked, *dataset.key}]
    keyed = set(dataset.key) <= known or dataset.key[0].startswith("id_")
    return Match(
        dataset=dataset,
        foreign=len(foreign),
        known=len(known),
        missing=sum(name not in known for name in own),
        enough=keyed and sum(name in known for name in own) >= _LEAST * len(own),
    )


def _vocabulary() -> set[str]:
    """Return the names of the columns of all datasets, as they are compared."""
    return {normal(n) for dataset in datasets() for c in dataset.columns for n in c.names}


def candidates(names: Sequence[str]) -> list[Match]:
    """Return the datasets that names fit equally well, the one that lacks least first.

    The best fit is the one that leaves no name to another dataset and knows most names; it is none
    at all when its key or most of its own columns are absent.
    """
    vocabulary = _vocabulary()
    matches = sorted(
        (match(dataset, names, vocabulary) for dataset in datasets()),
        key=lambda m: (m.foreign, -m.known, m.missing),
    )
    best = matches[0]
    ranked = [m for m in matches if (m.foreign, m.known) == (best.foreign, best.known)]
    return [m for m in ranked if m.enough]


def header(rows: Sequence[Sequence[str | None]]) -> int | None:
    """Return the index of the row that holds the names of columns, None when there is none.

    Titles and merged cells may stand above it.
    """
    known = _vocabulary() | {alias for aliases in ALIASES.values() for alias in aliases}

    def score(cells: list[str]) -> int:
        names = sum(normal(cell) in known for cell in cells)
        return max((m.known for m in candidates(cells)), default=0) if names > 2 else 0

    scores = [score([cell for cell in row if cell]) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def by_path(matches: Sequence[Match], path: str) -> list[Match]:
    """Return those of the matches whose names stand in a path, all when there are none.

    The longest name counts: `paket-penyedia-terumumkan` is not `paket-penyedia`.
    """
    text = path.lower().replace("_", "-")
    named = [m for m in matches if m.dataset.name in text]
    longest = max((len(m.dataset.name) for m in named), default=0)
    return [m for m in named if len(m.dataset.name) == longest] or list(matches)


def only(matches: Sequence[Match], *, announced: bool) -> Dataset:
    """Return the one dataset that rows are of.

    announced: whether every row is announced: of a list and its announced rows that have the same
    columns, the latter is meant then. Raises BadRequest when none or several are possible.
    """
    if not matches:
        known = ", ".join(dataset.name for dataset in datasets())
        raise BadRequest(f"kolomnya bukan dari dataset yang dikenal; beri --dataset ({known})")
    names = {m.dataset.name: m.dataset for m in matches}
    bases = {name.removesuffix(ANNOUNCED) for name in names}
    if len(names) > 1 and len(bases) == 1:
        return names[f"{bases.pop()}{ANNOUNCED if announced else ''}"]
    if len(names) > 1:
        raise BadRequest(f"bisa {' atau '.join(sorted(names))}; beri --dataset")
    return matches[0].dataset
