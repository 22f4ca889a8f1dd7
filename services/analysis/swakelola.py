"""Tables of the swakelola list (domain.md, `swakelola-*` and `paket`). Live packages only."""

from __future__ import annotations

import polars as pl

from services.analysis.measures import (
    ANNOUNCED,
    KEY,
    KOSONG,
    SWAKELOLA,
    Schema,
    finish,
    match,
    or_kosong,
    paket,
    paket_measures,
    schema,
    share,
    subtotal,
    total,
)
from services.analysis.names import penyelenggara_names, with_satker

_COUNT, _MONEY, _TEXT = pl.Int64(), pl.Int64(), pl.String()

STATUS = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    status=_TEXT,
    jumlah_paket=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
)

TIPE = schema(
    tipe_swakelola=pl.Int8(), status=_TEXT, jumlah_paket=_COUNT, pagu=_MONEY, pagu_kosong=_COUNT
)

PENYELENGGARA = schema(
    tipe_swakelola=pl.Int8(),
    kd_klpd_penyelenggara=_TEXT,
    nama_klpd_penyelenggara=_TEXT,
    jumlah_paket=_COUNT,
    pagu=_MONEY,
    pagu_kosong=_COUNT,
)

PENGUMUMAN = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    jumlah_paket=_COUNT,
    diumumkan_31_maret=_COUNT,
    pagu=_MONEY,
    pagu_31_maret=_MONEY,
    hari_ke_pengumuman=pl.Float64(),
)

PAKET = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    kd_rup=_TEXT,
    nama_paket=_TEXT,
    status=_TEXT,
    tipe_swakelola=pl.Int8(),
    pagu=_MONEY,
    tgl_buat_paket=pl.Datetime("us"),
    tgl_pengumuman_paket=pl.Datetime("us"),
    tgl_awal_pelaksanaan_kontrak=pl.Date(),
    keadaan=_TEXT,
)

ANNOUNCED_SHARE = schema(
    jumlah_paket=_COUNT,
    terumumkan=_COUNT,
    pangsa_terumumkan=pl.Float64(),
    pagu=_MONEY,
    pagu_kosong=_COUNT,
    pagu_terumumkan=_MONEY,
    pangsa_pagu_terumumkan=pl.Float64(),
    bermakna=pl.Boolean(),
)


