from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from services.matching.locations import siblings
from services.reference import loader


def as_served(level: int, name: str) -> str:
    """Write a name as the locations API does: a kabupaten without its kind, a kota with it."""
    return name.removeprefix("Kab. ").removeprefix("Adm. ") if level == 2 else name


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_whole_tree_is_mapped_and_only_shared_names_stay_out(level: int) -> None:
    rows = loader.regions().filter(pl.col("level") == level).sort("code")
    wrong, left_out = [], []
    for (parent,), group in rows.group_by("parent_code", maintain_order=True):
        names = [as_served(level, name) for name in group["name"]]
        often = Counter(name.lower().replace(" ", "") for name in names)
        for name, own, code in zip(names, siblings(names, str(parent)), group["code"], strict=True):
            if own is None:
                left_out.append((name, often[name.lower().replace(" ", "")]))
            elif own != code:
                wrong.append((name, own, code))
    assert wrong == []
    assert len(left_out) <= (40 if level == 4 else 0)
    assert rows.height == {1: 38, 2: 514, 3: 7285, 4: 83762}[level]


@pytest.mark.parametrize(
    ("names", "parent", "codes"),
    [
        (["Bogor", "Kota Bogor"], "32", ["3201", "3271"]),
        (["Kabupaten Bogor", "KOTA BOGOR"], "32", ["3201", "3271"]),
        (["Bogor"], "32", [None]),
        (["Bogor", "Bogor"], "32", [None, None]),
        (["D.I. Yogyakarta", "Nusa Tenggara Barat", "Atlantis"], "", ["34", "52", None]),
        (["Praya", "Kec. Praya Barat", "PRAYA TIMUR", None], "5202", None),
        (["Praya", "Praya"], "5202", [None, None]),
        (["Praya"], "9999", [None]),
    ],
)
def test_names_are_read_with_their_siblings(
    names: list[str], parent: str, codes: list[str | None] | None
) -> None:
    if codes is None:
        known = dict(loader.children(parent).select("name", "code").iter_rows())
        codes = [known["Praya"], known["Praya Barat"], known["Praya Timur"], None]
    assert siblings(names, parent) == codes
