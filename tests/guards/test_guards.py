"""Every guard taken out of a copy of the source turns the test red that is there for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.commands.running import ROOT, clean
from tests.guards.removals import REMOVALS, Removal

GREEN, RED = 0, 1
ROOMS = ("services", "tests")


def _taken(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def copied(folder: Path) -> Path:
    """Return a copy of the source and its tests, of links where the file system allows."""
    unwanted = shutil.ignore_patterns("__pycache__", "node_modules", "payloads")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, copy_function=_taken, ignore=unwanted)
    shutil.copy2(ROOT / "pyproject.toml", folder)
    return folder


def run(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests in a copy, by a process that knows no other source."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env={**clean(folder), "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def take_out(folder: Path, removal: Removal) -> None:
    """Change the one place in a copy; a place that is not there any more is an error."""
    path = folder / removal.path
    text = path.read_text(encoding="utf-8")
    assert text.count(removal.before) == 1, f"does not stand once in {path}: {removal.before!r}"
    path.unlink()  # the link, not the file it shares
    path.write_text(text.replace(removal.before, removal.after), encoding="utf-8")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what became of the tests of each removal, two run side by side."""

    def without(name: str) -> tuple[str, str]:
        folder = copied(tmp_path_factory.mktemp("tanpa") / "salinan")
        take_out(folder, REMOVALS[name])
        ran = run(folder, REMOVALS[name].red)
        return name, "merah" if ran.returncode == RED else f"{ran.returncode}: {ran.stdout}"

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(without, REMOVALS))


def test_the_named_tests_are_green_with_every_guard_in_place(tmp_path: Path) -> None:
    ran = run(copied(tmp_path / "salinan"), *(one.red for one in REMOVALS.values()))
    assert ran.returncode == GREEN, ran.stdout


@pytest.mark.parametrize("name", REMOVALS)
def test_a_guard_taken_out_turns_its_test_red(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "merah"


def test_a_removal_that_no_longer_fits_the_source_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n")
    for before in ("y = 1", "x = 1"):
        with pytest.raises(AssertionError, match="does not stand once"):
            take_out(tmp_path, Removal(path="a.py", before=before, after="", red=""))


def test_removals_are_spread_over_the_rooms_and_stand_in_the_source() -> None:
    assert len(REMOVALS) >= 10
    rooms = [one.path.split("/")[1] for one in REMOVALS.values()]
    assert min(rooms.count("upstream"), rooms.count("store")) >= 4
    for one in REMOVALS.values():
        assert (ROOT / one.path).read_text(encoding="utf-8").count(one.before) == 1, one
