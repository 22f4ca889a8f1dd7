"""Who must act on a failure of an upstream and what to do next, in the words of `doctor`."""

from __future__ import annotations

from types import MappingProxyType

from .. import connection_check
from ..errors import (
    AccessDenied,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from ..settings import RupSource, Settings
from ..store.locking.locks import Busy
from ..upstream.answer.answers import Refused
from ..upstream.catalog import source_of

_OF_UPSTREAMS = (AccessDenied, ContractBroken, RateLimited, Refused, SourceUnavailable)
_WHO = MappingProxyType(
    {
        "operator": "operator",
        "kredensial": "pemegang kredensial",
        "sumber": "sumber",
        "tunggu": "tunggu",
        "kami": "pengembang Lensa RUP",
    }
)
"""Who must act, as a line of a problem names them."""


def advice(error: ServiceError, settings: Settings) -> tuple[str, str]:
    """Return who must act on an error and the next step, "" where none is known.

    Only errors caused by a live upstream have a next step; their `where` is a request's name.
    """
    folder, *values = error.where.split(" ")
    source = source_of(folder)
    if not source or not isinstance(error, _OF_UPSTREAMS) or isinstance(error, Busy):
        return error.who, ""
    if type(error) is SourceUnavailable and not (error.step or error.status):
        return error.who, ""  # our own error about stored data: its message has the next step
    upstream = settings.upstream(source)
    if not upstream.live:
        return error.who, ""
    klpd = values[0] if source == "inaproc" and values else connection_check.FIRST_KLPD
    steps = connection_check.steps(upstream, error, klpd=klpd)
    failed = next(check for check in steps if check.state == "gagal")
    return _WHO[failed.who], connection_check.next_step(failed)


def empty_store(source: RupSource) -> str:
    """Say what to do where nothing is stored; source: where RUP rows come from."""
    if source == "berkas":
        return (
            "belum ada yang diimpor: `lensa impor BERKAS` menyimpan baris dari berkas; sumber lain"
            " tidak ditanya (LENSA_SUMBER=berkas)"
        )
    if source == "langsung":
        return (
            "belum ada data langsung yang tersimpan: `lensa doctor` memeriksa INAPROC_TOKEN dan"
            " menyebut langkah berikutnya, lalu baca dengan `lensa harvest`; untuk melihat data"
            " contoh kosongkan INAPROC_TOKEN, atau jalankan `lensa sandbox`"
        )
    return (
        "belum ada data contoh yang tersimpan: `lensa fetch`, `table` dan `harvest` membacanya;"
        " untuk data langsung isi INAPROC_TOKEN, lalu periksa dengan `lensa doctor`"
    )
