"""Tables of the swakelola list (domain.md, `swakelola-*` and `paket`). Live packages only."""

from __future__ import annotations

import polars as pl

from ..frames import SWAKELOLA_UMUM, Frames
from ..measures import (
    ANNOUNCED,
    KEY,
    KOSONG,
    LEAD,
    SWAKELOLA,
    finish,
    match,
    or_kosong,
    paket,
    paket_measures,
    quotient,
    schema,
    share,
    subtotal,
    total,
)
from ..names import penyelenggara_names, with_satker
from ..revisions.lineage import codes

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
    dibuat_sesudah_31_maret=_COUNT,
    diumumkan_kemudian=_COUNT,
    tidak_diketahui=_COUNT,
    pagu=_MONEY,
    pagu_31_maret=_MONEY,
    pagu_dibuat_sesudah_31_maret=_MONEY,
    pagu_diumumkan_kemudian=_MONEY,
    pagu_tidak_diketahui=_MONEY,
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

LISTED = schema(
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    kd_rup=_TEXT,
    nama_paket=_TEXT,
    status=_TEXT,
    pagu=_MONEY,
    tipe_swakelola=pl.Int8(),
    status_aktif_rup=pl.Boolean(),
    status_delete_rup=pl.Boolean(),
    tgl_buat_paket=pl.Datetime("us"),
    tgl_pengumuman_paket=pl.Datetime("us"),
    tgl_awal_pelaksanaan_kontrak=pl.Date(),
    tgl_akhir_pelaksanaan_kontrak=pl.Date(),
    uraian_pekerjaan=_TEXT,
    volume_pekerjaan=_TEXT,
    detail_lokasi=_TEXT,
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


def swakelola_packages(frames: Frames) -> pl.LazyFrame:
    """Return the swakelola packages of each KLPD-year, deleted ones included.

    Rows of paket-swakelola where the KLPD-year has any, else those of paket-swakelola-terumumkan,
    which `hanya_terumumkan` marks. Columns LISTED and hanya_terumumkan. For figures of announced
    packages and single codes only: other tables read paket-swakelola alone.
    """
    whole = frames.swakelola.select(*LISTED).with_columns(hanya_terumumkan=pl.lit(value=False))
    announced = frames.other(SWAKELOLA_UMUM, LISTED).with_columns(
        hanya_terumumkan=pl.lit(value=True)
    )
    return pl.concat([whole, announced.join(whole.select(KEY).unique(), on=KEY, how="anti")])


def swakelola_status(swakelola: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per satker and status; no status is `(kosong)`."""
    rows = paket(swakelola).group_by(*KEY, "kd_satker", "status").agg(*paket_measures())
    return finish(with_satker(rows, names), STATUS, *KEY, "kd_satker", "status")


def swakelola_tipe(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages per type and status; a missing type is null."""
    rows = paket(swakelola).group_by(*KEY, "tipe_swakelola", "status").agg(*paket_measures())
    return finish(rows, TIPE, *KEY, "tipe_swakelola", "status")


def swakelola_penyelenggara(
    swakelola: pl.LazyFrame, klpd: pl.LazyFrame, all_rows: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Count packages per type and organising KLPD; no organiser is `(kosong)`.

    Names are those of `klpd` (kd_klpd, nama_klpd); a code that it lacks has the name of the rows:
    of `all_rows` when the list was narrowed. A KLPD may organise its own packages.
    """
    code = "kd_klpd_penyelenggara"
    named_rows = swakelola if all_rows is None else all_rows
    rows = (
        paket(swakelola)
        .with_columns(or_kosong(code))
        .group_by(*KEY, "tipe_swakelola", code)
        .agg(*paket_measures())
        .join(penyelenggara_names(named_rows, klpd), on=["kd_klpd", code], how="left")
        .with_columns(
            pl.when(pl.col(code) == KOSONG)
            .then(pl.lit(KOSONG))
            .otherwise("nama_klpd_penyelenggara")
            .alias("nama_klpd_penyelenggara")
        )
    )
    return finish(rows, PENYELENGGARA, *KEY, "tipe_swakelola", code)


def announcements(
    packages: pl.LazyFrame, kaji_ulang: pl.LazyFrame, jenis_paket: str = SWAKELOLA
) -> pl.LazyFrame:
    """Return the live packages with their dates of making and announcing, and their class.

    A package made by a revision takes the tgl_buat_paket of its family's root, where that is
    listed, and the earliest announcement of its family: revising is not announcing late. Columns
    added: `dibuat`, `diumumkan` (dates), `kelas` (one of CLASSES). Pass all rows of the KLPD-years
    and filter the result. `packages` and their history are of one `jenis_paket`.
    """
    history = kaji_ulang.filter(pl.col("jenis_paket") == jenis_paket)
    roots = codes(history).select(*KEY, "kd_rup", "akar")
    dates = pl.col("tgl_buat_paket", "tgl_pengumuman_paket").dt.date()
    listed = (
        packages.filter(pl.col("kd_rup") != "")
        .select(*KEY, "kd_rup", dates)
        .join(roots, on=[*KEY, "kd_rup"], how="left")
        .with_columns(akar=pl.coalesce("akar", "kd_rup"))
        .cache()  # used twice; Polars does not see that both are the same plan
    )
    is_root = pl.col("kd_rup") == pl.col("akar")
    families = listed.group_by(*KEY, "akar").agg(
        dibuat=pl.col("tgl_buat_paket").filter(is_root).min(),
        diumumkan=pl.col("tgl_pengumuman_paket").min(),
    )
    of_code = listed.select(*KEY, "kd_rup", "akar").unique().join(families, on=[*KEY, "akar"])
    march = pl.date(pl.col("tahun"), 3, 31)
    by_march, made_later, later, unknown = (pl.lit(name) for name in CLASSES)
    kelas = (
        pl.when(pl.col("diumumkan") <= march)
        .then(by_march)
        .when(pl.col("dibuat") > march)
        .then(made_later)
        .when((pl.col("diumumkan") > march) & pl.col("dibuat").is_not_null())
        .then(later)
        .otherwise(unknown)
    )
    return (
        match(paket(packages), of_code.drop("akar"), "kd_rup")
        .with_columns(
            dibuat=pl.coalesce("dibuat", pl.col("tgl_buat_paket").dt.date()),
            diumumkan=pl.coalesce("diumumkan", pl.col("tgl_pengumuman_paket").dt.date()),
        )
        .with_columns(kelas=kelas)
    )


CLASSES = (
    "diumumkan_31_maret",
    "dibuat_sesudah_31_maret",
    "diumumkan_kemudian",
    "tidak_diketahui",
)
"""Classes of packages by their dates against 31 March of their year; each is in one class."""


def march_range() -> tuple[pl.Expr, pl.Expr]:
    """Return the least and the greatest possible share by 31 March, from counts of CLASSES.

    The least counts packages known to be announced by then; the greatest all except those announced
    later or unknown, since a package made after 31 March does not show who was late.
    """
    by_march, _, later, unknown = (pl.col(name) for name in CLASSES)
    packages = pl.col("jumlah_paket")
    least, greatest = by_march, packages - later - unknown
    return (
        pl.when(packages > 0).then(quotient(least, packages)).alias("maret_terendah"),
        pl.when(packages > 0).then(quotient(greatest, packages)).alias("maret_tertinggi"),
    )


def swakelola_pengumuman(packages: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """Count packages (rows of `announcements`) per satker and class.

    hari_ke_pengumuman is the median number of calendar days from making to announcing, over
    packages that have both.
    """
    is_class = {name: pl.col("kelas") == name for name in CLASSES}
    money = {name: f"pagu_{name}" for name in CLASSES} | {"diumumkan_31_maret": "pagu_31_maret"}
    rows = packages.group_by(*KEY, "kd_satker").agg(
        pl.len().alias("jumlah_paket"),
        *(test.sum().alias(name) for name, test in is_class.items()),
        total("pagu").alias("pagu"),
        *(subtotal("pagu", test).alias(money[name]) for name, test in is_class.items()),
        hari_ke_pengumuman=(pl.col("diumumkan") - pl.col("dibuat")).dt.total_days().median(),
    )
    return finish(with_satker(rows, names), PENGUMUMAN, *KEY, "kd_satker")


def paket_list(swakelola: pl.LazyFrame, keadaan: pl.LazyFrame, names: pl.LazyFrame) -> pl.LazyFrame:
    """List live packages with their state, null for codes that were never revised.

    `keadaan` is the table of that name for the same KLPD-years.
    """
    states = keadaan.filter(pl.col("jenis_paket") == SWAKELOLA).select(*KEY, "kd_rup", "keadaan")
    rows = paket(swakelola).drop("nama_satker").join(states, on=[*KEY, "kd_rup"], how="left")
    ties = [name for name in PAKET if name not in (*KEY, "kd_satker", "kd_rup")]
    return finish(with_satker(rows, names), PAKET, *KEY, "kd_satker", "kd_rup", *ties)


FEWEST_RANKED = 20
"""A share or rate of fewer packages, or families, is shown but not ranked (domain.md)."""


def meaningful(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Decide per KLPD-year whether a share of announced packages is meaningful: `bermakna`.

    It is when the list, which is read whole and without a status, has at least one row, live or
    deleted, that is not announced: a source that serves only announced packages proves nothing
    (domain.md, `swakelola-status`). A KLPD-year without rows has no row here. `swakelola` must have
    all rows of its KLPD-years. All tables, sentences, ranks and maps use this function.
    """
    return swakelola.group_by(*KEY).agg(bermakna=(~ANNOUNCED).any())


def announced_share(swakelola: pl.LazyFrame, *also: str) -> pl.LazyFrame:
    """Return the announced share of the list per KLPD-year (and `also`), by packages and by pagu.

    The denominator is this list, not belanja pengadaan as in ITKP. Columns of ANNOUNCED_SHARE; both
    shares are null where the list of the KLPD-year is not meaningful.
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
        .with_columns(announced_shares())
    )
    columns = {**LEAD, **dict.fromkeys(also, pl.String()), **ANNOUNCED_SHARE}
    return finish(rows, columns, *keys)


def announced_shares() -> tuple[pl.Expr, pl.Expr]:
    """Return the announced share of packages and of pagu, null where `bermakna` is not true."""
    return (
        pl.when("bermakna").then(share("terumumkan", "jumlah_paket")).alias("pangsa_terumumkan"),
        pl.when("bermakna").then(share("pagu_terumumkan", "pagu")).alias("pangsa_pagu_terumumkan"),
    )
