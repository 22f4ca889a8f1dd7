"""Each measure on a small tree of which every number is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import measures

TREE = {
    "dashboard.py": "from pages.shell.start import start\n\nstart()\n",
    "pages/__init__.py": "",
    "pages/program.py": 'from pages.shell.start import start\n\nview: int = "no number"\n',
    "pages/shell/__init__.py": "",
    "pages/shell/start.py": (
        "from pages.shell import menu\n"
        "from pages.shell.widgets.chart import draw\n\n\n"
        "def start() -> None:\n    menu.show()\n    draw()\n"
    ),
    "pages/shell/menu.py": (
        "from .widgets import chart\n\n\n"
        "def show() -> None:\n    chart.draw()\n\n\n"
        "def width() -> int:\n    return 1\n"
    ),
    "pages/shell/widgets/__init__.py": "",
    "pages/shell/widgets/chart.py": (
        "from pages.shell.state import link\n\n\n"
        "def draw() -> None:\n    link.read()\n    _twice()\n    _twice()\n    _once()\n\n\n"
        "def _once() -> None:\n    return None\n\n\n"
        "def _twice() -> None:\n    return None\n"
    ),
    "pages/shell/state/__init__.py": "",
    "pages/shell/state/link.py": (
        "def read() -> None:\n    from pages.shell.widgets import chart\n\n    print(chart)\n"
    ),
    "services/__init__.py": '"""The services.\n\nThree lines.\n"""\n',
    "services/stored.py": (
        "def year(place):\n    return dict(place.parts)['tahun']\n\n\n"
        "def key(text):\n    return text.partition('=')[0]\n"
    ),
    "services/plain.py": (
        "TABLE = {\n" + "".join(f"    {n}: {n},\n" for n in range(12)) + "}\n\n\n"
        "def other(told):\n    _told = told.parts[0]\n    return dict(told), 'told', _told\n"
    ),
    "services/patches.py": (
        "import gc\nimport logging\nimport sys\n\nimport httpx\n"
        "from streamlit.elements.lib import utils\n\n"
        "httpx.Client = None\n"
        "logging.getLogger('httpx').setLevel(30)\n\n\n"
        "def freeze():\n    gc.freeze()\n"
    ),
    "services/patient.py": (
        "import logging\nimport sys\n\n"
        "import httpx\n\nlogger = logging.getLogger('own')\n\n\n"
        "def allowed(given):\n    setattr(given, 'name', httpx.Client)\n"
        "    logging.getLogger('own').setLevel(30)\n"
    ),
    "services/late.py": (
        "import sys\n\n\ndef patch():\n    server = sys.modules.get('uvicorn')\n"
        "    setattr(server, 'maker', None)\n"
    ),
    "services/long.py": "".join(f"a{n} = {n}\n" for n in range(351)),
    "services/branches.py": "def many(n):\n"
    + "".join(f"    if n == {k}:\n        return {k}\n" for k in range(10))
    + "    return 0\n",
    **{f"services/many/m{n}.py": "" for n in range(12)},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for path, text in TREE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def sources(folder: Path) -> list[measures.Module]:
    return measures.modules(folder)


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[measures.Row]:
    return measures.measure(folder)


def test_the_table_shows_the_numbers_of_the_tree(rows: list[measures.Row]) -> None:
    lines = sum(text.count("\n") for text in TREE.values())
    assert [value for _, value, _ in rows] == [
        f"{lines:,}",
        f"{lines - 14 - 4:,}",  # TABLE and the docstring of services
        "14",
        "7.1% (1)",
        "3",
        "2",
        "1",
        "4",
        "1",
        "21",
        "1",
        "1",
        "1",
        *("5", "0", "0", "0", "0", "0", "0", "0"),
    ]
    printed = measures.table(rows).splitlines()
    assert printed[1] == "|---|---|---|"
    assert len(printed) == len(rows) + 2


def test_helpers_that_one_place_uses_are_named(sources: list[measures.Module]) -> None:
    assert measures.helpers_used_once(sources) == ["pages/shell/widgets/chart.py:11 _once"]


def test_a_use_in_another_module_counts(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "a.py").write_text("def _f():\n    return 1\n\n\nX = _f()\n")
    once = ["services/a.py:1 _f"]
    assert measures.helpers_used_once(measures.modules(tmp_path)) == once
    (tmp_path / "services" / "b.py").write_text("from services.a import _f\n\nY = _f()\n")
    assert measures.helpers_used_once(measures.modules(tmp_path)) == []


def test_floors_follow_imports_of_every_form_and_a_cycle_is_one(
    sources: list[measures.Module],
) -> None:
    graph = measures.shell_graph(sources)
    assert graph == {
        "menu": {"widgets"},
        "start": {"menu", "widgets"},
        "state": {"widgets"},
        "widgets": {"state"},
    }
    assert measures.floors(graph) == 3
    assert measures.cycles(graph)["state"] == {"state", "widgets"}
    assert measures.floors({}) == 0
    assert measures.loose_modules(sources) == ["menu", "start"]


def test_modules_that_parse_stored_paths_are_named(sources: list[measures.Module]) -> None:
    assert measures.path_parsers(sources) == ["services/stored.py"]


def test_patches_and_import_side_effects_are_named(sources: list[measures.Module]) -> None:
    assert measures.foreign_internals(sources) == [
        "services/late.py patch",
        "services/patches.py patch",
        "services/patches.py private import",
        "services/patches.py process-wide",
    ]


def test_files_and_folders_and_words_are_counted(sources: list[measures.Module]) -> None:
    assert measures.long_files(sources) == ["services/long.py"]
    assert measures.full_folders(sources) == ["services/many 12"]
    assert measures.words(sources) == {"told": 5}


def test_ruff_and_mypy_name_their_places(rows: list[measures.Row]) -> None:
    where = {what: places for what, _, places in rows}
    assert where["functions above complexity 10"] == "services/branches.py:1"
    assert where["mypy strict errors in pages"] == "pages/program.py"
