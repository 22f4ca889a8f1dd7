"""What holds of every page file and of the shell: short, a table of contents, arrows, words."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.shell.widgets import menu
from services.analysis.tables import TABLES
from services.language import wording

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "pages" / "shell"
FILES = sorted([ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py")])
PAGES = [path for path in FILES if path.name != "__init__.py"]
ALLOWED = re.compile(
    r"pages\.shell(\..*)?|streamlit|functools|"
    r"services\.(wiring|settings|errors|repository|harvest|table_inputs|regions|inventory|reference|"
    r"analysis|matching|national|charts|connection_check|export|language|report|search|watch)(\..*)?"
    r"|services\.api\.(server|host)"
)
SHELL_ALLOWED = re.compile(
    ALLOWED.pattern
    + r"|services|services\.(boundaries|budgets|machine|importing|link|opening)"
    + r"|services\.api\.(guard(\.names)?|host|rows\.question)"
    + r"|polars|pandas|pydeck|plotly(\..*)?|msgspec|streamlit\..*|__future__"
)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_a_short_table_of_contents_that_starts_first(path: Path) -> None:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= 80
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(tree) if isinstance(node, kinds)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [call.func.id for call in calls if isinstance(call.func, ast.Name)]
    assert names.count("start") == 1
    body = _page(tree)
    first = next(n for n in body if any(isinstance(c, ast.Call) for c in ast.walk(n)))
    while not (isinstance(first, ast.Assign) and _calls(first, "start")):
        assert _is_value(first), ast.unparse(first)
        first = body[body.index(first) + 1]


def _page(tree: ast.Module) -> list[ast.stmt]:
    """Return the statements of a visit: of dashboard.py, which is the server too, those of one."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'":
            return node.body
    return tree.body


def _calls(node: ast.Assign, name: str) -> bool:
    call = node.value
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name


def _is_value(node: ast.stmt) -> bool:
    """Tell whether a statement before start only names a value, such as a Drill."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and (node.targets[0].id.isupper())
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_sees_the_shell_and_what_the_shell_may_see(path: Path) -> None:
    strange = [n for n in _imports(ast.parse(path.read_text("utf-8"))) if not ALLOWED.fullmatch(n)]
    assert strange == []


@pytest.mark.parametrize("path", sorted(SHELL.rglob("*.py")), ids=lambda p: p.stem)
def test_the_shell_takes_data_through_the_door_only(path: Path) -> None:
    names = [n for n in _imports(ast.parse(path.read_text("utf-8"))) if not _standard(n)]
    assert [name for name in names if not SHELL_ALLOWED.fullmatch(name)] == []


def _standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def test_every_page_stands_in_the_menu_once_and_has_its_words() -> None:
    there = {path.relative_to(ROOT).as_posix() for path in PAGES}
    assert there <= {entry.file for entry in menu.ENTRIES}
    assert len({entry.name for entry in menu.ENTRIES}) == len(menu.ENTRIES)
    for entry in menu.ENTRIES:
        assert f"shell.page.{entry.name}" in wording.texts()
        assert f"shell.title.{entry.name}" in wording.texts()
        assert not entry.section or f"shell.section.{entry.section}" in wording.texts()


def test_every_text_asked_for_by_name_exists_in_both_languages() -> None:
    keys = {
        call.args[0].value
        for path in [*PAGES, *SHELL.rglob("*.py")]
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"say", "words"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(keys) > 60
    assert {key for key in keys if set(wording.texts().get(key, {})) != {"id", "en"}} == set()


def test_every_column_and_every_table_of_the_figures_has_its_words() -> None:
    for table in TABLES.values():
        assert f"tabel.{table.name}" in wording.texts()
        for column in table.columns:
            assert f"kolom.{column}" in wording.texts()


def test_no_colour_stands_in_the_shell() -> None:
    for path in [*PAGES, *SHELL.rglob("*.py"), *SHELL.rglob("*.css")]:
        assert re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text("utf-8")) == [], path
