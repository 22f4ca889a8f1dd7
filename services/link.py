"""The whole state of a page as a value, parsed from link parameters and written back to them.

The order and form of the parameters must not change, since people have saved links: codes only,
several values repeat the key, instants in UTC. This module does not import Streamlit, whose own
`embed` parameters never reach it. Values are untrusted: each is checked against its form, and a
value that does not fit is reported and left out, so that a state holds nothing but plain codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from .analysis.frames import Options
from .charts.palette import JENIS_REVISI, METODE, PENGADAAN, STATUS
from .language.plain_text import printable

Pair: TypeAlias = tuple[str, str]
Pairs: TypeAlias = tuple[Pair, ...]
Why: TypeAlias = Literal["bentuk", "asing", "ganda", "tak_ada"]

ORDER = (
    "klpd",
    "tahun",
    "wilayah",
    "satker",
    "program",
    "status",
    "jenis",
    "pengadaan",
    "metode",
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

KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
"""The form of a KLPD code; the catalogue knows others, too."""
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
        "buka": re.compile(rf"({_CODE.pattern})(~({_CODE.pattern})){{0,2}}"),
        "lang": re.compile(r"id|en"),
    }
)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}){1,2}(\.[0-9]{4})?")
_VOCABULARY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"status": STATUS, "jenis": JENIS_REVISI, "pengadaan": PENGADAAN, "metode": METODE}
)
_LONGEST_WORD = 60
OPENED, FILTERED = "buka", "saring"
"""View switches of a page's main list: its open rows, one switch each, and the text it is filtered
by. An open row of a lower level has the codes of the rows above it before its own, with `~`."""
MOST_OPENED = 50
_OF_A_LIST = (OPENED, FILTERED)
_OF_A_KLPD = ("satker", "program", "kode")
_KEEP_PAGE = frozenset({"hal", "lihat", "lang", "snap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Everything that changes what a page shows; "" and None mean not chosen.

    `tahun` is ascending, `lihat` holds view switches as (name, value), each name once but OPENED;
    `dari`, `ke` and `snap` are UTC in whole seconds.
    """

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    wilayah: str = ""
    satker: str = ""
    program: str = ""
    status: str = ""
    jenis: str = ""
    pengadaan: str = ""
    metode: str = ""
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

    @property
    def year_before(self) -> int:
        """Return the year compared with: the second newest chosen, else the year before."""
        return self.tahun[-2] if len(self.tahun) > 1 else self.tahun[-1] - 1

    @property
    def compared_years(self) -> tuple[int, ...]:
        """Return the chosen years and the one that the newest is compared with, ascending."""
        return tuple(sorted({*self.tahun, self.year_before})) if self.tahun else ()

    def switch(self, name: str, default: str = "") -> str:
        """Return the value of a view switch."""
        return dict(self.lihat).get(name, default)

    def switched(self, name: str, value: str) -> LinkState:
        """Return this state with one view switch set, or removed with ""."""
        others = [pair for pair in self.lihat if pair[0] != name]
        return replace(self, lihat=(*others, (name, value)) if value else tuple(others))

    @property
    def opened(self) -> tuple[str, ...]:
        """Return the open rows of the page's main list."""
        return tuple(value for name, value in self.lihat if name == OPENED)

    def with_opened(self, paths: Iterable[str]) -> LinkState:
        """Return this state with exactly these rows open; paths of another form are left out."""
        form = _FORMS[OPENED]
        fitting = [path for path in dict.fromkeys(paths) if form.fullmatch(path)][:MOST_OPENED]
        others = [pair for pair in self.lihat if pair[0] != OPENED]
        return replace(self, lihat=(*others, *((OPENED, path) for path in fitting)))

    def filtered(self, text: str) -> LinkState:
        """Return this state with the main list filtered by a text, on its first page."""
        cut = printable(text).strip()[:_LONGEST_WORD].strip()
        return replace(self.switched(FILTERED, cut), hal=None)

    def for_another_page(self) -> LinkState:
        """Return this state without what belongs to a page's lists: sort, page, filter, open."""
        others = tuple(pair for pair in self.lihat if pair[0] not in (*_OF_A_LIST, "tabel"))
        return replace(self, urut="", hal=None, lihat=others)

    def change(self, **changes: Any) -> LinkState:
        """Return this state with some fields changed and the fields that depend on them cleared.

        Another KLPD clears the codes that belong to the previous KLPD, those of open rows too; any
        change of what is listed goes back to the first page of the table.
        """
        new = replace(self, **changes)
        if new.klpd[:1] != self.klpd[:1]:
            cleared: dict[str, Any] = {name: "" for name in _OF_A_KLPD if name not in changes}
            new = replace(new, **cleared).with_opened(())
        listed = any(getattr(new, n) != getattr(self, n) for n in ORDER if n not in _KEEP_PAGE)
        return replace(new, hal=None) if listed and "hal" not in changes else new


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value of a link that was left out, and why.

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
    """Return the state of a link and the values that were left out; never raises.

    `known_klpd` are the codes of the catalogue. With `strict` no other code is accepted (the
    sandbox serves no other); without it, also codes that have the form of one. Unknown parameters
    are ignored, an empty value means not chosen.
    """
    by_name: dict[str, list[str]] = {}
    for name, text in pairs:
        values = text.split(",") if name in LISTS else [text]
        by_name.setdefault(name, []).extend(value.strip() for value in values)
    reader = _Reader(today_year=today_year, known=known_klpd, strict=strict, problems=[])
    fields = {
        name: reader.read(name, [v for v in by_name[name] if v])
        for name in ORDER
        if name in by_name
    }
    return LinkState(**fields), reader.problems


