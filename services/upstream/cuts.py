"""Columns cut out of a regular page: its bytes stay where they are, only places are handed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
import numpy as np
import polars as pl

from services.upstream.shapes import Places, Shape

_TEXTS = msgspec.json.Decoder(list[str])


def cut(shape: Shape, names: Collection[str]) -> dict[str, pl.Series]:
    """Return the values under these names as text; those written with escapes are trimmed.

    Raises msgspec.DecodeError on an escape that means nothing.
    """
    wanted = [name for name in shape.names if name in names]
    rows, width = shape.begins.shape
    pieces = _pieces(shape)
    ats = np.array([shape.names.index(name) for name in wanted], np.uint32)
    places = 2 * (np.arange(rows, dtype=np.uint32) * width + ats[:, None]) + 1
    taken = pieces.gather(pl.Series(places.ravel()))
    cells = {n: taken.slice(i * rows, rows).alias(n) for i, n in enumerate(wanted)}
    for name, at, texts in _unescaped(shape):
        if name in cells:
            cells[name] = cells[name].scatter(at, texts)
    return cells


def _pieces(shape: Shape) -> pl.Series:
    """Return a page cut at the ends of its values, which are every second piece."""
    from nanoarrow import c_array_from_buffers, large_string  # noqa: PLC0415 - not at the start

    count = 2 * shape.begins.size
    offsets = np.zeros(count + 1, np.int64)
    offsets[1::2], offsets[2::2] = shape.begins.ravel(), shape.ends.ravel()
    held = np.ones(count, bool)
    held[1::2] = ~shape.nulls.ravel()
    valid = np.packbits(held, bitorder="little")
    return pl.Series(c_array_from_buffers(large_string(), count, [valid, offsets, shape.raw]))


def _unescaped(shape: Shape) -> Iterator[tuple[str, Places, pl.Series]]:
    """Yield the texts that are written with escapes, trimmed: name, rows, texts."""
    cells = shape.escaped()
    if not len(cells):
        return
    begins, ends = shape.begins.ravel()[cells] - 1, shape.ends.ravel()[cells] + 1
    spans = zip(begins.tolist(), ends.tolist(), strict=True)
    written = b",".join([shape.raw[begin:end] for begin, end in spans])
    texts = pl.Series(_TEXTS.decode(b"[%b]" % written), dtype=pl.String).str.strip_chars()
    rows, ats = np.divmod(cells, len(shape.names))
    for at in np.unique(ats).tolist():
        here = ats == at
        yield shape.names[at], rows[here], texts.filter(pl.Series(here))
