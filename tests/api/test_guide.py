"""`/api` reads well in a browser and says the same to machines; its examples work as printed."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from services.analysis.tables import TABLES
from services.api.guide.examples import examples
from services.upstream.catalog import klpd_names
from tests.api.conftest import Doors
from tests.sampling import LONG

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
ROOT, QUERY = "https://rup.contoh.go.id", "klpd=D304&tahun=2025"
LISTS = ("/api/klpd", "/api/wilayah", "/api/tersimpan")
VOID = {"meta", "img", "br", "link"}


class _Reader(HTMLParser):
    """Checks that elements are closed in order; collects links, ids and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        given = dict(attrs)
        self.links += [given["href"] or ""] if "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_browser_gets_a_page_without_scripts(client: httpx.Client, lang: str) -> None:
    answer = client.get(f"/api?lang={lang}", headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "Accept" in answer.headers["vary"]
    page = read(answer.text)
    assert f'<html lang="{lang}">' in answer.text
    assert "<script" not in answer.text
    text = " ".join(page.texts)
    assert all(name in text for name in (*TABLES, *klpd_names()))
    assert ("SAMPLE DATA" if lang == "en" else "DATA CONTOH") in text
    assert {"{", "}"}.isdisjoint(re.sub(r"https?://\S+|\{names\}", "", "".join(page.texts[:40])))


def test_every_link_of_the_page_answers(client: httpx.Client) -> None:
    page = read(client.get("/api", headers=BROWSER).text)
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)
    addresses = [link for link in page.links if "/api" in link or "/umpan" in link]
    assert len(addresses) > 100
    light = [link for link in addresses if ".parquet" in link or "." not in link.rpartition("/")[2]]
    feeds = [link for link in addresses if "/umpan.atom" in link]
    assert len(feeds) == 1
    for link in [*light, *feeds] if not LONG else addresses:
        assert client.get(link).status_code == 200, link


def test_a_program_gets_the_same_as_json(client: httpx.Client) -> None:
    for accept in ("application/json", "*/*", ""):
        content = client.get("/api", headers={"Accept": accept}).json()
        assert [table["nama"] for table in content["tabel"]] == list(TABLES)
        assert [dataset["nama"] for dataset in content["data"]] == list(klpd_names())
        assert content["label"].startswith("DATA CONTOH")


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_openapi_document_is_whole_and_its_paths_answer(client: httpx.Client) -> None:
    content = client.get("/api/openapi.json").json()
    assert content["openapi"].startswith("3.1")
    assert content["servers"] == [{"url": str(client.base_url).rstrip("/")}]
    for reference in set(references(content)):
        node = content
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    names = [get["get"]["operationId"] for get in content["paths"].values()]
    assert len(set(names)) == len(names)
    assert len(names) == 4 * len(TABLES) + 3 * len(klpd_names()) + 3 + 1
    for path, operation in content["paths"].items():
        assert client.get(path).status_code == (200 if path in LISTS else 400), path
        assert operation["get"]["responses"]["200"]["content"]


def test_with_a_bearer_the_examples_carry_it(doors: Doors) -> None:
    doors.login, doors.texts = True, {"LENSA_API_TOKEN": "rahasia"}
    with doors.open() as client:
        answer = client.get("/api", headers={**BROWSER, "Authorization": "Bearer rahasia"})
        assert "Authorization: Bearer TOKEN" in "".join(read(answer.text).texts)
        assert "rahasia" not in answer.text


def test_the_document_has_the_examples_of_the_page() -> None:
    document = DOCUMENT.read_text("utf-8")
    for tool, code in examples(ROOT, QUERY).items():
        assert code in document, tool


def test_the_example_of_python_runs(client: httpx.Client) -> None:
    found: dict[str, Any] = {}
    code = examples(str(client.base_url).rstrip("/"), QUERY)["python"]
    exec(code, found)  # noqa: S102 - our own example
    assert len(found["rows"]) > 100
    assert "[sidik " in found["citation"]


def test_the_example_of_curl_downloads_once(client: httpx.Client, tmp_path: Path) -> None:
    code = examples(str(client.base_url).rstrip("/"), QUERY)["curl"].replace("\\\n", "")
    file = tmp_path / "pagu.parquet"
    written = []
    for _ in range(2):
        line = [*shlex.split(code), "-s", "-w", "%{http_code}"]
        ran = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
        written.append(ran.stdout)
    assert written == ["200", "304"]
    assert pl.read_parquet(file).height > 100


def test_spreadsheets_can_take_the_csv(client: httpx.Client) -> None:
    tools = examples(str(client.base_url).rstrip("/"), QUERY)
    (address,) = re.findall(r'IMPORTDATA\("([^"]+)"\)', tools["sheets"])
    assert f'Web.Contents("{address}")' in tools["excel"]
    assert 'Delimiter=",", Encoding=65001' in tools["excel"]
    assert f'read_csv("{address}"' in tools["r"]
    answer = client.get(address)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8")
    assert not text.startswith("\ufeff")
    rows = pl.read_csv(io.StringIO(text).read().encode(), infer_schema=False)
    assert rows.columns == [*TABLES["pagu-per-program"].columns, "sumber"]
    assert set(rows["sumber"].str.contains("DATA CONTOH")) == {True}
