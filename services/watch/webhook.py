"""Post changes to the address of LENSA_WEBHOOK: at least once, each under an id that stays.

A change is put into an outbox on disk before the watch remembers it, and leaves it once the other
side has answered 2xx; what is left is posted again by the next run. A receiver that keeps the ids
it has seen sees each change once. The address is a secret: no message holds it.

Headers of a post: `Lensa-Id`, `Lensa-Timestamp` (seconds since 1970), and `Lensa-Signature`, which
is `sha256=` and the HMAC-SHA256, in hex, of timestamp, a dot and the body, by the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import msgspec

from ..errors import SourceUnavailable, StoreDamaged, StoreUnavailable
from ..export import origin
from ..store.backends.objects import Objects, Piece
from ..store.backends.unreadable import reading
from ..store.snapshots import objects_at, write_aside
from ..upstream.answer.answers import Answer
from . import feed
from .changes import Change, folder

WITHIN = 20.0
"""Seconds that the other side has to answer."""
MOST_WAITING = 5000
"""Posts that an outbox holds; the oldest give way, and a line says so."""
SUFFIX = ".outbox"
_NAMESPACE = uuid.UUID("5b9c4f9e-3a53-5f57-8a2e-1f0b6f8f4c20")
_STEPS: Mapping[str, str] = MappingProxyType(
    {"nama": "nama host tidak dikenal", "sambungan": "tidak tersambung", "tls": "TLS gagal"}
)


class Sender(Protocol):
    """Sends an HTTP request and returns the whole answer, as upstream.transport does."""

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        within: float = WITHIN,
    ) -> Answer:
        """Raise SourceUnavailable when there is no answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post that waits: its id, and its body, which never changes."""

    id: str
    body: str


_DECODER = msgspec.json.Decoder(list[Post])


def post(change: Change, scope: str, address: str) -> Post:
    """Return the post of a change; address: root of the dashboard for its link, "" for none.

    The id depends on what the watch saw before and sees now, not on when the run took place: a run
    that was interrupted before it could remember posts the same id again.
    """
    of = (scope, change.dataset, change.kd_klpd, change.tahun, feed.instant(change.dari))
    name = " ".join(map(str, (*of, change.sidik_lama, change.sidik_baru)))
    id_ = uuid.uuid5(_NAMESPACE, name).urn
    body = {
        "id": id_,
        "jenis": "perubahan",
        "label": origin.label(origin.of_sources(change.sources)),
        "judul": feed.title(change),
        "rincian": list(feed.details(change)),
        "dataset": change.dataset,
        "kd_klpd": change.kd_klpd,
        "nama_klpd": change.nama,
        "tahun": change.tahun,
        "dari": feed.instant(change.dari),
        "ke": feed.instant(change.ke),
        "ditambah": change.ditambah,
        "hilang": change.hilang,
        "diubah": change.diubah,
        "selisih_pagu": change.pagu,
        "tautan": feed.comparison(change, address),
    }
    return Post(id=id_, body=msgspec.json.encode(body).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The posts of one watch that have not been answered yet, in order."""

    path: Path | Piece

    def waiting(self) -> list[Post]:
        """Return what waits; raise StoreDamaged for a file that cannot be read as an outbox."""
        try:
            with reading(f"watch/{self.path.name}"):
                return _DECODER.decode(self.path.read_bytes())
        except FileNotFoundError:
            return []
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StoreDamaged(
                f"antrean webhook tidak terbaca; buang berkas {self.path.name}", where="watch"
            ) from error

    def put(self, posts: Iterable[Post]) -> None:
        """Add posts, but those that wait already; raise StoreDamaged when it cannot be stored."""
        before = self.waiting()
        after = list({post.id: post for post in (*before, *posts)}.values())
        if after != before:
            self._write(after)

    def _write(self, posts: list[Post]) -> None:
        content = msgspec.json.encode(posts)
        if isinstance(self.path, Piece):
            self.path.write_bytes(content)
        else:
            write_aside(self.path, content)

    def deliver(self, send: Callable[[Post], str]) -> str:
        """Post what waits, oldest first; return one line on what is left, "" for nothing.

        send: returns why a post failed, "" for one that was taken; raises SourceUnavailable when
        the other side does not answer, and then nothing more is tried.
        """
        try:
            posts = self.waiting()
            left, why = list(posts), ""
            for entry in posts:
                try:
                    failed = send(entry)
                except SourceUnavailable as error:
                    why = _STEPS.get(error.step, "tidak dijawab")
                    break
                if failed:
                    why = failed
                    continue
                left.remove(entry)
            dropped = max(len(left) - MOST_WAITING, 0)
            if len(left) < len(posts) or dropped:
                self._write(left[dropped:])
        except (StoreDamaged, StoreUnavailable) as error:
            return f"webhook: {error}"
        if not left:
            return ""
        lost = f", {dropped} yang terlama dibuang" if dropped else ""
        return (
            f"webhook: {len(left)} kabar belum terkirim ({why}){lost};"
            " dicoba lagi pada watch berikutnya"
        )


def outbox(memory: Path | Piece) -> Outbox:
    """Return the outbox of the watch with this memory, which stands beside it."""
    name = memory.name.removesuffix(".json") + SUFFIX
    if isinstance(memory, Path):
        return Outbox(path=memory.with_name(name))
    return Outbox(path=Piece(memory.objects, f"{memory.key.rpartition('/')[0]}/{name}"))


def sender(
    transport: Sender, address: str, secret: str, clock: Callable[[], float]
) -> Callable[[Post], str]:
    """Return a function that signs and sends one post, for `Outbox.deliver`."""

    def send(entry: Post) -> str:
        body, timestamp = entry.body.encode(), str(int(clock()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Lensa-Id": entry.id,
            "Lensa-Timestamp": timestamp,
            "Lensa-Signature": signature(secret, timestamp, body),
        }
        answer = transport.send("POST", address, headers=headers, content=body, within=WITHIN)
        return "" if 200 <= answer.status < 300 else f"jawaban HTTP {answer.status}"

    return send


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature over timestamp and body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def waiting(root: Path | Objects, scope: str) -> int:
    """Return how many posts wait in all outboxes of a scope; raise what the store raises."""
    place = objects_at(root)
    boxes = place.below(folder(scope), f"*{SUFFIX}")
    return sum(len(Outbox(path=Piece(place, key)).waiting()) for key in boxes)
