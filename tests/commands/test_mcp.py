"""The tools of MCP, asked by the official client over stdio and over HTTP."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.analysis.tables import TABLES
from services.commands.mcp.answers import MOST_ROWS
from services.commands.mcp.http import PATH, McpApp
from services.settings import from_mapping
from services.wiring import App, connect
from tests.commands.conftest import Lensa
from tests.commands.running import ROOT, clean
from tests.repositories import until

TOOLS = {"list_klpd", "describe_tables", "table", "search", "package", "status"}
SAMPLE = "DATA CONTOH (sintetis)"
KLPD_YEAR: dict[str, Any] = {"klpd": ["D304"], "tahun": [2025]}
Ask = Callable[[Client], Awaitable[None]]


@pytest.fixture
def stored(lensa: Lensa, data: Path) -> Path:
    """Return a data folder with a KLPD-year of the sandbox."""
    assert lensa("harvest", "--klpd", "D304", "--tahun", "2025").code == 0
    return data


def over_stdio(ask: Ask, data: Path) -> None:
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "services", "mcp"],
        env=clean(data.parent, LENSA_DATA=str(data), PYTHONPATH=str(ROOT)),
        cwd=data.parent,
    )

    async def main() -> None:
        async with Client(program) as client:
            await ask(client)

    anyio.run(main)


@contextmanager
def served(data: Path, token: str = "") -> Iterator[str]:
    """Serve the tools over HTTP to whoever has the token; yield the address."""
    app: App = connect(from_mapping({"LENSA_DATA": str(data)}))

    def refuse(request: Request) -> Response | None:
        same = request.headers.get("authorization", "") == f"Bearer {token}"
        return None if same or not token else Response(status_code=401)

    routes = [Route(PATH, McpApp(lambda: app, refuse))]
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}{PATH}"
    finally:
        server.should_exit = True
        thread.join()
        app.close()


def over_http(ask: Ask, data: Path) -> None:
    async def main() -> None:
        async with Client(address) as client:
            await ask(client)

    with served(data) as address:
        anyio.run(main)


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Return what a tool answers, which must be quoted and labelled."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    reply = result.structured_content
    assert reply is not None
    assert reply["label"] == SAMPLE
    assert reply["tautan"] in reply["kutipan"]
    assert "snap=" in reply["tautan"]
    return reply


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """Return the message of a question that is refused, which is one line."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    (content,) = result.content
    text = str(getattr(content, "text", ""))
    assert "\n" not in text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("over", [over_stdio, over_http])
def test_six_tools_answer_as_the_commands_do_with_citations_that_stand(
    lensa: Lensa, stored: Path, over: Callable[[Ask, Path], None]
) -> None:
    replies: dict[str, dict[str, Any]] = {}

    async def ask(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        replies["klpd"] = await called(client, "list_klpd", teks="lombok")
        replies["tables"] = await called(client, "describe_tables")
        replies["one"] = await called(client, "describe_tables", tabel="pagu-per-program")
        replies["table"] = await called(client, "table", tabel="pagu-per-program", **KLPD_YEAR)
        replies["rows"] = await called(client, "table", tabel="paket", **KLPD_YEAR, hal=2)
        kode = replies["rows"]["baris"][0]["kd_rup"]
        replies["package"] = await called(client, "package", kode=kode, klpd="d304", tahun=[2025])
        replies["search"] = await called(client, "search", teks="jalan")
        replies["status"] = await called(client, "status", klpd="D304")
        assert "belum tersimpan" in await refused(
            client, "table", tabel="mutu", klpd=["D304"], tahun=[2024]
        )
        assert "tidak dikenal" in await refused(client, "table", tabel="tidak-ada", **KLPD_YEAR)
        assert "tidak berlaku" in await refused(
            client, "table", tabel="mutu", penyaring={"satker": "1"}, **KLPD_YEAR
        )
        assert await refused(client, "search", teks=" ")
        assert await refused(client, "status", hal=0)

    over(ask, stored)
    assert {"D304", "D305"} & {row["kd_klpd"] for row in replies["klpd"]["baris"]}
    assert {row["tabel"] for row in replies["tables"]["baris"]} == set(TABLES)
    (one,) = replies["one"]["baris"]
    assert [column["nama"] for column in one["kolom"]] == list(TABLES["pagu-per-program"].columns)
    words = ("--klpd", "D304", "--tahun", "2025")
    assert lensa("table", "pagu-per-program", *words, "--out", "tabel.json").code == 0
    rows = json.loads(Path("tabel.json").read_text("utf-8"))
    assert replies["table"]["baris"] == rows[:MOST_ROWS]
    assert replies["table"]["jumlah"] == len(rows)
    assert lensa("table", "paket", *words, "--out", "paket.json").code == 0
    packages = json.loads(Path("paket.json").read_text("utf-8"))
    assert replies["rows"]["baris"] == packages[MOST_ROWS : 2 * MOST_ROWS]
    assert (replies["rows"]["jumlah"], replies["rows"]["dipotong"]) == (len(packages), True)
    assert replies["package"]["paket"][0]["pagu"] == packages[MOST_ROWS]["pagu"]
    assert replies["search"]["jumlah"] >= len(replies["search"]["baris"]) > 0
    assert {row["dataset"] for row in replies["status"]["baris"]} >= set(TABLES["banding"].reads)
    for name in ("table", "rows", "package"):
        assert lensa("periksa", replies[name]["kutipan"]).code == 0


def test_over_http_the_porter_is_asked_first(stored: Path) -> None:
    with served(stored, token="rahasia") as address:  # noqa: S106 - of this test
        assert httpx.get(address).status_code == 401
        assert httpx.post(address, json={}).status_code == 401
        headers = {"Authorization": "Bearer rahasia", "Accept": "application/json"}
        assert httpx.post(address, json={}, headers=headers).status_code == 400
        large = {"x": "a" * 70_000}
        assert httpx.post(address, json=large, headers=headers).status_code == 413
