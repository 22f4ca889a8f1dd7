"""Match texts to the kecamatan, kelurahan or desa of one kab/kota (domain.md, Wilayah).

A text names a place by a kind word and the words after it: "Kec. Batu Kliang Utara", "UPTD
Puskesmas Kopang". Exact matches come first, after folding case, spaces, punctuation and
abbreviations; then names with typing errors, but never where the text is the name of a place
elsewhere or where two places are about as near: readers see what is not placed, but not what is
placed wrongly.
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
"""How many typing errors the second-best place must be farther away than the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The place that a text names: `kode` and `nama` when `hasil` is ditempatkan.

    skor: 100 when spelled as in the shipped regions, less for typing errors, None without a place.
    calon: codes of the possible places when `hasil` is ambigu.
    """

    hasil: str
    kode: str | None = None
    nama: str | None = None
    skor: int | None = None
    calon: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A place whose name matches a phrase of `length` letters.

    levels: the levels of region that the kind word before the phrase can mean.
    """

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
    """Names of the whole country: bare names by level, and codes of kab/kota by kind and name."""

    names: Mapping[int, frozenset[str]]
    cities: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, regions: Iterable[tuple[str, int, str]]) -> Country:
        """Take code, level and name of all regions."""
        names: dict[int, set[str]] = {3: set(), 4: set()}
        cities: dict[tuple[str, str], str] = {}
        for code, level, name in regions:
            if level in names:
                names[level].add(bare(name))
            elif level == 2:
                city = named(name)
                cities[city.kind, city.bare] = code
        return cls(names={k: frozenset(v) for k, v in names.items()}, cities=cities)


