"""Read JSON: one envelope, a list or lines of envelopes, a bare list, or one row per line."""

from __future__ import annotations

import msgspec

from ...errors import BadRequest, ServiceError
from ...upstream.answer.answers import Answer, read
from ...upstream.answer.envelopes import without_mark
from ...upstream.dataset import Dataset
from ...upstream.parsing.frames import Page, page
from .limits import Limits, check
from .tables import Table

_CHUNK = 2_000
_SAMPLE = 200
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_LINE = msgspec.json.Decoder(msgspec.Raw)
_NAMES = msgspec.json.Decoder(dict[str, msgspec.Raw])


class _Members(msgspec.Struct):
    """The members by which a saved answer differs from a row: `baris` is our own API's `data`."""

    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    baris: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    success: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_MEMBERS = msgspec.json.Decoder(_Members)


def tables(body: bytes, limits: Limits) -> list[Table]:
    """Return the rows of a JSON file as one table.

    Raises BadRequest for a body that is no list or object, that is cut off, or whose rows are no
    objects, and the error of an answer that is a failure.
    """
    content = without_mark(body)
    first = content.lstrip()[:1]
    if first not in {b"[", b"{"}:
        kind = "halaman HTML" if first == b"<" else "bukan daftar atau objek"
        raise BadRequest(f"isi berkas {kind}, bukan JSON dari API")
    try:
        rows, notes = _rows(content, first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("JSON terpotong atau tidak sah") from error
    check(len(rows), limits.rows, "jumlah baris")
    names: dict[str, None] = {}
    for row in (*rows[:_SAMPLE], *rows[-_SAMPLE:]):
        try:
            names.update(dict.fromkeys(_NAMES.decode(row)))
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadRequest("barisnya bukan objek JSON") from error
    check(len(names), limits.columns, "jumlah kolom")

    def pages(dataset: Dataset) -> list[Page]:
        made = []
        for start in range(0, len(rows), _CHUNK):  # only some rows are decoded at a time
            chunk = b"[%b]" % b",".join(map(bytes, rows[start : start + _CHUNK]))
            if b": " in chunk[:200]:  # the fast decoder of pages wants no white space (rows.py)
                chunk = bytes(msgspec.json.format(chunk, indent=-1))
            made.append(page(dataset, chunk))
        return made

    return [Table(names=tuple(names), height=len(rows), read=pages, notes=notes)]


def _rows(content: bytes, first: bytes) -> tuple[list[msgspec.Raw], str]:
    """Return the undecoded rows and the text around them.

    The first item tells whether all are rows or all are answers.
    """
    items = _LIST.decode(content) if first == b"[" else _LINE.decode_lines(content)
    if not items:
        return items, ""
    try:
        held = _MEMBERS.decode(items[0])
    except msgspec.ValidationError as error:
        raise BadRequest("daftarnya tidak berisi objek") from error
    members = (held.data, held.baris, held.success, held.error)
    if all(member is msgspec.UNSET for member in members):
        return items, ""
    rows: list[msgspec.Raw] = []
    notes: list[str] = []
    for item in items:
        data, note = _answer(item)
        rows += _LIST.decode(data)
        notes.append(note)
    return rows, " ".join(notes)


def _answer(item: msgspec.Raw) -> tuple[bytes | msgspec.Raw, str]:
    """Return the rows of an answer and the text around them; raise BadRequest for a failure."""
    held = _MEMBERS.decode(item)
    if isinstance(held.baris, msgspec.Raw):
        rest = bytes(item).replace(bytes(held.baris), b"")
        return held.baris, rest.decode("utf-8", "replace")
    try:
        envelope = read(Answer(status=200, body=bytes(item)), source="inaproc")
    except ServiceError as error:
        raise BadRequest(f"jawaban yang tersimpan bukan jawaban utuh: {error.message}") from error
    return envelope.rows_bytes, str(dict(envelope.members))
