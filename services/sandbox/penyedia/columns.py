"""The columns of paket-penyedia and paket-penyedia-terumumkan as the gateway types them."""

from __future__ import annotations

import numpy as np

from ..core.rows import Columns
from ..draw import Bools, Draw, Floats, Ints, KeyedDraw, texts, uniform_by
from ..history.calendar import year_of
from ..history.gaps import DAY
from ..klpd_year import KlpdYear
from ..special import MISSING_VALUES
from .facts import JENIS, METODE, METODE_NAMES, Facts, facts_of
from .packages import STATUS, TERUMUMKAN, Packages, later_packages
from .schedule import MULTI_YEAR, month_texts, schedule_of
from .wording import described, locations, package_names, volumes

_DIKECUALIKAN = METODE_NAMES.index("Dikecualikan")
_REASONS = (
    "Kompetensi tidak sesuai dengan usaha kecil",
    "Paket pengadaan Barang/Pekerjaan Konstuksi/Jasa Lainnya memiliki nilai Pagu Anggaran > "
    "Rp. 15 miliar.",
    "",
)
WITHOUT_METHOD, WITHOUT_MONTHS, WITHOUT_ANNOUNCEMENT = 1, 1, 2
"""Announced packages of a long list without a method, without months, without an instant."""
_LONG = 2_000
_UNFINISHED = 0.25  # of the packages not announced lack method and months
_NAMELESS = 0.02


def whole_columns(of: KlpdYear, hari: int) -> Columns:
    """Return the columns of paket-penyedia."""
    packages = later_packages(of, hari)
    return {**_columns(of, packages), "detail_lokasi": locations(of, packages.code)}


def announced_columns(of: KlpdYear, hari: int) -> Columns:
    """Return the columns of paket-penyedia-terumumkan: the live announced packages."""
    packages = later_packages(of, hari)
    return _columns(of, packages.take(np.flatnonzero(packages.listed)))


def _columns(of: KlpdYear, packages: Packages) -> Columns:
    facts = facts_of(of.instansi.jenis)
    count = len(packages.code)
    draw = KeyedDraw(packages.code, "kolom-penyedia", of.kode, of.tahun)
    chance = [draw.uniform(count) for _ in range(12)]
    satker = of.roster.nama[packages.unit]
    names = package_names(of, packages.name, packages.text, packages.unit)
    shown = texts(satker.tolist())
    if of.kode in MISSING_VALUES:
        shown[chance[11] < _NAMELESS] = None
    multi_year = packages.metode == MULTI_YEAR
    return {
        "kd_klpd": [of.kode] * count,
        "nama_klpd": [of.instansi.nama] * count,
        "jenis_klpd": [of.instansi.jenis] * count,
        "tahun_anggaran": [of.tahun] * count,
        "kd_satker": of.roster.kode[packages.unit].tolist(),
        "kd_satker_str": of.roster.kode_str[packages.unit].tolist(),
        "nama_satker": shown.tolist(),
        "kd_rup": packages.code.tolist(),
        "kd_rup_lokal": [None] * count,
        "nama_paket": names,
        "pagu": packages.pagu.tolist(),
        "volume_pekerjaan": volumes(chance[2]),
        "urarian_pekerjaan": described(names, satker, chance[0], facts.described[0]),
        "spesifikasi_pekerjaan": described(
            names, satker, chance[1], facts.described[1], specified=True
        ),
        "tipe_paket": texts(["Penyedia", "PDS"])[
            (packages.swakelola > 0).astype(np.int64)
        ].tolist(),
        "kd_rup_swakelola": _or_none(packages.swakelola, packages.swakelola > 0),
        "tahun_pertama": _or_none(np.full(count, of.tahun - 1), multi_year),
        "kode_rup_tahun_pertama": _or_none(packages.code - 40_000 * 750, multi_year),
        "nomor_kontrak": [
            f"{number % 1_000:03d}/CONTOH/{of.tahun - 1}" if is_multi else None
            for number, is_multi in zip(packages.code.tolist(), multi_year.tolist(), strict=True)
        ],
        **_methods_and_months(of, packages, facts, draw),
        **_marks(packages, facts, chance),
    }


def _or_none(values: Ints, known: Bools) -> list[int | None]:
    pairs = zip(values.tolist(), known.tolist(), strict=True)
    return [value if is_known else None for value, is_known in pairs]


def _odd(of: KlpdYear, packages: Packages, number: int, most: int) -> Bools:
    """Return `most` announced packages of a long list, the same in both lists."""
    mark = np.zeros(len(packages.code), dtype=bool)
    listed = np.flatnonzero(packages.listed & (packages.swakelola == 0))
    if len(listed) >= _LONG:
        seed = Draw("ganjil", of.kode, of.tahun).seed + number
        order = np.argsort(uniform_by(seed, packages.code[listed]))
        mark[listed[order[:most]]] = True
    return mark


