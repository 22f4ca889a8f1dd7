"""Read bundles: every digest, every manifest and every row is checked before anything is stored.

Each maker is a source of its own, stored in a scope of its own: a verified one by its principal,
an unverified bundle by its own digest, so that no stranger replaces what another sent.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader
from pathlib import Path

import msgspec
import polars as pl
from polars.exceptions import PanicException, PolarsError

from ...errors import BadRequest
from ...export.bundle import MANIFEST, ROWS, SUMS, BundledPass, folder_of, parse_sums
from ...link import FIRST_YEAR, KLPD, YEARS_AHEAD
from ...reference import loader
from ...store.manifests import AHEAD, FILE, LIVE, SCHEMA_VERSION, Imported, Manifest
from ...store.places import Place, import_scope
from ...upstream.catalog import find, klpd_names
from ...upstream.dataset import Dataset, Request
from ..formats.limits import LIMITS, MIB, Limits, check
from ..formats.packed import blocks, opened
from ..importer import Importer, changed, completed
from ..plans import Plan, PlannedPass
from ..sample_rows import refuse_frame
from ..sources import Refusal
from .signature import principal

UNVERIFIED = "pengirim tidak diperiksa"
_LARGEST_SUMS, _LARGEST_MANIFEST = 4 * MIB, MIB
_MEMBER = re.compile(rf"(?P<folder>[A-Za-z0-9=_/-]{{1,200}})/({re.escape(ROWS)}|{MANIFEST})")
_HOST = re.compile(r"[A-Za-z0-9.:-]{0,100}")
_PASS = msgspec.json.Decoder(BundledPass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signature beside a bundle, and the list of principals that the reader trusts."""

    signature: Path
    allowed: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bundle:
    """An opened bundle; maker: the verified principal, "" for none."""

    file: str
    sha256: str
    size: int
    archive: zipfile.ZipFile
    digests: Mapping[str, str]
    maker: str

    @property
    def source(self) -> str:
        """Return the name by which the maker's scope is told from that of others."""
        return self.maker or f"{UNVERIFIED} {self.sha256}"


def is_bundle(path: Path) -> bool:
    """Tell whether a file is a bundle: a ZIP with SHA256SUMS and manifests of ours."""
    try:
        if not path.is_file() or path.stat().st_size > LIMITS.file:
            return False
        with path.open("rb") as content, opened(content, LIMITS) as archive:
            names = archive.namelist()
    except (BadRequest, OSError):
        return False  # the readers of other files say what is wrong with it
    return SUMS in names and any(name.endswith(f"/{MANIFEST}") for name in names)


def plan(path: Path, importer: Importer, scope: str, signed: Signed | None = None) -> Plan:
    """Return what an import of a bundle would do; one that fails any check is refused whole.

    scope: LENSA_SCOPE. Raises StoreDamaged or StoreUnreadable for stored rows that cannot be
    compared with.
    """
    try:
        with path.open("rb") as content:
            maker, why = "", ""
            if signed:
                maker, why = principal(content, signed.signature, signed.allowed)
            content.seek(0)
            with opened(content, importer.limits) as archive:
                bundle = _checked(path.name, content, archive, maker, importer.limits)
                passes, refusals = _passes(bundle, importer, scope)
    except BadRequest as error:
        return Plan(refusals=(Refusal(file=path.name, reason=error.message),))
    except OSError as error:
        reason = f"tidak dapat dibaca: {error.strerror}"
        return Plan(refusals=(Refusal(file=path.name, reason=reason),))
    note = f"{path.name}: {f'ditandatangani {maker}' if maker else UNVERIFIED}"
    return Plan(
        passes=tuple(passes),
        refusals=tuple(refusals),
        notes=(f"{note} ({why})" if why else note,),
    )


def _checked(
    file: str, content: BufferedReader, archive: zipfile.ZipFile, maker: str, limits: Limits
) -> _Bundle:
    """Return a bundle whose members are those of SHA256SUMS, each with its digest."""
    entries = archive.infolist()
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise BadRequest("isi bundel dimampatkan lagi; bundel disimpan tanpa pemampatan")
    check(sum(entry.file_size for entry in entries), _size(content), "ukuran isi bundel")
    check(archive.getinfo(SUMS).file_size, _LARGEST_SUMS, f"ukuran {SUMS}")
    digests = parse_sums(archive.read(SUMS))
    names = {entry.filename for entry in entries} - {SUMS}
    if names != set(digests):
        raise BadRequest(f"isi bundel bukan yang disebut {SUMS}")
    folders: dict[str, int] = {}
    for name in sorted(names):
        match = _MEMBER.fullmatch(name)
        if match is None:
            raise BadRequest("bundel berisi berkas lain")
        folders[match["folder"]] = folders.get(match["folder"], 0) + 1
        actual = hashlib.sha256()
        for block in blocks(archive, name):
            actual.update(block)
        if actual.hexdigest() != digests[name]:
            raise BadRequest(f"{name}: isinya bukan yang disebut {SUMS}")
    if not folders or set(folders.values()) != {2}:
        raise BadRequest("bundel berisi bagian tanpa baris atau tanpa manifest")
    check(len(folders), limits.files, "jumlah bagian")
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    size = _size(content)
    return _Bundle(
        file=file, sha256=sha256, size=size, archive=archive, digests=digests, maker=maker
    )


