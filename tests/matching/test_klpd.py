from __future__ import annotations

import csv
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ConfigurationMissing
from services.matching.klpd import FILE, corrections, governments, matched
from services.matching.names import named
from services.reference import loader

ALIASES = Path(__file__).parents[2] / "services/matching/aliases.csv"
SHIPPED = loader.klpd().select("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah").rows()


def regions_by_klpd(table: pl.DataFrame) -> dict[str, str]:
    return dict(table.select("kd_klpd", "kode_wilayah").iter_rows())


def test_every_government_gets_the_region_of_the_shipped_catalogue_by_its_name_alone() -> None:
    found = governments()
    assert regions_by_klpd(found.table) == {kode: place for kode, _, _, place in SHIPPED}
    assert dict(found.table.group_by("cocok").len().iter_rows()) == {
        "nama": 552,
        "tidak berlaku": 100,
    }
    assert (found.digest, found.problem) == ("", "")


def test_every_region_of_the_first_two_levels_has_one_government() -> None:
    regions = loader.regions().filter(pl.col("level") <= 2)["code"]
    governed = [place for place in governments().table["kode_wilayah"] if place]
    assert sorted(governed) == sorted(regions)
    assert all(governments().of(code) for code in regions)
    assert governments().of("") is None


@pytest.mark.parametrize(
    ("nama", "jenis", "expected"),
    [
        ("Pemerintah Daerah Kabupaten Bogor", "KABUPATEN", ("3201", "nama")),
        ("KOTA BOGOR", "KOTA", ("3271", "nama")),
        ("Pemkot Bogor", "KOTA", ("3271", "nama")),
        ("Bogor", "KOTA", ("3271", "nama")),
        ("Bogor (Kab.)", "KABUPATEN", ("3201", "nama")),
        ("Kota Bogor", "KABUPATEN", ("", "tidak cocok")),
        ("Kab. Toba Samosir", "KABUPATEN", ("1212", "alias")),
        ("Kab. Maluku Tenggara Barat", "KABUPATEN", ("8103", "alias")),
        ("Kota Padang Sidimpuan", "KOTA", ("1277", "nama")),
        ("Kota Padang Sidempuan", "KOTA", ("1277", "alias")),
        ("Kabupaten Administrasi Kepulauan Seribu", "KABUPATEN", ("3101", "nama")),
        ("Provinsi Daerah Istimewa Yogyakarta", "PROVINSI", ("34", "alias")),
        ("Kab. Yogyakarta", "KABUPATEN", ("", "tidak cocok")),
        ("Pemprov Jawa Barat", "", ("32", "nama")),
        ("Kementerian Pertanian", "KEMENTERIAN", ("", "tidak berlaku")),
        ("Kota Batam", "INSTANSI", ("", "tidak berlaku")),
        ("", "", ("", "tidak berlaku")),
        ("", "KABUPATEN", ("", "tidak cocok")),
    ],
)
def test_a_government_is_known_by_name_and_kind(
    nama: str, jenis: str, expected: tuple[str, str]
) -> None:
    assert matched(nama, jenis) == expected


