"""A crawler without JavaScript asks the real dashboard, as chats and search engines do."""

from __future__ import annotations

import html.parser
import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from PIL import Image

from services.export.citation import PAGES as ADDRESSES
from services.preview.asked import PATHS, asked
from services.wiring import App
from tests.browser.serving import Served, dashboard
from tests.preview.conftest import filled
from tests.preview.truth import Truth, links
from tests.sampling import LONG, SEED
from tests.waiting import until

MANY = 100 if LONG else 12
FUZZ = 1000 if LONG else 40


@dataclass
class Head(html.parser.HTMLParser):
    """What a page's head says, read as a crawler reads it."""

    title: str = ""
    lang: str = ""
    canonical: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    _inside: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self._inside = tag == "title"
        if tag == "html":
            self.lang = named.get("lang", "")
        if tag == "link" and named.get("rel") == "canonical":
            self.canonical = named["href"]
        if tag == "meta" and "content" in named:
            name = named.get("name") or named.get("property", "")
            self.meta.setdefault(name, []).append(named["content"])

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def head(answer: httpx.Response) -> Head:
    """Read an answer after looking at what it is."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)
    read = Head()
    read.feed(answer.text)
    for name in ("description", "og:title", "og:image", "twitter:card"):
        assert len(read.meta[name]) == 1, name
    assert read.meta["og:title"] == [read.title]
    assert read.meta["og:description"] == read.meta["description"]
    return read


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("jalan")
    filled(folder / "data").close()
    with dashboard(folder) as running:
        yield running


@pytest.fixture(scope="module")
def crawler(served: Served) -> Iterator[httpx.Client]:
    conditional = {"If-None-Match": '"shell"', "Accept-Encoding": "gzip, br"}
    with httpx.Client(base_url=served.url, timeout=60, headers=conditional) as client:
        yield client


def test_random_links_say_their_answer_also_after_a_restart(
    served: Served, crawler: httpx.Client, stored: App, tmp_path: Path
) -> None:
    drawn = list(dict.fromkeys(links(stored, f"{SEED} jalan", MANY)))
    truth, addresses = Truth(stored), []
    for page, pairs in drawn:
        address = f"{PATHS[page]}?{urlencode(pairs)}"
        addresses.append(address)
        first = head(crawler.get(address))
        assert first.title == "Lensa RUP" or "·" in first.title  # the same answer was asked before
        until(lambda address=address: "·" in head(crawler.get(address)).title)
        said, given = head(crawler.get(address)), asked(stored, page, pairs)
        assert any(figure in said.title for figure in truth.figures(given)), (address, said.title)
        assert said.canonical == f"{served.url}{given.address}"
        assert said.lang == given.lang
        assert said.meta["og:url"] == [said.canonical]
        image = urlsplit(said.meta["og:image"][0])
        assert f"{image.scheme}://{image.netloc}" == served.url
        picture = crawler.get(f"{image.path}?{image.query}", headers={"If-None-Match": ""})
        assert picture.headers["cache-control"] == "public, max-age=86400"
        size = Image.open(io.BytesIO(picture.content)).size
        assert [str(side) for side in size] == [
            *said.meta["og:image:width"],
            *said.meta["og:image:height"],
        ]
        again = crawler.get(picture.url, headers={"If-None-Match": picture.headers["etag"]})
        assert again.status_code == 304
    sample = random.Random(SEED).sample(addresses, 3)
    before = [head(crawler.get(address)).title for address in sample]
    (tmp_path / "data").symlink_to(served.data)
    with dashboard(tmp_path) as restarted:
        for address, title in zip(sample, before, strict=True):
            assert head(httpx.get(f"{restarted.url}{address}", timeout=60)).title == title


def test_every_page_has_its_tags_and_the_search_stays_generic(crawler: httpx.Client) -> None:
    for name in ADDRESSES:
        assert head(crawler.get(f"/{name}?klpd=D304&tahun=2025")).meta["og:site_name"] == [
            "Lensa RUP"
        ]
    for _ in range(3):
        said = head(crawler.get("/cari?klpd=D304&tahun=2025&q=%3Cscript%3Ejalan"))
        assert said.title == "Lensa RUP"
        assert "%3Cscript%3E" in said.canonical


def test_strange_questions_for_pictures_are_answered_with_pictures(crawler: httpx.Client) -> None:
    draw = random.Random(SEED)
    words = [
        "D304",
        "2025",
        "../../etc",
        "%00",
        "\u202e",
        "<svg/>",
        "9" * 400,
        "-1",
        "🙂",
        "a:b",
        "",
    ]
    names = ["halaman", "klpd", "tahun", "wilayah", "kode", "lihat", "snap", "lang", "v", "x", "q"]
    pages = [*PATHS, "", "tidak", "program"]

    def ask(at: int) -> httpx.Response:
        query = [(draw.choice(names), draw.choice(words)) for _ in range(draw.randrange(6))]
        query.insert(0, ("halaman", draw.choice(pages)))
        return crawler.get(f"/pratinjau.png?{urlencode(query)}", headers={"If-None-Match": ""})

    with ThreadPoolExecutor(4) as pool:
        for answer in pool.map(ask, range(FUZZ)):
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "image/png"
            assert len(answer.content) < 400_000
    many = crawler.get("/pratinjau.png?" + "klpd=D304&" * 2000, headers={"If-None-Match": ""})
    assert many.status_code == 200
    assert crawler.post("/pratinjau.png").status_code == 405