def _size(content: BufferedReader) -> int:
    return content.seek(0, io.SEEK_END)


def _passes(
    bundle: _Bundle, importer: Importer, scope: str
) -> tuple[list[PlannedPass], list[Refusal]]:
    """Return the passes of a bundle and the partitions that are older than what is stored."""
    passes, refusals, rows = list[PlannedPass](), list[Refusal](), 0
    for name in sorted(name for name in bundle.digests if name.endswith(f"/{MANIFEST}")):
        request, manifest = _described(bundle, name, importer.now())
        rows += manifest.rows
        check(rows, importer.limits.rows, "jumlah baris bundel")
        frame = _frame(bundle, request, manifest, importer.limits)
        refuse_frame(request, frame, importer.sandbox)
        planned = _planned(bundle, request, manifest, frame, importer=importer, scope=scope)
        if isinstance(planned, Refusal):
            refusals.append(planned)
        else:
            passes.append(planned)
    return passes, refusals


def _described(bundle: _Bundle, name: str, now: datetime) -> tuple[Request, Manifest]:
    """Return the partition and the manifest of a member; raise BadRequest when it is not ours."""
    check(bundle.archive.getinfo(name).file_size, _LARGEST_MANIFEST, f"ukuran {MANIFEST}")
    try:
        described = _PASS.decode(bundle.archive.read(name))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"{name}: bukan manifest") from error
    manifest, year = described.manifest, described.tahun
    if described.dataset not in klpd_names():
        raise BadRequest(f"{name}: dataset tidak dikenal")
    known = set(loader.klpd()["kd_klpd"])
    if described.kode_klpd not in known and not KLPD.fullmatch(described.kode_klpd):
        raise BadRequest(f"{name}: kode KLPD tidak sah")
    dataset = find(described.dataset)
    last = now.year + YEARS_AHEAD
    if (year is None) == dataset.by_klpd_year or not FIRST_YEAR <= (year or FIRST_YEAR) <= last:
        raise BadRequest(f"{name}: tahun tidak sah")
    request = dataset.partition(described.kode_klpd, year or 0)
    if name != f"{folder_of(request)}/{MANIFEST}":
        raise BadRequest(f"{name}: manifest menyebut bagian lain ({request})")
    digest = bundle.digests.get(f"{folder_of(request)}/{ROWS}", "")
    for why in _wrong(manifest, digest, now):
        raise BadRequest(f"{request}: {why}")
    return request, manifest


def _wrong(manifest: Manifest, digest: str, now: datetime) -> Iterator[str]:
    """Yield what is wrong with a maker's manifest."""
    if manifest.source not in {LIVE, FILE} or (manifest.source == FILE) != bool(manifest.imported):
        yield "barisnya DATA CONTOH (sintetis) atau tanpa asal"
    if manifest.schema_version != SCHEMA_VERSION:
        yield "dibuat oleh versi lain dari Lensa RUP"
    if manifest.digest != digest:
        yield "sidik di manifest bukan sidik barisnya"
    if manifest.fetched_at.tzinfo is None:
        yield "saat baca tanpa zona waktu"
    elif manifest.fetched_at > now + AHEAD:
        yield "saat baca lebih dari 48 jam di depan"
    counts = (manifest.rows, manifest.pages, manifest.repeats, manifest.conflicts)
    if min(*counts, manifest.strangers, manifest.quarantined, manifest.keyless) < 0:
        yield "jumlah di manifest negatif"


