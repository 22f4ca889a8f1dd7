"""Two replicas of the dashboard behind haproxy, as docs/deploy/haproxy.cfg has it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.visitor import Visitor, opened
from tests.scale.conftest import sharing
from tests.scale.hosts import Server, Store, proxy, replica
from tests.scale.source import Source, source
from tests.waiting import until

LINK = (("klpd", "D304"), ("tahun", "2025"), ("lang", "id"))


class Reader(Visitor):
    """A visitor who keeps what stands where at the end: first words give way to later ones."""

    def _until_finished(self) -> Iterator[ForwardMsg]:
        self.page: dict[tuple[int, ...], str] = {}
        for message in super()._until_finished():
            if message.delta.HasField("new_element"):
                element, at = message.delta.new_element, tuple(message.metadata.delta_path)
                text = element.markdown.body if element.WhichOneof("type") == "markdown" else ""
                self.page[at] = text
            yield message


@dataclass(frozen=True)
class Page:
    """What a reader sees: the texts from top to bottom, and errors shown."""

    texts: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass
class Front:
    """The proxy, the replicas behind it, and the source that they read."""

    server: Server
    replicas: Mapping[str, Server]
    source: Source

    def cookie(self, given: str = "") -> str:
        """Return the cookie that the proxy sets for a request, "" when it keeps the one given."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)) as line:
            line.request("GET", "/_stcore/health", headers={"Cookie": given} if given else {})
            answer = line.getresponse()
            assert (answer.status, answer.read()) == (200, b"ok")
        names = [text.partition(";")[0] for text in answer.headers.get_all("Set-Cookie") or []]
        return next((name for name in names if name.startswith("LENSA=")), "")

    def show(self, replica: str, page: str = "program") -> Page:
        """Open a link in a new session that a cookie leads to a replica."""
        url = f"http://127.0.0.1:{self.server.port}"
        with opened(url, additional_headers={"Cookie": f"LENSA={replica}"}) as connection:
            (packed,) = connection.protocol.extensions
            assert packed.name == "permessage-deflate", "the proxy passes it on"
            reader = Reader(connection, url)
            shown = reader.ask(page, LINK)
            texts = (text for _, text in sorted(reader.page.items()) if text)
            return Page(tuple(texts), shown.errors)

    def ask(self, replica: str, path: str, etag: str = "") -> tuple[int, str, bytes]:
        """Return status, ETag and body of an answer of a replica, which a cookie leads to."""
        headers = {"Cookie": f"LENSA={replica}", **({"If-None-Match": etag} if etag else {})}
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)) as line:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, str(answer.headers["ETag"]), answer.read()


@pytest.fixture(scope="module")
def front(
    tmp_path_factory: pytest.TempPathFactory, s3: Store, redis_server: Server
) -> Iterator[Front]:
    tmp_path, shared = tmp_path_factory.mktemp("replika"), sharing(s3, redis_server)
    with source() as upstream, ExitStack() as stack:
        replicas = {
            name: replica(tmp_path / name, {**upstream.settings, **shared})
            for name in ("satu", "dua")
        }
        for one in replicas.values():
            stack.callback(one.kill)
        for one in replicas.values():
            one.start()
        here = proxy(tmp_path, {name: one.port for name, one in replicas.items()})
        stack.callback(here.kill)
        yield Front(here, replicas, upstream)


def test_both_replicas_show_the_same_for_the_same_link(front: Front) -> None:
    first = front.cookie()
    assert first in {"LENSA=satu", "LENSA=dua"}
    assert front.cookie(first) == ""
    front.show("satu", "program")  # says meanwhile that it reads what is not stored
    for page in ("program", "data"):
        shown = [front.show(replica, page) for replica in ("satu", "dua")]
        assert [one.errors for one in shown] == [(), ()]
        assert len(shown[0].texts) > 10
        assert shown[0].texts == shown[1].texts
    assert set(front.source.passes.values()) == {1}


@pytest.mark.parametrize(
    "path",
    [
        *(f"/api/tabel/pagu-per-program.{form}?klpd=D304&tahun=2025" for form in ("json", "csv")),
        "/api/data/program-master.json?klpd=D304&tahun=2025",
        "/api/tersimpan",
        "/umpan.atom?klpd=D304",
    ],
)
def test_both_replicas_answer_the_api_with_the_same_bytes_and_etag(front: Front, path: str) -> None:
    front.show("satu", "program")
    first, second = (front.ask(replica, path) for replica in ("satu", "dua"))
    assert first[0] == 200
    assert first == second
    assert front.ask("dua", path, etag=first[1])[0] == 304


def test_a_killed_replicas_readers_find_the_same_on_the_other_and_it_comes_back(
    front: Front,
) -> None:
    before = front.show("satu")
    front.replicas["satu"].kill()
    until(lambda: front.cookie("LENSA=satu") == "LENSA=dua", within=30)
    assert front.show("satu").texts == before.texts
    front.replicas["satu"].start()
    until(lambda: front.cookie("LENSA=satu") == "", within=30)
    assert front.show("satu").texts == before.texts


def test_a_store_or_locks_that_are_away_cost_no_page_that_was_read(
    front: Front, s3: Store, redis_server: Server
) -> None:
    before = {page: front.show("satu", page) for page in ("program", "data")}
    redis_server.kill()
    assert front.show("satu").texts == before["program"].texts
    redis_server.start()
    s3.kill()
    try:
        for page, known in before.items():
            shown = front.show("satu", page)
            assert [one for one in shown.errors if "tidak menjawab" not in one] == [], page
            assert set(known.texts) - set(shown.texts) == set(), page
        said = " ".join(front.show("satu").texts)
        assert "tidak menjawab" in said
        front.replicas["dua"].back()
        until(lambda: front.cookie("LENSA=dua") == "", within=30)
        cold = front.show("dua")
        assert "tidak menjawab" in " ".join(cold.texts)
        assert [one for one in cold.errors if ":material/" not in one] == []
        assert "Traceback" not in front.replicas["dua"].log.read_text()
    finally:
        s3.start()
    for name in front.replicas:
        assert front.show(name).texts == before["program"].texts
