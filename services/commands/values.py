"""Check what a person or a link typed. One place for every code's form (reliability.md 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from services.errors import BadRequest
from services.reference import loader

FIRST_YEAR = 2010
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
LEVEL_DIGITS = {"provinces": 2, "cities": 4, "districts": 6, "sub-districts": 10}
LOCATION_WORDS = {
    "negara": ("country", "countries", "negara"),
    "provinsi": ("province", "provinsi"),
    "kabupaten": ("regency", "city", "kabupaten", "kota"),
    "kecamatan": ("district", "kecamatan", "kecamanatan"),
    "desa": ("village", "sub-district", "desa", "kelurahan"),
}


def last_year() -> int:
    """Return the last year that may be asked for: the one after next."""
    return datetime.now(UTC).year + 2


def split(text: str | None) -> list[str]:
    """Return the parts of a comma list, trimmed, without empty ones and repeats."""
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def klpd(text: str, *, live: bool) -> str:
    """Return a KLPD code; in the sandbox only one of the catalogue, live any of the right form."""
    known = text in set(loader.klpd()["kd_klpd"])
    if not known and not _KLPD.fullmatch(text):
        raise BadRequest(f"kode KLPD tidak sah: {text!r} (contoh: D304)")
    if not known and not live:
        raise BadRequest(f"kode KLPD tidak ada di katalog contoh: {text}")
    return text


def year(text: str) -> int:
    """Return a fiscal year between 2010 and the one after next."""
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= last_year():
        raise BadRequest(f"tahun tidak sah: {text!r} ({FIRST_YEAR} sampai {last_year()})")
    return int(text)


def region_codes(texts: Iterable[str], digits: int) -> list[str]:
    """Return Kemendagri codes of so many digits."""
    codes = list(texts)
    for code in codes:
        if not re.fullmatch(rf"[0-9]{{{digits}}}", code):
            raise BadRequest(f"kode wilayah tidak sah: {code!r} (harus {digits} angka)")
    return codes


def region(text: str) -> str:
    """Return a Kemendagri code of any level."""
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}", text):
        raise BadRequest(f"kode wilayah tidak sah: {text!r} (2, 4, 6 atau 10 angka)")
    return text


def ids(texts: Iterable[str]) -> list[str]:
    """Return location ids, which may only hold letters, digits and dashes."""
    found = list(texts)
    for text in found:
        if not _ID.fullmatch(text):
            raise BadRequest(f"id lokasi tidak sah: {text!r}")
    return found


def location_level(text: str) -> str:
    """Return the level's documented word for either vocabulary and the documented misspelling."""
    folded = text.strip().lower()
    for level, words in LOCATION_WORDS.items():
        if folded in words:
            return level
    raise BadRequest(f"tingkat lokasi tidak dikenal: {text!r} ({', '.join(LOCATION_WORDS)})")
