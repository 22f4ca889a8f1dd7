"""A plain reader of the three APIs: httpx, json and loops, nothing of the product.

It is slow and trusting on purpose. What it reads and types by hand is what the product must give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx

Row = dict[str, Any]

WHOLE = {
    *("pagu", "pagu_program", "pagu_kegiatan", "pagu_subkegiatan", "tipe_swakelola"),
    *("tahun_anggaran", "tahun_anggaran_dana", "tahun_pertama", "total_belanja"),
    *(f"belanja_{kind}" for kind in ("operasi", "modal", "btt", "pengadaan", "non_pengadaan")),
}
FLAGS = {
    *("is_deleted", "status_aktif_rup", "status_delete_rup", "status_dikecualikan"),
    *(f"spp_aspek_{aspect}" for aspect in ("ekonomi", "sosial", "lingkungan")),
}
INSTANTS = {
    "tgl_buat_paket",
    "tgl_pengumuman_paket",
    "tgl_kaji_ulang",
    "tgl_akhir_kontrak",
    "_event_date",
    "_inserted_date",
}
DAYS = {
    *("tgl_awal_pelaksanaan_kontrak", "tgl_akhir_pelaksanaan_kontrak", "tgl_awal_kontrak"),
    *("tgl_awal_pemilihan", "tgl_akhir_pemilihan"),
    *("tgl_awal_pemanfaatan", "tgl_akhir_pemanfaatan"),
}
OTHER_NAMES = {
    "status": ("status_umumkan_rup",),
    "parent_id": ("country", "province", "regency", "district"),
}


@dataclass
class Reader:
    """One server that speaks all three APIs."""

    base_url: str
    token: str
    client: tuple[str, str]
    asked: int = 0
    http: httpx.Client = field(init=False)
    bearer: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.base_url, trust_env=False)
        form = {"client_id": self.client[0], "client_secret": self.client[1]}
        path = "/oauth2/v1/accesstoken?grant_type=client_credentials"
        self.bearer = self.http.post(path, data=form).json()["access_token"]

    def close(self) -> None:
        self.http.close()

    def _get(self, path: str, params: dict[str, str], token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.asked += 1
        answer = self.http.get(path, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rup(self, name: str, **params: str) -> list[Row]:
        rows: list[Row] = []
        cursor = ""
        while True:
            sent = {**params, "limit": "1000", **({"cursor": cursor} if cursor else {})}
            body = self._get(f"/api/v1/rup/{name}", sent, self.token)
            rows += body["data"] or []
            cursor = (body.get("meta") or {}).get("cursor") or ""
            if not cursor or not body["data"]:
                return rows

    def rup_list(self, name: str, **params: str) -> list[Row]:
        rows: list[Row] = self._get(f"/api/legacy/rup/{name}", params, self.token)
        return rows

    def v1(self, level: str, name: str, codes: Iterable[str], chunk: int = 150) -> list[Row]:
        every = list(codes)
        lists = [every[at : at + chunk] for at in range(0, len(every), chunk)] or [[]]
        path = f"/masterdata/v1/{level}"
        return [
            row
            for one in lists
            for row in self._get(path, {name: ",".join(one)}, self.bearer)["data"]
        ]

    def v2(self, level: str, **params: str) -> list[Row]:
        path = f"/masterdata/v2/{level}"

        def page(number: int) -> list[Row]:
            sent = {"limit": "2000", **params, "current_page": str(number)}
            return self._get(path, sent, self.bearer)["data"] or []

        return list(_until_empty(page))

    def locations(self, **params: str) -> list[Row]:
        def page(number: int) -> list[Row]:
            return self._get("/v1/locations", {**params, "page": str(number)})["data"] or []

        return list(_until_empty(page))


def _until_empty(page: Any) -> Iterator[Row]:
    number = 1
    while rows := page(number):
        yield from rows
        number += 1


def typed(columns: Iterable[str], row: Row) -> Row:
    """Return a served row under the product's names and as Python values."""
    return {name: _value(name, _found(name, row)) for name in columns}


def _found(name: str, row: Row) -> Any:
    names = (name, *OTHER_NAMES.get(name, ()))
    return next((row[one] for one in names if row.get(one) is not None), None)


def _value(name: str, served: Any) -> Any:
    if served is None:
        return None
    if name in FLAGS:
        return served if isinstance(served, bool) else {"true": True, "false": False}[served]
    if name in WHOLE:
        return int(served)
    if name in INSTANTS:
        return datetime.fromisoformat(served.removesuffix("Z")).replace(tzinfo=None)
    if name in DAYS:
        return date.fromisoformat(served[:10])
    return str(served).strip()
