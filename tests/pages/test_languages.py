"""Every page in each language: no word of the other stands where the product speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.state import error_text
from pages.shell.widgets import menu
from services.errors import RateLimited, ServiceError, SourceUnavailable, StoreDamaged
from services.language.wording import LANGUAGES, text, texts
from tests.pages.conftest import Open
from tests.pages.seeing import alts, bare, told

OTHER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            re.findall(
                r"\w+",
                "yang untuk dari dengan tidak belum pada adalah ini itu atau tanpa menurut bulan "
                "klik batang lainnya urut unduh tautan tersimpan terbesar semua buka pilih hapus "
                "setiap dibaca lengkap berulang invarian jumlah tahun baris",
            )
        ),
        "id": frozenset(
            re.findall(
                r"\w+",
                "the of with not and or for without month click bar largest others sort link "
                "stored open choose clear each read complete repeated year rows packages",
            )
        ),
    }
)
"""Words that only one language has; none is part of a name that the sandbox serves to these."""
LINKS: Mapping[str, dict[str, str]] = MappingProxyType(
    {"cari": {"q": "pemeliharaan"}, "wilayah": {"wilayah": "52"}, "data": {"lihat": "tabel:mutu"}}
)
OURS = ("mutu", "ukuran", "kolom", "status", "keadaan", "jenis_revisi", "arah", "padanan", "asal")
"""Columns whose cells are the product's words; those of others are names from the source."""
_CODE = re.compile(r"`[^`]*`|<[^>]*>|[a-z]+[-_][a-z_-]+|\*\*[^*]*\*\*|\([A-Z][a-z]+\)")


def heads(app: AppTest) -> Iterator[str]:
    """Yield what stands on widgets: labels, placeholders, helps, heads of columns."""
    for kind in ("button", "selectbox", "multiselect", "text_input", "metric", "header", "title"):
        for element in app.get(kind):
            proto: Any = element.proto
            yield from (getattr(proto, name, "") for name in ("label", "help", "placeholder"))
            yield getattr(proto, "body", "")
    for grid in app.dataframe:
        yield from re.findall(r'"(?:label|help)": "([^"]*)"', grid.proto.columns)


def cells(app: AppTest) -> Iterator[str]:
    """Yield the cells of the columns that hold the product's own words."""
    for grid in app.dataframe:
        for name in grid.value.columns:
            if name in OURS:
                yield from map(str, grid.value[name].unique())


def foreign(said: str, lang: str) -> set[str]:
    """Return the words of the other language in a text, codes and what is quoted aside."""
    return set(re.findall(r"[a-z]+", _CODE.sub(" ", said).lower())) & OTHER[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_a_page_speaks_one_language(entry: menu.Entry, lang: str, opened: Open) -> None:
    more = LINKS.get(entry.name, {})
    app = opened(entry.file, klpd="D304", tahun="2025", lang=lang, **more)
    said = [*told(app).splitlines(), *heads(app), *cells(app)]
    assert len(said) > 20
    assert {line: foreign(line, lang) for line in said if foreign(line, lang)} == {}


def test_the_words_of_charts_follow_the_language(opened: Open) -> None:
    own = {key: entry for key, entry in texts().items() if key.startswith(("status.", "jenis."))}
    apart = {entry["id"] for entry in own.values() if entry["id"] != entry["en"]}
    for name in ("pages/swakelola.py", "pages/kaji-ulang.py"):
        said = " ".join(alts(opened(name, klpd="D304", tahun="2025", lang="en")))
        assert said
        assert [word for word in apart if re.search(rf"(?<!\(){re.escape(word)}: ", said)] == []


@pytest.mark.parametrize("error", [SourceUnavailable, RateLimited, StoreDamaged, ServiceError])
def test_an_error_is_said_in_the_language_with_the_message_behind_it(
    error: type[ServiceError],
) -> None:
    made = error("sumber `menolak` <b>", where="paket-swakelola D304 2025")
    assert bare(error_text.message(made, "id")) == str(made)
    english = bare(error_text.message(made, "en"))
    assert text(f"galat.{error.__name__}", "en") in english
    assert english.endswith("“sumber `menolak` <b>”)")
    assert bare(error_text.message(made, "en", where=False)) == english.partition("2025: ")[2]


def test_why_rows_are_old_is_said_in_the_language() -> None:
    assert error_text.reason("sumber meminta jeda", "id") == "sumber meminta jeda"
    assert error_text.reason("sumber meminta jeda", "en") == text("galat.lama", "en")
