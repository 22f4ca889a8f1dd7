"""Hold the whole state of a page as a value, and read and write it as link parameters.

The order and form of the parameters are a promise to other people's links: codes only, several
values repeat the key, instants in UTC. Nothing here knows Streamlit; its own `embed` parameters
never reach this module. Values come from strangers: each is checked against its form, and what does
not fit is named and left out, so that no value of a state can be anything but a plain code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from services.charts.palette import JENIS_REVISI, STATUS
from services.language.plain_text import printable

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Why: TypeAlias = Literal["bentuk", "asing", "ganda", "tak_ada"]

ORDER = (
    "klpd",
    "tahun",
    "wilayah",
    "satker",
    "program",
    "status",
    "jenis",
    "kode",
    "lokasi",
    "q",
    "urut",
    "hal",
    "lihat",
    "dari",
    "ke",
    "snap",
    "lang",
)
LISTS = ("klpd", "tahun")
FIRST_YEAR = 2010
LAST_YEAR = 2200
YEARS_AHEAD = 2
LONGEST_QUESTION = 200
SHOWN = 40

_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_CODE = re.compile(r"(?!/|.*(\.\.|//))[A-Za-z0-9._/-]{1,40}|\(kosong\)")
_FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "wilayah": re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}"),
        "satker": _CODE,
        "program": _CODE,
        "kode": re.compile(r"[A-Za-z0-9._-]{1,40}"),
        "lokasi": re.compile(r"[A-Za-z0-9._:-]{1,64}"),
        "urut": re.compile(r"-?[a-z][a-z0-9_]{0,59}"),
        "hal": re.compile(r"[1-9][0-9]{0,5}"),
        "lihat": re.compile(r"[a-z][a-z0-9_-]{0,29}:[A-Za-z0-9._-]{1,60}"),
        "lang": re.compile(r"id|en"),
    }
)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}){1,2}(\.[0-9]{4})?")
_VOCABULARY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"status": STATUS, "jenis": JENIS_REVISI}
)
_LONGEST_WORD = 60
_OF_A_KLPD = ("satker", "program", "kode")
_KEEP_PAGE = frozenset({"hal", "lihat", "lang", "snap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Everything that changes what is seen; "" and None mean not chosen.

    `tahun` is ascending, `lihat` holds view switches as (name, value), each name once; `dari`, `ke`
    and `snap` are UTC in whole seconds.
    """

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    wilayah: str = ""
    satker: str = ""
    program: str = ""
    status: str = ""
    jenis: str = ""
    kode: str = ""
    lokasi: str = ""
    q: str = ""
    urut: str = ""
    hal: int | None = None
    lihat: Pairs = ()
    dari: datetime | None = None
    ke: datetime | None = None
    snap: datetime | None = None
    lang: str = ""

    def switch(self, name: str, default: str = "") -> str:
        """Return the value of a view switch."""
        return dict(self.lihat).get(name, default)

    def switched(self, name: str, value: str) -> LinkState:
        """Return this state with one view switch set, or removed with ""."""
        others = [pair for pair in self.lihat if pair[0] != name]
        return replace(self, lihat=(*others, (name, value)) if value else tuple(others))

    def change(self, **changes: Any) -> LinkState:
        """Return this state with some fields changed and what no longer belongs to them cleared.

        Another KLPD clears the codes that belong to the one before; any change of what is listed
        goes back to the first page of the table.
        """
        new = replace(self, **changes)
        if new.klpd[:1] != self.klpd[:1]:
            gone: dict[str, Any] = {name: "" for name in _OF_A_KLPD if name not in changes}
            new = replace(new, **gone)
        listed = any(getattr(new, n) != getattr(self, n) for n in ORDER if n not in _KEEP_PAGE)
        return replace(new, hal=None) if listed and "hal" not in changes else new


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One part of a link that was left out, and why.

    `bentuk` wrong form, `asing` not in the catalogue, `ganda` given again, `tak_ada` in no row.
    """

    param: str
    value: str
    why: Why


def parse(
    pairs: Iterable[tuple[str, str]],
    today_year: int,
    known_klpd: Collection[str] = (),
    *,
    strict: bool = False,
) -> tuple[LinkState, list[Problem]]:
    """Return the state of a link and the parts that were left out; never raises.

    `known_klpd` are the codes of the catalogue: letters alone are taken only from there, and with
    `strict` nothing else at all (the sandbox serves no other). Unknown parameters are kept out
    without a word, an empty value means not chosen.
    """
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        values = text.split(",") if name in LISTS else [text]
        given.setdefault(name, []).extend(value.strip() for value in values)
    reader = _Reader(today_year=today_year, known=known_klpd, strict=strict, problems=[])
    fields = {
        name: reader.read(name, [v for v in given[name] if v]) for name in ORDER if name in given
    }
    return LinkState(**fields), reader.problems


def pairs(state: LinkState) -> Pairs:
    """Return what stands in the link, in its order, several values repeating the key."""
    return tuple((name, text) for name in ORDER for text in _written(getattr(state, name)))


def with_defaults(state: LinkState, klpd: str | None, tahun: int) -> LinkState:
    """Return the state with KLPD, year and language chosen where the link does not say."""
    return replace(
        state,
        klpd=state.klpd or ((klpd,) if klpd else ()),
        tahun=state.tahun or (tahun,),
        lang=state.lang or "id",
    )


def as_query(state: LinkState) -> dict[str, list[str]]:
    """Return the pairs grouped by key, as Streamlit takes query parameters."""
    grouped: dict[str, list[str]] = {}
    for name, text in pairs(state):
        grouped.setdefault(name, []).append(text)
    return grouped


def _written(value: object) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, datetime):
        return [value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"]
    if isinstance(value, tuple):
        return [":".join(v) if isinstance(v, tuple) else str(v) for v in value]
    return [str(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads the values of one link, noting what it leaves out."""

    today_year: int
    known: Collection[str]
    strict: bool
    problems: list[Problem]

    def read(self, name: str, values: Sequence[str]) -> Any:
        if name == "klpd":
            codes = (self._usual(value) for value in values)
            return tuple(dict.fromkeys(code for code in codes if self._klpd(code)))
        if name == "tahun":
            return tuple(sorted({int(v) for v in values if self._year(v)}))
        if name == "lihat":
            return self._switches(values)
        return self._single(name, values)

    def _usual(self, value: str) -> str:
        """Return a KLPD code in its usual form, whatever the case that it was written in."""
        upper = value.upper()
        usual = value.isascii() and (upper in self.known or _KLPD.fullmatch(upper))
        return upper if usual else value

    def _klpd(self, value: str) -> bool:
        if value in self.known:
            return True
        formed = _KLPD.fullmatch(value) is not None
        if not formed or self.strict:
            self._leave("klpd", value, "asing" if formed else "bentuk")
        return formed and not self.strict

    def _year(self, value: str) -> bool:
        fits = re.fullmatch(r"[0-9]{4}", value) is not None
        fits = fits and FIRST_YEAR <= int(value) <= self.today_year + YEARS_AHEAD
        return fits or self._leave("tahun", value)

    def _switches(self, values: Sequence[str]) -> Pairs:
        switches: dict[str, str] = {}
        for value in values:
            if not _FORMS["lihat"].fullmatch(value):
                self._leave("lihat", value)
                continue
            name, chosen = value.split(":", 1)
            if switches.setdefault(name, chosen) != chosen:
                self._leave("lihat", value, "ganda")
        return tuple(switches.items())

    def _single(self, name: str, values: Sequence[str]) -> Any:
        read = _SINGLES.get(name, _by_form)
        accepted: list[Any] = []
        for value in values:
            parsed = read(name, value)
            if parsed is None:
                self._leave(name, value)
            elif accepted and parsed != accepted[0]:
                self._leave(name, value, "ganda")
            else:
                accepted.append(parsed)
        return accepted[0] if accepted else _EMPTY[name]

    def _leave(self, param: str, value: str, why: Why = "bentuk") -> bool:
        shown = printable(value)
        cut = f"{shown[:SHOWN]}…" if len(shown) > SHOWN else shown
        self.problems.append(Problem(param=param, value=cut, why=why))
        return False


