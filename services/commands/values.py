"""Check values from the command line; the form of every code is defined here (reliability.md 3)."""

from __future__ import annotations

import re
import tempfile
from argparse import Namespace
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..analysis.measures import KOSONG
from ..errors import BadRequest
from ..export import datapackage, files
from ..reference import loader
from ..settings import RupSource

FIRST_YEAR = 2010
LONGEST_WORD = 60
_KLPD = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}")
_REGION = re.compile(r"[0-9]{2}(\.?[0-9]{2}(\.?[0-9]{2}(\.?[0-9]{4})?)?)?")
_CODE = re.compile(r"(?!/|.*(\.\.|//))[A-Za-z0-9._/-]{1,40}")
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
    """Return the items of a comma list, trimmed, without empty ones and repeats."""
    return list(dict.fromkeys(item.strip() for item in (text or "").split(",") if item.strip()))


def flag(name: str) -> str:
    """Return an argument as it is typed: `jenis_paket` is --jenis-paket."""
    return f"--{name.replace('_', '-')}"


def check_optional(
    arguments: Namespace, optional: Iterable[str], allowed: Collection[str], subject: str
) -> None:
    """Raise BadRequest for an optional argument that `subject` does not take, or an empty one.

    optional: the arguments that only some subjects take. allowed: those that this subject takes.
    """
    for name in optional:
        value = getattr(arguments, name)
        if value is None:
            continue
        if name not in allowed:
            known = ", ".join(map(flag, allowed)) or "tidak ada"
            raise BadRequest(f"{flag(name)} tidak berlaku untuk {subject} (yang berlaku: {known})")
        if not value.strip(" ,"):
            raise BadRequest(f"{flag(name)} kosong: isi nilainya, atau tinggalkan argumen itu")


def check_output(arguments: Namespace) -> None:
    """Raise BadRequest when --out could not be written, before anything is read."""
    path = Path(arguments.out) if arguments.out else None
    if arguments.tanpa_keterangan and (
        path is None or path.suffix.lower() not in datapackage.DESCRIBED
    ):
        raise BadRequest(
            "--tanpa-keterangan hanya berlaku bersama --out berakhiran .csv atau .json"
        )
    if path:
        files.check_path(path)
        check_folder(path)


def check_folder(path: Path) -> None:
    """Raise BadRequest when no file can be created in the folder of a path."""
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise BadRequest(f"berkas tujuan tidak dapat ditulis: {path} ({error.strerror})") from error


def check_asks(source: RupSource, what: str) -> None:
    """Raise BadRequest for what asks INAPROC where only imported rows are read."""
    if source == "berkas":
        raise BadRequest(
            f"{what} tidak berlaku: hanya baris impor yang dibaca (LENSA_SUMBER), dan INAPROC tidak"
            " ditanya; baris baru masuk dengan lensa impor"
        )


def name(text: str, known: Sequence[str], what: str) -> str:
    """Return one of the known names, in any case; raise BadRequest with a list of them."""
    folded = text.strip().lower()
    if folded not in known:
        raise BadRequest(f"{what} tidak dikenal: {text} (yang ada: {', '.join(known)})")
    return folded


def klpd(text: str, *, live: bool) -> str:
    """Return a KLPD code in capitals; in the sandbox one of the catalogue, live any of the form."""
    code = text.upper() if text.isascii() else text
    known = code in set(loader.klpd()["kd_klpd"])
    if not known and not _KLPD.fullmatch(code):
        raise BadRequest(f"kode KLPD tidak sah: {text!r} (contoh: D304)")
    if not known and not live:
        raise BadRequest(f"kode KLPD tidak ada di katalog contoh: {code}")
    return code


def klpd_list(text: str | None, *, live: bool) -> list[str]:
    """Return the KLPD codes of a comma list, each once; raise BadRequest when there is none."""
    codes = list(dict.fromkeys(klpd(item, live=live) for item in split(text)))
    if not codes:
        raise BadRequest("--klpd harus berisi paling sedikit satu nilai")
    return codes


def years(text: str | None) -> list[int]:
    """Return the years of a comma list, ascending; raise BadRequest when there is none."""
    values = sorted({year(item) for item in split(text)})
    if not values:
        raise BadRequest("--tahun harus berisi paling sedikit satu nilai")
    return values


def code(text: str, name: str) -> str:
    """Return a code that rows hold (satker, program, kd_rup), or `(kosong)`, trimmed."""
    trimmed = text.strip()
    if not _CODE.fullmatch(trimmed) and trimmed.lower() != KOSONG:
        raise BadRequest(f"{flag(name)} tidak sah: {text!r} (huruf, angka, titik, - atau /)")
    return trimmed


def word(text: str, name: str) -> str:
    """Return a word that rows hold (status, jenis), trimmed; it may hold spaces."""
    trimmed = text.strip()
    if not trimmed.isprintable() or not 0 < len(trimmed) <= LONGEST_WORD:
        raise BadRequest(f"{flag(name)} tidak sah: {text!r}")
    return trimmed


def year(text: str) -> int:
    """Return a fiscal year between 2010 and the one after next."""
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= last_year():
        raise BadRequest(f"tahun tidak sah: {text!r} ({FIRST_YEAR} sampai {last_year()})")
    return int(text)


def region_codes(texts: Iterable[str], digits: int) -> list[str]:
    """Return Kemendagri codes of so many digits, without the dots between them, each once."""
    codes = []
    for text in texts:
        code = text.replace(".", "") if _REGION.fullmatch(text) else ""
        if len(code) != digits:
            raise BadRequest(f"kode wilayah tidak sah: {text!r} (harus {digits} angka)")
        codes.append(code)
    return list(dict.fromkeys(codes))


def region(text: str) -> str:
    """Return a Kemendagri code of any level, without the dots between its parts."""
    if not _REGION.fullmatch(text):
        raise BadRequest(f"kode wilayah tidak sah: {text!r} (2, 4, 6 atau 10 angka)")
    return text.replace(".", "")


def ids(texts: Iterable[str]) -> list[str]:
    """Return location ids, which may only hold letters, digits and dashes."""
    values = list(texts)
    for text in values:
        if not _ID.fullmatch(text):
            raise BadRequest(f"id lokasi tidak sah: {text!r}")
    return values


def location_level(text: str) -> str:
    """Return the level's documented word for either vocabulary and the documented misspelling."""
    folded = text.strip().lower()
    for level, words in LOCATION_WORDS.items():
        if folded in words:
            return level
    raise BadRequest(f"tingkat lokasi tidak dikenal: {text!r} ({', '.join(LOCATION_WORDS)})")
