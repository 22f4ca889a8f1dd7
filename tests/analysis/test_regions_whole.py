"""No KLPD is lost between the levels of the tree: what stands above is what lies below."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from services.analysis.across_klpd.regions import Part, wilayah
from services.analysis.frames import Frames
from services.matching.klpd import governments
from services.reference import loader
from tests.analysis import strategies
from tests.analysis.strategies import REGION_ROWS, Rows, wide
from tests.analysis.test_compare import frames_rows

FIGURES = (
    *("jumlah_klpd", "jumlah_klpd_seharusnya", "pagu_program", "pagu_kosong"),
    *("jumlah_swakelola", "terumumkan", "revisi"),
)
THEN = datetime(2026, 6, 1, tzinfo=UTC)
PROVINCES = loader.children()["code"].to_list()


def sums(table: pl.DataFrame) -> dict[str, int]:
    return {name: int(table[name].sum()) for name in FIGURES}


def row(table: pl.DataFrame, kode: str) -> dict[str, int]:
    return sums(table.filter(pl.col("kode") == kode))


def plus(*parts: dict[str, int]) -> dict[str, int]:
    return {name: sum(part[name] for part in parts) for name in FIGURES}


@wide
@given(frames_rows)
def test_own_and_below_and_no_region_are_the_whole(rows: dict[str, Rows]) -> None:
    frames = strategies.frames(**rows, regions=REGION_ROWS)
    whole = counted(wilayah(frames, "", (2025,)))
    parts: tuple[Part, ...] = ("sendiri", "bawah")
    own, below = (counted(wilayah(frames, "", (2025,), part)) for part in parts)
    assert plus(sums(own), sums(below), row(whole, "")) == sums(whole)
    inside = counted(wilayah(frames, "11", (2025,)))
    assert sums(inside) == row(whole, "11")
    assert row(inside, "11") == row(own, "11")


def counted(table: pl.LazyFrame) -> pl.DataFrame:
    """Collect what is stored; what should be is told of known regions alone."""
    return table.with_columns(jumlah_klpd_seharusnya=pl.lit(0)).collect()


@pytest.fixture(scope="module")
def country() -> Frames:
    """Return frames of all 652 KLPD: KLPD number n has n rupiah, n packages and n revisions."""
    table = governments().table.sort("kd_klpd")
    codes = table["kd_klpd"].to_list()
    stored = [
        {"kd_klpd": kode, "tahun": 2025, "dataset": name, "complete": True, "fetched_at": THEN}
        for kode in codes
        for name in ("program-master", "paket-swakelola", "history-kaji-ulang")
    ]
    program: Rows = []
    swakelola: Rows = []
    kaji_ulang: Rows = []
    for number, kode in enumerate(codes, 1):
        lead = {"kd_klpd": kode, "tahun": 2025, "kd_satker": "1"}
        program.append({**lead, "kd_program": str(number), "pagu_program": number})
        program.append({**lead, "kd_program": f"{number}k", "pagu_program": None})
        status = "Terumumkan" if number % 2 else "Terinisiasi"
        swakelola += [
            {**lead, "kd_rup": f"{number}-{n}", "status": status} for n in range(number % 7)
        ]
        kaji_ulang += [
            {**lead, "kd_rup_lama": f"{number}-{n}", "kd_rup_baru": "x", "jenis_paket": "PENYEDIA"}
            for n in range(number % 5)
        ]
    made = strategies.frames(
        program=program, swakelola=swakelola, kaji_ulang=kaji_ulang, stored=stored
    )
    regions = loader.regions().filter(pl.col("level") <= 2).lazy()
    return Frames(
        program=made.program,
        swakelola=made.swakelola,
        kaji_ulang=made.kaji_ulang,
        klpd=table.lazy(),
        regions=regions,
        stored=made.stored,
    )


def by_hand(codes: list[str], prefix: str, digits: int | None = None) -> dict[str, int]:
    """Add the figures of the KLPD whose region begins with a code, in plain Python."""
    place = dict(governments().table.select("kd_klpd", "kode_wilayah").iter_rows())
    chosen = [
        number
        for number, kode in enumerate(sorted(codes), 1)
        if (place[kode].startswith(prefix) if prefix else not place[kode])
        and (digits is None or len(place[kode]) == digits)
    ]
    packages = sum(number % 7 for number in chosen)
    announced = sum(number % 7 for number in chosen if number % 2)
    revisions = sum(number % 5 for number in chosen)
    figures: dict[str, Any] = {"jumlah_klpd": len(chosen), "jumlah_klpd_seharusnya": len(chosen)}
    return figures | {
        "pagu_program": sum(chosen),
        "pagu_kosong": len(chosen),
        "jumlah_swakelola": packages,
        "terumumkan": announced,
        "revisi": revisions,
    }


def test_the_whole_tree_adds_up_for_every_figure(country: Frames) -> None:
    codes = governments().table["kd_klpd"].to_list()
    nation = wilayah(country, "", (2025,)).collect()
    assert nation.height == 39
    assert sums(nation)["jumlah_klpd"] == len(codes) == 652
    assert sums(nation)["pagu_program"] == 652 * 653 // 2
    assert row(nation, "") == by_hand(codes, "")
    assert row(nation, "")["jumlah_klpd"] == 100
    for province in PROVINCES:
        inside = wilayah(country, province, (2025,)).collect()
        assert inside.height == 1 + loader.children(province).height
        assert sums(inside) == row(nation, province) == by_hand(codes, province)
        assert row(inside, province) == by_hand(codes, province, 2)
        for city in loader.children(province)["code"]:
            assert row(inside, city) == by_hand(codes, city)


def test_a_government_taken_off_its_region_by_hand_is_counted_without_one(
    country: Frames,
) -> None:
    moved = governments().table.with_columns(
        pl.when(pl.col("kd_klpd") == "D4").then(pl.lit("")).otherwise("kode_wilayah")
        .alias("kode_wilayah")
    )  # fmt: skip
    corrected = Frames(
        program=country.program,
        swakelola=country.swakelola,
        kaji_ulang=country.kaji_ulang,
        klpd=moved.lazy(),
        regions=country.regions,
        stored=country.stored,
    )
    before, after = (wilayah(f, "", (2025,)).collect() for f in (country, corrected))
    assert sums(after) == sums(before)
    assert row(after, "")["jumlah_klpd"] == 101
    assert row(after, "11")["jumlah_klpd"] == row(before, "11")["jumlah_klpd"] - 1


def test_the_tree_itself_is_whole() -> None:
    tree = loader.regions()
    counts = dict(tree.group_by("level").len().iter_rows())
    assert counts == {1: 38, 2: 514, 3: 7285, 4: 83762}
    known = set(tree["code"])
    assert len(known) == tree.height
    for code, level, parent in tree.select("code", "level", "parent_code").iter_rows():
        assert parent == code[: {1: 0, 2: 2, 3: 4, 4: 6}[level]]
        assert not parent or parent in known
    with_children = set(tree["parent_code"]) - {""}
    assert {c for c, lv in tree.select("code", "level").iter_rows() if lv < 3} <= with_children
