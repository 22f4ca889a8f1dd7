"""The house's own rules, checked on the source: arrows, sizes, what no file may hold."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest
from importlinter import cli
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.sampling import LONG_ONLY

ROOT = Path(__file__).parents[1]
SOURCES = [
    ROOT / "dashboard.py",
    *(ROOT / "pages").rglob("*.py"),
    *(ROOT / "services").rglob("*.py"),
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOP_LEVEL = {"pyproject.toml", "dashboard.py", "pages", "services", "tests", "README.md", "LICENSE",
             "NOTICE", "CHANGELOG.md", "docs", "lensa_rup", "uv.lock"}  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file."""
    return tuple(ast.walk(tree(path)))


def name(path: Path) -> str:
    """Return the dotted name of a module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package(path: Path) -> str:
    """Return the dotted name of the package that a module is in."""
    return ".".join(path.relative_to(ROOT).parts[:-1])


def imported(path: Path, *, typing: bool = True) -> Iterator[str]:
    """Yield every dotted name a module imports; `typing` counts those for type checkers alone."""
    unseen: set[ast.AST] = set()
    for node in nodes(path):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not typing:
            unseen |= set(ast.walk(node))
        if node in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package(path).split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def at(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_no_module_imports_itself_in_a_circle() -> None:
    modules = {name(path): path for path in SOURCES}
    graph = {
        module: {
            next((known for known in (other, other.rpartition(".")[0]) if known in modules), "")
            for other in imported(path, typing=False)
        }
        - {"", module}
        for module, path in modules.items()
    }
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(modules)


@pytest.mark.parametrize(
    ("package", "users"),
    [
        ("httpx", {"services.upstream.connection.transport"}),
        ("diskcache", {"services.store.checkpoints"}),
        ("xlsxwriter", {"services.export.files"}),
        ("fastexcel", {"services.importing.formats.xlsx_files"}),
        ("filelock", {"services.store.locking.locks"}),
        ("fcntl", set()),
        ("obstore", {"services.store.backends.bucket"}),
        ("redis", {"services.store.locking.leases"}),
        ("pickle", set()),
        ("requests", set()),
        ("urllib.request", set()),
    ],
)
def test_some_packages_are_known_to_one_file_alone(package: str, users: set[str]) -> None:
    found = {
        name(path)
        for path in SOURCES
        if any(other == package or other.startswith(f"{package}.") for other in imported(path))
    }
    assert found == users


def test_the_environment_is_read_in_settings_alone() -> None:
    readers = {
        name(path)
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers == {"services.settings"}


def size(path: Path) -> int:
    """Return the lines of a file without its tables of data."""
    tables = [
        (node.end_lineno or 0) - node.lineno + 1
        for node in tree(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
    ]
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return lines - sum(table for table in tables if table > 10)


def test_files_are_under_350_lines_tables_of_data_apart() -> None:
    assert {name(path): size(path) for path in SOURCES if size(path) >= 350} == {}


def test_functions_are_at_most_60_lines() -> None:
    sizes = {at(p, f): length(f) for p in SOURCES for f in functions(p)}
    assert {where: lines for where, lines in sizes.items() if lines > 60} == {}


def test_ruff_refuses_functions_above_complexity_10() -> None:
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert "C901" in lint["select"]
    assert "C901" not in lint["ignore"]
    assert not [rules for rules in lint["per-file-ignores"].values() if "C901" in rules]
    assert lint["mccabe"]["max-complexity"] == 10


def test_no_except_is_bare_or_broad() -> None:
    broad = re.compile(r"bare|.*\b(Base)?Exception\b.*")
    caught = [
        (at(path, node), ast.unparse(node.type) if node.type else "bare")
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
    ]
    assert [where for where, kind in caught if broad.fullmatch(kind)] == []
    assert len(caught) > 20


def test_no_page_shows_data_as_html() -> None:
    unsafe = [
        at(path, node)
        for path in SOURCES
        for node in nodes(path)
        if (isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html")
        or (isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".to_html", ".iframe")))
    ]
    assert unsafe == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplemented")
    assert [name(p) for p in SOURCES if later.search(p.read_text(encoding="utf-8"))] == []
    stubs = [
        at(path, function)
        for path in SOURCES
        for function in functions(path)
        if ast.unparse(function.body[-1]) in {"pass", "..."} and not _protocol(path, function)
    ]
    assert stubs == []


def _protocol(path: Path, function: ast.AST) -> bool:
    """Tell whether a function is a method that a protocol only names."""
    return any(
        isinstance(node, ast.ClassDef)
        and function in node.body
        and any(ast.unparse(base) == "Protocol" for base in node.bases)
        for node in nodes(path)
    )


def test_no_test_is_left_out() -> None:
    left_out = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        at(path, node)
        for path in TESTS
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in left_out
    ]
    assert found == []


def test_what_only_the_long_form_runs_and_what_stands_in_for_it_are_tests() -> None:
    for test in (*LONG_ONLY, *LONG_ONLY.values()):
        path, _, function = test.partition("::")
        assert f"def {function}(" in (ROOT / path).read_text("utf-8"), test
    assert LONG_ONLY.keys().isdisjoint(LONG_ONLY.values())


def test_no_mocking_library_is_used() -> None:
    mocks = ("unittest.mock", "mock", "pytest_mock", "responses", "respx")
    assert [name(p) for p in TESTS for m in imported(p) if m.startswith(mocks)] == []


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.splitlines()


def test_the_top_level_holds_the_agreed_names_alone() -> None:
    top = {path.partition("/")[0] for path in tracked()}
    assert {entry for entry in top if not entry.startswith(".")} - TOP_LEVEL == set()
    assert {"pyproject.toml", "dashboard.py", "README.md", "LICENSE", "NOTICE"} <= top


def test_pictures_are_together_under_five_megabytes() -> None:
    files = (path for path in (ROOT / "docs").rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < 5 * 1024 * 1024


def test_no_secret_is_kept_with_the_source() -> None:
    assert ".streamlit/secrets.toml" not in tracked()
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text().splitlines()


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOWEST = {"streamlit": (1, 60), "starlette": (1, 1), "httpx": (0, 28), "polars": (2, 1)}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize(("package", "lowest"), LOWEST.items())
def test_no_version_with_a_known_hole_is_in_use(package: str, lowest: tuple[int, ...]) -> None:
    assert numbers(version(package)) >= lowest


def test_lower_bounds_keep_the_holes_out_and_nothing_is_pinned() -> None:
    wanted = {re.split(r"[\[>=<~!]", text)[0]: text for text in PROJECT["project"]["dependencies"]}
    assert all(re.fullmatch(r"[a-z-]+>=[0-9.]+(,<[0-9]+)?", text) for text in wanted.values())
    lowest = {package: re.split(r">=|,", text)[1] for package, text in wanted.items()}
    assert numbers(lowest["streamlit"]) >= LOWEST["streamlit"]
    for package, number in lowest.items():
        assert numbers(version(package)) >= numbers(number)


def test_streamlit_alone_is_bounded_above() -> None:
    wanted = PROJECT["project"]["dependencies"]
    assert [text for text in wanted if "<" in text] == ["streamlit>=1.67,<2"]


def requirements() -> list[Requirement]:
    """Return every requirement of the project, those of its extras included."""
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in [*project["dependencies"], *chain(*extras)]]


def test_the_tested_versions_are_names_and_versions_within_the_bounds() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    assert [x for x in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._]+", x)] == []
    tested = {
        canonicalize_name(name): number for name, _, number in (x.partition("==") for x in lines)
    }
    assert len(tested) == len(lines)
    outside = [
        str(one)
        for one in requirements()
        if not one.specifier.contains(tested.get(canonicalize_name(one.name), "0"))
    ]
    assert outside == []


def test_the_command_is_installed_under_its_name() -> None:
    assert PROJECT["project"]["scripts"] == {"lensa": "lensa_rup.services.__main__:run"}
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert PROJECT["tool"]["mypy"]["strict"] is True
