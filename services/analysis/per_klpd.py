"""Measures of a whole KLPD-year: what `banding`, `wilayah` and the first page add up."""

from __future__ import annotations

import polars as pl

from services.analysis.frames import HISTORY, PAKET, PROGRAM, RUP, Frames
from services.analysis.kaji_ulang import bersih
from services.analysis.measures import (
    KEY,
    LIVE_PROGRAM,
    SWAKELOLA,
    finish,
    match,
    schema,
    total,
)
from services.analysis.program import program_keys
from services.analysis.swakelola import terumumkan

_COUNT, _MONEY, _SHARE = pl.Int64(), pl.Int64(), pl.Float64()

NET = ("revisi", "tindakan", "batal_bersih")
MEASURES = schema(
    jumlah_program=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    pagu_berulang=_MONEY,
    median_pagu=_SHARE,
    jumlah_swakelola=_COUNT,
    pagu_swakelola=_MONEY,
    terumumkan=_COUNT,
    pangsa_terumumkan=_SHARE,
    pangsa_pagu_terumumkan=_SHARE,
    revisi=_COUNT,
    tindakan=_COUNT,
    batal_bersih=_COUNT,
    revisi_swakelola=_COUNT,
    kode_swakelola=_COUNT,
)
"""What is measured of a whole KLPD-year; services/national keeps it beside the rows."""

_EXACT = ("pagu", "pagu_berulang", "pagu_swakelola")

KPI = schema(
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    jumlah_program=_COUNT,
    jumlah_paket=_COUNT,
    revisi=_COUNT,
    tindakan=_COUNT,
    batal_bersih=_COUNT,
)


def revisi_swakelola(
    swakelola: pl.LazyFrame, kaji_ulang: pl.LazyFrame, by: tuple[str, ...] = KEY
) -> pl.LazyFrame:
    """Count what revisi_swakelola_per_100 is made of, per group of columns both frames have.

    revisi_swakelola: rows of kaji ulang with jenis_paket SWAKELOLA; kode_swakelola: distinct
    kd_rup of the list (deleted packages too: their revisions are counted) and of those rows.
    """
    rows = kaji_ulang.filter(pl.col("jenis_paket") == SWAKELOLA)
    codes = pl.concat(
        [swakelola.select(*KEY, *_besides(by), "kd_rup")]
        + [
            rows.select(*KEY, *_besides(by), pl.col(name).alias("kd_rup"))
            for name in ("kd_rup_lama", "kd_rup_baru")
        ]
    )
    distinct = codes.unique().group_by(by).agg(kode_swakelola=_codes())
    return distinct.join(
        rows.group_by(by).agg(revisi_swakelola=pl.len().cast(pl.Int64)),
        on=by,
        how="left",
        nulls_equal=True,
    ).with_columns(pl.col("revisi_swakelola").fill_null(0))


def _besides(by: tuple[str, ...]) -> list[str]:
    return [name for name in by if name not in KEY]


def _codes() -> pl.Expr:
    code = pl.col("kd_rup")
    return (code.is_not_null() & (code != "")).sum().cast(pl.Int64)


def per_100() -> pl.Expr:
    """Give revisi_swakelola per 100 kode_swakelola; null when there are no codes."""
    codes = pl.col("kode_swakelola")
    rate = pl.col("revisi_swakelola") * 100 / codes
    return pl.when(codes > 0).then(rate).alias("revisi_swakelola_per_100")


def stored_klpd(frames: Frames) -> pl.LazyFrame:
    """Return one row per KLPD-year that is stored or has rows, with what is stored of it.

    Columns ada_program, ada_swakelola, ada_kaji_ulang: the dataset is there, be it empty;
    lengkap: all three are stored and complete; snapshot: the oldest of their instants.
    """
    parts = zip(RUP, (frames.program, frames.swakelola, frames.kaji_ulang), strict=True)
    seen = [part.select(KEY).unique().with_columns(dataset=pl.lit(name)) for name, part in parts]
    stored = frames.stored.select(*KEY, "dataset", "complete", "fetched_at")
    dataset = pl.col("dataset")
    return (
        pl.concat([stored.filter(dataset.is_in(RUP)), *seen], how="diagonal")
        .group_by(*KEY)
        .agg(
            ada_program=(dataset == PROGRAM).any(),
            ada_swakelola=(dataset == PAKET).any(),
            ada_kaji_ulang=(dataset == HISTORY).any(),
            lengkap=dataset.filter(pl.col("complete")).n_unique() == len(RUP),
            snapshot=pl.col("fetched_at").min(),
        )
    )


