"""Every table equals the oracle on rows of the sandbox, KLPD of all kinds, filtered or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from services import settings, table_inputs
from services.analysis.frames import PENYEDIA, RUP, Frames
from services.analysis.key_figures import years_shown
from services.analysis.tables import TABLES as PRODUCT
from services.analysis.tanda.flags import NEEDS
from services.settings import DEFAULTS
from services.upstream.catalog import klpd_names
from services.wiring import App, connect
from tests.oracle.basics import HISTORY, KOSONG, PAKET, PROGRAM, Asked, Data
from tests.oracle.flags import uncounted
from tests.oracle.same import assert_over_years, assert_table, data_of, product
from tests.oracle.tables import TABLES
from tests.sampling import sampled

PROVINCE, KABUPATEN, NEIGHBOUR, KOTA, MINISTRY = "D63", "D304", "D305", "D343", "K3"
LARGEST = "K1"
TWELVE: dict[str, tuple[int, ...]] = {
    PROVINCE: (2025,),
    KABUPATEN: (2024, 2025),
    NEIGHBOUR: (2025,),
    "D236": (2024, 2025, 2026),
    "D322": (2025,),
    KOTA: (2025, 2026),
    "D531": (2026,),
    MINISTRY: (2025,),
    "L2": (2025, 2026),
    "L36": (2025,),
    "I81": (2024, 2026),
    "I82": (2025,),
}


@dataclass(frozen=True)
class Read:
    """What was read of some KLPD, for the product and for the oracle."""

    frames: Frames
    data: Data

    def most(self, dataset: str, *columns: str) -> tuple[Any, ...]:
        """Return the values of these columns that occur together most often, none missing."""
        rows = [tuple(row[name] for name in columns) for row in self.data.rows(dataset)]
        counts = Counter(values for values in rows if None not in values)
        return min(counts, key=lambda values: (-counts[values], values))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Connect to the sandbox of this process, with a data folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in DEFAULTS:
            patch.delenv(name, raising=False)
        patch.setenv("LENSA_DATA", str(tmp_path_factory.mktemp("lensa")))
        opened = connect(settings.load())
        yield opened
        opened.close()


def read(parts: App, wanted: dict[str, tuple[int, ...]], datasets: tuple[str, ...] = RUP) -> Read:
    """Read the datasets, the three core ones by default, of these KLPD and years."""
    requests = [r for kode, years in wanted.items() for r in parts.rup(datasets, (kode,), years)]
    sheet = table_inputs.read(parts.repository, requests)
    assert sheet.errors == ()
    return Read(sheet.frames, data_of(sheet.frames))


@pytest.fixture(scope="module")
def twelve(parts: App) -> Read:
    """Return twelve KLPD of all kinds, some with two or three years."""
    return read(parts, TWELVE)


@pytest.fixture(scope="module")
def kabupaten(parts: App) -> Read:
    """Return one kabupaten with two years."""
    return read(parts, {KABUPATEN: TWELVE[KABUPATEN]})


@pytest.fixture(scope="module")
def everything(parts: App) -> Read:
    """Return every dataset of two years of a kabupaten and of one of a ministry."""
    return read(parts, {KABUPATEN: TWELVE[KABUPATEN], MINISTRY: (2025,)}, klpd_names())


@pytest.fixture(scope="module")
def largest(parts: App) -> Read:
    """Return a year of the largest ministry."""
    return read(parts, {LARGEST: (2025,)})


def test_the_twelve_are_of_all_kinds(twelve: Read) -> None:
    kinds = {row["kd_klpd"]: row["jenis_klpd"] for row in twelve.data.klpd}
    assert {kinds[kode] for kode in TWELVE} == set(kinds.values())


CORE = [name for name in TABLES if set(PRODUCT[name].reads) <= set(RUP)]
"""The tables made of the three core datasets."""


@pytest.mark.parametrize("name", CORE)
def test_a_table_of_twelve_klpd(name: str, twelve: Read) -> None:
    (kode,) = twelve.most(HISTORY, "kd_rup_lama") if name == "jejak" else ("",)
    assert assert_table(name, twelve.frames, twelve.data, Asked(kode=kode))


YEARS = [(2025,), (2024, 2025), (2024, 2026)]
CHOSEN = [
    (name, tahun)
    for name in CORE
    for tahun in YEARS
    if name != "jejak" and (len(tahun) > 1 or not PRODUCT[name].two_years)
]


@pytest.mark.parametrize(("name", "tahun"), sampled("chosen years", CHOSEN, 2), ids=str)
def test_a_table_of_chosen_klpd_and_years(name: str, tahun: tuple[int, ...], twelve: Read) -> None:
    asked = Asked(klpd=("D236", "I81", "L2"), tahun=tahun)
    assert_table(name, twelve.frames, twelve.data, asked)


COLUMNS = {
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
}
FILTERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("pagu-per-program", PROGRAM, ("satker",)),
    ("pagu-per-program", PROGRAM, ("program",)),
    ("pagu-per-program", PROGRAM, ("satker", "program")),
    ("pagu-per-satker", PROGRAM, ("satker",)),
    ("pagu-per-satker", PROGRAM, ("program",)),
    ("pagu-per-satker", PROGRAM, ("satker", "program")),
    ("program-antar-tahun", PROGRAM, ("satker",)),
    ("program-antar-tahun", PROGRAM, ("program",)),
    ("perubahan-per-program", PROGRAM, ("satker",)),
    ("perubahan-per-program", PROGRAM, ("program",)),
    ("perubahan-per-program", PROGRAM, ("satker", "program")),
    *(
        (name, PAKET, fields)
        for name in (
            *("swakelola-status", "swakelola-tipe", "swakelola-penyelenggara"),
            *("swakelola-pengumuman", "paket"),
        )
        for fields in (("satker",), ("status",), ("satker", "status"))
    ),
    ("swakelola-per-satker", PAKET, ("satker",)),
    ("pengumuman-per-hari", PAKET, ("satker",)),
    ("kaji-ulang-per-satker", HISTORY, ("satker",)),
    *(
        (name, HISTORY, fields)
        for name in ("kaji-ulang-per-bulan", "alasan")
        for fields in (("satker",), ("jenis",), ("satker", "jenis"))
    ),
    *((name, HISTORY, ("satker",)) for name in ("keadaan", "silsilah", "tanda")),
]


@pytest.mark.parametrize(("name", "dataset", "fields"), sampled("filters", FILTERS, 2), ids=str)
def test_a_filtered_table(
    name: str, dataset: str, fields: tuple[str, ...], kabupaten: Read
) -> None:
    values = kabupaten.most(dataset, *(COLUMNS[field] for field in fields))
    asked = Asked(tahun=(2024, 2025), **dict(zip(fields, values, strict=True)))
    assert assert_table(name, kabupaten.frames, kabupaten.data, asked)


@pytest.mark.parametrize("name", ["swakelola-status", "paket", "alasan", "keadaan", "tanda"])
def test_a_filter_for_what_is_blank(name: str, kabupaten: Read) -> None:
    asked = Asked(satker=KOSONG, status=KOSONG, jenis="lainnya")
    assert_table(name, kabupaten.frames, kabupaten.data, asked)


TWO_YEARS = [name for name, table in PRODUCT.items() if table.two_years]
PROVIDER = [name for name in TABLES if name not in CORE]


@pytest.mark.parametrize("name", [*PROVIDER, "pagu-per-satker", *TWO_YEARS, "mutu"])
def test_a_table_of_every_dataset(name: str, everything: Read) -> None:
    assert assert_table(name, everything.frames, everything.data, Asked())


@pytest.mark.parametrize("name", PROVIDER)
def test_a_table_of_a_satker_and_method(name: str, everything: Read) -> None:
    satker, metode = everything.most(PENYEDIA, "kd_satker", "metode_pengadaan")
    narrowed = {"satker": satker, "metode": metode, "pengadaan": "Barang", "status": "Terumumkan"}
    obeyed = {field: narrowed[field] for field in PRODUCT[name].obeys}
    assert assert_table(name, everything.frames, everything.data, Asked(tahun=(2025,), **obeyed))


def test_every_satker_of_the_sandbox_has_a_name_once_its_list_is_read(everything: Read) -> None:
    for name in ("pagu-per-satker", "penyedia-per-satker", "pemanfaatan"):
        rows = TABLES[name](everything.data, Asked())
        assert [row for row in rows if row["kd_satker"] and not row["nama_satker"]] == []


def test_budget_rows_of_the_sandbox_add_up_to_their_packages(everything: Read) -> None:
    rows = TABLES["mutu"](everything.data, Asked())
    found = [
        row for row in rows if row["ukuran"] in ("anggaran bukan pagu", "tanpa baris anggaran")
    ]
    assert len(found) == 2 * 2 * 3
    assert {row["jumlah"] for row in found} == {0}


def test_key_figures_over_years(twelve: Read) -> None:
    [satker] = twelve.most(HISTORY, "kd_satker")
    for of in ("", satker):
        asked = Asked(klpd=("D236", "L2"), tahun=years_shown(2026), satker=of)
        rows = assert_over_years(twelve.frames, twelve.data, asked)
        assert [row["dibaca_program"] for row in rows[:5]] == [False, False, True, True, True]


@pytest.mark.parametrize("name", ["twelve", "everything"])
def test_rules_count_every_case_once(name: str, request: pytest.FixtureRequest) -> None:
    of: Read = request.getfixturevalue(name)
    rules, flags = (product(table, of.frames, Asked()) for table in ("tanda-aturan", "tanda"))
    assert uncounted(of.data, rules, flags) == []
    unread = {row["aturan"] for row in rules if row["diperiksa"] is None}
    assert unread == (
        {rule for rule in NEEDS if PENYEDIA in NEEDS[rule]} if name == "twelve" else set()
    )


def test_the_deepest_families_row_by_row(kabupaten: Read) -> None:
    trees = TABLES["silsilah"](kabupaten.data, Asked())
    deepest = sorted(trees, key=lambda tree: -(tree["kedalaman"] or 0))[:4]
    split = sorted(trees, key=lambda tree: -tree["cabang_terbesar"])[:2]
    for tree in (*deepest, *split):
        codes = [
            row["kd_rup"]
            for row in TABLES["keadaan"](kabupaten.data, Asked(tahun=(tree["tahun"],)))
            if (row["jenis_paket"], row["akar"]) == (tree["jenis_paket"], tree["akar"])
        ]
        for kode in (codes[0], codes[len(codes) // 2], codes[-1]):
            assert assert_table("jejak", kabupaten.frames, kabupaten.data, Asked(kode=kode))


@pytest.mark.parametrize("wilayah", ["52", "34", "5202", "9171", "91", "31", "9471"])
def test_a_region(wilayah: str, twelve: Read) -> None:
    assert_table("wilayah", twelve.frames, twelve.data, Asked(wilayah=wilayah))


@pytest.mark.parametrize(
    "name",
    ["pagu-per-satker", "kaji-ulang-per-satker", "keadaan", "silsilah", "banding", "tanda-aturan"],
)
def test_the_largest_ministry(name: str, largest: Read) -> None:
    assert assert_table(name, largest.frames, largest.data, Asked(tahun=(2025,)))
