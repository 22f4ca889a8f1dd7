"""A rerun that changes nothing costs few bytes on the wire, and says all that it says without."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.shell.platform.wire import SETTINGS, WINDOW, _wide
from tests.bench.pages import PAGES, link
from tests.browser.serving import Served, dashboard
from tests.load.visitor import Shown, Visitor, Weighed, opened, visiting

MOST = 2_000
"""Bytes; performance.md allows them to the map page, a page of many tables may send half more."""


class Reader(Visitor):
    """A visitor who keeps the texts that stand at the end: later ones take the place of first ones.

    How many of the first ones come at all is a matter of time: the server drops what it has not
    sent yet.
    """

    def __init__(self, connection: Weighed, url: str) -> None:
        super().__init__(connection, url)
        self.known: dict[str, str] = {}
        self.page: dict[tuple[int, ...], str] = {}

    def _until_finished(self) -> Iterator[ForwardMsg]:
        self.page.clear()
        for message in super()._until_finished():
            kind, at = message.WhichOneof("type"), tuple(message.metadata.delta_path)
            if kind == "ref_hash":
                self.page[at] = self.known[message.ref_hash]
            elif kind == "delta":
                self.page[at] = message.delta.new_element.markdown.body
                self.known[message.hash] = self.page[at]
            yield message


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the dashboard; its first connection is over, so those that come remember 32 kB."""
    with dashboard(tmp_path_factory.mktemp("kawat")) as running:
        with visiting(running.url) as first:
            for page in PAGES:
                first.ask(page, link(2025))
        yield running


def again(visitor: Visitor, page: str) -> Shown:
    """Ask for a page until nothing of it is new, and once more."""
    for _ in range(3):
        shown = visitor.ask(page, link(2025))
        assert shown.errors == ()
    return shown


@pytest.mark.parametrize("page", PAGES)
def test_an_unchanged_page_is_sent_again_in_few_bytes_and_in_full_sense(
    served: Served, page: str
) -> None:
    url = served.url
    with opened(url) as packed, opened(url, compression=None) as plain:
        mine, other = Reader(packed, url), Reader(plain, url)
        shown, told = again(mine, page), again(other, page)
        ((agreed,), none) = mine.extensions, other.extensions
    assert f"remote_max_window_bits={WINDOW}" in agreed
    assert none == ()
    assert shown.size <= (MOST if page == "wilayah" else 1.5 * MOST)
    assert shown.size < told.size / 5
    assert shown.title == told.title
    assert sum(map(bool, mine.page.values())) > 5
    assert mine.page == other.page


def test_a_maker_is_given_the_memory_whatever_it_was_made_with() -> None:
    made = _wide(SimpleNamespace)(server_max_window_bits=12, client_max_window_bits=12)
    assert (made.server_max_window_bits, made.client_max_window_bits) == (WINDOW, 12)
    assert made.compress_settings == SETTINGS