def program_part(program: pl.LazyFrame) -> pl.LazyFrame:
    """Measure live programs per KLPD-year: jumlah_program, pagu (Int128), what misses, repeats."""
    sums = (
        program_keys(program)
        .group_by(*KEY)
        .agg(
            jumlah_program=pl.col("baris").sum().cast(pl.Int64),
            pagu=total("pagu"),
            pagu_kosong=pl.col("pagu_kosong").sum().cast(pl.Int64),
            pagu_berulang=total("pagu") - total("terbesar"),
        )
    )
    rows = program.filter(LIVE_PROGRAM).group_by(*KEY)
    return match(sums, rows.agg(median_pagu=pl.col("pagu_program").median()))


def paket_part(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Measure live packages per KLPD-year, their pagu under names of its own."""
    return terumumkan(swakelola).rename(
        {"jumlah_paket": "jumlah_swakelola", "pagu": "pagu_swakelola"}
    )


def measured(frames: Frames, history: pl.LazyFrame, *counts: str) -> pl.LazyFrame:
    """Put all measures side by side, one row per KLPD-year that is stored or has rows.

    `history` measures kaji ulang per KLPD-year; `counts` are those of its columns that are 0 when
    it is stored but empty. A count of a dataset that is not stored is null, money of nothing too.
    """
    parts = _parts(frames, history)
    if frames.measures is not None:
        columns = [name for name in MEASURES if name not in NET or name in counts]
        before = frames.measures.select(columns).with_columns(pl.col(_EXACT).cast(pl.Int128))
        parts = pl.concat([parts.select(columns), before])
    return (
        match(stored_klpd(frames), parts)
        .with_columns(_zero("ada_program", "jumlah_program", "pagu_kosong"))
        .with_columns(_zero("ada_swakelola", "jumlah_swakelola", "terumumkan"))
        .with_columns(_zero("ada_kaji_ulang", *counts))
    )


def _parts(frames: Frames, history: pl.LazyFrame) -> pl.LazyFrame:
    """Measure the rows alone: one row per KLPD-year that has any."""
    parts = (
        program_part(frames.program),
        paket_part(frames.swakelola).with_columns(pl.col("pagu_swakelola").cast(pl.Int128)),
        history,
        revisi_swakelola(frames.swakelola, frames.kaji_ulang),
    )
    rows = pl.concat([part.select(KEY) for part in parts]).unique()
    for part in parts:
        rows = match(rows, part)
    return rows


def _zero(flag: str, *counts: str) -> list[pl.Expr]:
    return [pl.when(flag).then(pl.col(n).fill_null(0)).otherwise(n).alias(n) for n in counts]


def net_measured(frames: Frames) -> pl.LazyFrame:
    """Return `measured` with revisi, tindakan and batal_bersih."""
    return measured(frames, _net(frames), *NET)


def premeasured(frames: Frames) -> pl.LazyFrame:
    """Measure the rows of whole KLPD-years once and for all: what Frames.measures takes.

    Columns MEASURES. Depends on the rows alone, not on what is known of their reading.
    """
    return finish(_parts(frames, _net(frames)), MEASURES, *KEY)


def _net(frames: Frames) -> pl.LazyFrame:
    return bersih(frames.kaji_ulang).select(*KEY, *NET)


def kpi(frames: Frames) -> pl.LazyFrame:
    """Return the figures of the first page, one row per KLPD-year."""
    return finish(net_measured(frames).with_columns(jumlah_paket="jumlah_swakelola"), KPI, *KEY)
