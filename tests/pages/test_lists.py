"""Every ranked list of every page: its menu, its rows as a table, names that can be told apart."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from pages.shell.widgets import menu
from tests.pages.conftest import Open
from tests.pages.seeing import act, link, list_rows, lists, menus, open_menus

SEVERAL = {"klpd": ["D304", "D305"], "tahun": ["2023", "2024", "2025"]}
LISTED = ("program", "tanda")


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_every_list_is_shown_as_a_table_by_its_menu_and_hidden_again(
    opened: Open, entry: menu.Entry
) -> None:
    opened("dashboard.py", **SEVERAL)
    names = list(lists(opened(entry.file, **SEVERAL)))
    assert names or entry.name not in LISTED
    for name in names:
        app = open_menus(opened(entry.file, **SEVERAL), name)
        before = len(app.dataframe)
        app.button(key=f"b_tabel-{name}").click().run()
        assert [error.value for error in app.exception] == []
        assert ("lihat", f"tabel-{name}:ya") in link(app)
        assert len(app.dataframe) == before + 1
        open_menus(app)
        assert [error.value for error in app.exception] == []
        app.button(key=f"b_tabel-{name}").click().run()
        assert len(app.dataframe) == before


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_no_two_rows_of_a_list_read_alike(opened: Open, entry: menu.Entry) -> None:
    app = opened(entry.file, klpd="D304", tahun="2025")
    for name in lists(app):
        rows = list_rows(app, name)
        seen = Counter((row.name, row.code, row.second) for row in rows)
        assert rows
        assert [label for label, count in seen.items() if count > 1] == []
        assert len({row.path for row in rows}) == len(rows)


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_every_list_has_one_menu(opened: Open, entry: menu.Entry) -> None:
    app = opened(entry.file, **SEVERAL)
    keys = menus(app)
    assert len(keys) == len(set(keys))
    assert {f"m_{name}" for name in lists(app)} <= set(keys)


def test_no_sentence_of_a_list_parts_a_number_from_its_unit(opened: Open) -> None:
    app = opened("pages/program.py", klpd="D304", tahun="2025", lihat="buka:7.01.03")
    (sent,) = [e.proto.json for e in app.get("bidi_component") if "-daftar_" in e.proto.id]
    data = json.loads(sent)
    panel = data["rows"][0]["x"]
    said = [*data["rest"], *data["notes"], panel["e"], *panel["n"], panel["s"]]
    said += [row["h"].partition("\n")[2] for row in data["rows"]]
    assert sum(words.count("Rp\u00a0") for words in said) > len(data["rows"])
    assert [words for words in said if re.search(r"Rp \d|\d (?:jt|M|T|%)", words)] == []


def test_a_row_that_leaves_the_page_takes_every_klpd_and_year_along(opened: Open) -> None:
    app = opened("pages/program.py", **SEVERAL)
    act(app, "klpd-program", pergi="D305")
    assert link(app)[:5] == [
        *(("klpd", "D305"), ("klpd", "D304")),
        *(("tahun", "2023"), ("tahun", "2024"), ("tahun", "2025")),
    ]


@pytest.mark.parametrize("view", ["menurut:program", "menurut:satker"])
def test_fifty_rows_of_a_list_are_less_than_thirty_kilobytes(opened: Open, view: str) -> None:
    app = opened("pages/program.py", klpd="D304", tahun="2025", hal="1", lihat=view)
    assert len(list_rows(app)) == 50
    (sent,) = [e.proto.json for e in app.get("bidi_component") if "-daftar_" in e.proto.id]
    assert len(sent.encode()) < 30_000
