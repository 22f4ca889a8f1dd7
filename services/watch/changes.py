"""Compare partitions with those a watch saw last, and store the memory of watches.

A watch is a set of KLPD and years. Its memory holds, for each partition, the snapshot that it saw
last, and its last hundred changes: `watch/v1/{scope}/{digest of the set}.json` below LENSA_DATA.
Each watch has its own memory, so that each reports every change once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl

from ..analysis.frames import HISTORY, PAKET, PENYEDIA, PENYEDIA_UMUM, PROGRAM
from ..analysis.stored.diff import DIUBAH, beralih, differences, ringkasan
from ..errors import ServiceError, StoreDamaged, StoreUnavailable, StoreUnreadable
from ..repository import Manifest, Repository, Snapshot
from ..store.backends.objects import Objects, Piece
from ..store.backends.unreadable import reading
from ..store.manifests import FILE, SANDBOX
from ..store.snapshots import objects_at, write_aside
from ..upstream.dataset import Request

MOST_CHANGES = 100
EXAMPLES = 5
_PACKAGES = (PAKET, PENYEDIA, PENYEDIA_UMUM)
MONEY = {PROGRAM: "pagu_program", **dict.fromkeys(_PACKAGES, "pagu")}
NAMED = {
    PROGRAM: ("kd_program_str", "nama_program"),
    **dict.fromkeys(_PACKAGES, ("kd_rup", "nama_paket")),
    HISTORY: ("kd_rup_lama", "nama_satker"),
}
"""The columns of code and name that identify a row of a dataset to readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A number of rows that changed from one value to another; None means "did not exist".

    `apa` is `status` (of swakelola packages) or the jenis_paket of codes that changed their state.
    """

    apa: str
    lama: str | None
    baru: str | None
    jumlah: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One row that differs; kolom, lama and baru are one changed column of a row `diubah`."""

    perubahan: str
    kode: str
    nama: str
    kolom: str = ""
    lama: str | None = None
    baru: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The differences of one partition between two instants.

    pagu: change of the total in rupiah, None where the rows have no known money. sandbox: either
    side is made up. berkas: either side was imported.
    """

    dataset: str
    kd_klpd: str
    nama: str
    tahun: int
    dari: datetime
    ke: datetime
    sidik_lama: str
    sidik_baru: str
    ditambah: int
    hilang: int
    diubah: int
    sandbox: bool
    berkas: bool = False
    pagu: int | None = None
    turns: tuple[Turn, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of sample data and imports among both sides."""
        return (SANDBOX,) * self.sandbox + (FILE,) * self.berkas


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The snapshot of one partition that a watch saw last."""

    fetched_at: datetime
    digest: str
    source: str

    @property
    def made_up(self) -> bool:
        """Tell whether the rows were sample data."""
        return self.source == SANDBOX

    @property
    def from_file(self) -> bool:
        """Tell whether the rows were imported."""
        return self.source == FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The memory of one watch; `changes` newest first, `seen` by the request as text."""

    klpd: tuple[str, ...]
    tahun: tuple[int, ...]
    begun: datetime
    seen: dict[str, Seen] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def with_changes(self, changes: Sequence[Change]) -> Memory:
        """Return the memory with new changes in front, without the oldest beyond a hundred."""
        return replace(self, changes=(*changes, *self.changes)[:MOST_CHANGES])


_DECODER = msgspec.json.Decoder(Memory)


def memory_path(
    root: Path | Objects, scope: str, klpd: Sequence[str], tahun: Sequence[int]
) -> Path | Piece:
    """Return the path of the memory of the watch of these KLPD and years."""
    watched = f"{','.join(klpd)} {','.join(map(str, tahun))}"
    key = f"{folder(scope)}/{hashlib.sha256(watched.encode()).hexdigest()[:32]}.json"
    return root / key if isinstance(root, Path) else Piece(root, key)


def remembered(path: Path | Piece) -> Memory | None:
    """Return a watch's memory, None before its first run.

    Raises StoreDamaged for a broken one, StoreUnreadable for one that cannot be read now.
    """
    try:
        with reading(f"watch/{path.name}"):
            return _DECODER.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoreDamaged(
            f"ingatan watch tidak terbaca; buang berkas {path.name} untuk memulai lagi",
            where="watch",
        ) from error


def remember(path: Path | Piece, memory: Memory) -> None:
    """Replace a watch's memory."""
    content = msgspec.json.encode(memory)
    if isinstance(path, Piece):
        path.write_bytes(content)
    else:
        write_aside(path, content)


def lately(root: Path | Objects, scope: str) -> tuple[tuple[Change, ...], tuple[ServiceError, ...]]:
    """Return the changes of all watches of a scope, newest first, each once.

    Return also the errors of memories that cannot be read.
    """
    changes: dict[tuple[object, ...], Change] = {}
    errors = list[ServiceError]()
    place = objects_at(root)
    try:
        for key in place.below(folder(scope), "*.json"):
            try:
                memory = remembered(Piece(place, key))
            except (StoreDamaged, StoreUnreadable) as error:
                errors.append(error)
                continue
            for change in memory.changes if memory else ():
                key_of_change = change.dataset, change.kd_klpd, change.tahun, change.dari, change.ke
                changes[key_of_change] = change
    except StoreUnavailable as error:
        errors.append(error)
    newest = sorted(changes.values(), key=lambda c: (c.ke, c.dari, c.dataset), reverse=True)
    return tuple(newest), tuple(errors)