def swakelola_status(swakelola: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per satker and status; no status is `(kosong)`."""
    rows = paket(swakelola).group_by(*KEY, "kd_satker", "status").agg(*paket_measures())
    return finish(with_satker(rows, names), STATUS, *KEY, "kd_satker", "status")


def swakelola_tipe(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per type and status; a missing type is null."""
    rows = paket(swakelola).group_by(*KEY, "tipe_swakelola", "status").agg(*paket_measures())
    return finish(rows, TIPE, *KEY, "tipe_swakelola", "status")


def swakelola_penyelenggara(
    swakelola: pl.LazyFrame, klpd: pl.LazyFrame, whole: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Count packages per type and organising KLPD; no organiser is `(kosong)`.

    Names are those of `klpd` (kd_klpd, nama_klpd); a code it lacks keeps the served name, taken
    from `whole` when the list was narrowed. The own KLPD may organise too.
    """
    code = "kd_klpd_penyelenggara"
    served = swakelola if whole is None else whole
    rows = (
        paket(swakelola)
        .with_columns(or_kosong(code))
        .group_by(*KEY, "tipe_swakelola", code)
        .agg(*paket_measures())
        .join(penyelenggara_names(served, klpd), on=["kd_klpd", code], how="left")
        .with_columns(
            pl.when(pl.col(code) == KOSONG)
            .then(pl.lit(KOSONG))
            .otherwise("nama_klpd_penyelenggara")
            .alias("nama_klpd_penyelenggara")
        )
    )
    return finish(rows, PENYELENGGARA, *KEY, "tipe_swakelola", code)


def swakelola_pengumuman(swakelola: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages whose announcement is dated 31 March of the plan year or before, per satker.

    A lower bound: a re-announcement moves the date. hari_ke_pengumuman is the median number of
    calendar days from tgl_buat_paket, over packages that have both.
    """
    made, told = (pl.col(name).dt.date() for name in ("tgl_buat_paket", "tgl_pengumuman_paket"))
    early = (told <= pl.date(pl.col("tahun"), 3, 31)).fill_null(value=False)
    rows = (
        paket(swakelola)
        .with_columns(awal=early, hari=(told - made).dt.total_days())
        .group_by(*KEY, "kd_satker")
        .agg(
            pl.len().alias("jumlah_paket"),
            total("pagu").alias("pagu"),
            diumumkan_31_maret=pl.col("awal").sum(),
            pagu_31_maret=subtotal("pagu", pl.col("awal")),
            hari_ke_pengumuman=pl.col("hari").median(),
        )
    )
    return finish(with_satker(rows, names), PENGUMUMAN, *KEY, "kd_satker")


def paket_list(swakelola: pl.LazyFrame, keadaan: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """List live packages with their state, null for a code that was never revised.

    `keadaan` is the table of that name for the same KLPD-years.
    """
    states = keadaan.filter(pl.col("jenis_paket") == SWAKELOLA).select(*KEY, "kd_rup", "keadaan")
    rows = paket(swakelola).drop("nama_satker").join(states, on=[*KEY, "kd_rup"], how="left")
    ties = [name for name in PAKET if name not in (*KEY, "kd_satker", "kd_rup")]
    return finish(with_satker(rows, names), PAKET, *KEY, "kd_satker", "kd_rup", *ties)


def meaningful(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Decide per KLPD-year whether a share of announced packages says anything: `bermakna`.

    It does when the list, which is read whole and without a status, holds at least one row, live
    or deleted, that is not announced: a source that serves announced packages alone proves
    nothing (domain.md, `swakelola-status`). A KLPD-year without a row has none here. `swakelola`
    must hold all rows of its KLPD-years. Every table, sentence, rank and map asks this function.
    """
    return swakelola.group_by(*KEY).agg(bermakna=(~ANNOUNCED).any())


def announced_share(swakelola: pl.LazyFrame, *also: str) -> pl.LazyFrame:
    """Return the announced part of the list per KLPD-year (and `also`), by packages and by pagu.

    Of this list, not of belanja pengadaan as in ITKP. Columns of ANNOUNCED_SHARE; both shares are
    null where the list of the KLPD-year is not meaningful.
    """
    keys = (*KEY, *also)
    measures = (
        paket(swakelola)
        .group_by(keys)
        .agg(
            pl.len().alias("jumlah_paket"),
            total("pagu").alias("pagu"),
            pl.col("pagu").null_count().alias("pagu_kosong"),
            terumumkan=ANNOUNCED.sum(),
            pagu_terumumkan=subtotal("pagu", ANNOUNCED),
        )
    )
    groups = swakelola.select(keys).unique().join(meaningful(swakelola), on=KEY)
    counts = ("jumlah_paket", "pagu_kosong", "terumumkan")
    rows = (
        match(groups, measures, *also)
        .with_columns(pl.col(counts).fill_null(0))
        .with_columns(
            pangsa_terumumkan=_where_meaningful(share("terumumkan", "jumlah_paket")),
            pangsa_pagu_terumumkan=_where_meaningful(share("pagu_terumumkan", "pagu")),
        )
    )
    named = {name: pl.String() for name in also}
    return finish(rows, schema(**named, **_after_key(ANNOUNCED_SHARE)), *keys)


def _where_meaningful(value: pl.Expr) -> pl.Expr:
    return pl.when("bermakna").then(value)


def _after_key(columns: Schema) -> Schema:
    return {name: dtype for name, dtype in columns.items() if name not in KEY}
