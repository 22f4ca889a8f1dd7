from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from services.language.plain_text import visible
from services.language.row_labels import RowLabel, row_labels

ALIKE = "Balai Besar Contoh Pelatihan dan Peningkatan Mutu Wilayah"
WORDS = st.lists(
    st.sampled_from(("Dinas", "Balai", "Mutu", "Wilayah", "Utara", "Selatan", "I", "II", "dan")),
    min_size=1,
    max_size=14,
).map(" ".join)
NAMES = st.one_of(WORDS, WORDS.map(lambda words: f"{ALIKE} {words}"), st.text(max_size=90))
ROWS = st.lists(st.tuples(st.from_regex(r"[0-9.]{1,10}", fullmatch=True), NAMES), max_size=12)
CHARS = st.integers(min_value=20, max_value=60)


@given(ROWS, CHARS)
def test_rows_with_different_codes_have_different_labels(
    rows: list[tuple[str, str]], chars: int
) -> None:
    rows = list(dict(rows).items())
    labels = row_labels(rows, chars)
    assert [label.code for label in labels] == [code for code, _ in rows]
    assert len({(label.code, label.name) for label in labels}) == len(rows)
    assert all(len(str(label)) <= max(chars, len(label.code) + 9) for label in labels)


@given(ROWS, CHARS)
def test_a_name_that_fits_stands_as_written(rows: list[tuple[str, str]], chars: int) -> None:
    for (code, name), label in zip(rows, row_labels(rows, chars), strict=True):
        if len(visible(name)) <= chars - len(code) - 1:
            assert label.name == visible(name)


@given(st.lists(WORDS, min_size=2, max_size=2, unique=True), CHARS)
def test_two_names_alike_in_front_do_not_look_alike(names: list[str], chars: int) -> None:
    rows = [(str(at), f"{ALIKE} {name}") for at, name in enumerate(names)]
    one, other = row_labels(rows, chars)
    assert one.name != other.name


@given(st.lists(NAMES, min_size=2, max_size=12), CHARS)
@example(
    [f"Balai Besar Contoh Pelatihan Wilayah {end}" for end in ("Balai B", "Balai Dinas", "Dinas")],
    20,
)
def test_a_name_does_not_look_like_the_one_most_alike(names: list[str], chars: int) -> None:
    ordered = sorted({visible(name) for name in names})
    labels = row_labels([("", name) for name in ordered], chars)
    assert all(one.name != other.name for one, other in pairwise(labels))


def test_the_middle_gives_way_to_what_differs() -> None:
    rows = [(str(at), f"{ALIKE} {name}") for at, name in enumerate(("Utara", "Selatan", "Timur"))]
    assert [str(label) for label in row_labels(rows, 40)] == [
        "0 Balai Besar Contoh Pelatihan… Utara",
        "1 Balai Besar Contoh Pelatihan… Selatan",
        "2 Balai Besar Contoh Pelatihan… Timur",
    ]
    assert (
        str(row_labels([("7", f"{ALIKE} Utara")], 40)[0]) == "7 Balai Besar Contoh Pelatihan dan…"
    )


def test_a_name_that_begins_another_keeps_its_end() -> None:
    one, other = row_labels([("1", ALIKE), ("2", f"{ALIKE} Utara")], 30)
    assert (one.name, other.name) == ("Balai Besar Contoh… Wilayah", "Balai Besar… Wilayah Utara")


def test_markup_of_names_is_escaped_and_the_code_is_muted() -> None:
    label = RowLabel("1<", "A & <b>")
    assert label.markup("#123456") == '<span style="color:#123456">1&lt;</span> A &amp; &lt;b&gt;'
    assert RowLabel("", "Lain").markup("#123456") == "Lain"