def test_every_alias_says_something_that_no_name_says_and_leads_to_its_kind() -> None:
    rows = list(csv.DictReader(ALIASES.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 30
    for row in rows:
        region = loader.region(row["kode_wilayah"])
        assert region is not None
        assert region.level == (1 if row["jenis"] == "provinsi" else 2), row
        assert region.level == 1 or named(region.name).kind == row["jenis"], row
        assert matched(row["nama"], row["jenis"].upper()) == (row["kode_wilayah"], "alias"), row


SPELLINGS = st.sampled_from(
    (
        str.upper,
        str.lower,
        lambda name: name.replace("Kab.", "Kabupaten"),
        lambda name: name.replace("Kab.", "Pemerintah Kabupaten").replace("Kota ", "Pemkot "),
        lambda name: name.replace("Kab.", "KAB ").replace(" ", "  "),
        lambda name: f" {name}.",
        lambda name: name.replace("Kepulauan", "Kep.").replace("-", " "),
    )
)


@given(st.sampled_from([row for row in SHIPPED if row[3]]), SPELLINGS)
def test_spellings_do_not_change_what_is_governed(row: tuple[str, ...], spelled: object) -> None:
    _, nama, jenis, place = row
    assert callable(spelled)
    assert matched(spelled(nama), jenis) == (place, "nama")


def corrected(folder: Path, text: str) -> dict[str, tuple[str, str]]:
    (folder / FILE).write_text(text, encoding="utf-8")
    found = governments(folder)
    assert found.problem == ""
    assert found.digest
    told = found.table.select("kd_klpd", "kode_wilayah", "cocok").iter_rows()
    return {kode: (place, way) for kode, place, way in told}


def test_a_correction_by_hand_wins_over_the_name(tmp_path: Path) -> None:
    found = corrected(tmp_path, "kd_klpd,kode_wilayah,catatan\nD4,1109,salah catat\nK9,11.01,\n")
    assert found["D4"] == ("1109", "koreksi")
    assert found["K9"] == ("1101", "koreksi")
    assert found["D15"] == ("", "tidak cocok"), "a region has one government"
    assert found["D5"] == ("1105", "nama")
    assert len(found) == len(SHIPPED) + (0 if "K9" in {row[0] for row in SHIPPED} else 1)


def test_an_empty_code_takes_a_government_off_the_map_and_excel_is_understood(
    tmp_path: Path,
) -> None:
    found = corrected(tmp_path, "\ufeffkd_klpd;kode_wilayah\r\nD4;\r\nD901;1108\r\n")
    assert found["D4"] == ("", "koreksi")
    assert found["D901"] == ("1108", "koreksi")


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    first = corrected(tmp_path, "kd_klpd,kode_wilayah\nD4,1109\n")
    second = corrected(tmp_path, "kd_klpd,kode_wilayah\nD4,1109\nD15,1108\n")
    assert (first["D15"], second["D15"]) == (("", "tidak cocok"), ("1108", "koreksi"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "baris 1: kolom kd_klpd, kode_wilayah tidak ada"),
        ("kd_klpd,wilayah\n", "baris 1: kolom kode_wilayah tidak ada"),
        ("kd_klpd,kode_wilayah\nD4,1108\nlima,1109\n", "baris 3: kd_klpd 'lima' bukan kode KLPD"),
        ("kd_klpd,kode_wilayah\nD4,9999\n", "baris 2: '9999' bukan kode Kemendagri"),
        ("kd_klpd,kode_wilayah\nD4,110801\n", "baris 2: '110801' bukan kode Kemendagri"),
        ("kd_klpd,kode_wilayah\nD4,1108\nD4,1109\n", "baris 3: D4 sudah ada di atasnya"),
        ("kd_klpd,kode_wilayah\nD4,1108\nD5,1108\n", "baris 3: wilayah 1108 sudah diberi"),
        ('kd_klpd,kode_wilayah\n"D4,1108\n', "tanda kutip tidak ditutup"),
        ('"kd_klpd\n', "tanda kutip tidak ditutup"),
        ("kd_klpd,kode_wilayah\nD4\n", "baris 2: kode_wilayah tidak diisi"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole_with_the_line(
    tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(ConfigurationMissing) as refused:
        corrections(text)
    assert why in refused.value.message
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    found = governments(tmp_path)
    assert why in found.problem
    assert found.table.equals(governments().table)
    assert found.digest == ""


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"kd_klpd,kode_wilayah\n" + b"#" * (1 << 20)])
def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert FILE in governments(tmp_path).problem


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ConfigurationMissing):
        assert isinstance(corrections(text), dict)


def test_a_klpd_the_catalogue_lacks_is_known_by_the_name_its_rows_carry() -> None:
    served = [("D999", "Kab. Dompu", "KABUPATEN"), ("K77", "Kementerian Baru", "KEMENTERIAN")]
    table = governments().with_served([*served, ("D4", "Kab. Lain", "KABUPATEN")])
    found = regions_by_klpd(table)
    assert (found["D999"], found["K77"], found["D4"]) == ("5205", "", "1108")
    assert "D95205" not in found, "a placeholder gives way to the real code"
    assert len(found) == len(SHIPPED) + 1
    assert governments().with_served([]).equals(governments().table)
