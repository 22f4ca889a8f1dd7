"""All upstreams at once, every name of theirs hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.gateway import Reply, paket, program
from tests.security.corpus import HIT
from tests.security.echo import TOKEN_PATH

LOUD = f"<img src=x onerror={HIT}>"
"""The name of what is largest, so that it stands in every sentence, chart and table."""
NAMES = (
    LOUD,
    f"\"'><svg onload={HIT}>",
    f"<script>{HIT}</script>",
    f"[klik](javascript:{HIT})",
    f"<a href=javascript:{HIT}>tautan</a>",
    "![x](http://127.0.0.1:9/gambar.png)",
    '=HYPERLINK("http://127.0.0.1:9/","x")',
    "\u202eterbalik\u202c\u200b\u2066x\u2069",
    "**tebal** _miring_ :red[merah] $x^2$",
    "</textarea></title></style><b>tebal</b>",
    "{{7*7}} ${7*7} %{customdata} <extra></extra>",
    "{nama_program} {kode}",
    "baris\nbaru\tdan\x00nol",
    "panjang " * 300,
)
YEARS = ("2024", "2025")


@dataclass(frozen=True, slots=True)
class Hostile:
    """Answers every question for D304, the regions below 52 and the locations.

    names: what programs, satkers, packages, reasons, regions and locations are called.
    """

    names: Sequence[str] = NAMES

    def answer(
        self, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str]
    ) -> Reply:
        """Return one answer."""
        del method, headers, form
        parts = urlsplit(address)
        sent = dict(parse_qsl(parts.query))
        if parts.path == TOKEN_PATH:
            return _reply({"access_token": "akses-uji", "expires_in": "3599"})
        if "masterdata" in parts.path:
            return _reply(_regions(parts.path, sent, self.names))
        if parts.path == "/v1/locations":
            return _reply(_locations(sent, self.names))
        return _reply(_rows(parts.path.rpartition("/")[2], int(sent["tahun"]), self.names))


def _reply(body: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(body).encode())


def _rows(dataset: str, year: int, names: Sequence[str]) -> dict[str, Any]:
    make = {"program-master": _program, "paket-swakelola": _paket}.get(dataset, _revision)
    rows = [make(at, name, year) for at, name in enumerate(names)]
    return {"success": True, "data": rows, "meta": {"limit": 1000, "has_more": False}}


def _shared(at: int, name: str, year: int) -> dict[str, Any]:
    return {
        "tahun_anggaran": year,
        "nama_klpd": LOUD,
        "kd_satker": str(100 + at),
        "kd_satker_str": str(100 + at),
        "nama_satker": name,
        "jenis_klpd": "KABUPATEN",
    }


def _program(at: int, name: str, year: int) -> dict[str, Any]:
    row = {**program(at + 1, 10**12 // (at + 1), tahun=year), **_shared(at, name, year)}
    del row["nama_satker"], row["kd_satker_str"]
    return {**row, "nama_program": name}


def _paket(at: int, name: str, year: int) -> dict[str, Any]:
    values = {"nama_paket": name, "status": name, "pagu": 10**10 // (at + 1), "tipe_swakelola": 1}
    return {**paket(at + 1), **_shared(at, name, year), **values, "uraian_pekerjaan": name}


def _revision(at: int, name: str, year: int) -> dict[str, Any]:
    return {
        "kd_klpd": "D304",
        **_shared(at, name, year),
        "kd_rup_lama": at + 1,
        "kd_rup_baru": at + 1 + (0 if at == 1 else 1000),
        "jenis_paket": "SWAKELOLA",
        "jenis_revisi": "PEMBATALAN" if at == 1 else "SATUKESATU" if at % 2 else name,
        "alasan_kajiulang": name,
        "tgl_kaji_ulang": f"{year}-02-{at + 1:02}T10:00:00Z",
    }


def _regions(path: str, sent: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    level = path.rpartition("/")[2]
    parents = next((text.split(",") for n, text in sent.items() if n.endswith("_codes")), [""])
    rows = [
        {"code": code, "parent_code": parent.strip(), "bps_code": "", "name": names[at]}
        for parent in parents
        for at, code in enumerate(_codes(level, parent.strip()))
    ]
    page = {"current": 1, "limit": 2000, "total_page": 1, "total": len(rows)}
    return {"status": 200, "error": False, "data": rows, "meta": {"page": page}}


def _codes(level: str, parent: str) -> list[str]:
    if level == "provinces":
        return ["52"]
    if level == "cities":
        return [f"{parent or '52'}{n:02}" for n in range(1, 6)]
    digits = 2 if level == "districts" else 4
    return [f"{parent}{n:0{digits}}" for n in range(1, 6)]


def _locations(sent: Mapping[str, str], names: Sequence[str]) -> dict[str, Any]:
    level = sent.get("level", "negara")
    first = sent.get("page", "1") == "1"
    rows = [
        {"id": f"{level}-{at}", "name": name, "updatedAt": "2025-01-01T00:00:00Z"}
        for at, name in enumerate(names[: 1 if level == "negara" else 8])
    ]
    return {
        "meta": {"success": True, "status": 200, "message": "OK"},
        "data": rows if first else [],
        "pagination": {"totalItems": 0, "perPage": 10, "totalPages": 0, "currentPage": 1},
    }
