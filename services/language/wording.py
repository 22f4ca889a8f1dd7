"""Print numbers, money, dates and texts in Indonesian and English.

Money stays an exact integer until it is printed; rounding is half away from zero, as readers round
by hand. A missing value is never printed as zero: for None every function returns `none`, by
default the words for "tidak diketahui" (pass DASH for a dense table cell).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .counting import fill

LANGUAGES = ("id", "en")
DASH = "—"
MINUS = "−"
WIB = timezone(timedelta(hours=7), "WIB")
TEXTS = Path(__file__).parent / "texts"

UNKNOWN = "absent.unknown"
NOT_APPLICABLE = "absent.not_applicable"

_UNITS = {
    "id": ((6, "jt"), (9, "M"), (12, "T")),
    "en": ((6, "m"), (9, "bn"), (12, "tn")),
}
_MARKS = {"id": (".", ","), "en": (",", ".")}
_WIDE = Context(prec=60)
_BEFORE_UNIT = re.compile(r"(?<=Rp) (?=[0-9])|(?<=[0-9]) (?=(?:M|T|jt|m|bn|tn|%)(?![A-Za-z]))")
_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


class DuplicateTextError(ValueError):
    """Two text files hold the same key."""


def read_texts(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Read every *.toml of a folder into key -> language -> template; raise DuplicateTextError."""
    texts: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, entry in _entries(tomllib.loads(path.read_text("utf-8"))):
            if key in texts:
                raise DuplicateTextError(f"{key} ({path.name})")
            texts[key] = MappingProxyType(entry)
    return MappingProxyType(texts)


