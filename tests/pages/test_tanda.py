"""What deserves a look is counted by rule, said without blame, and leads to its package."""

from __future__ import annotations

import polars as pl
import pytest

from services.analysis.tanda.flags import CATATAN
from services.language.wording import number, text
from tests.pages.conftest import Open
from tests.pages.seeing import act, headings, link, list_rows, told
from tests.pages.truth import LINK, Truth, total

PAGE = "pages/tanda.py"
RULES, SATKERS, CASES = "tanda-aturan", "tanda-satker", "tanda"


def test_every_rule_is_listed_with_what_it_checked_and_its_limits(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("tanda")
    counts = dict(table.group_by("aturan").len().iter_rows())
    checked = {row["aturan"]: row for row in truth.table("tanda-aturan").to_dicts()}
    assert f"{number(table.height)} baris Kab. Lombok Tengah 2025" in told(app)
    assert f"{len(counts)} dari {len(CATATAN)} aturan" in told(app)
    rows = list_rows(app, RULES)
    assert {row.path for row in rows} == set(CATATAN)
    for row in rows:
        rule = checked[row.path]
        assert row.name == text(f"tanda.{row.path}.aturan")
        assert CATATAN[row.path].lower() in row.second.lower().replace("\u00a0", " ")
        if rule["tanda"] is not None:
            assert row.marks[0].get("v") == number(counts.get(row.path, 0))
        unread = text("absent.unread")
        assert row.texts[text("kolom.diperiksa")] == number(rule["diperiksa"], none=unread)
    flagged = [counts.get(row.path, 0) for row in rows]
    assert flagged == sorted(flagged, reverse=True)


def test_a_rule_shows_its_cases_and_why_they_may_be_in_order(opened: Open, truth: Truth) -> None:
    table = truth.table("tanda")
    for rule, count in table.group_by("aturan").len().iter_rows():
        app = act(opened(PAGE, **LINK), RULES, pergi=rule)
        assert ("lihat", f"aturan:{rule}") in link(app)
        assert text(f"perlu.rule.{rule}") in told(app)
        assert text(f"perlu.wajar.{rule}") in told(app)
        assert any(number(count) in title for title in headings(app))
        assert [row.path for row in list_rows(app, RULES) if row.is_own] == [rule]
        own = table.filter(pl.col("aturan") == rule)
        codes = {code or "" for code in own["kode"]}
        assert {row.code for row in list_rows(app, CASES)} <= codes
        for word in ("pelanggaran", "curang", "korup"):
            assert word not in told(app).lower()


def test_satkers_are_counted_over_all_rules_and_the_rest_is_counted_too(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    table = truth.table("tanda").filter(pl.col("kd_satker").is_not_null())
    counts = dict(table.group_by("kd_satker").len().iter_rows())
    rows = list_rows(app, SATKERS)
    shown = {row.path: row.texts[text("kolom.tanda")] for row in rows}
    assert shown == {code: number(counts[code]) for code in shown}
    assert total(counts[code] for code in shown) == sum(sorted(counts.values())[-len(shown) :])


@pytest.mark.parametrize(
    ("rule", "page", "field", "query"),
    [
        ("aktif-berulang", "paket", "kode", LINK),
        ("baris-besar", "program", "program", {"klpd": "L25", "tahun": "2024"}),
    ],
)
def test_a_case_leads_to_its_package_or_program(
    opened: Open, rule: str, page: str, field: str, query: dict[str, str]
) -> None:
    app = opened(PAGE, **query, lihat=f"aturan:{rule}")
    row = list_rows(app, CASES)[0]
    app = act(app, CASES, pergi=row.path)
    assert dict(link(app))[field] == row.code
    title, question = app.title[0].value, text(f"shell.title.{page}")
    # a package's page has its name, or its code where the list with its name is not read
    assert row.code in told(app) if page == "paket" else title == question
    assert title != text("shell.title.tanda")


def test_the_page_speaks_english(opened: Open) -> None:
    app = opened(PAGE, **LINK, lang="en", lihat="aturan:pagu-nol-kosong")
    assert text("perlu.wajar.pagu-nol-kosong", "en") in told(app)
    assert text("perlu.by_rule", "en") in headings(app)
