"""Small made-up inputs, each one example of a kind of fault, with the right figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.analysis.frames import RUP, Frames, Options
from services.analysis.tables import build
from services.analysis.tanda.flags import CATATAN
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows

PROGRAM, PAKET, HISTORY = RUP
SPLIT_AT = datetime(2025, 3, 6, 7, 20, 11)
NUSA_TENGGARA_BARAT = [
    {"code": code, "level": len(code) // 2, "parent_code": code[:-2], "name": name, "penduduk": 10}
    for code, name in (("52", "Nusa Tenggara Barat"), ("5203", "Lombok Timur"), ("5271", "Mataram"))
]
CATALOGUE = [
    {"kd_klpd": kode, "nama_klpd": name, "jenis_klpd": "KABUPATEN", "kode_wilayah": place}
    for kode, name, place in (
        ("D304", "Provinsi", "52"),
        ("D305", "Kab. Lombok Timur", "5203"),
        ("D309", "Kota Mataram", "5271"),
    )
]


def plan(kd_klpd: str, pagu: int, **values: object) -> Row:
    base = {"tahun": 2025, "kd_klpd": kd_klpd, "kd_satker": "1", "kd_program_str": "1.01.01"}
    return base | {"nama_program": "Program Contoh", "pagu_program": pagu} | values


def package(kd_klpd: str, kd_rup: str, **values: object) -> Row:
    base = {"tahun": 2025, "kd_klpd": kd_klpd, "kd_rup": kd_rup, "kd_satker": "1", "pagu": 100}
    return base | {"status": "Terumumkan", "nama_satker": "Dinas Contoh"} | values


def step(kd_klpd: str, old: str, new: str, kind: str, **values: object) -> Row:
    codes = {"kd_rup_lama": old, "kd_rup_baru": new, "jenis_revisi": kind}
    base = {"tahun": 2025, "kd_klpd": kd_klpd, "kd_satker": "1", "jenis_paket": "PENYEDIA"}
    return base | codes | {"tgl_kaji_ulang": SPLIT_AT, "alasan_kajiulang": "alasan contoh"} | values


def answered(**rows: Rows) -> Frames:
    """Return frames of KLPD of which all three datasets answered, with these rows or none."""
    klpd = {row["kd_klpd"] for part in rows.values() for row in part}
    return read(sorted(klpd), **rows)


def read(klpd: list[str], **rows: Rows) -> Frames:
    stored = [
        {"dataset": dataset, "kd_klpd": kode, "tahun": 2025, "complete": True}
        | {"fetched_at": datetime(2025, 6, 1, tzinfo=UTC)}
        for kode in klpd
        for dataset in RUP
    ]
    return strategies.frames(
        **rows, stored=stored, klpd=CATALOGUE, regions=NUSA_TENGGARA_BARAT, manifests=[]
    )


def table(name: str, frames: Frames, **asked: Any) -> Rows:
    return build(name, frames, Options(**asked)).collect().to_dicts()


def only(name: str, frames: Frames, **asked: Any) -> Row:
    [row] = table(name, frames, **asked)
    return row


def states(frames: Frames) -> dict[str, str]:
    return {row["kd_rup"]: row["keadaan"] for row in table("keadaan", frames)}


def parts(*seconds: int) -> Rows:
    return [
        step(
            "D901",
            "500",
            str(600 + number),
            "SATUKEBANYAK",
            tgl_kaji_ulang=SPLIT_AT.replace(second=second),
        )
        for number, second in enumerate(seconds)
    ]


def test_split_seconds_apart() -> None:
    frames = answered(kaji_ulang=parts(11, 13, 16))
    satker = only("kaji-ulang-per-satker", frames)
    assert (satker["revisi"], satker["tindakan"], satker["tindakan_pecah"]) == (3, 1, 1)
    assert states(frames) == {"500": "diganti", **dict.fromkeys(("600", "601", "602"), "aktif")}
    month = only("kaji-ulang-per-bulan", frames)
    assert (month["bulan"], month["revisi"], month["tindakan"]) == ("2025-03", 3, 1)
    family = only("silsilah", frames)
    assert (family["daun"], family["gugur"], family["cabang_terbesar"]) == (3, 0, 3)
    assert only("banding", frames)["tindakan"] == 1


def test_split_seconds_apart_is_flagged_by_the_parts_of_its_one_act() -> None:
    four, five = ([f for f in _flags(parts(*range(n))) if f["nilai"]] for n in (4, 5))
    assert four == []
    assert [(flag["aturan"], flag["nilai"]) for flag in five] == [("pecah-banyak", 5)]


def _flags(history: Rows) -> Rows:
    return table("tanda", answered(kaji_ulang=history))


def test_two_replacements_at_once() -> None:
    rows = [step("D902", "500", new, "SATUKESATU") for new in ("600", "601")]
    frames = answered(kaji_ulang=rows)
    satker = only("kaji-ulang-per-satker", frames)
    assert (satker["revisi"], satker["tindakan"], satker["tindakan_satukesatu"]) == (2, 1, 1)
    assert states(frames) == {"500": "diganti", "600": "aktif", "601": "aktif"}


OF_THE_HISTORY = (
    *("revisi", "tindakan", "bolak_balik", "batal_bersih", "revisi_swakelola_per_100"),
    *("tindakan_swakelola_per_100_keluarga", "keluarga_swakelola", "lengkap"),
)


def test_empty_history() -> None:
    packages = [package("D309", "1"), package("D309", "2", status="Terinisiasi")]
    frames = answered(program=[plan("D309", 100)], swakelola=packages)
    row = only("banding", frames)
    assert [row[name] for name in OF_THE_HISTORY] == [None] * len(OF_THE_HISTORY)
    assert (row["jumlah_program"], row["jumlah_swakelola"], row["pangsa_terumumkan"]) == (1, 2, 0.5)
    region = only("wilayah", frames, wilayah="5271")
    assert (region["jumlah_klpd"], region["kosong_kaji_ulang"]) == (1, 1)
    assert (region["revisi"], region["revisi_swakelola_per_100"]) == (None, None)
    assert (region["jumlah_swakelola"], region["kosong_swakelola"]) == (2, 0)
    for name in ("kaji-ulang-per-satker", "kaji-ulang-per-bulan", "alasan", "keadaan", "silsilah"):
        assert table(name, frames) == []


def test_all_empty() -> None:
    frames = read(
        ["D304", "D305"],
        program=[plan("D304", 1000)],
        swakelola=[package("D304", "1")],
        kaji_ulang=[step("D304", "1", "1", "PEMBATALAN", jenis_paket="SWAKELOLA")],
    )
    full, empty = table("banding", frames)
    assert (full["kd_klpd"], full["tindakan"], full["lengkap"]) == ("D304", 1, True)
    lead = {"tahun", "kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah", "snapshot"}
    assert {name for name, value in empty.items() if value is not None} == lead
    inside = {row["kode"]: row for row in table("wilayah", frames, wilayah="52")}
    row = inside["5203"]
    assert (row["jumlah_klpd"], row["jumlah_kosong"]) == (0, 1)
    sums = ("pagu_program", "pagu_kosong", "jumlah_swakelola", "terumumkan", "revisi")
    assert [row[name] for name in (*sums, "pagu_per_kapita", "snapshot_tertua")] == [None] * 7
    assert (row["kosong_program"], row["kosong_swakelola"], row["kosong_kaji_ulang"]) == (0, 0, 0)
    assert (inside["52"]["jumlah_klpd"], inside["52"]["jumlah_kosong"]) == (1, 0)
    assert inside["52"]["pagu_per_kapita"] == 100.0
    rules = table("tanda-aturan", frames)
    assert {rule["kd_klpd"] for rule in rules} == {"D304"}
    assert len(rules) == len(CATATAN)


@pytest.mark.parametrize(
    ("last", "share", "share_of_pagu"), [("Terumumkan", None, None), ("Draf", 0.5, 2 / 3)]
)
def test_only_announced(last: str, share: float | None, share_of_pagu: float | None) -> None:
    frames = answered(
        program=[plan("D309", 100)],
        swakelola=[package("D309", "1"), package("D309", "2", pagu=50, status=last)],
        kaji_ulang=[step("D309", "9", "9", "PEMBATALAN")],
    )
    row = only("banding", frames)
    assert (row["jumlah_swakelola"], row["lengkap"]) == (2, True)
    assert row["pangsa_terumumkan"] == share
    assert row["pangsa_pagu_terumumkan"] == pytest.approx(share_of_pagu)
    region = only("wilayah", frames, wilayah="5271")
    assert region["pangsa_terumumkan"] == share
    assert region["klpd_bermakna"] == (0 if share is None else 1)
    # no swakelola act at all, over two families: known where the list is meaningful
    rate = None if share is None else 0.0
    assert row["tindakan_swakelola_per_100_keluarga"] == rate
    assert region["tindakan_swakelola_per_100_keluarga"] == rate


def test_third_year() -> None:
    years = ((2024, "1", 100, "A"), (2025, "2", 150, "A"), (2026, "2", 160, "B"))
    program = [plan("D908", pagu, tahun=y, kd_satker=satker) for y, satker, pagu, _ in years]
    packages = [
        package("D908", str(y), tahun=y, kd_satker=satker, kd_satker_str=text)
        for y, satker, _, text in years
    ]
    two = answered(program=program[:2], swakelola=packages[:2])
    three = answered(program=program, swakelola=packages)
    columns = ("tahun", "kd_satker", "pagu_lama", "pagu_baru", "selisih", "keadaan", "padanan")
    for frames in (two, three):
        row = only("program-antar-tahun", frames, tahun=(2024, 2025))
        found = tuple(row[name] for name in columns)
        assert found == (2025, "2", 100, 150, 50, "naik", "dipadankan")


def test_siblings_cancellation() -> None:
    history = [
        step("D909", "500", "600", "SATUKEBANYAK"),
        step("D909", "500", "601", "SATUKEBANYAK"),
        step("D909", "601", "601", "PEMBATALAN", tgl_kaji_ulang=datetime(2025, 4, 6, 7, 20, 11)),
    ]
    frames = answered(kaji_ulang=history)
    arah = ("leluhur", "leluhur", "kerabat")
    assert tuple(row["arah"] for row in table("jejak", frames, kode="600")) == arah
    assert [row["arah"] for row in table("jejak", frames, kode="601")][-1] == "diri"
    assert [row["arah"] for row in table("jejak", frames, kode="500")][-1] == "turunan"


def test_flag_of_nothing_known() -> None:
    early = package(
        "D930",
        "9",
        tgl_buat_paket=datetime(2025, 2, 20),
        tgl_pengumuman_paket=datetime(2025, 3, 20, 9, 13, 57),
        tgl_awal_pelaksanaan_kontrak=date(2025, 1, 1),
    )
    plans = [plan("D930", 100), plan("D930", 100, kd_program_str="1.01.02")]
    frames = answered(program=plans, swakelola=[early])
    assert table("tanda", frames) == []
    rules = {row["aturan"]: row for row in table("tanda-aturan", frames)}
    assert set(rules) == set(CATATAN)
    counts = ("diperiksa", "tanda", "tak_bisa_diperiksa")
    assert [rules["mulai-sebelum-umum"][name] for name in counts] == [0, 0, 1]
    assert [rules["rantai-dalam"][name] for name in counts] == [None] * 3
    assert [rules["baris-besar"][name] for name in counts] == [2, 0, 0]