def _methods_and_months(of: KlpdYear, packages: Packages, facts: Facts, draw: Draw) -> Columns:
    """Return the columns of method, kind, months and instants."""
    year, count = year_of(of.tahun), len(packages.code)
    unfinished = draw.chance(_UNFINISHED, count) & (packages.status != TERUMUMKAN)
    no_method = unfinished | _odd(of, packages, 0, WITHOUT_METHOD)
    no_months = unfinished | _odd(of, packages, 1, WITHOUT_MONTHS)
    no_kind = unfinished | (packages.metode == MULTI_YEAR) & draw.chance(0.5, count)
    codes = texts(list(METODE.values()))[packages.metode]
    methods = texts(list(METODE_NAMES))[packages.metode]
    codes[no_method] = methods[no_method] = None
    numbers, kinds = (texts(list(pair))[packages.jenis] for pair in zip(*JENIS, strict=True))
    numbers[no_kind] = kinds[no_kind] = None
    plan = schedule_of(facts, packages.metode, draw)

    def months(values: Ints, tail: str = "") -> list[str | None]:
        return list(month_texts(of.tahun, values, no_months, tail))

    # RFC 3339 with no to three digits of a second
    start = np.datetime64(year.first, "s")
    seconds = np.datetime_as_string(start + packages.announced.astype("timedelta64[s]")).tolist()
    digits = (draw.uniform(count) * 1_000).astype(np.int64).tolist()
    announced = texts(
        [
            f"{text}.{f'{number:03d}'.rstrip('0')}Z" if number else f"{text}Z"
            for text, number in zip(seconds, digits, strict=True)
        ]
    )
    silent = _odd(of, packages, 2, WITHOUT_ANNOUNCEMENT)
    announced[(packages.status != TERUMUMKAN) | silent] = None
    return {
        "kd_metode_pengadaan": codes.tolist(),
        "metode_pengadaan": methods.tolist(),
        "kd_jenis_pengadaan": numbers.tolist(),
        "jenis_pengadaan": kinds.tolist(),
        "tgl_awal_pemilihan": months(plan.selection[0]),
        "tgl_akhir_pemilihan": months(plan.selection[1]),
        "tgl_awal_kontrak": months(plan.contract[0]),
        "tgl_akhir_kontrak": months(plan.contract[1], "T00:00:00Z"),
        "tgl_awal_pemanfaatan": months(plan.utilisation[0]),
        "tgl_akhir_pemanfaatan": months(plan.utilisation[1]),
        "tgl_buat_paket": [f"{day}T00:00:00Z" for day in year.dates(packages.made // DAY)],
        "tgl_pengumuman_paket": announced.tolist(),
    }


def _marks(packages: Packages, facts: Facts, chance: list[Floats]) -> Columns:
    """Return the columns of status, preferences and the masked official."""
    big = packages.pagu > 15_000_000_000
    no_ukm = (chance[5] >= facts.ukm) | big
    excluded = packages.metode == _DIKECUALIKAN
    reason = texts(list(_REASONS))[np.where(big, 1, np.where(chance[6] < 0.95, 0, 2))]
    reason[~no_ukm] = None
    why = texts(["", " ", None])[np.where(chance[6] < 0.5, 0, np.where(chance[6] < 0.6, 1, 2))]
    why[~excluded] = None
    base, alike = facts.aspects
    common = chance[7] < base
    other = (chance[8] >= alike) & (packages.code % 3 == 0)
    last = (chance[8] >= alike) & (packages.code % 3 > 0)
    masked = texts([None, "C***** P**", "***************000", "*********000"])
    named = (chance[9] >= 0.004).astype(np.int64)

    def words(condition: Bools, yes: str, no: str) -> list[str]:
        return [yes if holds else no for holds in condition.tolist()]

    return {
        "status_pdn": words(chance[10] < facts.pdn, "PDN", "Non-PDN"),
        "status_ukm": words(~no_ukm, "UKM", "Non-UKM"),
        "alasan_non_ukm": reason.tolist(),
        "status_pradipa": words(chance[3] > 1 - facts.pradipa, "PraDIPA", "Non-PraDIPA"),
        "status_konsolidasi": words(
            chance[8] < facts.konsolidasi, "Konsolidasi", "Non-Konsolidasi"
        ),
        "status_dikecualikan": excluded.tolist(),
        "alasan_dikecualikan": why.tolist(),
        "spp_aspek_ekonomi": common.tolist(),
        "spp_aspek_sosial": (common ^ other).tolist(),
        "spp_aspek_lingkungan": (common ^ last).tolist(),
        "status_umumkan_rup": texts(list(STATUS))[packages.status].tolist(),
        "status_aktif_rup": packages.active.tolist(),
        "status_delete_rup": packages.deleted.tolist(),
        # No names of real people: these columns exist to be dropped.
        "nama_ppk": masked[named].tolist(),
        "nip_ppk": masked[named * 2].tolist(),
        "username_ppk": masked[named * 3].tolist(),
    }
