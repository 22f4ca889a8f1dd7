"""Full pages of rows as the sandbox serves them, for a gateway that makes nothing itself."""

from __future__ import annotations

import httpx

from services.sandbox.serving.server import serve

ASKED = {"kode_klpd": "K1"}
PAGES = 20


def pages() -> list[bytes]:
    """Return full pages of the largest ministry's packages over some years, as served."""
    found: list[bytes] = []
    with serve() as handle, httpx.Client(base_url=handle.base_url, timeout=60) as client:
        token = {"Authorization": f"Bearer {handle.environment['INAPROC_TOKEN']}"}
        for tahun in range(2022, 2027):
            asked: dict[str, str] = {**ASKED, "tahun": str(tahun), "limit": "1000"}
            for _ in range(9):
                answer = client.get("/api/v1/rup/paket-swakelola", params=asked, headers=token)
                body = answer.raise_for_status().json()
                if len(body["data"]) == 1000:
                    found.append(answer.content)
                asked["cursor"] = body["meta"]["cursor"]
    return found[:PAGES]