def _entries(tables: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, dict[str, str]]]:
    for name, table in tables.items():
        if all(isinstance(value, str) for value in table.values()):
            yield f"{prefix}{name}", dict(table)
        else:
            yield from _entries(table, f"{prefix}{name}.")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return all texts of the product, read once per process."""
    return read_texts(TEXTS)


def text(key: str, /, lang: str = "id", **values: object) -> str:
    """Return one text with its placeholders filled; raise KeyError on an unknown key or value.

    Words after a placeholder's colon follow its number, see services.language.counting.
    """
    return fill(texts()[key][lang], values, texts()[UNKNOWN][lang])


def unbroken(text: str) -> str:
    """Return a text for the screen in which no line breaks between a number and its unit."""
    return _BEFORE_UNIT.sub("\u00a0", text)


def bold_parts(key: str, /, lang: str = "id", **values: object) -> list[tuple[str, bool]]:
    """Return one text in parts, each with whether it stands between `**`; values are never read."""
    parts = texts()[key][lang].split("**")
    unknown = texts()[UNKNOWN][lang]
    return [(fill(part, values, unknown), at % 2 == 1) for at, part in enumerate(parts) if part]


def number(
    value: float | Decimal | None, digits: int = 0, lang: str = "id", none: str | None = None
) -> str:
    """Print a number with exactly `digits` decimals: "1.234", "0,50", "−12"."""
    if value is None or not isfinite(value):
        return _absent(none, lang)
    return _signed(_round(_exact(value), digits), digits, lang)


def rupiah(value: int | None, lang: str = "id", none: str | None = None) -> str:
    """Print rupiah short: "Rp 1,23 T", "Rp 812,5 M", "Rp 45 jt"; under a million in full.

    Two decimals under ten of a unit, else one, without trailing zeros; a value that rounds up to a
    thousand of a unit moves to the next ("Rp 1 M", never "Rp 1.000 jt").
    """
    if value is None:
        return _absent(none, lang)
    sign = MINUS if value < 0 else ""
    amount = abs(value)
    if amount < 10**6:
        return f"{sign}Rp {_signed(Decimal(amount), 0, lang)}"
    for power, unit in _UNITS[lang]:  # noqa: B007 - the last unit is for all larger values
        scaled = Decimal(amount).scaleb(-power, context=_WIDE)
        rounded = _round(scaled, 2 if scaled < 10 else 1)
        if rounded < 1000:
            break
    return f"{sign}Rp {_trimmed(rounded, lang)} {unit}"


def rupiah_full(value: int | None, lang: str = "id", none: str | None = None) -> str:
    """Print rupiah to the last digit: "Rp 1.234.567.890"."""
    if value is None:
        return _absent(none, lang)
    return f"{MINUS if value < 0 else ''}Rp {_signed(Decimal(abs(value)), 0, lang)}"


def percent(
    share: float | Fraction | None, digits: int = 1, lang: str = "id", none: str | None = None
) -> str:
    """Print a share (1 = all) as "61 %", "14,2 %", English "14.2%", without trailing zeros.

    A share that would round to none or all without being so is "< 0,1 %" or "> 99,9 %".
    Shares above 1 are printed as they are.
    """
    if share is None or not isfinite(share):
        return _absent(none, lang)
    exact = _exact(share) * 100
    step = Decimal(1).scaleb(-digits)
    rounded = _round(exact, digits)
    if exact and not rounded:
        return ("< " if exact > 0 else f"> {MINUS}") + _percent(step, digits, lang)
    if exact < 100 and rounded == 100:
        return "> " + _percent(100 - step, digits, lang)
    return _percent(rounded, digits, lang)


def delta_percent(
    new: int | None, old: int | None, lang: str = "id", none: str | None = None
) -> str:
    """Print a change against an older figure: "+4,1 %", "−9 %", "tetap".

    From zero there is no percentage: "tidak berlaku". A change too small for one decimal is printed
    in words, so that it does not look like none; a loss of nearly all is "< −99,9 %".
    """
    if new is None or old is None:
        return _absent(none, lang)
    if new == old:
        return text("delta.same", lang)
    if old == 0:
        return text(NOT_APPLICABLE, lang)
    exact = _exact(Fraction(new - old, abs(old)) * 100)
    rounded = _round(exact, 1)
    if not rounded:
        return text("delta.almost_same", lang)
    if rounded == -100 < exact:
        return "< " + _percent(Decimal("-99.9"), 1, lang)
    return ("+" if rounded > 0 else "") + _percent(rounded, 1, lang)


def delta_number(
    new: int | None, old: int | None, lang: str = "id", none: str | None = None
) -> str:
    """Print a difference of counts: "+12", "−9", "tetap"."""
    if new is None or old is None:
        return _absent(none, lang)
    if new == old:
        return text("delta.same", lang)
    return ("+" if new > old else "") + number(new - old, 0, lang)


def delta_rupiah(
    new: int | None, old: int | None, lang: str = "id", none: str | None = None
) -> str:
    """Print a difference of money: "+Rp 4,1 M", "−Rp 45 jt", "tetap"."""
    if new is None or old is None:
        return _absent(none, lang)
    if new == old:
        return text("delta.same", lang)
    return ("+" if new > old else "") + rupiah(new - old, lang)


def tanggal(value: date | None, lang: str = "id", none: str | None = None) -> str:
    """Print a date, or the date of a local time, as "6 Mar 2026"."""
    if value is None:
        return _absent(none, lang)
    return f"{value.day} {_MONTHS[lang][value.month - 1]} {value.year}"


def bulan(value: str | None, lang: str = "id", none: str | None = None) -> str:
    """Print a month written YYYY-MM as "Mar 2026"."""
    if value is None:
        return _absent(none, lang)
    year, month = value.split("-")
    return f"{month_name(int(month), lang)} {year}"


def month_name(month: int, lang: str = "id") -> str:
    """Return the short name of month 1-12."""
    return _MONTHS[lang][range(1, 13).index(month)]


def instant(value: datetime | None, lang: str = "id", none: str | None = None) -> str:
    """Print an aware instant in western Indonesian time: "22 Nov 2026 17.05 WIB".

    A time without zone raises ValueError, as it names no instant.
    """
    if value is None:
        return _absent(none, lang)
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = value.astimezone(WIB)
    return f"{tanggal(local, lang)} {_clock(local, lang)} WIB"


def waktu(value: datetime | None, lang: str = "id", none: str | None = None) -> str:
    """Print a local time of the sources, whose zone is not known: "22 Nov 2026 17.05".

    A time at midnight is a date alone: "22 Nov 2026".
    """
    if value is None:
        return _absent(none, lang)
    day = tanggal(value, lang)
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return day
    return f"{day} {_clock(value, lang)}"


def _clock(value: datetime, lang: str) -> str:
    return f"{value.hour:02d}{':' if lang == 'en' else '.'}{value.minute:02d}"


def _absent(none: str | None, lang: str) -> str:
    return text(UNKNOWN, lang) if none is None else none


def _exact(value: float | Decimal | Fraction) -> Decimal:
    if isinstance(value, Fraction):
        return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(str(value))


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_WIDE)


def _trimmed(value: Decimal, lang: str) -> str:
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return _signed(value, places, lang)


def _percent(value: Decimal, digits: int, lang: str) -> str:
    return _trimmed(_round(value, digits), lang) + ("%" if lang == "en" else " %")


def _signed(value: Decimal, digits: int, lang: str) -> str:
    group, point = _MARKS[lang]
    printed = f"{abs(value):,.{digits}f}"
    if group == ".":
        printed = printed.translate({ord(","): group, ord("."): point})
    return (MINUS if value < 0 else "") + printed
