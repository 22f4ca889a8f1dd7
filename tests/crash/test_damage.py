"""Damaged files: found by digest, the one before serves, exit 4 without one, mended by doctor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Lensa
from tests.commands.running import Ran
from tests.crash.killing import FETCH
from tests.gateway import Gateway, down
from tests.store.test_snapshots import harm

READ = FETCH[:-1]
DAMAGE = ("satu bit", "terpotong", "kosong", "hilang")
MANIFESTS = ("manifest.json", "manifest.salinan.json")


def newest(data: Path) -> Path:
    """Return the file of the newest pass, found through the manifest."""
    (manifest,) = data.rglob("manifest.json")
    return manifest.parent / str(json.loads(manifest.read_bytes())["passes"][-1]["file"])


def pagu(ran: Ran) -> set[str]:
    """Return the amounts in a CSV answer."""
    head, *rows = ran.out.splitlines()
    at = head.split(",").index("pagu_program")
    return {row.split(",")[at] for row in rows}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_file_lets_the_one_before_serve_with_the_reason(
    lensa: Lensa, gateway: Gateway, data: Path, how: str
) -> None:
    gateway.programs(30, pagu=1)
    lensa(*FETCH)
    gateway.programs(30, pagu=2)
    lensa(*FETCH)
    harm(newest(data), how)
    gateway.meddle = down
    ran = lensa(*READ)
    assert (ran.code, pagu(ran)) == (0, {"1"})
    assert "LAMA" in ran.err
    assert "berkas snapshot" in ran.err
    assert lensa("doctor", "--perbaiki").code == 1  # the source is down, the store is whole
    gateway.meddle = lambda number: None
    assert lensa("doctor").code == 0
    assert pagu(lensa(*FETCH)) == {"2"}


@pytest.mark.parametrize("how", DAMAGE)
def test_without_a_whole_one_it_ends_4_until_mended(
    lensa: Lensa, gateway: Gateway, data: Path, how: str
) -> None:
    gateway.programs(30, pagu=1)
    lensa(*FETCH)
    harm(newest(data), how)
    before = len(gateway.asked)
    ran = lensa(*READ)
    assert (ran.code, ran.out, len(ran.lines)) == (4, "", 1)
    assert "doctor --perbaiki" in ran.err
    assert lensa("doctor").code == 4
    assert len(gateway.asked) == before + 1  # the doctor's own question
    assert lensa("doctor", "--perbaiki").code == 0
    ran = lensa(*READ)
    assert (ran.code, pagu(ran)) == (0, {"1"})
    assert "LAMA" not in ran.err


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_manifest_is_served_by_its_copy_and_mended_without_a_loss(
    lensa: Lensa, gateway: Gateway, data: Path, how: str
) -> None:
    for amount in (1, 2):
        gateway.programs(30, pagu=amount)
        lensa(*FETCH)
    (manifest,) = data.rglob("manifest.json")
    whole = json.loads(manifest.read_bytes())["passes"]
    harm(manifest, how)
    ran = lensa(*READ)
    assert (ran.code, pagu(ran)) == (0, {"2"})
    assert "LAMA" in ran.err
    assert lensa("doctor").code == 4
    assert lensa("doctor", "--perbaiki").code == 0
    assert json.loads(manifest.read_bytes())["passes"] == whole
    assert "LAMA" not in lensa(*READ).err


def test_both_manifests_damaged_end_4_until_mended(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    gateway.programs(30, pagu=1)
    lensa(*FETCH)
    for name in MANIFESTS:
        harm(next(data.rglob(name)), "terpotong")
    ran = lensa(*READ)
    assert (ran.code, ran.out, len(ran.lines)) == (4, "", 1)
    assert lensa("doctor", "--perbaiki").code == 0
    assert lensa(*READ).code == 0
