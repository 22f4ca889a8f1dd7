"""A rerun that changes nothing costs few bytes on the wire, and says all that it says without."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pages.shell.wire import SETTINGS, WINDOW, _wide
from tests.bench.pages import PAGES, link
from tests.browser.serving import Served, dashboard
from tests.load.visitor import Shown, Visitor, visiting

MOST = 2_000
"""Bytes; performance.md allows them to the map page, a page of many tables may send half more."""


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
    with visiting(served.url) as visitor, visiting(served.url, compression=None) as plain:
        shown, told = again(visitor, page), again(plain, page)
        (packed,) = visitor.extensions
        assert plain.extensions == ()
    assert f"remote_max_window_bits={WINDOW}" in packed
    assert shown.size <= (MOST if page == "wilayah" else 1.5 * MOST)
    assert shown.size < told.size / 5
    assert (shown.title, shown.texts) == (told.title, told.texts)


def test_a_maker_is_given_the_memory_whatever_it_was_made_with() -> None:
    made = _wide(SimpleNamespace)(server_max_window_bits=12, client_max_window_bits=12)
    assert (made.server_max_window_bits, made.client_max_window_bits) == (WINDOW, 12)
    assert made.compress_settings == SETTINGS
