"""Measure whole KLPD-years: `banding`, `wilayah` and the first page use these measures.

Empty is not zero (domain.md rule 10): a measure is null when it needs a dataset that has no row or
was not read.
"""

from __future__ import annotations

import polars as pl

from ..acts.kaji_ulang import history_measures
from ..acts.rates import PARTS_OF_PROVIDERS, RATE_PARTS, all_rate_parts, meaningful_lists
from ..filters import Filters
from ..frames import FILE, HISTORY, PAKET, PROGRAM, PROVIDER_LISTS, RUP, Frames, Options
from ..measures import KEY, LIVE_PROGRAM, either, finish, match, schema, total
from ..packages.provider import provider_measures
from ..packages.swakelola import announced_share
from ..programs.program import program_keys

_COUNT, _MONEY, _SHARE = pl.Int64(), pl.Int64(), pl.Float64()

OF_HISTORY = ("revisi", "tindakan", "bolak_balik", "batal_bersih")
MEASURES = schema(
    jumlah_program=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    pagu_berulang=_MONEY,
    median_pagu=_SHARE,
    jumlah_swakelola=_COUNT,
    pagu_swakelola=_MONEY,
    terumumkan=_COUNT,
    bermakna=pl.Boolean(),
    pangsa_terumumkan=_SHARE,
    pangsa_pagu_terumumkan=_SHARE,
    **dict.fromkeys((*OF_HISTORY, *RATE_PARTS, *PARTS_OF_PROVIDERS), _COUNT),
    bermakna_penyedia=pl.Boolean(),
    jumlah_penyedia=_COUNT,
    pagu_penyedia=_MONEY,
)
"""The measures of a KLPD-year; services/national caches them."""

_EXACT = ("pagu", "pagu_berulang", "pagu_swakelola", "pagu_penyedia")

KPI = schema(
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    jumlah_program=_COUNT,
    jumlah_paket=_COUNT,
    revisi=_COUNT,
    tindakan=_COUNT,
    bolak_balik=_COUNT,
    batal_bersih=_COUNT,
    batal_penyedia=_COUNT,
    batal_swakelola=_COUNT,
)

_KPI_OF_HISTORY = (*OF_HISTORY, "batal_penyedia", "batal_swakelola")


def _read_klpd(frames: Frames) -> pl.LazyFrame:
    """Return one row per KLPD-year that was read or has rows, with the state of its datasets.

    dibaca: how many of the three datasets were read; utuh: all three are complete; snapshot: the
    oldest of their instants; impor: any of the datasets is imported.
    """
    datasets = {PROGRAM: frames.program, PAKET: frames.swakelola, HISTORY: frames.kaji_ulang}
    rows = [
        table.select(KEY).unique().with_columns(dataset=pl.lit(name))
        for name, table in datasets.items()
    ]
    stored = frames.stored.select(*KEY, "dataset", "complete", "fetched_at", "source")
    dataset = pl.col("dataset")
    return (
        pl.concat([stored.filter(dataset.is_in(RUP)), *rows], how="diagonal")
        .group_by(*KEY)
        .agg(
            dibaca=dataset.n_unique(),
            utuh=dataset.filter(pl.col("complete")).n_unique() == len(RUP),
            snapshot=pl.col("fetched_at").min(),
            impor=(pl.col("source") == FILE).fill_null(value=False).any(),
        )
    )


_STANDS_IN = pl.col("impor").fill_null(value=False) & (
    pl.col("tersimpan") & ~pl.col("impor").fill_null(value=False)
).any().over("tahun")
_PRESENT = {
    "ada_program": "jumlah_program",
    "ada_swakelola": "jumlah_swakelola",
    "ada_kaji_ulang": "revisi",
    "ada_penyedia": "jumlah_penyedia",
}
"""Marks that a dataset has rows, each with the count that is null exactly where it has none."""


def program_measures(program: pl.LazyFrame, *also: str) -> pl.LazyFrame:
    """Measure live programs per KLPD-year (and `also`): number, pagu (Int128), missing, repeats."""
    keys = (*KEY, *also)
    sums = (
        program_keys(program)
        .group_by(keys)
        .agg(
            jumlah_program=pl.col("baris").sum().cast(pl.Int64),
            pagu=total("pagu"),
            pagu_kosong=pl.col("pagu_kosong").sum().cast(pl.Int64),
            pagu_berulang=total("pagu") - total("terbesar"),
        )
    )
    live = program.filter(LIVE_PROGRAM).group_by(keys)
    return match(sums, live.agg(median_pagu=pl.col("pagu_program").median()), *also)


