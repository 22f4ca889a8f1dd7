"""The tools of MCP, asked by the official client over stdio and over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters
from starlette.applications import Starlette

from services.analysis.tables import TABLES
from services.api.host import Host
from services.api.server import serve
from services.commands.mcp import PATH
from services.commands.mcp.answers import MOST_ROWS
from services.settings import from_mapping
from services.wiring import connect
from tests.api.serving import serving
from tests.commands.conftest import Lensa
from tests.commands.running import ROOT, clean

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
def served(data: Path, *, login: bool = False, **texts: str) -> Iterator[str]:
    """Serve the door over HTTP; yield its address."""
    settings = from_mapping({"LENSA_DATA": str(data), **texts})
    app = connect(settings)
    host = Host(
        settings=lambda: settings,
        app=lambda: app,
        close=app.close,
        login=lambda: login,
        allowed_hosts=tuple,
        may_upload=lambda session: False,
    )
    doors = serve(host)
    made = Starlette(
        routes=doors.routes, middleware=list(doors.middleware), lifespan=doors.lifespan
    )
    with serving(made) as address:
        yield f"{address}{PATH}"


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


def test_over_http_the_porter_is_asked_first(data: Path) -> None:
    token = "kata-kunci"  # noqa: S105 - of this test
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    with served(data, login=True, LENSA_API_TOKEN=token) as address:
        assert httpx.get(address).status_code == 401
        assert httpx.post(address, json={}).status_code == 401
        assert httpx.post(address, json={}, headers=headers).status_code == 400
        large = {"x": "a" * 70_000}
        assert httpx.post(address, json=large, headers=headers).status_code == 413
    with served(data, LENSA_API="tutup", LENSA_API_TOKEN=token) as address:
        assert httpx.post(address, json={}, headers=headers).status_code == 404


def test_one_client_may_ask_sixty_times_a_minute(data: Path) -> None:
    with served(data) as address, httpx.Client() as client:
        answers = [client.post(address, json={}) for _ in range(61)]
    assert 429 not in {answer.status_code for answer in answers[:60]}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["Retry-After"]) >= 1
