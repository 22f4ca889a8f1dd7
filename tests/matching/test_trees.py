from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from services.matching.trees import DIFFERENCES, differences
from services.reference import loader

SCHEMA = {"code": pl.String, "parent_code": pl.String, "name": pl.String}
OURS = [
    ("11", "", "Aceh"),
    ("1101", "11", "Kab. Aceh Selatan"),
    ("1102", "11", "Kab. Aceh Tenggara"),
    ("1103", "11", "Kab. Aceh Timur"),
    ("110101", "1101", "Bakongan"),
]
PARENTS = {code: parent for code, parent, _ in OURS} | {"1199": "11"}


def tree(rows: list[tuple[str, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_new_gone_renamed_and_spelled_otherwise_are_told_apart() -> None:
    theirs = tree(
        [
            ("11", "", "ACEH"),
            ("1101", "11", "Kab. Aceh Selatan"),
            ("1103", "11", "Kab. Aceh Timur Raya"),
            ("1199", "11", "Kab. Aceh Baru"),
        ]
    )
    assert differences(theirs, tree(OURS)).rows() == [
        ("baru", "kabkota", "1199", None, "Kab. Aceh Baru", "ACEH"),
        ("hilang", "kabkota", "1102", "Kab. Aceh Tenggara", None, "ACEH"),
        ("ganti nama", "kabkota", "1103", "Kab. Aceh Timur", "Kab. Aceh Timur Raya", "ACEH"),
        ("ejaan", "provinsi", "11", "Aceh", "ACEH", None),
    ]


def test_the_shipped_tree_differs_in_nothing_from_itself() -> None:
    whole = loader.regions()
    found = differences(whole, whole)
    assert found.height == 0
    assert dict(found.schema) == DIFFERENCES


codes = st.sampled_from([*PARENTS])
trees = st.dictionaries(codes, st.sampled_from(("Aceh", "ACEH", "Bakongan")), min_size=1)


@given(trees, trees)
def test_differences_are_what_a_slow_comparison_says(
    theirs: dict[str, str], ours: dict[str, str]
) -> None:
    made = [tree([(c, PARENTS[c], n) for c, n in one.items()]) for one in (theirs, ours)]
    levels = {len(code) for code in theirs}
    expected = set()
    for code in theirs.keys() | {c for c in ours if len(c) in levels}:
        mine, other = ours.get(code), theirs.get(code)
        if mine is None:
            expected.add(("baru", code))
        elif other is None:
            expected.add(("hilang", code))
        elif mine != other:
            expected.add(("ejaan" if mine.lower() == other.lower() else "ganti nama", code))
    found = differences(*made)
    assert set(found.select("perbedaan", "kode").iter_rows()) == expected
    assert found.height == len(expected)
