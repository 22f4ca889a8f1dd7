"""Bundles: one ZIP of stored partitions that a maker gives to others, and its form.

For each partition a bundle holds `rows.parquet`, byte for byte as stored, and `manifest.json`, in a
folder `DATASET/kode_klpd=K/tahun=Y`; `SHA256SUMS` names the digest of every other member. The same
passes make the same bytes, wherever and whenever they are bundled.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from ..errors import BadRequest
from ..repository import Manifest, Request, Stored

SUMS = "SHA256SUMS"
ROWS, MANIFEST = "rows.parquet", "manifest.json"
NAMESPACE = "lensa-rup"
"""The namespace of signatures: one of another use does not count."""
_LINE = re.compile(r"([0-9a-f]{64})  ([ -~]{1,300})")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledPass:
    """What `manifest.json` says: the partition, and how its maker came by the rows."""

    dataset: str
    kode_klpd: str
    tahun: int | None
    manifest: Manifest


def folder_of(request: Request) -> str:
    """Return the folder of a partition in a bundle."""
    parts = (f"{name}={value}" for name, value in request.parts)
    return "/".join((request.dataset.folder, *parts))


def write(path: Path, partitions: Iterable[tuple[Stored, Path]]) -> None:
    """Write a bundle of passes, each with the file of its rows; whole or not at all.

    Raises BadRequest when the file cannot be written.
    """
    members: dict[str, bytes | Path] = {}
    for stored, rows in partitions:
        folder = folder_of(stored.request)
        members[f"{folder}/{ROWS}"] = rows
        # without what holds only where the pass is stored
        manifest = replace(stored.manifest, file="", fence=0, ahead=False)
        values = stored.request.values
        described = BundledPass(
            dataset=stored.request.dataset.name,
            kode_klpd=values["kode_klpd"],
            tahun=stored.request.tahun,
            manifest=manifest,
        )
        members[f"{folder}/{MANIFEST}"] = (
            msgspec.json.format(msgspec.json.encode(described), indent=1) + b"\n"
        )
    digests: dict[str, str] = {}
    for name, member in members.items():
        if isinstance(member, bytes):
            digests[name] = hashlib.sha256(member).hexdigest()
        else:
            with member.open("rb") as parquet:
                digests[name] = hashlib.file_digest(parquet, "sha256").hexdigest()
    members[SUMS] = sums(digests)
    aside = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        with aside.open("xb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for name in sorted(members):
                    # without a date; Parquet is compressed already
                    entry, content = zipfile.ZipInfo(name, _EPOCH), members[name]
                    entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE << 16
                    whole = content if isinstance(content, bytes) else content.read_bytes()
                    archive.writestr(entry, whole)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise BadRequest(f"berkas tujuan tidak dapat ditulis: {path} ({error.strerror})") from error
    finally:
        with suppress(OSError):
            aside.unlink()


def sums(digests: Mapping[str, str]) -> bytes:
    """Return the content of SHA256SUMS, as sha256sum writes and checks it."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def parse_sums(content: bytes) -> dict[str, str]:
    """Return the digests of SHA256SUMS by member; raise BadRequest when it has another form."""
    digests: dict[str, str] = {}
    for line in content.decode("ascii", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in digests:
            raise BadRequest(f"{SUMS} tidak dapat dibaca")
        digests[match[2]] = match[1]
    return digests
