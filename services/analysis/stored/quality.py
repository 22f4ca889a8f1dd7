"""Count what is missing, odd or set aside in the stored rows (domain.md, `mutu`)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..frames import ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA, HISTORY, PAKET, PROGRAM, Frames
from ..measures import ANNOUNCED, KEY, LIVE_PAKET, LIVE_PROGRAM, SWAKELOLA, finish, schema, total
from ..packages.budgets import ANGGARAN, budget_rows, budget_sums
from ..packages.penyedia import JENIS_PAKET
from ..packages.provider import provider_packages
from ..percent import percent_text
from ..revisions.lineage import silsilah
from ..revisions.revisi import JENIS

MUTU = schema(
    dataset=pl.String(),
    ukuran=pl.String(),
    kolom=pl.String(),
    jumlah=pl.Int64(),
    contoh=pl.String(),
)

BARIS, DIHAPUS, KOSONG, INVARIAN = "baris", "dihapus", "kosong", "invarian"
BERULANG, BERBEDA, ASING = "baris berulang", "kunci sama nilai lain", "klpd atau tahun lain"
TANPA_NAMA, KARANTINA, BERGESER = "kode tanpa nama", "karantina", "kolom bergeser"
BEDA_ANGGARAN, TANPA_ANGGARAN = "anggaran bukan pagu", "tanpa baris anggaran"

PROGRAM_COLUMNS = (
    *("is_deleted", "jenis_klpd", "kd_program", "kd_program_lokal", "kd_program_str"),
    *("kd_satker", "nama_klpd", "nama_program", "pagu_program"),
)
PAKET_COLUMNS = (
    *("kd_satker", "kd_rup", "kd_rup_lokal", "nama_klpd", "nama_satker", "nama_paket", "status"),
    "pagu",
    *("tipe_swakelola", "status_aktif_rup", "status_delete_rup", "tgl_buat_paket"),
    *("tgl_pengumuman_paket", "tgl_awal_pelaksanaan_kontrak", "tgl_akhir_pelaksanaan_kontrak"),
    *("volume_pekerjaan", "uraian_pekerjaan", "kd_satker_str", "jenis_klpd"),
    *("kd_klpd_penyelenggara", "nama_klpd_penyelenggara", "nama_satker_penyelenggara"),
    "detail_lokasi",
)
HISTORY_COLUMNS = (
    *("nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str", "nama_satker", "kd_rup_lama"),
    *("kd_rup_baru", "jenis_paket", "jenis_revisi", "alasan_kajiulang", "tgl_kaji_ulang"),
)
"""Columns whose missing values are counted, by dataset: those that sources have (contract.md)."""

_STATUS = ("Terumumkan", "Terinisiasi", "Draf", "Final Draft")


def mutu(frames: Frames, names: pl.LazyFrame, programs: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """Count rows, missing values, oddities and what was set aside, per dataset of each KLPD-year.

    `kolom` is the column or invariant, null for whole rows; `contoh` a code, or for `kosong` the
    share of rows. A measure that found nothing is a row with 0, except `kosong`, `karantina` and
    `kolom bergeser`, which then have no row. What the client set aside is counted where
    `frames.manifests` is known. `names` (of satkers) and `programs`, whose rows name programs, are
    those of all stored years. Budget rows are checked where they and the packages are stored.
    """
    data = {PROGRAM: frames.program, PAKET: frames.swakelola, HISTORY: frames.kaji_ulang}
    columns = {PROGRAM: PROGRAM_COLUMNS, PAKET: PAKET_COLUMNS, HISTORY: HISTORY_COLUMNS}
    satkers = names.filter(pl.col("nama_satker").is_not_null()).select("kd_klpd", "kd_satker")
    all_programs = frames.program if programs is None else programs
    named_programs = all_programs.filter(pl.col("nama_program").str.strip_chars() != "").select(
        "kd_klpd", "kd_program_str"
    )
    nameless = [
        *(_without_name(dataset, rows, satkers, "kd_satker") for dataset, rows in data.items()),
        _without_name(PROGRAM, data[PROGRAM], named_programs, "kd_program_str"),
    ]
    measures = [
        *_rows(data, frames.stored),
        *(_nulls(dataset, rows, columns[dataset]) for dataset, rows in data.items()),
        *nameless,
        *_invariants(frames),
        *_budgets(frames),
        *([] if frames.manifests is None else _manifests(frames.manifests)),
    ]
    rows = pl.concat([measure.select(*MUTU) for measure in measures], how="vertical_relaxed")
    return finish(rows, MUTU, *KEY, "dataset", "ukuran", "kolom", "contoh", "jumlah")


def _measure(
    dataset: str, ukuran: str, kolom: str | None, jumlah: pl.Expr, contoh: pl.Expr | None = None
) -> list[pl.Expr]:
    return [
        pl.lit(dataset).alias("dataset"),
        pl.lit(ukuran).alias("ukuran"),
        pl.lit(kolom, pl.String).alias("kolom"),
        jumlah.cast(pl.Int64).alias("jumlah"),
        (pl.lit(None, pl.String) if contoh is None else contoh).alias("contoh"),
    ]


def _rows(data: dict[str, pl.LazyFrame], stored: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count all rows and the deleted ones; a dataset without rows has only `baris` 0."""
    live = {PROGRAM: LIVE_PROGRAM, PAKET: LIVE_PAKET, HISTORY: pl.lit(value=True)}
    measures = []
    for dataset, rows in data.items():
        counts = rows.group_by(*KEY).agg(baris=pl.len(), dihapus=live[dataset].not_().sum())
        years = stored.filter(pl.col("dataset") == dataset).select(KEY)
        filled = years.join(counts, on=KEY, how="full", coalesce=True).with_columns(
            pl.col("baris").fill_null(0)
        )
        kinds = (BARIS,) if dataset == HISTORY else (BARIS, DIHAPUS)
        measures += [
            filled.filter(pl.col(kind).is_not_null()).select(
                *KEY, *_measure(dataset, kind, None, pl.col(kind))
            )
            for kind in kinds
        ]
    return measures


