"""What stands between this machine and each upstream, step by step, and who must do what next.

One question is put to an upstream as the product itself would put it; how far it came says which
steps are passed. Nothing here prints a secret: variables are named, never shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from .errors import AccessDenied, ContractBroken, RateLimited, ServiceError
from .language.plain_text import visible
from .language.wording import text
from .regions import location_request, region_request
from .repository import now_utc
from .settings import SOURCES, Settings, Upstream
from .upstream.catalog import Request, find
from .upstream.client import Client

State = Literal["baik", "gagal", "catatan", "lewat"]
FIRST_KLPD = "D304"
STEPS = ("konfigurasi", "nama", "sambungan", "tls", "ip", "jeda", "token", "izin", "isi")
_ROAD = STEPS[:4]
ADDRESSES = {
    "inaproc": "INAPROC_BASE_URL",
    "satusehat": "SATUSEHAT_BASE_URL",
    "lokasi": "LOKASI_BASE_URL",
}
NEEDED = {
    "inaproc": "INAPROC_TOKEN",
    "satusehat": "SATUSEHAT_CLIENT_ID, SATUSEHAT_CLIENT_SECRET",
    "lokasi": "LOKASI_BASE_URL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step: how it stands and, where it does not, what to do and who must.

    state: baik, gagal, catatan (works, but look), lewat (the question never came so far). said and
    then are keys of texts, values fill both; detail is what the upstream's error says.
    """

    source: str
    step: str
    state: State
    said: str = ""
    then: str = ""
    who: str = ""
    detail: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def told(settings: Settings, lang: str = "id") -> str:
    """Say the settings that no source has: scope, age, boundaries, where errors are reported.

    Only whether boundaries are set is told: a reader need not know the server's folders.
    """
    return text(
        "periksa.settings",
        lang,
        scope=settings.scope,
        age=f"{settings.max_age:g}",
        boundaries=text(f"periksa.boundaries_{'set' if settings.boundaries else 'none'}", lang),
        report=settings.report or text("periksa.report_none", lang),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a step fails: the step, who must act, and the steps known to be passed before it."""

    step: str
    who: str
    passed: tuple[str, ...] = _ROAD


CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        "nama": Cause(step="nama", who="operator", passed=STEPS[:1]),
        "sambungan": Cause(step="sambungan", who="operator", passed=STEPS[:2]),
        "tls": Cause(step="tls", who="operator", passed=STEPS[:3]),
        "ip": Cause(step="ip", who="kredensial"),
        "laju": Cause(step="jeda", who="tunggu"),
        "kuota": Cause(step="jeda", who="tunggu"),
        "jeda": Cause(step="jeda", who="tunggu", passed=STEPS[:1]),
        "token_inaproc": Cause(step="token", who="kredensial", passed=STEPS[:5]),
        "token_satusehat": Cause(step="token", who="kredensial", passed=STEPS[:5]),
        "token_lokasi": Cause(step="token", who="operator", passed=STEPS[:5]),
        "token_alamat": Cause(step="token", who="operator"),
        "token_sumber": Cause(step="token", who="sumber"),
        "izin": Cause(step="izin", who="kredensial", passed=STEPS[:5]),
        "alamat": Cause(step="isi", who="operator"),
        "ditolak": Cause(step="isi", who="kami"),
        "lambat": Cause(step="isi", who="sumber"),
        "sumber": Cause(step="isi", who="sumber"),
        "kontrak": Cause(step="isi", who="sumber"),
    }
)


def cause(error: ServiceError, source: str) -> str:
    """Return which of CAUSES an error means."""
    if isinstance(error, RateLimited):
        return "kuota" if error.quota_wait else "laju"
    if error.step == "jeda" and isinstance(error.__cause__, ServiceError):
        return cause(error.__cause__, source)
    if error.step in {"nama", "sambungan", "tls", "ip", "jeda"}:
        return error.step
    if error.step == "jawaban":
        return "lambat"
    if isinstance(error, AccessDenied):
        refused = error.status == 401 or error.step == "token"
        return f"token_{source}" if refused else "izin"
    astray = error.status == 404 or (
        0 < error.status < 400 and not isinstance(error, ContractBroken)
    )
    if error.step == "token":
        return "token_alamat" if astray else "token_sumber"
    if astray:
        return "alamat"
    if isinstance(error, ContractBroken):
        return "kontrak"
    return "ditolak" if 400 <= error.status < 500 else "sumber"


def steps(
    upstream: Upstream, met: ServiceError | None, *, rows: bool = True, klpd: str = FIRST_KLPD
) -> tuple[Check, ...]:
    """Return every step to an upstream, as configured, after one question that met this error.

    `rows` says whether an answer held any; `klpd` is the one that was asked for.
    """
    if not upstream.live:
        return _sandbox(upstream.source, met)
    values = _values(upstream, met, klpd)
    if met is None:
        return tuple(_passed(upstream, step, values, rows=rows) for step in STEPS)
    found = CAUSES[cause(met, upstream.source)]
    return tuple(
        failed(upstream, met, klpd=klpd)
        if step == found.step
        else _passed(upstream, step, values)
        if step in found.passed
        else Check(source=upstream.source, step=step, state="lewat", said="periksa.said.lewat")
        for step in STEPS
    )


def failed(upstream: Upstream, met: ServiceError, *, klpd: str = FIRST_KLPD) -> Check:
    """Return the step that an error of a live upstream did not pass, with what to do about it."""
    key = cause(met, upstream.source)
    return Check(
        source=upstream.source,
        step=CAUSES[key].step,
        state="gagal",
        said=f"periksa.failed.{key}",
        then=f"periksa.then.{key}",
        who=CAUSES[key].who,
        detail=visible(met.message),
        values=_values(upstream, met, klpd),
    )


def _values(upstream: Upstream, met: ServiceError | None, klpd: str) -> dict[str, str]:
    wait = met.retry_after if isinstance(met, RateLimited) else None
    return {
        "host": upstream.host,
        "alamat": ADDRESSES[upstream.source],
        "perlu": NEEDED[upstream.source],
        "klpd": klpd,
        "detik": str(math.ceil(wait)) if wait else "60",
        "menit": str(math.ceil(met.quota_wait / 60)) if isinstance(met, RateLimited) else "",
    }


def _sandbox(source: str, met: ServiceError | None) -> tuple[Check, ...]:
    tree = source == "satusehat"
    said = Check(
        source=source,
        step="konfigurasi",
        state="catatan",
        said=f"periksa.said.{'pohon_bawaan' if tree else 'kotak_pasir'}",
        then="periksa.then.kotak_pasir",
        who="operator",
        values={"perlu": NEEDED[source]},
    )
    if met is None:
        return said, Check(source=source, step="isi", state="baik", said="periksa.said.terbaca")
    broken = Check(
        source=source,
        step="isi",
        state="gagal",
        said="periksa.failed.sumber",
        then="periksa.then.ditolak",
        who="kami",
        detail=visible(met.message),
    )
    return said, broken


def _passed(
    upstream: Upstream, step: str, values: Mapping[str, str], *, rows: bool = True
) -> Check:
    """Return a step that is passed, or passed with something to look at."""
    source, state, said, then, who = upstream.source, "baik", step, "", ""
    if step == "konfigurasi" and "-stg" in upstream.host:
        state, said, then, who = "catatan", "percobaan", "percobaan", "operator"
    if step == "tls" and upstream.base_url.startswith("http://"):
        said = "tls_loopback"
    if step == "token" and source == "lokasi":
        said = "token_tidak_perlu"
    if step == "izin" and source == "inaproc" and not rows:
        state, said, then, who = "catatan", "kosong", "kosong", "kredensial"
    if step == "isi":
        said = "terbaca"
    return Check(
        source=source,
        step=step,
        state=state,  # type: ignore[arg-type]
        said=f"periksa.said.{said}",
        then=f"periksa.then.{then}" if then else "",
        who=who,
        values=values,
    )


def examine(
    settings: Settings, clients: Mapping[str, Client], klpd: str = FIRST_KLPD
) -> dict[str, tuple[Check, ...]]:
    """Put one question to each upstream, side by side, and return the steps by source."""

    def one(source: str) -> tuple[Check, ...]:
        upstream = settings.upstream(source)
        try:
            rows = clients[source].check(_question(source, klpd))
        except ServiceError as error:
            return steps(upstream, error, klpd=klpd)
        return steps(upstream, None, rows=rows, klpd=klpd)

    with ThreadPoolExecutor(max_workers=len(SOURCES), thread_name_prefix="periksa") as pool:
        return dict(zip(SOURCES, pool.map(one, SOURCES), strict=True))


def _question(source: str, klpd: str) -> Request:
    if source == "satusehat":
        return region_request("provinces")
    if source == "lokasi":
        return location_request("negara")
    return find("program-master").request(kode_klpd=klpd, tahun=str(now_utc().year))


def good(found: Sequence[Check]) -> bool:
    """Tell whether an upstream can be read."""
    return all(check.state != "gagal" for check in found)


def said(check: Check, lang: str = "id") -> str:
    """Say how a step stands; where an answer came and was none, with what is known of it."""
    words = text(check.said, lang, **check.values)
    return f"{words} ({check.detail})" if check.detail and check.step not in _ROAD else words


def advice(check: Check, lang: str = "id") -> str:
    """Say what to do next and who must, "" where nothing is to be done."""
    if not check.then:
        return ""
    return f"{text(f'periksa.who.{check.who}', lang)}: {next_step(check, lang)}"


def next_step(check: Check, lang: str = "id") -> str:
    """Say what to do next; only for a check that has something to be done."""
    return text(check.then, lang, **check.values)