def _frame(bundle: _Bundle, request: Request, manifest: Manifest, limits: Limits) -> pl.DataFrame:
    """Return the rows of a partition; raise BadRequest unless they are what the manifest says."""
    dataset, name = request.dataset, f"{folder_of(request)}/{ROWS}"
    body = bundle.archive.read(name)
    try:
        schema = pl.read_parquet_schema(io.BytesIO(body))
        if why := _other_columns(dataset, schema):
            raise BadRequest(f"{request}: {why}")
        height = pl.scan_parquet(io.BytesIO(body)).select(pl.len()).collect().item()
        check(height, limits.rows, "jumlah baris")
        if height != manifest.rows:
            raise BadRequest(f"{request}: {height} baris, manifest menyebut {manifest.rows}")
        frame = pl.read_parquet(io.BytesIO(body))
    except (PolarsError, PanicException, UnicodeDecodeError, OSError) as error:
        raise BadRequest(f"{request}: Parquet tidak dapat dibaca") from error
    frame = completed(dataset, frame)
    letters = frame.select(pl.col(pl.String).str.len_bytes().sum()).sum_horizontal().sum()
    check(int(letters or 0), limits.letters, "panjang seluruh teks")
    for column, param in dataset.asked:
        strange = frame[column].cast(pl.String) != request.values[param]
        if strange.any():
            raise BadRequest(f"{request}: berisi baris KLPD atau tahun lain")
    keyed = frame.select(dataset.key).drop_nulls()
    if keyed.is_duplicated().any():
        raise BadRequest(f"{request}: berisi baris berulang")
    return frame


def _other_columns(dataset: Dataset, schema: Mapping[str, pl.DataType]) -> str:
    """Return how columns differ from those of a dataset, "" when they are its own.

    An older file may lack optional ones.
    """
    if unknown := sorted(set(schema) - set(dataset.schema)):
        return f"kolom tidak dikenal: {', '.join(unknown)[:200]}"
    needed = {column.name for column in dataset.columns if not column.optional} | set(dataset.key)
    if missing := sorted(needed - set(schema)):
        return f"kolom tidak ada: {', '.join(missing)}"
    wrong = sorted(name for name, dtype in schema.items() if dtype != dataset.schema[name])
    return f"jenis kolom berbeda: {', '.join(wrong)}" if wrong else ""


def _planned(
    bundle: _Bundle,
    request: Request,
    manifest: Manifest,
    frame: pl.DataFrame,
    *,
    importer: Importer,
    scope: str,
) -> PlannedPass | Refusal:
    """Return a pass compared with what is stored of the same maker, refused when it is older."""
    place = Place(
        scope=import_scope(scope, bundle.source),
        dataset=request.dataset.folder,
        parts=request.parts,
    )
    snapshots = importer.snapshots
    passes = snapshots.history(place).passes
    stored = snapshots.open(place) if passes else None
    before = completed(request.dataset, stored.frame) if stored else None
    last = passes[-1].imported if passes else None
    same = ""
    if any(p.imported and p.imported.sha256 == bundle.sha256 for p in passes):
        same = "bundel yang sama sudah diimpor"
    elif (
        last
        and last.maker_instant == manifest.fetched_at
        and before is not None
        and before.equals(frame)
    ):
        same = "bacaan yang sama sudah tersimpan"
    elif last and last.maker_instant and last.maker_instant > manifest.fetched_at:
        reason = f"{request} dari bacaan yang lebih lama daripada yang tersimpan; tidak diimpor"
        return Refusal(file=bundle.file, reason=reason)
    return PlannedPass(
        request=request,
        place=place,
        frame=frame,
        manifest=_imported(bundle, request, manifest, importer.now()),
        change=changed(request.dataset, before, frame),
        after=passes[-1].digest if passes else "",
        same=same,
    )


def _imported(bundle: _Bundle, request: Request, manifest: Manifest, now: datetime) -> Manifest:
    """Return the manifest of imported rows: what their maker says, under the maker's name.

    Rows that the maker imported as well are no more complete for being passed on.
    """
    origin, state = "", str(manifest.state)
    if manifest.imported:
        first = manifest.imported
        origin = f"diteruskan dari {first.file[:100]}, sha256 {first.sha256[:64]}"
        state = "kelengkapan tidak dibuktikan"
    return replace(
        manifest,
        source=FILE,
        address=manifest.address if _HOST.fullmatch(manifest.address) else "",
        fetched_at=now,
        complete=False,
        verified=False,
        digest="",
        file="",
        fence=0,
        ahead=False,
        imported=Imported(
            file=bundle.file,
            sha256=bundle.sha256,
            bytes=bundle.size,
            sheet=folder_of(request),
            stated_origin=origin,
            maker=bundle.source,
            maker_verified=bool(bundle.maker),
            maker_state=state,
            maker_instant=manifest.fetched_at,
        ),
    )
