"""Check ZIP and XLSX files before anything of them is used: entries, names, unpacked size."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ...errors import BadRequest
from .limits import Limits, check

_BLOCK = 1 << 20
_DEVICE = re.compile(r"^[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError, OSError)


@contextmanager
def opened(content: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Yield an archive whose list of entries is harmless; raise BadRequest for any other.

    Also raises BadRequest for damage that is noticed while it is open.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            check(len(entries), limits.members, "jumlah isi arsip")
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names):
                raise BadRequest("arsip berisi dua berkas dengan nama yang sama")
            for entry in entries:
                check_name(entry.filename, limits)
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise BadRequest("arsip berisi tautan simbolis")
                if entry.flag_bits & 0x1:
                    raise BadRequest("arsip terkunci sandi")
                large = entry.file_size > limits.ratio_from
                if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
                    raise BadRequest(f"isi arsip mengembang lebih dari {limits.ratio} kali")
            check(sum(e.file_size for e in entries), limits.expanded, "ukuran isi arsip")
            yield archive
    except _BROKEN as error:
        raise BadRequest("arsip ZIP rusak, terpotong, atau terkunci sandi") from error


def check_name(name: str, limits: Limits) -> None:
    """Raise BadRequest for a path that is absolute, leads upwards, is too long or too deep."""
    folders = name.split("/")
    strange = "\\" in name or not name.isprintable() or _DEVICE.match(name)
    if strange or name.startswith("/") or ".." in folders:
        raise BadRequest("arsip berisi nama berkas yang menunjuk ke luar")
    check(len(name), limits.name, "panjang nama berkas")
    check(len(folders) - 1, limits.depth + 1, "kedalaman folder")


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of an entry in blocks.

    An entry that is longer than the list of entries says fails its checksum there.
    """
    with archive.open(name) as member:
        while block := member.read(_BLOCK):
            yield block
