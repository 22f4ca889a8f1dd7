from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st

from services.analysis.across_klpd.compare import banding, sebaya
from services.analysis.acts.rates import per_100, rate_parts
from services.analysis.frames import RUP
from tests.analysis import strategies
from tests.analysis.strategies import Row

NAMED = st.fixed_dictionaries(
    {"nama_klpd": strategies.name, "jenis_klpd": st.sampled_from(("KOTA", "LEMBAGA", None))}
)
ALL = {
    "program": st.lists(st.builds(lambda a, b: a | b, strategies.program_row, NAMED), max_size=14),
    "swakelola": strategies.swakelola_rows,
    "kaji_ulang": strategies.kaji_ulang_rows,
    "stored": strategies.stored_rows,
    "klpd": strategies.klpd_rows,
}
frames_rows = st.fixed_dictionaries(ALL)


def stored(dataset: str, day: int = 1, *, complete: bool = True) -> Row:
    base = {"kd_klpd": "D1", "tahun": 2026, "rows": 3, "complete": complete}
    return base | {"dataset": dataset, "fetched_at": datetime(2026, 6, day, tzinfo=UTC)}


PLAN = {"tahun": 2026, "kd_klpd": "D1", "pagu_program": 5}
PACKAGE = {"tahun": 2026, "kd_klpd": "D1", "kd_rup": "1"}
REVISION = {"tahun": 2026, "kd_klpd": "D1", "jenis_paket": "SWAKELOLA", "kd_rup_lama": "1"}


def test_a_klpd_year_whose_answers_are_all_empty_is_listed_without_a_figure() -> None:
    read = [stored(name) | {"rows": 0} for name in RUP]
    [found] = banding(strategies.frames(stored=read)).collect().to_dicts()
    known = {"tahun", "kd_klpd", "snapshot"}
    assert all(value is None for name, value in found.items() if name not in known)


def test_a_dataset_without_rows_is_not_zero() -> None:
    read = [stored("program-master"), stored("paket-swakelola") | {"rows": 0}]
    deleted = [PLAN | {"is_deleted": True}]
    [found] = banding(strategies.frames(stored=read, program=deleted)).collect().to_dicts()
    assert (found["jumlah_program"], found["pagu"]) == (0, None)
    assert (found["jumlah_swakelola"], found["revisi"], found["batal_bersih"]) == (None,) * 3
    assert found["lengkap"] is None


@pytest.mark.parametrize(("complete", "lengkap"), [(True, True), (False, False)])
def test_lengkap_needs_all_three_and_snapshot_is_the_oldest(complete: bool, lengkap: bool) -> None:
    rows = [stored(name, day) for day, name in enumerate(RUP[:2], 3)]
    rows.append(stored(RUP[2], 2, complete=complete))
    one_each = {"program": [PLAN], "swakelola": [PACKAGE], "kaji_ulang": [REVISION]}
    [found] = banding(strategies.frames(stored=rows, **one_each)).collect().to_dicts()
    assert found["lengkap"] is lengkap
    assert found["snapshot"] == datetime(2026, 6, 2, tzinfo=UTC)


def test_median_is_of_live_rows_with_a_pagu() -> None:
    rows = [
        {"tahun": 2026, "kd_klpd": "D1", "pagu_program": pagu, "is_deleted": deleted}
        for pagu, deleted in ((1, False), (4, False), (None, False), (99, True))
    ]
    [found] = banding(strategies.frames(program=rows)).collect().to_dicts()
    assert (found["median_pagu"], found["jumlah_program"]) == (2.5, 3)


def test_the_rate_counts_list_and_history_together_and_no_penyedia() -> None:
    base = {"tahun": 2026, "kd_klpd": "D1"}
    swakelola = [base | {"kd_rup": "1"}, base | {"kd_rup": "2", "status_delete_rup": True}]
    history = [
        base | {"jenis_paket": "SWAKELOLA", "kd_rup_lama": "2", "kd_rup_baru": "3"},
        base | {"jenis_paket": "PENYEDIA", "kd_rup_lama": "8", "kd_rup_baru": "9"},
    ]
    frames = strategies.frames(swakelola=swakelola, kaji_ulang=history)
    rate = per_100("revisi_swakelola", "kode_swakelola").alias("rate")
    [row] = rate_parts(frames).with_columns(rate).collect().to_dicts()
    assert (row["revisi_swakelola"], row["kode_swakelola"], row["rate"]) == (1, 2, 50.0)
    assert (row["tindakan_swakelola"], row["keluarga_swakelola"]) == (1, 2)


def test_a_family_of_deleted_codes_alone_leaves_both_sides_of_the_rate() -> None:
    base = {"tahun": 2026, "kd_klpd": "D1"}
    swakelola = [base | {"kd_rup": "1"}]
    swakelola += [base | {"kd_rup": code, "status_delete_rup": True} for code in ("2", "3")]
    history = [base | {"jenis_paket": "SWAKELOLA", "kd_rup_lama": "2", "kd_rup_baru": "3"}]
    [row] = (
        rate_parts(strategies.frames(swakelola=swakelola, kaji_ulang=history)).collect().to_dicts()
    )
    assert (row["tindakan_swakelola"], row["keluarga_swakelola"]) == (0, 1)


def test_without_swakelola_codes_there_is_no_rate() -> None:
    rows = [{"tahun": 2026, "kd_klpd": "D1", "jenis_paket": "PENYEDIA", "kd_rup_lama": "8"}]
    [found] = banding(strategies.frames(kaji_ulang=rows)).collect().to_dicts()
    assert (found["revisi"], found["revisi_swakelola_per_100"]) == (1, None)


def test_the_rate_per_satker_counts_its_own_rows() -> None:
    base = {"tahun": 2026, "kd_klpd": "D1"}
    swakelola = [base | {"kd_rup": c, "kd_satker": s} for c, s in (("1", "10"), ("2", None))]
    history = [
        base
        | {"jenis_paket": "SWAKELOLA", "kd_rup_lama": "2", "kd_rup_baru": "2"}
        | {"kd_satker": None}
    ]
    table = rate_parts(strategies.frames(swakelola=swakelola, kaji_ulang=history), "kd_satker")
    rows = table.collect().sort("kd_satker", nulls_last=True).to_dicts()
    assert [(r["revisi_swakelola"], r["kode_swakelola"]) for r in rows] == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("kd_klpd", "peers"),
    [
        ("D2", ["D2", "D3", "D4"]),
        ("D4", ["D2", "D3", "D4"]),
        ("D1", ["D1", "D9"]),
        ("K1", ["K1", "K2"]),
    ],
)
def test_peers_are_of_the_same_kind_or_of_both_in_a_province(
    kd_klpd: str, peers: list[str]
) -> None:
    klpd = [
        {"kd_klpd": code, "jenis_klpd": kind, "kode_wilayah": place}
        for code, kind, place in (
            ("D1", "PROVINSI", "11"),
            ("D2", "KABUPATEN", "1101"),
            ("D3", "KABUPATEN", "1102"),
            ("D4", "KOTA", "1171"),
            ("D5", "KABUPATEN", "1201"),
            ("D9", "PROVINSI", "12"),
            ("K1", "LEMBAGA", ""),
            ("K2", "LEMBAGA", ""),
        )
    ]
    found = sebaya(strategies.lazy(klpd, strategies.KLPD), kd_klpd).collect()
    assert found["kd_klpd"].to_list() == peers
    assert found.columns == list(strategies.KLPD)