def _by_form(name: str, value: str) -> str | None:
    return value if _FORMS[name].fullmatch(value) else None


def _region(name: str, value: str) -> str | None:
    """Return a region's code without the dots that people write between its levels."""
    return _by_form(name, value.replace(".", "") if _DOTTED.fullmatch(value) else value)


def _one_of(name: str, value: str) -> str | None:
    """Return a word of a small vocabulary as it is usually written, any other as it stands."""
    usual = {word.casefold(): word for word in _VOCABULARY[name]}
    return _word(name, usual.get(value.casefold(), value))


def _word(name: str, value: str) -> str | None:
    return value if value == printable(value) and len(value) <= _LONGEST_WORD else None


def _question(name: str, value: str) -> str | None:
    asked = printable(value)
    return asked if asked and len(asked) <= LONGEST_QUESTION else None


def _page(name: str, value: str) -> int | None:
    return int(value) if _FORMS["hal"].fullmatch(value) else None


def _instant(name: str, value: str) -> datetime | None:
    if not _INSTANT.fullmatch(value):
        return None
    try:
        instant = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None
    return instant if FIRST_YEAR <= instant.year < LAST_YEAR else None


_SINGLES: Mapping[str, Callable[[str, str], Any]] = MappingProxyType(
    {
        "wilayah": _region,
        "status": _one_of,
        "jenis": _one_of,
        "q": _question,
        "hal": _page,
        "dari": _instant,
        "ke": _instant,
        "snap": _instant,
    }
)
_NOTHING = LinkState()
_EMPTY: Mapping[str, Any] = MappingProxyType({name: getattr(_NOTHING, name) for name in ORDER})
