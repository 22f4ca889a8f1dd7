"""Every guard taken out of a copy of the source turns the test red that is there for it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.commands.running import ROOT, clean
from tests.guards.removals import REMOVALS, Body, Constant, Guard, Removal
from tests.sampling import sampled

GREEN, RED = 0, 1
TAKEN_OUT = sampled("guards", sorted(REMOVALS), 10)
"""The guards that are taken out: the short form takes out one of ten."""
ROOMS = ("services", "tests")
SETTINGS = {
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "UJI_PANJANG": "1",
}
"""Without the plugins of other packages a run starts in half the time, and these tests need none;
in the long form, since a guard may name a test that the short form leaves out."""


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def copied(folder: Path) -> Path:
    """Return a copy of the source and its tests, of links where the file system allows."""
    unwanted = shutil.ignore_patterns("__pycache__", "node_modules")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, copy_function=_link_or_copy, ignore=unwanted)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests in a copy, by a process that knows no other source."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env={**clean(folder), "PYTHONPATH": str(folder), **SETTINGS},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def take_out(folder: Path, guard: Guard) -> None:
    """Change the one place in a copy; a place that is not there any more is an error."""
    path = folder / guard.path
    text = without(path.read_text(encoding="utf-8"), guard)
    path.unlink()  # the link, not the file it shares
    path.write_text(text, encoding="utf-8")


def without(text: str, guard: Guard) -> str:
    """Return a source without a guard; raise AssertionError when it does not hold it once."""
    if isinstance(guard, Removal):
        assert text.count(guard.before) == 1, f"does not stand once in {guard.path}"
        return text.replace(guard.before, guard.after)
    tree = ast.parse(text)
    if isinstance(guard, Body):
        (function,) = functions(tree, guard.name) or [None]
        assert function, f"no function {guard.name} in {guard.path}"
        function.body = ast.parse(guard.does).body
    else:
        (constant,) = constants(tree, guard.name) or [None]
        assert constant, f"no constant {guard.name} in {guard.path}"
        constant.value = ast.parse(guard.value, mode="eval").body
    return ast.unparse(tree)


def functions(tree: ast.Module, name: str) -> list[ast.FunctionDef]:
    """Return the functions of this name; a method is named with its class."""
    *outer, own = name.split(".")
    within: list[ast.stmt] = tree.body
    for part in outer:
        found = [n for n in within if isinstance(n, ast.ClassDef) and n.name == part]
        within = [node for one in found for node in one.body]
    return [n for n in within if isinstance(n, ast.FunctionDef) and n.name == own]


def constants(tree: ast.Module, name: str) -> list[ast.Assign]:
    """Return the plain assignments of a module to this name."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.Assign)
        and [target.id for target in node.targets if isinstance(target, ast.Name)] == [name]
    ]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what became of the tests of each removal, two run side by side."""

    def outcome(name: str) -> tuple[str, str]:
        folder = copied(tmp_path_factory.mktemp("tanpa") / "salinan")
        take_out(folder, REMOVALS[name])
        ran = run(folder, REMOVALS[name].red)
        return name, "merah" if ran.returncode == RED else f"{ran.returncode}: {ran.stdout}"

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(outcome, TAKEN_OUT))


def test_the_named_tests_are_green_with_every_guard_in_place(tmp_path: Path) -> None:
    ran = run(copied(tmp_path / "salinan"), *(REMOVALS[name].red for name in TAKEN_OUT))
    assert ran.returncode == GREEN, ran.stdout


@pytest.mark.parametrize("name", TAKEN_OUT)
def test_a_guard_taken_out_turns_its_test_red(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "merah"


@pytest.mark.parametrize(
    "guard",
    [
        Removal(path="a.py", before="y = 1", after="", red=""),
        Removal(path="a.py", before="x = 1", after="", red=""),
        Body(path="a.py", name="gone", does="return None", red=""),
        Body(path="a.py", name="Held.gone", does="return None", red=""),
        Constant(path="a.py", name="GONE", value="1", red=""),
    ],
)
def test_a_guard_that_no_longer_fits_the_source_is_an_error(guard: Guard) -> None:
    text = "x = 1\nx = 1\nclass Held:\n    def held(self):\n        return 1\n"
    with pytest.raises(AssertionError):
        without(text, guard)


def test_a_named_guard_is_replaced_and_nothing_else() -> None:
    methods = "    def one(self):\n        return 1\n    def two(self):\n        return 2\n"
    text = f"A = 1\nclass Held:\n{methods}"
    gone = without(text, Body(path="a.py", name="Held.one", does="return 3", red=""))
    assert gone == ast.unparse(ast.parse(text.replace("return 1", "return 3")))
    gone = without(text, Constant(path="a.py", name="A", value="4", red=""))
    assert gone == ast.unparse(ast.parse(text.replace("A = 1", "A = 4")))


def test_guards_are_spread_over_the_rooms_and_stand_in_the_source() -> None:
    assert len(REMOVALS) >= 30
    rooms = [one.path.split("/")[1] for one in REMOVALS.values()]
    assert min(rooms.count("upstream"), rooms.count("store")) >= 4
    for one in REMOVALS.values():
        text = (ROOT / one.path).read_text(encoding="utf-8")
        assert without(text, one) != text, one
