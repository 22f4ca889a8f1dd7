"""Which kecamatan, kelurahan or desa of one kab/kota a text names (domain.md, Wilayah).

A place is named by a kind word and what follows it: "Kec. Batu Kliang Utara", "UPTD Puskesmas
Kopang". Exact first, after folding case, spaces, punctuation and abbreviations; then with typing
errors, but never where the name is that of a place elsewhere or where two places are alike: a
place left out is counted, a wrong one is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .names import fold, named
from .vocabulary import (
    BOTH,
    CITIES,
    DISTRICT,
    FILLERS,
    KINDS,
    PARTS,
    SHORT,
    UNITS,
    VILLAGE,
)

Result = Literal["ditempatkan", "ambigu", "tidak ditemukan", "tanpa tempat"]
PLACED, AMBIGUOUS, UNKNOWN, NOWHERE = "ditempatkan", "ambigu", "tidak ditemukan", "tanpa tempat"

_LONGEST = 6
"""Words of the longest name among 83,762 villages."""
MARGIN = 2
"""Typing errors by which the second-best place must be farther away than the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text names: `kode` and `nama` when `hasil` is ditempatkan.

    skor: 100 when spelled as the tree does, less for typing errors, None without a place. calon:
    codes of the places it may be when `hasil` is ambigu.
    """

    hasil: str
    kode: str | None = None
    nama: str | None = None
    skor: int | None = None
    calon: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    kode: str
    length: int
    errors: int
    levels: tuple[int, ...]

    @property
    def weight(self) -> int:
        return self.length - 3 * self.errors


def words_of(text: str) -> list[str]:
    """Return the folded words of a text with abbreviations spelled out."""
    return [SHORT.get(word, word) for word in fold(text).split()]


def bare(name: str) -> str:
    """Return a name without spaces, as names are compared."""
    return "".join(words_of(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """What must not be mistaken for a place at hand: all names by level, all kab/kota."""

    names: Mapping[int, frozenset[str]]
    cities: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, regions: Iterable[tuple[str, int, str]]) -> Country:
        """Take code, level and name of all regions that are known."""
        names: dict[int, set[str]] = {3: set(), 4: set()}
        cities: dict[tuple[str, str], str] = {}
        for code, level, name in regions:
            if level in names:
                names[level].add(bare(name))
            elif level == 2:
                own = named(name)
                cities[own.kind, own.bare] = code
        return cls(names={k: frozenset(v) for k, v in names.items()}, cities=cities)


class Gazetteer:
    """The places below one kab/kota: code and name of its kecamatan, kelurahan and desa."""

    def __init__(self, own: str, places: Iterable[tuple[str, str]], country: Country) -> None:
        """Take the kab/kota's code and its places."""
        self._own = own
        self._names = dict(places)
        self._codes: dict[int, dict[str, list[str]]] = {3: {}, 4: {}}
        for code, name in self._names.items():
            level = 3 if len(code) == 6 else 4
            self._codes[level].setdefault(bare(name), []).append(code)
        self._country = country

    def find(self, text: str, *, whole: bool = False) -> Found:
        """Return the place that a text names; `whole`: the text may be a bare name, kindless."""
        words = words_of(text)
        if self._another(words):
            return Found(hasil=UNKNOWN)
        mentions = list(_mentions(words))
        found = [
            (at, count, hit)
            for at, levels, after in mentions
            for count, hit in self._after(after, levels)
        ]
        said = _said([(at, hit) for at, _, hit in found if not _inside_another(at, found)])
        several = _several(said)
        if several:
            return Found(hasil=AMBIGUOUS, calon=several)
        hits = [hit for one in said for hit in one] or self._unit(words)
        if not hits and whole:
            hits = self._exact("".join(words), (3, 4))
        if not hits:
            return Found(hasil=UNKNOWN if any(after for *_, after in mentions) else NOWHERE)
        return self._best(hits)

    def _after(self, words: Sequence[str], levels: tuple[int, ...]) -> list[tuple[int, _Hit]]:
        """Return the places that the first words after a kind word are, with their number."""
        found: list[tuple[int, _Hit]] = []
        for count in range(1, min(_LONGEST, len(words)) + 1):
            phrase, rest = "".join(words[:count]), words[count:]
            hits = self._exact(phrase, levels) or self._typed(phrase, levels)
            if hits and not _goes_on(rest):
                found += [(count, hit) for hit in hits]
        return found

    def _unit(self, words: Sequence[str]) -> list[_Hit]:
        """Return the kecamatan that the last words of a unit's name are."""
        if not UNITS & set(words):
            return []
        for count in range(min(_LONGEST, len(words) - 1), 0, -1):
            hits = self._exact("".join(words[-count:]), DISTRICT)
            if hits:
                return hits
        return []

    def _another(self, words: Sequence[str]) -> bool:
        """Tell whether a text says by name that it is about another kab/kota."""
        for at, word in enumerate(words):
            kind = CITIES.get(word)
            if not kind or (at and words[at - 1] in KINDS):
                continue
            after = [one for one in words[at + 1 :] if one not in ("adm", "administrasi")]
            said = ("".join(after[:count]) for count in range(min(_LONGEST, len(after)), 0, -1))
            codes = (self._country.cities.get((kind, name)) for name in said)
            code = next((code for code in codes if code), self._own)
            if code != self._own:
                return True
        return False

    def _exact(self, phrase: str, levels: tuple[int, ...]) -> list[_Hit]:
        return [
            _Hit(kode=code, length=len(phrase), errors=0, levels=levels)
            for level in levels
            for code in self._codes[level].get(phrase, ())
        ]

    def _typed(self, phrase: str, levels: tuple[int, ...]) -> list[_Hit]:
        """Return places spelled almost so, from the first letter on, one clearly the nearest."""
        most = allowed_errors(len(phrase))
        if not most or any(phrase in self._country.names[level] for level in levels):
            return []
        names = list(dict.fromkeys(name for level in levels for name in self._codes[level]))
        near = process.extract(
            phrase, names, scorer=OSA.distance, score_cutoff=most + MARGIN, limit=2
        )
        if not near or near[0][1] > min(most, allowed_errors(len(near[0][0]))):
            return []
        if near[0][0][0] != phrase[0]:
            return []
        if len(near) > 1 and near[1][1] < near[0][1] + MARGIN:
            return []
        name, errors = near[0][0], int(near[0][1])
        return [
            _Hit(kode=code, length=len(name), errors=errors, levels=levels)
            for level in levels
            for code in self._codes[level].get(name, ())
        ]

    def _best(self, hits: Sequence[_Hit]) -> Found:
        """Take the longest name; a village inside a kecamatan that is named too goes first."""
        districts = {hit.kode for hit in hits if len(hit.kode) == 6 and hit.levels == DISTRICT}
        ranks = {
            hit: (len(hit.kode) == 10 and hit.kode[:6] in districts, hit.weight) for hit in hits
        }
        top = max(ranks.values())
        best = {hit.kode: hit for hit, rank in ranks.items() if rank == top}
        codes = _joined(best)
        if len(codes) > 1:
            return Found(hasil=AMBIGUOUS, calon=tuple(sorted(codes)))
        hit = best[codes[0]]
        return Found(
            hasil=PLACED,
            kode=hit.kode,
            nama=self._names[hit.kode],
            skor=round(100 * (1 - hit.errors / hit.length)),
        )


