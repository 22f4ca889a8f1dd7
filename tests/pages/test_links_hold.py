"""Any link, opened on a cold server, gives the same tables: the living one as long as nothing newer
is read, the pinned one after newer reads, too.

Every page in seeded states over stored rows of two KLPD and three years. Each state is opened
again by its living or its pinned link, alternately. What is compared is what a reader sees: the
rows of every table and list, the key figures, the shapes of every chart. A cold server has empty
caches and opens the states in another order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shell.widgets import menu
from pages.shell.widgets.menu import Entry
from services import settings, table_inputs
from services.analysis.frames import PENYEDIA, RUP, SATKER, STRUKTUR
from services.repository import now_utc
from services.store.snapshots import Manifest, Snapshots
from services.wiring import connect
from tests.pages.conftest import ROOT
from tests.pages.seeing import lists
from tests.pages.states import KLPD, READ, Known, Query, codes, states

LATER = timedelta(hours=3)
COST = "permintaan"
AGE = "umur_jam"
"""The one column that says how long ago something was read: it differs every few minutes."""

Seen = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One state of a page as it was seen first, and the links it offered.

    A map with nothing stored behind it, or with the sandbox's sample, offers no pinned one.
    """

    seen: Seen
    pinned: Query | None
    living: Query


@pytest.fixture(scope="module")
def here() -> Iterator[pytest.MonkeyPatch]:
    """Give the pages no settings; no installed package is searched for components."""
    with pytest.MonkeyPatch.context() as patch:
        for name in settings.DEFAULTS:
            patch.delenv(name, raising=False)
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield patch
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def folder(here: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder, read in full once from the embedded sandbox."""
    found = tmp_path_factory.mktemp("tautan") / "data"
    here.setenv("LENSA_DATA", str(found))
    parts = connect(settings.load())
    requests = parts.rup((*RUP, SATKER, PENYEDIA, STRUKTUR), KLPD, READ)
    assert table_inputs.read(parts.repository, requests).errors == ()
    parts.close()
    return found


@pytest.fixture(scope="module")
def known(here: pytest.MonkeyPatch, folder: Path) -> Known:
    parts = connect(settings.load())
    found = codes(parts)
    parts.close()
    return found


@pytest.fixture(scope="module")
def first(here: pytest.MonkeyPatch, folder: Path, known: Known) -> dict[str, list[Opened]]:
    """Open every page in every state on one server.

    The pages of regions are opened beforehand, without an instant: they store regions, which the
    Data page counts.
    """
    st.cache_resource.clear()
    for entry in menu.ENTRIES:
        if entry.section == "wilayah":
            for query in states(entry.name, known):
                _run(entry, {name: query[name] for name in query if name != "snap"})
    then = replace(known, at=f"{now_utc():%Y-%m-%dT%H:%M:%SZ}")
    return {
        entry.name: [_opened(entry, query) for query in states(entry.name, then)]
        for entry in menu.ENTRIES
    }


@pytest.fixture(scope="module")
def moved(
    here: pytest.MonkeyPatch,
    folder: Path,
    first: dict[str, list[Opened]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a copy of the folder in which every partition has a newer pass with fewer rows."""
    assert first
    found = tmp_path_factory.mktemp("sesudah") / "data"
    shutil.copytree(folder, found)
    here.setenv("LENSA_DATA", str(found))
    parts, store = connect(settings.load()), Snapshots(found)
    for place, history in parts.repository.everything():
        stored = store.open(place)
        assert stored is not None
        frame = stored.frame.head(stored.frame.height * 9 // 10)
        at = stored.manifest.fetched_at + LATER
        told = Manifest(rows=frame.height, pages=1, source="sandbox", address="", fetched_at=at)
        store.publish(place, frame, told, generation=history.generation)
    parts.close()
    return found


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_a_living_link_opened_cold_gives_the_same_tables(
    here: pytest.MonkeyPatch, folder: Path, first: dict[str, list[Opened]], entry: Entry
) -> None:
    here.setenv("LENSA_DATA", str(folder))
    assert _different(entry, first[entry.name][::2], "living") == []


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_a_pinned_link_opened_cold_gives_the_same_tables_after_newer_reads(
    here: pytest.MonkeyPatch, moved: Path, first: dict[str, list[Opened]], entry: Entry
) -> None:
    here.setenv("LENSA_DATA", str(moved))
    opened = first[entry.name][1::2]
    offered = [one for one in opened if one.pinned]
    assert len(offered) > len(opened) // 2
    assert _different(entry, offered, "pinned") == []


def test_the_newer_reads_change_what_a_living_link_shows(
    here: pytest.MonkeyPatch, moved: Path, first: dict[str, list[Opened]]
) -> None:
    here.setenv("LENSA_DATA", str(moved))
    entry = next(one for one in menu.ENTRIES if one.name == "program")
    living = [one for one in first["program"] if "snap" not in one.living]
    assert len(living) > 1
    assert len(_different(entry, living, "living")) == len(living)


def _different(
    entry: Entry, opened: list[Opened], form: Literal["pinned", "living"]
) -> list[Query]:
    """Open one form of every link on a cold server, the last first; return those that differ."""
    st.cache_resource.clear()
    return [
        query
        for one in reversed(opened)
        if _seen(_run(entry, query := getattr(one, form))) != one.seen
    ]


def _opened(entry: Entry, query: Query) -> Opened:
    app = _run(entry, query)
    seen = _seen(app)
    links = [_query(str(c.value)) for c in app.code if str(c.value).startswith("/?")]
    assert len(links) == 2 or entry.name == "wilayah", query
    return Opened(seen=seen, pinned=links[0] if len(links) == 2 else None, living=links[-1])


def _query(link: str) -> Query:
    return parse_qs(urlsplit(link).query)


def _run(entry: Entry, query: Query) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params.update(query)
    if entry.file != "dashboard.py":
        app.switch_page(entry.file)
    app.run()
    assert [error.value for error in app.exception] == [], query
    assert app.warning.len == 0, (query, [w.value for w in app.warning])
    return app


def _seen(app: AppTest) -> Seen:
    """Return tables, key figures, charts and lists as they are sent to the browser.

    What reading costs is of now, and no page as of an instant has it.
    """
    frames = [d.value for d in app.dataframe if COST not in d.value.columns]
    tables = [frame.drop(columns=AGE, errors="ignore").to_csv() for frame in frames]
    figures = [(m.label, m.value, m.delta) for m in app.metric]
    charts = [element.proto.spec for element in app.get("plotly_chart")]
    return tables, figures, charts, lists(app)
