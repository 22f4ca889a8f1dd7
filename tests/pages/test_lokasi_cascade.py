from __future__ import annotations

from typing import Any, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shell.sections.locations import cascade
from pages.shell.sections.locations.block import named
from pages.shell.sections.locations.cascade import LEVELS, Row, choosing, follow, mark, marks_of
from pages.shell.state.view import View
from services import regions
from services.errors import ServiceError, SourceUnavailable
from services.link import LinkState, as_query, pairs, parse
from services.repository import Snapshot

IDS = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=36)
COLUMNS = ("id", "name", "level", "parent_id", "continent", "updatedAt")


def place(own: str, name: str = "") -> Row:
    return {**dict.fromkeys(COLUMNS), "id": own, "name": name or own}


TREE = {
    "": ["uuid-my", "uuid-indonesia"],
    "uuid-indonesia": ["uuid-ntb", "uuid-jabar"],
    "uuid-ntb": ["uuid-lombok-tengah", "uuid-lombok-timur"],
    "uuid-lombok-tengah": ["uuid-praya-barat"],
    "uuid-praya-barat": ["uuid-desa-a", "uuid-desa-b"],
}
NAMES = {"uuid-indonesia": "Indonesia", "uuid-my": "Malaysia"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Serve the documented tree and note what was asked: level, parent, search."""
    questions: list[tuple[str, str, str]] = []

    def read_locations(repository: object, level: str, **more: Any) -> list[Any]:
        parent = (more["induk"] or [""])[0]
        questions.append((level, parent, more["cari"]))
        if parent == "uuid-jabar":
            raise SourceUnavailable("tidak menjawab", where="locations")
        rows = [place(own, NAMES.get(own, "")) for own in TREE.get(parent, [])]
        return [pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String))]

    monkeypatch.setattr(regions, "read_locations", read_locations)
    monkeypatch.setattr(regions, "together", pl.concat)
    return questions


class _Parts:
    repository = None


def view(state: LinkState) -> View:
    return View(page="lokasi", state=state, theme="light", app=cast("Any", _Parts()), names={})


def walk(*ids: str) -> LinkState:
    return choosing(LinkState(), [place(own) for own in ids[:-1]], place(ids[-1]))


WHOLE = ("uuid-indonesia", "uuid-ntb", "uuid-lombok-tengah", "uuid-praya-barat", "uuid-desa-b")


@pytest.mark.parametrize("depth", range(1, 6))
def test_a_link_alone_leads_back_through_every_level(
    asked: list[tuple[str, str, str]], depth: int
) -> None:
    found = follow(view(walk(*WHOLE[:depth])))
    assert [row["id"] for row in found.path] == list(WHOLE[:depth])
    assert [step.level for step in found.steps] == list(LEVELS[: min(depth + 1, 5)])
    assert (found.lost, found.error) == (False, None)
    parents = ["", *WHOLE][: len(found.steps)]
    assert asked == [(step.level, p, "") for step, p in zip(found.steps, parents, strict=True)]


def test_without_a_link_it_stands_in_indonesia(asked: list[tuple[str, str, str]]) -> None:
    found = follow(view(LinkState()))
    assert [row["name"] for row in found.path] == ["Indonesia"]
    assert found.steps[-1].rows["id"].to_list() == ["uuid-jabar", "uuid-ntb"]
    assert not found.lost


def test_without_a_home_it_lists_the_countries(
    asked: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TREE, "", ["uuid-my"])
    found = follow(view(LinkState()))
    assert (found.path, found.lost) == ((), False)
    assert [step.level for step in found.steps] == ["negara"]


def test_an_id_that_is_gone_stops_at_its_level(asked: list[tuple[str, str, str]]) -> None:
    found = follow(view(walk("uuid-indonesia", "uuid-ntb", "uuid-hilang")))
    assert found.lost
    assert [row["id"] for row in found.path] == ["uuid-indonesia", "uuid-ntb"]
    assert found.steps[-1].level == "kabupaten"


def test_an_id_without_its_way_is_lost_not_guessed(asked: list[tuple[str, str, str]]) -> None:
    found = follow(view(LinkState(lokasi="uuid-ntb")))
    assert found.lost
    assert found.path == ()


def test_two_ids_with_one_mark_are_not_guessed_between(
    asked: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cascade, "mark", lambda own: "00000000")
    assert follow(view(LinkState(lokasi="uuid-indonesia"))).lost


def test_a_level_that_fails_leaves_those_above_standing(
    asked: list[tuple[str, str, str]],
) -> None:
    found = follow(view(walk("uuid-indonesia", "uuid-jabar")))
    assert [row["id"] for row in found.path] == ["uuid-indonesia", "uuid-jabar"]
    assert found.missing == "kabupaten"
    assert isinstance(found.error, ServiceError)


def test_a_search_asks_the_source_below_the_parent(asked: list[tuple[str, str, str]]) -> None:
    cascade.read(view(LinkState()), "kecamatan", "uuid-lombok-tengah", cari="Praya")
    assert asked == [("kecamatan", "uuid-lombok-tengah", "Praya")]


@given(st.lists(IDS, min_size=1, max_size=5))
def test_the_way_survives_the_link(ids: list[str]) -> None:
    state = walk(*ids)
    read, problems = parse(pairs(state), 2026)
    assert problems == []
    assert read == state
    assert read.lokasi == ids[-1]
    assert marks_of(read) == [mark(own) for own in ids]
    assert sum(len(text) for text in as_query(state).get("lihat", [])) <= 6 + 9 * 4


@given(st.lists(IDS, min_size=1, max_size=5))
def test_going_back_up_shows_the_parent(ids: list[str]) -> None:
    rows = [place(own) for own in ids]
    up = choosing(walk(*ids), rows[:-1], None)
    above = walk(*ids[:-1]) if ids[1:] else LinkState()
    assert (up.lokasi, dict(up.lihat)) == (above.lokasi, dict(above.lihat))


def test_choosing_clears_the_search_and_keeps_other_switches() -> None:
    state = LinkState(q="praya", lihat=(("ukuran", "paket"), ("jalur", "0" * 8)), hal=3)
    found = choosing(state, [place("a")], place("b"))
    assert (found.q, found.hal) == ("", None)
    assert dict(found.lihat) == {"ukuran": "paket", "jalur": mark("a")}


def test_places_of_one_name_are_told_apart_by_their_id() -> None:
    rows = [place("a", "Praya"), place("b", "Praya"), place("c", "Jonggat"), place("d")]
    rows[3] = {**rows[3], "name": None}
    assert named(rows) == {"a": "Praya · a", "b": "Praya · b", "c": "Jonggat", "d": "— · d"}


def test_snapshots_are_what_the_page_cites(asked: list[tuple[str, str, str]]) -> None:
    found: tuple[Snapshot, ...] = cascade.read(view(LinkState()), "negara", "")
    assert isinstance(found, tuple)
