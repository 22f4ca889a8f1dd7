"""Secrets planted to be found again, and a search that reads every way of writing them down.

The search does not know how the product hides secrets: it undoes encodings and looks for the plain
secret, and for most of one, since a secret cut in two gives itself away too.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

import polars as pl

SECRETS: Mapping[str, str] = MappingProxyType(
    {
        "token": "kenari/Token+7f3a9c=e1b2",
        "client id": "kenari-klien-51d0ab7c",
        "client secret": "knr&sandi/9+e07b4420==",
        "access token": "eyKnr.akses/5c+77d1-4be2_a9",
    }
)
PLANTED = "tanaman-uji-2b91f0"
"""Stands in a field that is no secret: a search that does not find it there finds nothing."""
PART = 12
"""Letters of a secret, from either end, that must not be seen either."""
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
_ESCAPE = re.compile(rb"\\u00([0-9a-fA-F]{2})")


def found(data: bytes | str, *, also: str = "") -> set[str]:
    """Return the names of the secrets that stand in some data, and `also` if that does."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    names = {**SECRETS, **({also: also} if also else {})}
    return {
        name
        for reading in _readings(raw)
        for name, secret in names.items()
        if any(part in reading for part in _parts(secret))
    }


def found_below(folder: Path, *, also: str = "") -> dict[str, set[str]]:
    """Return what stands in the names and contents of all files below a folder, by file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    seen = {str(path.relative_to(folder)): _contents(path) for path in files}
    return {
        name: secrets
        for name, contents in seen.items()
        if (secrets := found(name.encode() + b"\n" + contents, also=also))
    }


def _parts(secret: str) -> tuple[bytes, ...]:
    return (secret[:PART].encode(), secret[-PART:].encode())


def _readings(raw: bytes) -> Iterator[bytes]:
    once = unquote_to_bytes(raw)
    yield from (raw, raw.replace(b"\\/", b"/"), once, unquote_to_bytes(once))
    yield once.replace(b"+", b" ")
    yield html.unescape(raw.decode("utf-8", "replace")).encode("utf-8", "replace")
    yield _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), raw)
    for text in {raw, once, raw.replace(b"\\/", b"/")}:
        yield from map(binascii.unhexlify, _HEX.findall(text))
        for run in _RUN.findall(text):
            plain = run.replace(b"-", b"+").replace(b"_", b"/")
            for start in range(4):
                part = plain[start : len(plain) - (len(plain) - start) % 4]
                yield base64.b64decode(part)


def _contents(path: Path) -> bytes:
    """Return the bytes of a file, followed by what it holds packed."""
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        told = repr(pl.read_parquet_metadata(path)).encode()
        return raw + told + pl.read_parquet(path).write_json().encode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return raw + b"\n".join(packed.read(name) for name in packed.namelist())
    return raw
