"""Refuse files of sample rows, which would make figures of things that do not exist."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from ..errors import BadRequest
from ..upstream.dataset import Request
from ..upstream.parsing.frames import Page, assemble

SHARE = 0.9
_MARK = re.compile(
    r"DATA CONTOH|SAMPLE DATA|X-Lensa-Sandbox|\bsumber\\?\"?'?\s*:\s*\\?[\"']?sandbox",
    re.IGNORECASE,
)

Sandbox = Callable[[Request, frozenset[str]], pl.DataFrame | None]
"""Returns the sample rows of a partition, None where it has none of these satkers."""


def refuse_notes(notes: str) -> None:
    """Raise BadRequest when a file says of itself that its rows are sample data."""
    if _MARK.search(notes):
        raise BadRequest("berkas menyebut dirinya DATA CONTOH (sintetis)")


def refuse_rows(request: Request, page: Page, sandbox: Sandbox) -> None:
    """Raise BadRequest when nine of ten rows are those of the sandbox for their partition.

    Only columns that the rows have are compared; "" is the same as nothing.
    """
    satkers = frozenset(page.texts["kd_satker"].drop_nulls().unique())
    sample = sandbox(request, satkers)
    if sample is not None and sample.height:
        _refuse(request, assemble(request.dataset, [page], request.values).frame, sample)


def refuse_frame(request: Request, frame: pl.DataFrame, sandbox: Sandbox) -> None:
    """Do the same for rows that are typed already."""
    sample = sandbox(request, frozenset(frame["kd_satker"].drop_nulls().unique()))
    if sample is not None and sample.height:
        _refuse(request, frame, sample)


def _refuse(request: Request, frame: pl.DataFrame, sample: pl.DataFrame) -> None:
    own = _plain(frame)
    shared = [name for name in own.columns if own[name].null_count() < own.height]
    same = own.join(_plain(sample).unique(shared), on=shared, how="semi", nulls_equal=True).height
    if own.height and same >= SHARE * own.height:
        raise BadRequest(f"{request}: {same} dari {own.height} barisnya DATA CONTOH (sintetis)")


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.String).replace("", None))