def pairs(state: LinkState) -> Pairs:
    """Return the parameters of the link, in their order, several values repeating the key."""
    return tuple((name, text) for name in ORDER for text in _as_texts(getattr(state, name)))


def with_defaults(state: LinkState, klpd: str | None, tahun: int) -> LinkState:
    """Return the state with defaults for KLPD, year and language where the link has none."""
    return replace(
        state,
        klpd=state.klpd or ((klpd,) if klpd else ()),
        tahun=state.tahun or (tahun,),
        lang=state.lang or "id",
    )


def options_of(state: LinkState) -> Options:
    """Return the options of a table that a link chooses."""
    names = (
        *("klpd", "tahun", "wilayah", "satker", "program", "status", "jenis", "kode"),
        *("metode", "pengadaan"),
    )
    return Options(**{name: getattr(state, name) for name in names})


def as_query(state: LinkState) -> dict[str, list[str]]:
    """Return the parameters grouped by key, as Streamlit accepts them."""
    grouped: dict[str, list[str]] = {}
    for name, text in pairs(state):
        grouped.setdefault(name, []).append(text)
    return grouped


def _as_texts(value: object) -> list[str]:
    """Return the texts of a field's value in the link, none for one that is not chosen."""
    if value is None or value == "":
        return []
    if isinstance(value, datetime):
        return [value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"]
    if isinstance(value, tuple):
        return [":".join(v) if isinstance(v, tuple) else str(v) for v in value]
    return [str(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Parses the values of one link and collects the problems."""

    today_year: int
    known: Collection[str]
    strict: bool
    problems: list[Problem]

    def read(self, name: str, values: Sequence[str]) -> Any:
        if name == "klpd":
            codes = (self._klpd(value) for value in values)
            return tuple(dict.fromkeys(code for code in codes if code))
        if name == "tahun":
            years = set()
            for value in values:
                last = self.today_year + YEARS_AHEAD
                if re.fullmatch(r"[0-9]{4}", value) and FIRST_YEAR <= int(value) <= last:
                    years.add(int(value))
                else:
                    self._leave_out("tahun", value)
            return tuple(sorted(years))
        if name == "lihat":
            return self._switches(values)
        parse_value = _SINGLES.get(name, _by_form)
        accepted: list[Any] = []
        for value in values:
            parsed = parse_value(name, value)
            if parsed is None:
                self._leave_out(name, value)
            elif accepted and parsed != accepted[0]:
                self._leave_out(name, value, "ganda")
            else:
                accepted.append(parsed)
        return accepted[0] if accepted else _EMPTY[name]

    def _klpd(self, value: str) -> str:
        """Return a KLPD code in upper case, "" with a problem for a value that is none."""
        upper = value.upper()
        upper_fits = value.isascii() and (upper in self.known or KLPD.fullmatch(upper))
        code = upper if upper_fits else value
        if code in self.known:
            return code
        well_formed = KLPD.fullmatch(code) is not None
        if well_formed and not self.strict:
            return code
        self._leave_out("klpd", code, "asing" if well_formed else "bentuk")
        return ""

    def _switches(self, values: Sequence[str]) -> Pairs:
        switches: dict[Pair, None] = {}
        for value in values:
            name, _, chosen = value.partition(":")
            # whether it has the form that its name asks for
            if name == FILTERED:
                fits = 0 < len(chosen) <= _LONGEST_WORD and printable(chosen) == chosen
            elif name == OPENED:
                fits = _FORMS[OPENED].fullmatch(chosen) is not None
            else:
                fits = _FORMS["lihat"].fullmatch(f"{name}:{chosen}") is not None
            if not fits:
                self._leave_out("lihat", value)
            elif name != OPENED and any(n == name and v != chosen for n, v in switches):
                self._leave_out("lihat", value, "ganda")
            else:
                switches[name, chosen] = None
        opened = [pair for pair in switches if pair[0] == OPENED]
        for name, path in opened[MOST_OPENED:]:
            del switches[name, path]
        return tuple(switches)

    def _leave_out(self, param: str, value: str, why: Why = "bentuk") -> None:
        """Add the problem of a value that is left out."""
        shown = printable(value)
        cut = f"{shown[:SHOWN]}…" if len(shown) > SHOWN else shown
        self.problems.append(Problem(param=param, value=cut, why=why))


def _by_form(name: str, value: str) -> str | None:
    return value if _FORMS[name].fullmatch(value) else None


def _region(name: str, value: str) -> str | None:
    """Return a region's code without the dots that people write between its levels."""
    return _by_form(name, value.replace(".", "") if _DOTTED.fullmatch(value) else value)


def _one_of(name: str, value: str) -> str | None:
    """Return a word of a small vocabulary in its usual case, another printable word as it is."""
    usual = {word.casefold(): word for word in _VOCABULARY[name]}
    word = usual.get(value.casefold(), value)
    return word if word == printable(word) and len(word) <= _LONGEST_WORD else None


def _question(name: str, value: str) -> str | None:
    question = printable(value)
    return question if question and len(question) <= LONGEST_QUESTION else None


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
        "pengadaan": _one_of,
        "metode": _one_of,
        "q": _question,
        "hal": lambda name, value: int(value) if _FORMS[name].fullmatch(value) else None,
        "dari": _instant,
        "ke": _instant,
        "snap": _instant,
    }
)
_NOTHING = LinkState()
_EMPTY: Mapping[str, Any] = MappingProxyType({name: getattr(_NOTHING, name) for name in ORDER})
