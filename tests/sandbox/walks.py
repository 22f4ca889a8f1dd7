"""Plain walkers written from the documentation alone, to read the sandbox as a stranger would."""

from __future__ import annotations

from typing import Any

import httpx

Row = dict[str, Any]
DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


def rup_page(client: httpx.Client, dataset: str, **params: object) -> dict[str, Any]:
    """Return one page as decoded JSON."""
    answer = client.get(f"/api/v1/rup/{dataset}", params={k: str(v) for k, v in params.items()})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def rup_rows(client: httpx.Client, dataset: str, **params: object) -> list[Row]:
    """Follow cursors until a page is empty or gives none."""
    rows: list[Row] = []
    cursor: dict[str, object] = {}
    for _ in range(200):
        body = rup_page(client, dataset, **{"limit": 1000, **params, **cursor})
        rows += body["data"]
        following = body.get("meta", {}).get("cursor")
        if not body["data"] or not following:
            return rows
        cursor = {"cursor": following}
    raise AssertionError("the walk did not end")


def without_stamp(rows: list[Row]) -> list[Row]:
    """Leave out last_update_ref, which differs with every answer."""
    return [{k: v for k, v in row.items() if k != "last_update_ref"} for row in rows]
