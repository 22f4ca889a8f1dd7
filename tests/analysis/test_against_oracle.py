"""Every table equals the oracle on random rows: null codes, repeats, ties, several KLPD, years."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.frames import PENYEDIA
from services.analysis.packages.pemanfaatan import pemanfaatan_ringkas
from services.analysis.tables import TABLES
from tests.analysis import strategies
from tests.analysis.strategies import REGION_ROWS, Rows
from tests.analysis.strategies_kaji_ulang import histories, listed
from tests.analysis.strategies_penyedia import few_others, whole_year
from tests.analysis.strategies_providers import provider_rows
from tests.analysis.test_compare import frames_rows
from tests.oracle import pemanfaatan as spending
from tests.oracle import tables as oracle
from tests.oracle.basics import Asked
from tests.oracle.flags import uncounted
from tests.oracle.same import assert_over_years, assert_table, data_of, differences, product
from tests.sampling import examples

few = settings(max_examples=examples(8), deadline=None)
some = settings(max_examples=examples(20), deadline=None)

WITH_PROVIDERS = tuple(name for name, table in TABLES.items() if PENYEDIA in table.also)
OF_HISTORY = ("kaji-ulang-per-satker", "kaji-ulang-per-bulan", "alasan", "keadaan", "silsilah")
NARROWED: dict[str, tuple[str, ...]] = {
    "satker": ("10", "20", "(kosong)"),
    "program": ("4.01.02", "(kosong)"),
    "status": ("Terumumkan", "(kosong)"),
    "jenis": ("PEMBATALAN", "lainnya"),
    "wilayah": ("11", "1101"),
    "metode": ("Tender", "(kosong)"),
    "pengadaan": ("Barang", "campuran", "(kosong)"),
}
CODES = st.sampled_from(("1", "2", "10", "100", "103", "B", "é", "000000000000000001", "404"))


def check(rows: dict[str, Rows], *names: str, **asked: Any) -> None:
    """Compare tables of these rows with the oracle."""
    frames = strategies.frames(**rows, regions=REGION_ROWS)
    data = data_of(frames)
    for name in names:
        assert_table(name, frames, data, Asked(**asked))


def test_the_oracle_knows_every_table() -> None:
    assert set(oracle.TABLES) == set(TABLES)


@st.composite
def narrowed(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Draw what a table is asked for: KLPD and years or all, and one option that it obeys."""
    some_years = {"klpd": ("D1", "K9"), "tahun": (2025, 2026)}
    asked: dict[str, Any] = draw(st.sampled_from(({}, some_years)))
    options = [option for option in TABLES[name].obeys if option in NARROWED]
    if options and draw(st.booleans()):
        option = draw(st.sampled_from(options))
        asked = asked | {option: draw(st.sampled_from(NARROWED[option]))}
    return asked


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"jejak"}))
@few
@given(rows=frames_rows, others=few_others, data=st.data())
def test_a_table_of_random_rows(
    name: str, rows: dict[str, Rows], others: dict[str, Rows], data: st.DataObject
) -> None:
    check(rows | others, name, **data.draw(narrowed(name)))


@some
@given(histories, listed)
def test_tables_of_the_history(rows: Rows, packages: Rows) -> None:
    check({"kaji_ulang": rows, "swakelola": packages}, *OF_HISTORY)


@some
@given(histories, listed)
def test_flags_and_rates_of_the_history(rows: Rows, packages: Rows) -> None:
    names = (
        "tanda",
        "tanda-aturan",
        "banding",
        "swakelola-pengumuman",
        "paket",
        "pengumuman-per-hari",
    )
    check({"kaji_ulang": rows, "swakelola": packages}, *names)


@some
@given(rows=frames_rows, satker=st.sampled_from(("", "10", "9", "(kosong)")))
def test_key_figures_over_years(rows: dict[str, Rows], satker: str) -> None:
    frames = strategies.frames(**rows)
    data = data_of(frames)
    for klpd in ((), ("D1", "K9", "D404")):
        asked = Asked(klpd=klpd, tahun=(2023, 2024, 2025, 2026, 2027), satker=satker)
        assert_over_years(frames, data, asked)


@some
@given(rows=whole_year | st.builds(lambda a, b: a | b, frames_rows, few_others))
def test_rules_count_every_case_once(rows: dict[str, Rows]) -> None:
    frames = strategies.frames(**rows, regions=REGION_ROWS)
    rules, flags = (product(name, frames, Asked()) for name in ("tanda-aturan", "tanda"))
    assert uncounted(data_of(frames), rules, flags) == []


@some
@given(histories, CODES)
def test_the_rows_of_a_code(rows: Rows, kode: str) -> None:
    check({"kaji_ulang": rows}, "jejak", kode=kode)


@some
@given(histories, listed, provider_rows())
def test_tables_that_use_provider_packages(
    rows: Rows, packages: Rows, others: dict[str, Rows]
) -> None:
    check({"kaji_ulang": rows, "swakelola": packages, **others}, *WITH_PROVIDERS)
    check({"kaji_ulang": rows, **others}, "keadaan", "tanda", "pembatalan-pagu", satker="10")


@some
@given(whole_year)
def test_tables_of_one_year_of_every_dataset(rows: dict[str, Rows]) -> None:
    check(rows, "penyedia-paket", "pemanfaatan", "pagu-per-satker", "mutu")


@some
@given(whole_year | st.builds(lambda a, b: a | b, frames_rows, few_others))
def test_the_overall_figures_of_announced_pagu_over_spending(rows: dict[str, Rows]) -> None:
    frames = strategies.frames(**rows)
    made = pemanfaatan_ringkas(frames).collect().to_dicts()
    assert differences(made, spending.ringkas(data_of(frames))) == []