class Gazetteer:
    """The places below one kab/kota: code and name of its kecamatan, kelurahan and desa."""

    def __init__(self, kab: str, places: Iterable[tuple[str, str]], country: Country) -> None:
        """Take the kab/kota's code and its places."""
        self._kab = kab
        self._names = dict(places)
        self._codes: dict[int, dict[str, list[str]]] = {3: {}, 4: {}}
        for code, name in self._names.items():
            level = 3 if len(code) == 6 else 4
            self._codes[level].setdefault(bare(name), []).append(code)
        self._country = country

    def find(self, text: str, *, bare_name: bool = False) -> Placement:
        """Return the place that a text names; with `bare_name` the kind word may be missing."""
        words = words_of(text)
        if self._names_another_city(words):
            return Placement(hasil=UNKNOWN)
        mentions = list(_mentions(words))
        by_kind_word = _longest(
            [
                (at, count, match)
                for at, levels, after in mentions
                for count, match in self._names_at_start(after, levels)
            ]
        )
        for levels in (DISTRICT, VILLAGE, BOTH):
            codes = [{m.kode for m in group} for group in by_kind_word if group[0].levels == levels]
            # words of one kind name different places: two kecamatan, two desa
            if len(codes) > 1 and not set.intersection(*codes):
                return Placement(hasil=AMBIGUOUS, calon=tuple(sorted(set.union(*codes))))
        matches = [match for group in by_kind_word for match in group]
        if not matches and UNITS & set(words):  # such a text ends with the name of its kecamatan
            for count in range(min(_LONGEST, len(words) - 1), 0, -1):
                matches = self._exact("".join(words[-count:]), DISTRICT)
                if matches:
                    break
        if not matches and bare_name:
            matches = self._exact("".join(words), (3, 4))
        if not matches:
            has_name = any(after for *_, after in mentions)
            return Placement(hasil=UNKNOWN if has_name else NOWHERE)
        return self._best(matches)

    def _names_at_start(
        self, words: Sequence[str], levels: tuple[int, ...]
    ) -> list[tuple[int, _Match]]:
        """Return the places that the first words name, each with the number of these words."""
        matches: list[tuple[int, _Match]] = []
        for count in range(1, min(_LONGEST, len(words)) + 1):
            phrase, rest = "".join(words[:count]), words[count:]
            # with a following "Utara" or "Baru" it would be another name
            goes_on = bool(rest) and rest[0] in PARTS and (rest[0] != "kota" or len(rest) == 1)
            if not goes_on:
                places = self._exact(phrase, levels) or self._misspelled(phrase, levels)
                matches += [(count, match) for match in places]
        return matches

    def _names_another_city(self, words: Sequence[str]) -> bool:
        """Tell whether a text names another kab/kota."""
        for at, word in enumerate(words):
            kind = CITIES.get(word)
            if not kind or (at and words[at - 1] in KINDS):
                continue
            after = [word for word in words[at + 1 :] if word not in ("adm", "administrasi")]
            names = ("".join(after[:count]) for count in range(min(_LONGEST, len(after)), 0, -1))
            codes = (self._country.cities.get((kind, name)) for name in names)
            code = next((code for code in codes if code), self._kab)
            if code != self._kab:
                return True
        return False

    def _exact(self, phrase: str, levels: tuple[int, ...]) -> list[_Match]:
        return [
            _Match(kode=code, length=len(phrase), errors=0, levels=levels)
            for level in levels
            for code in self._codes[level].get(phrase, ())
        ]

    def _misspelled(self, phrase: str, levels: tuple[int, ...]) -> list[_Match]:
        """Return the places of the nearest name with the same first letter, if clearly nearest."""
        most = allowed_errors(len(phrase))
        if not most or any(phrase in self._country.names[level] for level in levels):
            return []
        names = list(dict.fromkeys(name for level in levels for name in self._codes[level]))
        nearest = process.extract(
            phrase, names, scorer=OSA.distance, score_cutoff=most + MARGIN, limit=2
        )
        if not nearest or nearest[0][1] > min(most, allowed_errors(len(nearest[0][0]))):
            return []
        if nearest[0][0][0] != phrase[0]:
            return []
        if len(nearest) > 1 and nearest[1][1] < nearest[0][1] + MARGIN:
            return []
        name, errors = nearest[0][0], int(nearest[0][1])
        return [
            _Match(kode=code, length=len(name), errors=errors, levels=levels)
            for level in levels
            for code in self._codes[level].get(name, ())
        ]

    def _best(self, matches: Sequence[_Match]) -> Placement:
        """Choose the longest name; prefer a village inside a kecamatan that is named too."""
        districts = {m.kode for m in matches if len(m.kode) == 6 and m.levels == DISTRICT}
        ranks = {
            match: (len(match.kode) == 10 and match.kode[:6] in districts, match.weight)
            for match in matches
        }
        top = max(ranks.values())
        best = {match.kode: match for match, rank in ranks.items() if rank == top}
        # a kecamatan and the village of its name inside it are the kecamatan
        codes = [code for code in best if len(code) == 6 or code[:6] not in best]
        if len(codes) > 1:
            return Placement(hasil=AMBIGUOUS, calon=tuple(sorted(codes)))
        match = best[codes[0]]
        return Placement(
            hasil=PLACED,
            kode=match.kode,
            nama=self._names[match.kode],
            skor=round(100 * (1 - match.errors / match.length)),
        )


def _longest(matches: Sequence[tuple[int, int, _Match]]) -> list[list[_Match]]:
    """Return for each kind word the places of the longest name after it.

    matches: position of the kind word, number of words after it, place. A kind word inside another
    name does not count: Kecamatan Bandar Negeri Suoh.
    """
    by_kind_word: dict[int, list[_Match]] = {}
    for at, _, match in matches:
        if not any(begin < at <= begin + count for begin, count, _ in matches):
            by_kind_word.setdefault(at, []).append(match)
    return [
        [match for match in group if match.weight == max(other.weight for other in group)]
        for group in by_kind_word.values()
    ]


def _mentions(words: Sequence[str]) -> Iterator[tuple[int, tuple[int, ...], Sequence[str]]]:
    """Yield where each kind word stands, the levels it means and the words of the name after it.

    These end where another region's name begins: "Kecamatan Praya Kabupaten Lombok Tengah".
    """
    for at, word in enumerate(words):
        levels = KINDS.get(word)
        if levels:
            after = words[at + 1 :]
            if levels == BOTH:
                after = [word for word in after if word not in FILLERS]
            ends = (n for n, word in enumerate(after) if n and word in ("kabupaten", "kab"))
            yield at, levels, after[: next(ends, len(after))]


def allowed_errors(length: int) -> int:
    """Return how many typing errors a name of this length may have."""
    return 0 if length < 5 else 1 if length < 9 else 2