def _said(found: Sequence[tuple[int, _Hit]]) -> list[list[_Hit]]:
    """Return for each kind word the places of the longest name that follows it."""
    by_word: dict[int, list[_Hit]] = {}
    for at, hit in found:
        by_word.setdefault(at, []).append(hit)
    return [
        [hit for hit in hits if hit.weight == max(one.weight for one in hits)]
        for hits in by_word.values()
    ]


def _several(said: Sequence[Sequence[_Hit]]) -> tuple[str, ...]:
    """Return the codes when words of one kind name different places: two kecamatan, two desa."""
    for levels in (DISTRICT, VILLAGE, BOTH):
        named = [{hit.kode for hit in hits} for hits in said if hits[0].levels == levels]
        if len(named) > 1 and not set.intersection(*named):
            return tuple(sorted(set.union(*named)))
    return ()


def _inside_another(at: int, found: Sequence[tuple[int, int, _Hit]]) -> bool:
    """Tell whether a kind word is part of a name: Kecamatan Bandar Negeri Suoh."""
    return any(begin < at <= begin + count for begin, count, _ in found)


def _mentions(words: Sequence[str]) -> Iterator[tuple[int, tuple[int, ...], Sequence[str]]]:
    """Yield where each kind word stands, the levels it means and the words of the name after it.

    These end where another region's name begins: "Kecamatan Praya Kabupaten Lombok Tengah".
    """
    for at, word in enumerate(words):
        levels = KINDS.get(word)
        if levels:
            after = [one for one in words[at + 1 :] if one not in FILLERS]
            yield at, levels, _own(after if levels == BOTH else words[at + 1 :])


def _own(words: Sequence[str]) -> Sequence[str]:
    ends = (n for n, word in enumerate(words) if word in ("kabupaten", "kab") and n)
    return words[: next(ends, len(words))]


def _goes_on(rest: Sequence[str]) -> bool:
    """Tell whether the name goes on with a word that makes it another one."""
    return bool(rest) and rest[0] in PARTS and (rest[0] != "kota" or len(rest) == 1)


def allowed_errors(length: int) -> int:
    """Return the typing errors that a name of this length may hold."""
    return 0 if length < 5 else 1 if length < 9 else 2


def _joined(best: Mapping[str, _Hit]) -> list[str]:
    """Take a kecamatan and the village of its name inside it for the kecamatan."""
    return [code for code in best if len(code) == 6 or code[:6] not in best]