def _nulls(dataset: str, rows: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Count nulls and blanks per column, with their share of the rows."""
    empty = [_is_empty(name).sum().alias(name) for name in columns]
    percent = percent_text(pl.col("jumlah"), pl.col("baris"))
    return (
        rows.group_by(*KEY)
        .agg(*empty, baris=pl.len())
        .unpivot(columns, index=[*KEY, "baris"], variable_name="kolom", value_name="jumlah")
        .filter(pl.col("jumlah") > 0)
        .with_columns(
            dataset=pl.lit(dataset),
            ukuran=pl.lit(KOSONG),
            contoh=pl.format("{} % dari {} baris", percent, "baris"),
            jumlah=pl.col("jumlah").cast(pl.Int64),
        )
    )


def _is_empty(name: str) -> pl.Expr:
    return pl.col(name).is_null() | (pl.col(name).cast(pl.String) == "")


def _without_name(dataset: str, rows: pl.LazyFrame, named: pl.LazyFrame, code: str) -> pl.LazyFrame:
    known = named.unique().with_columns(bernama=True)
    codes = rows.select(*KEY, code).unique().join(known, on=["kd_klpd", code], how="left")
    nameless = ~_is_empty(code) & pl.col("bernama").is_null()
    return (
        codes.group_by(*KEY)
        .agg(jumlah=nameless.sum(), contoh=pl.col(code).filter(nameless).min())
        .select(*KEY, *_measure(dataset, TANPA_NAMA, code, pl.col("jumlah"), pl.col("contoh")))
    )


def _invariants(frames: Frames) -> list[pl.LazyFrame]:
    """Count rows and codes that break what contract.md states of real rows."""
    start, end = (pl.col(f"tgl_{name}_pelaksanaan_kontrak") for name in ("awal", "akhir"))
    program_tests = {
        "kunci kosong": _is_empty("kd_program"),
        "pagu negatif": pl.col("pagu_program") < 0,
    }
    paket_tests = {
        "kunci kosong": _is_empty("kd_rup"),
        "pagu negatif": pl.col("pagu") < 0,
        "status tak dikenal": ~_is_empty("status") & ~pl.col("status").is_in(_STATUS),
        "tipe di luar 1-4": ~pl.col("tipe_swakelola").is_between(1, 4),
        "akhir sebelum awal": end < start,
    }
    old, new, several = pl.col("kd_rup_lama"), pl.col("kd_rup_baru"), pl.col("induk") > 1
    edge = (old != new) & (old != "") & (new != "")
    parents = frames.kaji_ulang.group_by(*KEY, "jenis_paket", "kd_rup_baru").agg(
        induk=old.filter(edge.fill_null(value=False)).n_unique()
    )
    several_parents = _measure(
        HISTORY, INVARIAN, "lebih dari satu induk", several.sum(), new.filter(several).min()
    )
    odd = pl.col("tidak_wajar")
    families = silsilah(frames.kaji_ulang).group_by(*KEY)
    counted = families.agg(aneh=odd.sum(), akar=pl.col("akar").filter(odd).min())
    odd_families = _measure(
        HISTORY, INVARIAN, "silsilah tidak wajar", pl.col("aneh").fill_null(0), pl.col("akar")
    )
    every = frames.kaji_ulang.select(KEY).unique()  # rows without a code have no family
    # the old code is the new one in every cancelling and re-activating, and in no other kind;
    # tgl_kaji_ulang lies in the plan year or the December before it
    when, year, kind = pl.col("tgl_kaji_ulang"), pl.col("tahun"), pl.col("jenis_revisi")
    both = ~_is_empty("kd_rup_lama") & ~_is_empty("kd_rup_baru")
    same = pl.col("kd_rup_lama") == pl.col("kd_rup_baru")
    stays = kind.is_in(("PEMBATALAN", "PENGAKTIFAN"))
    key = ("kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang")
    history_tests = {
        "kunci kosong": pl.any_horizontal(_is_empty(name) for name in key),
        "kode lama dan baru": kind.is_in(JENIS) & both & (same != stays),
        "jenis revisi tak dikenal": ~_is_empty("jenis_revisi") & ~kind.is_in(JENIS),
        "jenis paket tak dikenal": ~_is_empty("jenis_paket")
        & ~pl.col("jenis_paket").is_in((SWAKELOLA, "PENYEDIA")),
        "waktu di luar tahun": (when < pl.datetime(year - 1, 12, 1))
        | (when >= pl.datetime(year + 1, 1, 1)),
    }
    return [
        *_broken(PROGRAM, frames.program, "kd_program", program_tests),
        *_broken(PAKET, frames.swakelola, "kd_rup", paket_tests),
        *_broken(HISTORY, frames.kaji_ulang, "kd_rup_lama", history_tests),
        parents.group_by(*KEY).agg(several_parents),
        every.join(counted, on=KEY, how="left").select(*KEY, *odd_families),
    ]


def _budgets(frames: Frames) -> list[pl.LazyFrame]:
    """Count live packages whose budget rows are not their pagu, and announced ones without any.

    KLPD-years without budget rows or without packages have no row.
    """
    sums = budget_sums(budget_rows(frames))
    lists = (
        (ANGGARAN_PENYEDIA, JENIS_PAKET, provider_packages(frames)),
        (ANGGARAN_SWAKELOLA, SWAKELOLA, frames.swakelola),
    )
    measures = []
    for dataset, kind, packages in lists:
        listed = (
            packages.filter(LIVE_PAKET, pl.col("kd_rup") != "")
            .group_by(*KEY, "kd_rup")
            .agg(pagu=total("pagu"), diumumkan=ANNOUNCED.any())
            .join(frames.other(dataset, ANGGARAN).select(KEY).unique(), on=KEY, how="semi")
        )
        of_kind = sums.filter(pl.col("jenis_paket") == kind).with_columns(ada=pl.lit(value=True))
        both = listed.join(of_kind, on=[*KEY, "kd_rup"], how="left").group_by(KEY)
        differs = (pl.col("anggaran") != pl.col("pagu")).fill_null(value=False)
        lacking = pl.col("ada").is_null() & pl.col("diumumkan")
        for kolom, ukuran, test in (
            ("pagu", BEDA_ANGGARAN, differs),
            ("kd_rup", TANPA_ANGGARAN, lacking),
        ):
            example = pl.col("kd_rup").filter(test).min()
            measures.append(both.agg(_measure(dataset, ukuran, kolom, test.sum(), example)))
    return measures


def _broken(
    dataset: str, rows: pl.LazyFrame, code: str, tests: dict[str, pl.Expr]
) -> list[pl.LazyFrame]:
    """Count the rows that each test marks, in one scan; the example is the smallest code."""
    counts = []
    for name, test in tests.items():
        bad = test.fill_null(value=False)
        example = pl.col(code).filter(bad & (pl.col(code) != "")).min()  # a blank shows nothing
        counts += [bad.sum().alias(name), example.alias(f"contoh {name}")]
    counted = rows.group_by(*KEY).agg(counts)
    return [
        counted.select(
            *KEY, *_measure(dataset, INVARIAN, name, pl.col(name), pl.col(f"contoh {name}"))
        )
        for name in tests
    ]


def _manifests(manifests: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Count what the client dropped, set aside or could not cast while reading.

    Quarantined values are counted by column and reason; the example is the text and its row key.
    """
    rows, none = manifests, pl.lit(None, pl.String)
    kinds = {BERULANG: "repeats", BERBEDA: "conflicts", ASING: "strangers"}
    counts = [
        rows.select(
            *KEY,
            "dataset",
            pl.lit(kind).alias("ukuran"),
            none.alias("kolom"),
            pl.col(column).alias("jumlah"),
            none.alias("contoh"),
        )
        for kind, column in kinds.items()
    ]
    quarantined = (
        rows.explode("quarantined")
        .filter(pl.col("quarantined").is_not_null())
        .unnest("quarantined")
        .with_columns(pl.col("alasan", "teks", "kunci").fill_null("-"))
        .with_columns(contoh=pl.format('{}: "{}" ({})', "alasan", "teks", "kunci"))
        .group_by(*KEY, "dataset", "kolom", "alasan")
        .agg(jumlah=pl.len().cast(pl.Int64), contoh=pl.col("contoh").min())
        .with_columns(ukuran=pl.lit(KARANTINA))
    )
    drifted = (
        rows.explode("drift")
        .filter(pl.col("drift").is_not_null())
        .group_by(*KEY, "dataset", kolom="drift")
        .agg(jumlah=pl.len().cast(pl.Int64))
        .with_columns(ukuran=pl.lit(BERGESER), contoh=none)
    )
    return [*counts, quarantined, drifted]
