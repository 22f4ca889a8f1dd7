from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from services.analysis.tables import TABLES, Frames, Options, build, find
from services.errors import BadRequest
from services.upstream.catalog import klpd_names
from tests.analysis import strategies
from tests.analysis.strategies import REGION_ROWS, Rows
from tests.analysis.strategies_penyedia import few_others
from tests.analysis.test_compare import frames_rows as core_rows
from tests.oracle.basics import live_package
from tests.sampling import examples

# as the definitions write them, after tahun and kd_klpd
PROMISED = {
    "pagu-per-program": "kd_program_str, nama_program, jumlah_baris, jumlah_satker, pagu,"
    " pagu_kosong, pagu_berulang, dihapus, pangsa",
    "pagu-per-satker": "kd_satker, nama_satker, jumlah_program, pagu, pagu_kosong, pagu_berulang,"
    " pagu_swakelola, pangsa_swakelola, pangsa, pangsa_program, bukti",
    "program-antar-tahun": "kd_satker, kd_program_str, nama_program, pagu_lama, pagu_baru,"
    " selisih, keadaan, padanan",
    "perubahan-per-program": "kd_program_str, nama_program, jumlah_satker, kd_satker, nama_satker,"
    " pagu_lama, pagu_baru, selisih, keadaan",
    "swakelola-status": "kd_satker, nama_satker, status, jumlah_paket, pagu, pagu_kosong",
    "swakelola-per-satker": "kd_satker, nama_satker, jumlah_paket, terumumkan, terinisiasi,"
    " final_draft, draf, tanpa_status, status_lain, belum_terumumkan, pangsa_terumumkan, pagu,"
    " pagu_kosong, pagu_terumumkan, pagu_terinisiasi, pagu_final_draft, pagu_draf,"
    " pagu_tanpa_status, pagu_status_lain, pagu_belum_terumumkan, pangsa_pagu_terumumkan",
    "swakelola-tipe": "tipe_swakelola, status, jumlah_paket, pagu, pagu_kosong",
    "swakelola-penyelenggara": "tipe_swakelola, kd_klpd_penyelenggara, nama_klpd_penyelenggara,"
    " jumlah_paket, pagu, pagu_kosong",
    "swakelola-pengumuman": "kd_satker, nama_satker, jumlah_paket, diumumkan_31_maret,"
    " dibuat_sesudah_31_maret, diumumkan_kemudian, tidak_diketahui, pagu, pagu_31_maret,"
    " pagu_dibuat_sesudah_31_maret, pagu_diumumkan_kemudian, pagu_tidak_diketahui,"
    " hari_ke_pengumuman",
    "pengumuman-per-hari": "tanggal, diumumkan_hari_itu, diumumkan, jumlah_paket, pangsa_diumumkan",
    "paket": "kd_satker, nama_satker, kd_rup, nama_paket, status, tipe_swakelola, pagu,"
    " tgl_buat_paket, tgl_pengumuman_paket, tgl_awal_pelaksanaan_kontrak, keadaan",
    "kaji-ulang-per-satker": "kd_satker, nama_satker, revisi, tindakan, kode, satukesatu,"
    " satukebanyak, pecah, pembatalan, pengaktifan, lainnya, penyedia, swakelola, bolak_balik,"
    " batal_bersih, diaktifkan_lagi, batal_diganti, jumlah_paket_swakelola,"
    " revisi_swakelola_per_100, tindakan_swakelola_per_100_keluarga, tindakan_satukesatu,"
    " tindakan_pecah, tindakan_pembatalan, tindakan_pengaktifan, tindakan_lainnya, pertama,"
    " terakhir, tindakan_penyedia_per_100_keluarga, kode_swakelola, revisi_penyedia_per_100,"
    " kode_penyedia, tindakan_swakelola, keluarga_swakelola, tindakan_penyedia, keluarga_penyedia",
    "pembatalan-pagu": "kd_satker, nama_satker, kode, pagu, pagu_tidak_diketahui,"
    " kode_alasan_ganda, kode_non_pengadaan",
    "kaji-ulang-per-bulan": "bulan, jenis_revisi, revisi, tindakan",
    "alasan": "kelompok, jenis_revisi, revisi, contoh",
    "keadaan": "jenis_paket, kd_rup, kd_satker, keadaan, asal, terumumkan, sejak, akar, kedalaman,"
    " seri",
    "silsilah": "jenis_paket, akar, jumlah_kode, kedalaman, daun, daun_batal, gugur,"
    " cabang_terbesar, revisi, tidak_wajar",
    "jejak": "jenis_paket, tgl_kaji_ulang, kd_rup_lama, kd_rup_baru, jenis_revisi,"
    " alasan_kajiulang, arah",
    "banding": "nama_klpd, jenis_klpd, kode_wilayah, jumlah_program, pagu, median_pagu,"
    " pagu_berulang, jumlah_swakelola, pagu_swakelola, pangsa_terumumkan, pangsa_pagu_terumumkan,"
    " revisi, tindakan, revisi_swakelola_per_100, batal_bersih, lengkap, snapshot,"
    " tindakan_swakelola_per_100_keluarga, tindakan_penyedia_per_100_keluarga, bolak_balik,"
    " keluarga_swakelola, keluarga_penyedia, pengganti",
    "tanda": "aturan, kd_satker, nama_satker, kode, nilai, keterangan",
    "tanda-aturan": "aturan, diperiksa, tanda, tak_bisa_diperiksa",
    "mutu": "dataset, ukuran, kolom, jumlah, contoh",
    "penyedia-per-satker": "kd_satker, nama_satker, jumlah_paket, pagu, pagu_kosong, terumumkan,"
    " pdn, ukm, pagu_pdn, pagu_ukm, pradipa, pemilihan_sebelum_tahun, bulan_tak_wajar, pds,"
    " pagu_pds",
    "penyedia-metode": "metode_pengadaan, jenis_pengadaan, jumlah_paket, pagu, pagu_kosong,"
    " median_pagu",
    "penyedia-jadwal": "bulan, metode_pengadaan, jumlah_paket, pagu",
    "penyedia-paket": "kd_satker, nama_satker, kd_rup, nama_paket, metode, jenis, status, pagu,"
    " tgl_awal_pemilihan, tgl_pengumuman_paket, keadaan",
    "sumber-dana": "jenis_paket, sumber_dana, jenis_dana_apbn, status, tahun_anggaran_dana,"
    " asal_dana, jumlah_baris, jumlah_paket, pagu",
    "pemanfaatan": "kd_satker, nama_satker, belanja_pengadaan, pagu_penyedia_terumumkan,"
    " pagu_swakelola_terumumkan, pagu_pds, rasio, rasio_31_maret_terendah,"
    " rasio_31_maret_tertinggi, selisih",
}
WILAYAH = (
    "tahun, kode, nama, jumlah_klpd, jumlah_kosong, jumlah_klpd_seharusnya, pagu_program,"
    " pagu_kosong, kosong_program, penduduk, pagu_per_kapita, jumlah_swakelola, terumumkan,"
    " kosong_swakelola, revisi, kosong_kaji_ulang, revisi_swakelola_per_100, snapshot_tertua,"
    " tindakan_swakelola_per_100_keluarga, tindakan_penyedia_per_100_keluarga, pangsa_terumumkan,"
    " klpd_bermakna, keluarga_swakelola, keluarga_penyedia, klpd_pengganti, jumlah_penyedia,"
    " pagu_penyedia, kosong_penyedia, penyedia_belum_dibaca, paket_per_1000_jiwa"
)

