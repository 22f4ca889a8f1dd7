"""Check the connection to each upstream step by step, and say who must do what next.

One ordinary request is sent to each upstream; how far it gets shows which steps are passed. Nothing
here prints a secret: environment variables are named, their values are not shown.
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
from .upstream.catalog import find
from .upstream.connection.client import Client

State = Literal["baik", "gagal", "catatan", "lewat"]
FIRST_KLPD = "D304"
STEPS = ("konfigurasi", "nama", "sambungan", "tls", "ip", "jeda", "token", "izin", "isi")
_NO_ANSWER = STEPS[:4]
"""The steps that come before any answer of the upstream."""
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
    """The result of one step and, if it failed, what to do and who must act.

    state: baik, gagal, catatan (works, with a remark), lewat (the request did not get so far).
    result and then are keys of texts for the result and the next step, values fill both; detail is
    the message of the upstream's error.
    """

    source: str
    step: str
    state: State
    result: str = ""
    then: str = ""
    who: str = ""
    detail: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def settings_text(settings: Settings, lang: str = "id") -> str:
    """Return the settings that belong to no source: scope, age, boundaries, error reports.

    The path of the boundaries is not shown: readers need not know the server's folders.
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
    """A reason for failure: the step, who must act, and the steps known to be passed."""

    step: str
    who: str
    passed: tuple[str, ...] = _NO_ANSWER


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
    """Return the key in CAUSES of an error from this source."""
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
    wrong_address = error.status == 404 or (
        0 < error.status < 400 and not isinstance(error, ContractBroken)
    )
    if error.step == "token":
        return "token_alamat" if wrong_address else "token_sumber"
    if wrong_address:
        return "alamat"
    if isinstance(error, ContractBroken):
        return "kontrak"
    return "ditolak" if 400 <= error.status < 500 else "sumber"


def steps(
    upstream: Upstream, met: ServiceError | None, *, rows: bool = True, klpd: str = FIRST_KLPD
) -> tuple[Check, ...]:
    """Return the results of all steps after one request, which ended with error `met` or none.

    `rows` says whether the answer had any; `klpd` is the one that was requested.
    """
    if not upstream.live:
        return _sandbox(upstream.source, met)
    values = _values(upstream, met, klpd)
    if met is None:
        return tuple(_passed(upstream, step, values, rows=rows) for step in STEPS)
    reason = CAUSES[cause(met, upstream.source)]
    return tuple(
        failed(upstream, met, klpd=klpd)
        if step == reason.step
        else _passed(upstream, step, values)
        if step in reason.passed
        else Check(source=upstream.source, step=step, state="lewat", result="periksa.hasil.lewat")
        for step in STEPS
    )


def failed(upstream: Upstream, met: ServiceError, *, klpd: str = FIRST_KLPD) -> Check:
    """Return the step at which an error of a live upstream occurred, with what to do about it."""
    key = cause(met, upstream.source)
    return Check(
        source=upstream.source,
        step=CAUSES[key].step,
        state="gagal",
        result=f"periksa.failed.{key}",
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
    """Return the steps of a source that the built-in sandbox serves."""
    tree = source == "satusehat"
    configuration = Check(
        source=source,
        step="konfigurasi",
        state="catatan",
        result=f"periksa.hasil.{'pohon_bawaan' if tree else 'kotak_pasir'}",
        then="periksa.then.kotak_pasir",
        who="operator",
        values={"perlu": NEEDED[source]},
    )
    if met is None:
        answer = Check(source=source, step="isi", state="baik", result="periksa.hasil.terbaca")
        return configuration, answer
    broken = Check(
        source=source,
        step="isi",
        state="gagal",
        result="periksa.failed.sumber",
        then="periksa.then.ditolak",
        who="kami",
        detail=visible(met.message),
    )
    return configuration, broken


def _passed(
    upstream: Upstream, step: str, values: Mapping[str, str], *, rows: bool = True
) -> Check:
    """Return a step that is passed, perhaps with a remark."""
    source = upstream.source
    state: State = "baik"
    result, next_step, who = step, "", ""
    if step == "konfigurasi" and "-stg" in upstream.host:
        state, result, next_step, who = "catatan", "percobaan", "percobaan", "operator"
    if step == "tls" and upstream.base_url.startswith("http://"):
        result = "tls_loopback"
    if step == "token" and source == "lokasi":
        result = "token_tidak_perlu"
    if step == "izin" and source == "inaproc" and not rows:
        state, result, next_step, who = "catatan", "kosong", "kosong", "kredensial"
    if step == "isi":
        result = "terbaca"
    return Check(
        source=source,
        step=step,
        state=state,
        result=f"periksa.hasil.{result}",
        then=f"periksa.then.{next_step}" if next_step else "",
        who=who,
        values=values,
    )


def examine(
    settings: Settings, clients: Mapping[str, Client], klpd: str = FIRST_KLPD
) -> dict[str, tuple[Check, ...]]:
    """Send one request to each upstream that is asked, in parallel; return the steps by source."""

    def check(source: str) -> tuple[Check, ...]:
        if source == "inaproc" and settings.rup == "berkas":
            return (
                Check(
                    source="inaproc",
                    step="konfigurasi",
                    state="catatan",
                    result="periksa.hasil.berkas",
                    then="periksa.then.berkas",
                    who="operator",
                ),
            )
        return examine_source(settings.upstream(source), clients[source], klpd)

    with ThreadPoolExecutor(max_workers=len(SOURCES), thread_name_prefix="periksa") as pool:
        return dict(zip(SOURCES, pool.map(check, SOURCES), strict=True))


def examine_source(upstream: Upstream, client: Client, klpd: str = FIRST_KLPD) -> tuple[Check, ...]:
    """Send one small request to an upstream and return the results of all steps."""
    requests = {
        "inaproc": find("program-master").request(kode_klpd=klpd, tahun=str(now_utc().year)),
        "satusehat": region_request("provinces"),
        "lokasi": location_request("negara"),
    }
    try:
        rows = client.check(requests[upstream.source])
    except ServiceError as error:
        return steps(upstream, error, klpd=klpd)
    return steps(upstream, None, rows=rows, klpd=klpd)


def good(checks: Sequence[Check]) -> bool:
    """Return whether an upstream can be read."""
    return all(check.state != "gagal" for check in checks)


def result_text(check: Check, lang: str = "id") -> str:
    """Return the result of a step in words, with the error's message where an answer arrived."""
    words = text(check.result, lang, **check.values)
    return f"{words} ({check.detail})" if check.detail and check.step not in _NO_ANSWER else words


def advice(check: Check, lang: str = "id") -> str:
    """Return what to do next and who must do it, "" where nothing is to be done."""
    if not check.then:
        return ""
    return f"{text(f'periksa.who.{check.who}', lang)}: {next_step(check, lang)}"


def next_step(check: Check, lang: str = "id") -> str:
    """Return what to do next; only for a check that has a next step."""
    return text(check.then, lang, **check.values)
