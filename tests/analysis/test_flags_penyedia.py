"""Rules that look at pagu, method and dates of provider packages, and the limits they read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.frames import PENYEDIA
from services.analysis.packages.provider import provider_packages
from services.analysis.tables import Options, build
from services.analysis.tanda.flags import NEEDS
from services.analysis.tanda.limits import DIRECT, PAPUA, with_limits
from services.reference import loader
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows
from tests.analysis.strategies_kaji_ulang import row as revision
from tests.analysis.strategies_providers import MILLION, package, unit
from tests.analysis.test_against_oracle import check
from tests.sampling import examples

START = datetime(2025, 2, 1, 9)
WORKS = "Pekerjaan Konstruksi"


def split(*parts: str, old: str = "1") -> Rows:
    """Return the rows of one act that splits a penyedia package."""
    return [
        revision(
            jenis_revisi="SATUKEBANYAK",
            kd_rup_lama=old,
            kd_rup_baru=part,
            tgl_kaji_ulang=START + timedelta(seconds=30 * n),
        )
        for n, part in enumerate(parts)
    ]


def flags(rule: str, **rows: Rows) -> Rows:
    table = build("tanda", strategies.frames(**rows), Options()).collect()
    return table.filter(pl.col("aturan") == rule).to_dicts()


def counts(rule: str, **rows: Rows) -> tuple[Any, ...]:
    """Return what the rule checked, flagged and could not check."""
    made = build("tanda-aturan", strategies.frames(**rows), Options()).collect()
    [found] = made.filter(pl.col("aturan") == rule).to_dicts()
    return found["diperiksa"], found["tanda"], found["tak_bisa_diperiksa"]


def limit(satkers: Rows, klpd: Rows | None = None, **values: object) -> int | None:
    """Return the limit of one package."""
    frames = strategies.frames(penyedia=[package("1", **values)], satker=satkers, klpd=klpd or [])
    [found] = with_limits(provider_packages(frames), frames).collect().to_dicts()
    most: int | None = found["batas"]
    return most


@pytest.mark.parametrize(
    ("kind", "day", "most"),
    [
        ("Barang", datetime(2025, 1, 1), 200),
        ("Barang", datetime(2026, 1, 1), 200),
        ("Barang;Barang", datetime(2026, 1, 1), 200),
        ("Jasa Lainnya", datetime(2026, 1, 1), 200),
        ("Jasa Konsultansi", datetime(2026, 1, 1), 100),
        (WORKS, datetime(2025, 4, 29, 23, 59, 59), 200),
        (WORKS, datetime(2025, 4, 30), 400),
        (WORKS, None, None),
        ("Barang", None, None),
        ("Barang;Jasa Lainnya", datetime(2026, 1, 1), None),
        ("", datetime(2026, 1, 1), None),
        (None, datetime(2026, 1, 1), None),
        ("Sewa", datetime(2026, 1, 1), None),
    ],
)
def test_the_limit_follows_kind_and_day(
    kind: str | None, day: datetime | None, most: int | None
) -> None:
    found = limit([unit()], jenis_pengadaan=kind, tgl_pengumuman_paket=day)
    assert found == (None if most is None else most * MILLION)


@pytest.mark.parametrize(
    ("satkers", "region", "place", "bound"),
    [
        ([unit()], "52", None, True),
        ([unit()], "", None, True),
        ([unit(ket_satker="Satker/OPD BLU/BLUD")], "52", None, False),
        ([unit(ket_satker=None)], "52", None, False),
        ([unit("20")], "52", None, False),
        ([], "52", None, False),
        *(([unit()], f"{code}71", None, False) for code in PAPUA),
        ([unit()], "", '[{"prp_nama": "Papua Selatan"}]', False),
        ([unit()], "", '[{"prp_nama": "Maluku"}]', True),
    ],
)
def test_whom_the_limits_bind(satkers: Rows, region: str, place: str | None, bound: bool) -> None:
    klpd = [{"kd_klpd": "D1", "kode_wilayah": region}]
    assert (limit(satkers, klpd, detail_lokasi=place) is not None) == bound


def test_papua_is_every_province_of_that_name_in_the_region_tree() -> None:
    provinces = loader.regions().filter(pl.col("level") == 1, pl.col("name").str.contains("Papua"))
    assert tuple(provinces["code"].sort()) == PAPUA


def test_the_limits_name_their_regulation_and_no_day_has_two_of_one_kind() -> None:
    table = loader.batas_pengadaan_langsung()
    assert table["dasar"].str.contains("Perpres").all()
    assert (table["batas"] > 0).all()
    for _, of_kind in table.group_by("jenis_pengadaan"):
        rows = of_kind.sort("berlaku_dari", nulls_last=False).rows(named=True)
        assert rows[0]["berlaku_dari"] is None
        assert rows[-1]["berlaku_sampai"] is None
        for earlier, later in pairwise(rows):
            assert later["berlaku_dari"] == earlier["berlaku_sampai"] + timedelta(days=1)


HISTORY = [revision(kd_rup_lama="80", kd_rup_baru="81")]


def test_a_method_that_does_not_fit_its_pagu() -> None:
    rows = [
        package("1", pagu=200 * MILLION),
        package("2", pagu=200 * MILLION + 1),
        package("3", pagu=None),
        package("4", pagu=900 * MILLION, kd_satker="20"),
        package("5", pagu=900 * MILLION, metode_pengadaan="Tender"),
        package("6", pagu=900 * MILLION, status_delete_rup=True, status="Terdelete"),
    ]
    given_rows = {"kaji_ulang": HISTORY, "penyedia": rows, "satker": [unit()]}
    [flag] = flags("metode-pagu", **given_rows)
    assert (flag["kode"], flag["nilai"], flag["kd_satker"]) == ("2", 200 * MILLION + 1, "10")
    assert flag["keterangan"].startswith(
        "pagu Rp 200.000.001, batas Pengadaan Langsung Barang Rp 200.000.000; batas mengikat"
    )
    assert counts("metode-pagu", **given_rows) == (2, 1, 2)


def test_without_a_list_of_satkers_no_limit_can_be_looked_up() -> None:
    rows = [package("1", pagu=900 * MILLION)]
    assert counts("metode-pagu", kaji_ulang=HISTORY, penyedia=rows) == (0, 0, 1)


@pytest.mark.parametrize("rule", [rule for rule, names in NEEDS.items() if PENYEDIA in names])
def test_without_provider_packages_nothing_is_known(rule: str) -> None:
    assert counts(rule, kaji_ulang=split("2", "3"), satker=[unit()]) == (None, None, None)
    assert flags(rule, kaji_ulang=split("2", "3"), satker=[unit()]) == []


THREE = split("2", "3", "4")


def below(*packages: Row, history: Rows = THREE) -> tuple[Any, ...]:
    rows = list(packages)
    return counts("pecah-di-bawah-batas", kaji_ulang=history, penyedia=rows, satker=[unit()])


def test_a_split_of_three_announced_parts_below_the_limit() -> None:
    rows = {"kaji_ulang": THREE, "penyedia": [package(code) for code in "234"]}
    [flag] = flags("pecah-di-bawah-batas", **rows, satker=[unit()])
    assert (flag["kode"], flag["nilai"]) == ("1", 450 * MILLION)
    assert flag["keterangan"].startswith(
        "dipecah menjadi 3 paket Pengadaan Langsung Barang yang terdaftar, berjumlah"
        " Rp 450.000.000, masing-masing tidak lebih dari Rp 200.000.000; pemecahan bisa sah"
    )
    announced = {"kaji_ulang": THREE, "penyedia_umum": [package(code) for code in "234"]}
    assert flags("pecah-di-bawah-batas", **announced, satker=[unit()]) == [flag]


def test_what_is_no_split_below_the_limit() -> None:
    part = package("2")
    assert below(part, package("3")) == (1, 1, 0)
    # together not over the limit, one part over it, another method, another kind
    assert below(part, package("3", pagu=50 * MILLION)) == (1, 0, 0)
    assert below(part, package("3", pagu=201 * MILLION)) == (1, 0, 0)
    assert below(part, package("3", metode_pengadaan="Tender")) == (1, 0, 0)
    assert below(part, package("3", jenis_pengadaan="Jasa Lainnya")) == (1, 0, 0)
    # two acts of one part each: neither has two listed parts
    apart = [*split("2"), *(r | {"tgl_kaji_ulang": datetime(2025, 3, 1)} for r in split("3"))]
    assert below(part, package("3"), history=apart) == (0, 0, 2)


def test_what_a_split_cannot_be_checked_for() -> None:
    part = package("2")
    assert below(part, package("3", pagu=None)) == (0, 0, 1)
    assert below(part, package("3", tgl_pengumuman_paket=None)) == (0, 0, 1)
    assert below(part, package("3", kd_satker="20")) == (0, 0, 1)
    assert below(part) == (0, 0, 1)
    assert below(part, package("3", status_aktif_rup=False)) == (0, 0, 1)


def test_works_are_measured_by_the_day_they_were_announced() -> None:
    parts = [package(code, jenis_pengadaan=WORKS, pagu=300 * MILLION) for code in "23"]
    assert below(*parts) == (1, 0, 0)  # each over the old limit
    later = [part | {"tgl_pengumuman_paket": datetime(2025, 4, 30)} for part in parts]
    assert below(*later) == (1, 1, 0)


def selection(*packages: Row, history: Rows) -> tuple[Any, ...]:
    return counts("pemilihan-sebelum-umum", kaji_ulang=history, penyedia=list(packages))


def test_selection_before_the_first_announcement_of_the_family() -> None:
    tender = package(
        "2",
        metode_pengadaan="Tender",
        tgl_awal_pemilihan=date(2025, 2, 1),
        tgl_pengumuman_paket=datetime(2025, 6, 3),
    )
    late = revision(tgl_kaji_ulang=datetime(2025, 4, 1))
    rows = {"kaji_ulang": [late], "penyedia": [tender]}
    [flag] = flags("pemilihan-sebelum-umum", **rows)
    assert (flag["kode"], flag["nilai"]) == ("2", 2)
    assert flag["keterangan"].startswith(
        "Tender: pemilihan mulai 2025-02, pengumuman pertama paling lambat 2025-04-01;"
    )
    # the root was announced in time, though it is no longer live
    root = tender | {"kd_rup": "1", "tgl_pengumuman_paket": datetime(2025, 2, 28)}
    assert selection(tender, root | {"status_aktif_rup": False}, history=[late]) == (1, 0, 0)
    assert selection(tender, history=[revision(tgl_kaji_ulang=datetime(2025, 2, 9))]) == (1, 0, 0)
    other = [revision(kd_rup_lama="8", kd_rup_baru="9")]
    assert selection(tender, history=other) == (1, 1, 0)
    assert selection(tender | {"metode_pengadaan": DIRECT}, history=other) == (0, 0, 0)
    assert selection(tender | {"tgl_awal_pemilihan": None}, history=other) == (0, 0, 1)
    assert selection(tender | {"tgl_pengumuman_paket": None}, history=other) == (0, 0, 1)


def test_without_history_no_selection_can_be_checked() -> None:
    rows = [package("2", metode_pengadaan="Seleksi")]
    program = [{"tahun": 2025, "kd_klpd": "D1", "kd_program_str": "1", "pagu_program": 5}]
    assert counts("pemilihan-sebelum-umum", program=program, penyedia=rows) == (0, 0, 1)


def test_a_split_into_five_names_the_pagu_of_its_recorded_parts() -> None:
    history = split("2", "3", "4", "5", "6")
    listed = [package("2"), package("3", status_aktif_rup=False), package("4", pagu=None)]
    [flag] = flags("pecah-banyak", kaji_ulang=history, penyedia=listed)
    assert flag["keterangan"].startswith(
        "paket PENYEDIA dipecah menjadi 5; pagu 2 dari 5 bagian tercatat, berjumlah"
        " Rp 300.000.000; pagu bagian yang tidak tercatat tidak diketahui"
    )
    [flag] = flags("pecah-banyak", kaji_ulang=history)
    assert flag["keterangan"].startswith("paket PENYEDIA dipecah menjadi 5; pagu bagian yang")


part_rows = st.lists(
    st.builds(
        package,
        st.sampled_from("234567"),
        jenis_pengadaan=st.sampled_from(("Barang", "Barang;Barang", WORKS, "Jasa Lainnya")),
        pagu=st.sampled_from((90 * MILLION, 150 * MILLION, 200 * MILLION, 390 * MILLION, None)),
        tgl_pengumuman_paket=st.sampled_from((datetime(2025, 4, 29), datetime(2025, 4, 30))),
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda row: row["kd_rup"],
)
one_kind = st.sampled_from(("Barang", WORKS, None))


@settings(max_examples=examples(25), deadline=None)
@given(part_rows, one_kind, st.lists(st.sampled_from("234567"), min_size=2, max_size=6))
def test_flags_of_splits_equal_the_oracle(rows: Rows, kind: str | None, parts: list[str]) -> None:
    listed = [row | {"jenis_pengadaan": kind} for row in rows] if kind else rows
    given_rows = {"kaji_ulang": split(*parts), "penyedia": listed, "satker": [unit()]}
    check(given_rows, "tanda", "tanda-aturan")