every = pytest.mark.parametrize("name", list(TABLES))
frames_rows = st.builds(lambda core, others: core | others, core_rows, few_others)
some = settings(max_examples=examples(6), deadline=None)


def frames(rows: dict[str, Rows]) -> Frames:
    return strategies.frames(**rows, regions=REGION_ROWS, manifests=[])


def options(name: str, **values: Any) -> Options:
    """Return options that every table can be made with."""
    return Options(kode="1" if name == "jejak" else "", **values)


def test_all_tables_are_there_with_the_promised_columns() -> None:
    assert set(TABLES) == {*PROMISED, "wilayah"}
    for name, text in PROMISED.items():
        assert TABLES[name].columns == ("tahun", "kd_klpd", *text.split(", "))
    assert TABLES["wilayah"].columns == tuple(WILAYAH.split(", "))


@every
def test_a_table_reads_known_datasets_and_obeys_known_options(name: str) -> None:
    table = TABLES[name]
    assert table.name == name
    assert set(table.uses) <= set(klpd_names())
    assert set(table.reads) <= set(table.uses)
    assert table.reads
    assert not set(table.also) & set(table.reads)
    assert set(table.obeys) <= {field.name for field in fields(Options)} - {"klpd", "tahun"}


@every
@some
@given(frames_rows)
def test_any_rows_in_any_order_give_the_same_table(name: str, rows: dict[str, Rows]) -> None:
    made = build(name, frames(rows), options(name)).collect()
    assert tuple(made.columns) == TABLES[name].columns
    turned = frames({key: values[::-1] for key, values in rows.items()})
    assert build(name, turned, options(name)).collect(engine="streaming").equals(made)


@every
def test_no_rows_give_an_empty_table_of_the_same_types(name: str) -> None:
    made = build(name, frames({}), options(name)).collect()
    assert tuple(made.columns) == TABLES[name].columns
    assert build(name, frames({}), options(name)).collect_schema() == made.schema
    assert made.height == 0


