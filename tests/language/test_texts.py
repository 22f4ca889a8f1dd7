from __future__ import annotations

import string
from pathlib import Path

import pytest

from services.language import wording
from services.language.wording import DuplicateTextError, read_texts, text, texts

FORMATTER = string.Formatter()


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in FORMATTER.parse(template) if name is not None}


def test_every_text_is_filled_in_both_languages() -> None:
    assert texts(), "no text was read"
    for key, entry in texts().items():
        assert set(entry) == set(wording.LANGUAGES), key
        assert all(said.strip() == said and said for said in entry.values()), key


def test_placeholders_agree_in_both_languages() -> None:
    apart = {
        key: entry
        for key, entry in texts().items()
        if placeholders(entry["id"]) != placeholders(entry["en"])
    }
    assert apart == {}


def test_placeholders_are_plain_names() -> None:
    for key, entry in texts().items():
        for name in placeholders(entry["id"]):
            assert name.isidentifier(), key


def test_texts_are_read_once() -> None:
    assert texts() is texts()


def test_text_fills_its_placeholders_and_does_not_read_the_values() -> None:
    assert text("charts.plan_of", tahun="{tahun} {0}") == "rencana {tahun} {0}"
    assert text("charts.plan_of", "en", tahun="1") == "plans of 1"


def test_unknown_key_language_and_placeholder_raise() -> None:
    with pytest.raises(KeyError, match=r"tidak\.ada"):
        text("tidak.ada")
    with pytest.raises(KeyError, match="nl"):
        text("charts.plan_of", "nl", tahun="1")
    with pytest.raises(KeyError, match="tahun"):
        text("charts.plan_of")


def test_a_key_in_two_files_raises(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[x.y]\nid = "a"\nen = "a"\n', "utf-8")
    assert read_texts(tmp_path)["x.y"]["id"] == "a"
    (tmp_path / "b.toml").write_text('[x.y]\nid = "b"\nen = "b"\n', "utf-8")
    with pytest.raises(DuplicateTextError, match=r"x\.y"):
        read_texts(tmp_path)


def test_deeper_tables_are_keys_too(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[x.y.z]\nid = "a"\nen = "b"\n[x.w]\nid = "c"\nen = "d"\n')
    assert {key: dict(entry) for key, entry in read_texts(tmp_path).items()} == {
        "x.y.z": {"id": "a", "en": "b"},
        "x.w": {"id": "c", "en": "d"},
    }
