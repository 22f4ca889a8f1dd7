"""kill -9 at named points and at random instants: the old state or the new, never a third."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from tests.crash.chain import chains
from tests.crash.halting import POINTS, PUBLISHED_BEFORE
from tests.crash.killing import OUT, Scene, manifests, published, scene, served
from tests.crash.reading import readers
from tests.sampling import LONG, sampled

ROWS, SIZE = 900, 200
RANDOM = 28 if LONG else 3


def cold(folder: Path, point: str) -> None:
    """Kill the first pass ever: nothing is published, or all of it."""
    with scene(folder, size=SIZE) as here:
        here.turn(ROWS)
        here.kill_at(point)
        assert len(manifests(here.data)) == (point in PUBLISHED_BEFORE)
        here.complete()


def warm(folder: Path, point: str) -> None:
    """Kill a second pass: the first one is whole, or the second; readers see nothing else."""
    with scene(folder, size=SIZE) as here:
        here.turn(ROWS)
        here.seed()
        first = files(here)
        with readers(here.data, ROWS) as seen:
            here.turn(ROWS)
            here.kill_at(point)
            _old_or_new(here, first, new=point in PUBLISHED_BEFORE)
            here.complete()
    for one in seen:
        assert one.wrong == []
        assert one.openings > 0
        assert one.states[-1] == 2


def files(here: Scene) -> dict[Path, bytes]:
    return {m: m.read_bytes() for m in [*manifests(here.data), *here.data.rglob("*.parquet")]}


def _old_or_new(here: Scene, first: dict[Path, bytes], *, new: bool) -> None:
    """Require the state before, byte for byte, or the state after, row for row."""
    if new:
        assert served(published(here.data)) == here.expected()
    else:
        assert {path: path.read_bytes() for path in first} == first
    assert not (here.folder / OUT).exists()


@pytest.mark.parametrize("point", sampled("kills", list(POINTS), of=2))
def test_killed_at_a_point_the_restart_completes_equal(tmp_path: Path, point: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, tmp_path / run.__name__, point) for run in (cold, warm)]
        for one in both:
            one.result()


def test_killed_at_random_instants_every_restart_completes_equal(tmp_path: Path) -> None:
    ran = chains(tmp_path, seed=20261122, kills=RANDOM)
    assert sum(one.kills for one in ran) >= RANDOM
    for one in ran:
        for seen in one.seen:
            assert seen.wrong == []
            assert seen.states == sorted(seen.states)
            assert seen.states[-1] == one.states


def test_what_a_finished_pass_left_behind_is_never_taken_for_a_new_one(tmp_path: Path) -> None:
    with scene(tmp_path, size=SIZE) as here:
        here.turn(ROWS)
        here.kill_at("terbit, catatan belum dihapus")
        assert served(published(here.data)) == here.expected()
        here.turn(ROWS)
        here.complete()
    assert pl.read_parquet(tmp_path / OUT)["pagu_program"].unique().to_list() == [2]