def folder(scope: str) -> str:
    """Return the folder of all memories of a scope."""
    return f"watch/v1/{scope}"


def look(repository: Repository, snapshot: Snapshot, seen: Seen | None, nama: str) -> Change | None:
    """Compare a snapshot just read with the one seen last.

    Returns None where no row differs, and for a partition that was never seen.

    Raises StoreDamaged when the one seen last is no longer stored.
    """
    new = snapshot.manifest
    if seen is None or seen.digest == new.digest:
        return None
    request, passes = snapshot.request, repository.history(snapshot.request).passes
    manifest = next((p for p in reversed(passes) if p.digest == seen.digest), None)
    if manifest is None:
        raise StoreDamaged(
            "snapshot yang terakhir dilihat tidak tersimpan lagi; pantauan mulai dari yang baru",
            where=str(request),
        )
    old = rows_of(repository, request, manifest)
    return compared(request, (seen, old), (as_seen(new), snapshot.frame), nama)


def rows_of(repository: Repository, request: Request, manifest: Manifest) -> pl.DataFrame:
    """Return the rows of one pass with all columns of its dataset."""
    rows = repository.read_pass(repository.place_of(request, manifest), manifest)
    return request.dataset.completed(rows.lazy()).collect()


def as_seen(manifest: Manifest) -> Seen:
    """Return what a watch remembers of a pass."""
    return Seen(fetched_at=manifest.fetched_at, digest=manifest.digest, source=manifest.source)


def compared(
    request: Request,
    before: tuple[Seen, pl.DataFrame],
    after: tuple[Seen, pl.DataFrame],
    nama: str,
) -> Change | None:
    """Return the differences of two passes of a partition, None where no row differs."""
    (seen, old), (new, now) = before, after
    dataset, key = request.dataset.name, request.dataset.key
    frames = old.lazy(), now.lazy()
    counted = ringkasan(*frames, key, MONEY.get(dataset, "")).collect()
    if counted.is_empty():
        return None
    lines = differences(*frames, key).collect()
    count = dict(counted.select("perubahan", "jumlah").iter_rows())
    moved = counted["selisih"].drop_nulls() if "selisih" in counted.columns else pl.Series()
    turns: list[Turn] = []
    if dataset == HISTORY:
        turns += [
            Turn(apa=jenis or "", lama=lama, baru=baru, jumlah=jumlah)
            for jenis, lama, baru, jumlah in beralih(*frames).collect().iter_rows()
        ]
    if dataset == PAKET:
        changed = lines.filter(pl.col("perubahan") == DIUBAH, pl.col("kolom") == "status")
        of_status = changed.group_by("lama", "baru").agg(jumlah=pl.len())
        order = of_status.sort("jumlah", "lama", "baru", descending=[True, False, False])
        turns += [
            Turn(apa="status", lama=lama, baru=baru, jumlah=jumlah)
            for lama, baru, jumlah in order.iter_rows()
        ]
    values = request.values
    return Change(
        dataset=dataset,
        kd_klpd=values["kode_klpd"],
        nama=nama,
        tahun=int(values["tahun"]),
        dari=seen.fetched_at,
        ke=new.fetched_at,
        sidik_lama=seen.digest,
        sidik_baru=new.digest,
        **{kind: int(count.get(kind, 0)) for kind in ("ditambah", "hilang", "diubah")},
        sandbox=seen.made_up or new.made_up,
        berkas=seen.from_file or new.from_file,
        pagu=int(moved.sum()) if moved.len() else None,
        turns=tuple(turns),
        examples=tuple(_examples(dataset, old, now, key, lines)),
    )


def _examples(
    dataset: str, old: pl.DataFrame, new: pl.DataFrame, key: tuple[str, ...], lines: pl.DataFrame
) -> Iterable[Example]:
    """Yield EXAMPLES differing rows, alternately of each kind of difference."""
    code, name = NAMED[dataset]
    texts = (frame.select(pl.col(*dict.fromkeys((*key, code, name)))) for frame in (new, old))
    known = pl.concat([frame.cast(pl.String) for frame in texts])
    names = known.unique(subset=key, keep="first", maintain_order=True)
    rows = lines.unique(subset=["perubahan", *key], keep="first", maintain_order=True)
    rank = pl.int_range(pl.len()).over("perubahan")
    ordered = rows.with_columns(rank=rank).sort("rank", "perubahan", maintain_order=True)
    shown = ordered.head(EXAMPLES).join(
        names, on=key, how="left", nulls_equal=True, maintain_order="left"
    )
    for row in shown.iter_rows(named=True):
        yield Example(
            perubahan=row["perubahan"],
            kode=row[code] or "",
            nama=row[name] or "",
            kolom=row["kolom"] or "",
            lama=row["lama"],
            baru=row["baru"],
        )