@every
def test_building_computes_nothing(name: str) -> None:
    def refuse(frame: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError(frame.columns)

    whole = frames({})
    trap = {
        field.name: frame.map_batches(refuse, schema=frame.collect_schema())
        for field in fields(whole)
        if isinstance(frame := getattr(whole, field.name), pl.LazyFrame)
    }
    made = build(name, replace(whole, **trap), options(name, tahun=(2025, 2026)))
    assert tuple(made.collect_schema()) == TABLES[name].columns


@pytest.mark.parametrize(
    "name",
    # what has a name in `mutu` comes from all years
    sorted(set(TABLES) - {"mutu"}),
)
@some
@given(frames_rows)
def test_other_partitions_change_nothing_but_names(name: str, rows: dict[str, Rows]) -> None:
    years = () if name == "jejak" else (2025, 2026)
    asked = options(name, klpd=("D1",), tahun=years)
    kept = {
        key: [r for r in values if r["kd_klpd"] == "D1" and (not years or r["tahun"] in years)]
        for key, values in rows.items()
        if key not in ("klpd", "satker")
    }
    shipped = {key: rows[key] for key in ("klpd", "satker") if key in rows}
    alone = frames(kept | shipped)
    made, expected = (build(name, part, asked).collect() for part in (frames(rows), alone))
    named = pl.selectors.starts_with("nama_")
    assert_frame_equal(made.select(~named), expected.select(~named))


@pytest.mark.parametrize(
    "name",
    # kd_satker of a change is that of the only satker: tests/analysis/test_perubahan_program.py
    [
        name
        for name, table in TABLES.items()
        if "satker" in table.obeys
        and "kd_satker" in table.columns
        and name != "perubahan-per-program"
    ],
)
@some
@given(frames_rows, st.sampled_from(("10", "20", "(kosong)")))
def test_a_satker_has_the_rows_it_has_in_the_whole(
    name: str, rows: dict[str, Rows], satker: str
) -> None:
    whole = build(name, frames(rows), options(name)).collect()
    part = build(name, frames(rows), options(name, satker=satker)).collect()
    assert part.schema == whole.schema
    code = None if satker == "(kosong)" else satker
    assert_frame_equal(part, whole.filter(pl.col("kd_satker").eq_missing(code)))


@some
@given(frames_rows)
def test_a_status_narrows_each_table_of_packages(rows: dict[str, Rows]) -> None:
    live = [row for row in filter(live_package, rows["swakelola"]) if not row["status"]]
    for name in ("swakelola-status", "swakelola-tipe", "swakelola-penyelenggara"):
        made = build(name, frames(rows), options(name, status="(kosong)")).collect()
        assert made["jumlah_paket"].sum() == len(live)
    made = build("paket", frames(rows), options("paket", status="(kosong)")).collect()
    assert made.height == len(live)


def row(**values: object) -> dict[str, object]:
    base = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "kd_program_str": "1"}
    return base | {"pagu_program": 100} | values


def test_a_narrowed_program_table_keeps_the_share_of_the_klpd() -> None:
    rows = {"program": [row(), row(kd_satker="20", pagu_program=300)]}
    made = build("pagu-per-program", frames(rows), Options(satker="10")).collect()
    assert made.select("pagu", "pangsa").rows() == [(100, 0.25)]
    made = build("pagu-per-satker", frames(rows), Options(program="1", satker="20")).collect()
    assert made.select("kd_satker", "pagu", "pangsa").rows() == [("20", 300, 0.75)]


def test_names_come_from_years_that_were_not_chosen() -> None:
    told = {"tahun": 2025, "kd_klpd": "D1", "kd_satker": "10", "nama_satker": "Dinas A"}
    rows = {"program": [row()], "kaji_ulang": [told]}
    made = build("pagu-per-satker", frames(rows), Options(tahun=(2026,))).collect()
    assert made["nama_satker"].to_list() == ["Dinas A"]


def test_a_program_that_another_stored_year_names_is_not_nameless() -> None:
    rows = {"program": [row(), row(tahun=2025, nama_program="Program A")]}
    made = build("mutu", frames(rows), Options(tahun=(2026,))).collect()
    [count] = made.filter(ukuran="kode tanpa nama", kolom="kd_program_str")["jumlah"]
    assert count == 0


def test_a_family_is_whole_when_one_satker_is_asked_for() -> None:
    history = [
        {"tahun": 2026, "kd_klpd": "D1", "kd_satker": satker, "jenis_paket": "SWAKELOLA"}
        | {"kd_rup_lama": old, "kd_rup_baru": new, "jenis_revisi": "SATUKESATU"}
        for satker, old, new in (("10", "1", "2"), ("20", "2", "3"), ("30", "8", "9"))
    ]
    made = build("silsilah", frames({"kaji_ulang": history}), Options(satker="20")).collect()
    assert made.select("akar", "jumlah_kode", "kedalaman").rows() == [("1", 3, 2)]


@pytest.mark.parametrize(
    ("name", "asked", "message"),
    [
        ("pagu", Options(), "tabel tidak dikenal: pagu .*pagu-per-program"),
        ("jejak", Options(), "jejak memerlukan sebuah kd_rup"),
        ("program-antar-tahun", Options(tahun=(2026,)), "program-antar-tahun membandingkan dua"),
        ("perubahan-per-program", Options(tahun=(2026,)), "per-program membandingkan dua tahun"),
        ("wilayah", Options(wilayah="123"), "kode wilayah tidak sesuai: 123"),
    ],
)
def test_what_cannot_be_made_is_refused(name: str, asked: Options, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        build(name, frames({}), asked)


def test_find_gives_the_entry_of_a_name() -> None:
    assert find("jejak").stored_years
    assert not find("banding").stored_years
