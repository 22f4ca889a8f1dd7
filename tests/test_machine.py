"""A process raises its limit of open files as far as it goes, and chooses the engine of Polars."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from services.machine import FEW, WANTED, Descriptors, descriptors

ROOT = Path(__file__).parents[1]
RAISED = """
import resource, sys
soft, hard, wanted = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
from services.machine import raise_descriptor_limit
print(raise_descriptor_limit(wanted).soft, *resource.getrlimit(resource.RLIMIT_NOFILE))
"""
WITHOUT = """
import sys
sys.modules["resource"] = None
from services.machine import descriptors, raise_descriptor_limit
print(raise_descriptor_limit().soft, descriptors().hard)
"""


def python(script: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "then"),
    [(256, 512, 65536, 512), (256, 512, 300, 300), (400, 512, 300, 400), (512, 512, 65536, 512)],
)
def test_the_soft_limit_is_raised_to_the_hard_one_and_never_lowered(
    soft: int, hard: int, wanted: int, then: int
) -> None:
    assert python(RAISED, *map(str, (soft, hard, wanted))) == f"{then} {then} {hard}\n"


def test_a_system_without_limits_is_left_as_it_is() -> None:
    assert python(WITHOUT) == "None None\n"


def test_a_command_raises_it_before_it_reads() -> None:
    said = python(
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (128, 2048));"
        "from services.__main__ import main\n"
        "try: main(['status', '--tahun', 'x'])\n"
        "except SystemExit: pass\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    assert said.endswith("2048\n")


def test_what_is_open_is_counted() -> None:
    before = descriptors()
    with (ROOT / "README.md").open():
        assert (descriptors().used or 0) == (before.used or 0) + 1
    assert before.used is not None


def test_so_few_that_a_dashboard_meets_the_limit() -> None:
    assert Descriptors(soft=FEW - 1).few
    assert not Descriptors(soft=FEW).few
    assert not Descriptors().few


@pytest.mark.parametrize("unit", ["lensa.service", "lensa-watch.service"])
def test_the_units_ask_for_as_many(unit: str) -> None:
    lines = (ROOT / "docs" / "deploy" / unit).read_text().splitlines()
    assert f"LimitNOFILE={WANTED}" in lines


def test_queries_run_in_memory() -> None:
    script = (
        "import polars as pl\n"
        "from services.machine import run_queries_in_memory\n"
        "run_queries_in_memory()\n"
        "print(pl.Config.state()['POLARS_ENGINE_AFFINITY'])"
    )
    assert python(script) == "in-memory\n"