def measured(frames: Frames) -> pl.LazyFrame:
    """Return all measures, one row per KLPD-year that was read or has rows.

    Columns MEASURES (money as Int128), snapshot, and the state of the datasets: ada_program,
    ada_swakelola, ada_kaji_ulang (the dataset has a row, deleted ones included), tersimpan (one of
    them has), kosong (all three were read and none has), lengkap (all three are complete; null
    unless all have rows), pengganti (imported rows that stand in while other KLPD of the year are
    live: they have no rank; domain.md rule 10). Of provider packages, which decide none of these:
    ada_penyedia, and penyedia_dibaca (a list of them was read, with rows or not). A measure that
    needs a dataset without a row is null; rates, their numerators and denominators need both a
    list and the history.
    """
    rows = _row_measures(frames)
    if frames.measures is not None:
        before = frames.measures.select(*MEASURES).with_columns(pl.col(_EXACT).cast(pl.Int128))
        rows = pl.concat([rows.select(*MEASURES), before])
    both = pl.col("ada_swakelola") & pl.col("ada_kaji_ulang")
    with_providers = pl.col("bermakna_penyedia").is_not_null() & pl.col("ada_kaji_ulang")
    present = [mark for mark in _PRESENT if mark != "ada_penyedia"]
    is_list = pl.col("dataset").is_in(PROVIDER_LISTS)
    read_lists = frames.stored.filter(is_list).select(KEY).unique().with_columns(daftar_dibaca=True)
    return (
        match(either(_read_klpd(frames), rows), read_lists)
        .with_columns(pl.col(n).is_not_null().alias(flag) for flag, n in _PRESENT.items())
        .with_columns(
            *(pl.when(both).then(pl.col(n).fill_null(0)).alias(n) for n in RATE_PARTS),
            *(
                pl.when(with_providers).then(pl.col(n).fill_null(0)).alias(n)
                for n in PARTS_OF_PROVIDERS
            ),
            tersimpan=pl.any_horizontal(present),
            kosong=~pl.any_horizontal(present) & (pl.col("dibaca") == len(RUP)),
            lengkap=pl.when(pl.all_horizontal(present)).then("utuh"),
            penyedia_dibaca=pl.col("ada_penyedia") | pl.col("daftar_dibaca").is_not_null(),
        )
        .with_columns(pengganti=_STANDS_IN)
    )


def _row_measures(frames: Frames) -> pl.LazyFrame:
    """Measure the rows: one row per KLPD-year with a row in one of the three datasets."""
    packages = announced_share(frames.swakelola).rename(
        {"jumlah_paket": "jumlah_swakelola", "pagu": "pagu_swakelola"}
    )
    measures = (
        program_measures(frames.program),
        packages.drop("pagu_kosong").with_columns(pl.col("pagu_swakelola").cast(pl.Int128)),
        meaningful_lists(frames),
        history_measures(frames.kaji_ulang).select(*KEY, *OF_HISTORY),
        all_rate_parts(frames),
        provider_measures(frames),
    )
    datasets = (frames.program, frames.swakelola, frames.kaji_ulang)
    rows = pl.concat([dataset.select(KEY) for dataset in datasets]).unique()
    for measure in measures:
        rows = match(rows, measure)
    return rows


def premeasured(frames: Frames) -> pl.LazyFrame:
    """Measure the rows of KLPD-years for Frames.measures.

    Columns MEASURES. Depends on the rows only, not on the state of the datasets.
    """
    return finish(_row_measures(frames), MEASURES, *KEY)


def kpi(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the figures of the first page, one row per KLPD-year; of one satker where chosen.

    A figure that needs a dataset without a row is null; the counts of a satker are 0 where a
    dataset has rows but none of the satker.
    """
    also = ("kd_satker",) if options.satker else ()
    keys = (*KEY, *also)
    datasets = (
        (frames.program, program_measures(frames.program, *also)),
        (frames.swakelola, announced_share(frames.swakelola, *also).drop("pagu", "pagu_kosong")),
        (
            frames.kaji_ulang,
            history_measures(frames.kaji_ulang, *also).select(*keys, *_KPI_OF_HISTORY),
        ),
    )
    table, narrow = _read_klpd(frames).select(KEY), Filters.of(options).only(("satker",))
    for rows, measures in datasets:
        chosen = measures
        if also:
            chosen = narrow.rows(measures, also).drop("kd_satker")
        counts = [name for name in chosen.collect_schema() if name in set(KPI) - {*KEY, "pagu"}]
        with_rows = match(rows.select(KEY).unique(), chosen)
        table = match(table, with_rows.with_columns(pl.col(counts).fill_null(0)))
    return finish(table, KPI, *KEY)
