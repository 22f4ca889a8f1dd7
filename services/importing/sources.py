"""The files of an import: those given, those of folders, and the members of ZIP archives."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadRequest
from ..reference import loader
from .formats import csv_files, json_files, parquet_files, xlsx_files
from .formats.limits import Limits, check
from .formats.packed import blocks, opened
from .formats.tables import Table

READERS: Mapping[str, Callable[[bytes, Limits], list[Table]]] = {
    ".json": json_files.tables,
    ".ndjson": json_files.tables,
    ".jsonl": json_files.tables,
    ".csv": csv_files.tables,
    ".tsv": csv_files.tables,
    ".txt": csv_files.tables,
    ".xlsx": xlsx_files.tables,
    ".parquet": parquet_files.tables,
}
DESCRIPTION = ".datapackage.json"
_REASONS = {
    ".xlsm": "buku kerja bermakro; simpan ulang sebagai .xlsx",
    ".xls": "format .xls lama; simpan ulang sebagai .xlsx",
    ".xlsb": "format .xlsb; simpan ulang sebagai .xlsx",
    ".zip": "arsip di dalam arsip",
}
_IGNORED = (".sig", ".md", ".pdf", ".docx", ".html", ".ini", ".db", ".log")
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_YEAR = re.compile(r"20[0-9]{2}")
_NAMES = {
    "kode_klpd": "klpd",
    "kd_klpd": "klpd",
    "klpd": "klpd",
    "tahun": "tahun",
    "tahun_anggaran": "tahun",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file with rows, or one member of an archive.

    file, sha256, size: the file that a person gave. member: its path in the archive or folder.
    read: returns the content. notes: what a description beside it says.
    """

    file: str
    sha256: str
    size: int
    member: str = ""
    path: str
    read: Callable[[], bytes]
    notes: str = field(default="", repr=False)

    @property
    def label(self) -> str:
        """Return the name for a message."""
        return f"{self.file}: {self.member}" if self.member else self.file

    def tables(self, limits: Limits) -> list[Table]:
        """Return the tables of the file; raise BadRequest when it cannot be read."""
        suffix = os.path.splitext(self.path)[1].lower()
        if suffix not in READERS:
            raise BadRequest(_REASONS.get(suffix, f"jenis berkas tidak dikenal: {suffix or '-'}"))
        body = self.read()
        if not body.strip():
            raise BadRequest("berkas kosong")
        return READERS[suffix](body, limits)

    def named(self) -> dict[str, str]:
        """Return the KLPD and the year that the path names, where it names only one of each.

        `kode_klpd=D304/tahun=2025`, a folder `2025`, or words of the file's name (`D304_2025`).
        """
        known = set(loader.klpd()["kd_klpd"])
        values: dict[str, set[str]] = {"klpd": set(), "tahun": set()}
        explicit: dict[str, str] = {}
        for folder in self.path.replace("\\", "/").split("/"):
            name, equals, value = folder.partition("=")
            if equals and name.lower() in _NAMES:
                explicit[_NAMES[name.lower()]] = value.removesuffix(".parquet")
            for word in re.split(r"[\s_.=()-]+", folder):
                if word in known and _KLPD.fullmatch(word):
                    values["klpd"].add(word)
                elif _YEAR.fullmatch(word):
                    values["tahun"].add(word)
        single = {name: words.pop() for name, words in values.items() if len(words) == 1}
        return single | explicit


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that is not imported, and why in one line."""

    file: str
    reason: str

    def __str__(self) -> str:
        """Return both on one line."""
        return f"{self.file}: {self.reason}"


def sources(paths: Iterable[Path], limits: Limits) -> Iterator[Source | Refusal]:
    """Yield every file of the given files, folders and archives, in path order."""
    count = 0
    for path in paths:
        for source in _below(path, limits):
            count += 1
            if count > limits.files:
                yield Refusal(file=path.name, reason=f"lebih dari {limits.files} berkas")
                return
            yield source


def _below(path: Path, limits: Limits) -> Iterator[Source | Refusal]:
    if not path.is_dir():
        yield from _of_file(path, path.name, path.name, limits)
        return
    for file, inside in _walk(path, limits):
        if file.is_symlink():
            yield Refusal(file=inside, reason="tautan simbolis di dalam folder tidak diikuti")
        elif not _is_ignored(inside):
            yield from _of_file(file, inside, f"{path.name}/{inside}", limits)


def _walk(folder: Path, limits: Limits) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder with their relative names, not following links."""
    for root, folders, names in os.walk(folder):
        relative = Path(root).relative_to(folder)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(relative.parts) >= limits.depth:
            folders.clear()
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            yield Path(root) / name, (relative / name).as_posix()


def _is_ignored(name: str) -> bool:
    """Tell whether a file of a folder or archive is none that holds rows."""
    base = name.rpartition("/")[2]
    hidden = base.startswith((".", "~$", "_SUCCESS")) or name.startswith("__MACOSX/")
    sealed = base in {"SHA256SUMS", "manifest.json", "manifest.salinan.json", "datapackage.json"}
    return hidden or sealed or base.endswith((DESCRIPTION, *_IGNORED))


def _of_file(path: Path, name: str, hint: str, limits: Limits) -> Iterator[Source | Refusal]:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise BadRequest("bukan berkas biasa")
        check(state.st_size, limits.file, "ukuran berkas")
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        beside = path.with_name(path.name + DESCRIPTION)
        notes = beside.read_text("utf-8", "replace")[:100_000] if beside.is_file() else ""
        whole = Source(
            file=name,
            sha256=digest,
            size=state.st_size,
            path=hint,
            read=path.read_bytes,
            notes=notes,
        )
        yield from _of_archive(path, whole, limits) if path.suffix.lower() == ".zip" else [whole]
    except BadRequest as error:
        yield Refusal(file=name, reason=error.message)
    except OSError as error:
        yield Refusal(file=name, reason=f"tidak dapat dibaca: {error.strerror}")


def _of_archive(path: Path, whole: Source, limits: Limits) -> list[Source]:
    """Return the members of an archive; raise BadRequest when any of them is hostile."""
    with path.open("rb") as content, opened(content, limits) as archive:
        names = [e.filename for e in archive.infolist() if not e.is_dir()]
        notes = " ".join(
            b"".join(blocks(archive, name))[:100_000].decode("utf-8", "replace")
            for name in names
            if name.endswith(("datapackage.json", "manifest.json"))
        )
    members = [name for name in sorted(names) if not _is_ignored(name)]
    if any(name.lower().endswith(".zip") for name in members):
        raise BadRequest("arsip di dalam arsip tidak dibaca")
    if not members:
        raise BadRequest("arsip tidak berisi berkas")

    def reader(name: str) -> Callable[[], bytes]:
        def read() -> bytes:
            with path.open("rb") as content, opened(content, limits) as archive:
                return b"".join(blocks(archive, name))

        return read

    return [
        Source(
            file=whole.file,
            sha256=whole.sha256,
            size=whole.size,
            member=name,
            path=f"{whole.path}/{name}",
            read=reader(name),
            notes=f"{whole.notes} {notes}",
        )
        for name in members
    ]
