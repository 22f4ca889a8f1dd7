from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pages.shell.state.words import age, listed, say

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_marks_of_values_do_not_act_but_those_of_texts_do() -> None:
    said = say("program.answer", "id", **dict.fromkeys(_NAMES, "*x* [a](b) :red[c] $d$ <e> `f`"))
    assert said.startswith("**\\*x\\* \\[a\\](b) \\::gray[]red\\[c\\] \\$d\\$ \\<e\\> \\`f\\`** ")


_NAMES = ("nama", "tahun", "pagu", "kode", "satker", "pangsa", "terbesar", "program", "pemilik")


def test_age_is_said_in_the_largest_whole_unit() -> None:
    assert age(NOW - timedelta(days=3, hours=20), "id", NOW) == "3 hari"
    assert age(NOW - timedelta(hours=3, minutes=59), "en", NOW) == "3 hours"
    assert age(NOW - timedelta(minutes=59), "id", NOW) == "59 menit"
    assert age(NOW, "id", NOW) == "kurang dari semenit"


def test_lists_are_joined_as_a_sentence() -> None:
    assert listed([], "id") == ""
    assert listed(["a"], "id") == "a"
    assert listed(["a", "b", "c"], "id") == "a, b dan c"
    assert listed(["a", "b"], "en") == "a and b"
