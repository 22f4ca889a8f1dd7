"""The rows of the kaji ulang page's lists: reasons, and what a satker opens to."""

from __future__ import annotations

import polars as pl

from ..acts.kaji_ulang import UMUM, fold
from ..filters import Filters
from ..frames import Frames, Options
from ..measures import KEY, quotient
from ..packages.provider import provider_packages
from ..packages.swakelola import swakelola_packages
from ..recipes import chosen
from ..revisions.revisi import FAMILY, JENIS, LAINNYA, kind, rows
from ..tables import build

WORDINGS = 4
"""How many wordings of a reason are named."""
_REASON = (*KEY, "kelompok")
_ROOT = (*FAMILY, "akar")


def half_of_acts(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the fewest satkers that hold half of the acts of each KLPD-year, and their share.

    Columns tahun, kd_klpd, satker (their number), pangsa (of all acts, 0-1).
    """
    acts, whole = pl.col("tindakan"), pl.col("tindakan").sum().over(KEY)
    so_far = acts.cum_sum().over(KEY)
    table = build("kaji-ulang-per-satker", frames, options).filter(acts > 0)
    largest = table.with_columns(semua=whole).filter((so_far - acts) * 2 < whole)
    return (
        largest.group_by(*KEY)
        .agg(satker=pl.len().cast(pl.Int64), pangsa=quotient(acts.sum(), pl.col("semua").first()))
        .sort(*KEY)
    )


def reasons(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return `alasan` with a row per reason, most history rows first.

    Columns tahun, kd_klpd, kelompok, revisi, one per kind of revision, `tulisan` (at most WORDINGS
    wordings in lower case that fold into the reason, the most frequent first) and `bentuk` (how
    many wordings there are).
    """
    of_kind = [
        pl.col("revisi").filter(pl.col("jenis_revisi") == name).sum().alias(name)
        for name in (*JENIS, LAINNYA)
    ]
    counts = (
        build("alasan", frames, options).group_by(*_REASON).agg(pl.col("revisi").sum(), *of_kind)
    )
    narrow = Filters.of(options).only(("satker", "jenis"))
    history = narrow.rows(
        rows(chosen(frames, options).kaji_ulang).with_columns(kind()),
        ("kd_satker", "jenis_revisi"),
    )
    reason = pl.col("alasan_kajiulang")
    plain = reason.str.to_lowercase().str.replace_all("_x000d_", " ", literal=True)
    one_line = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    wordings = (
        history.select(*KEY, kelompok=fold(reason), tulisan=one_line)
        .filter(pl.col("tulisan") != "")
        .group_by(*_REASON, "tulisan")
        .agg(kali=pl.len())
        .sort("kali", "tulisan", descending=[True, False])
        .group_by(*_REASON, maintain_order=True)
        .agg(pl.col("tulisan").head(WORDINGS), bentuk=pl.len())
    )
    general = pl.col("kelompok") == UMUM
    return (
        counts.join(wordings, on=_REASON, how="left")
        .with_columns(pl.col("bentuk").fill_null(0).cast(pl.Int64))
        .sort("revisi", ~general, "kelompok", descending=[True, False, False])
    )


def codes_by_state(frames: Frames, options: Options) -> pl.LazyFrame:
    """Count the codes of `keadaan` by state: tahun, kd_klpd, keadaan, kode, most first."""
    return (
        build("keadaan", frames, options)
        .group_by(*KEY, "keadaan")
        .agg(kode=pl.len().cast(pl.Int64))
        .sort("kode", "keadaan", descending=[True, False])
    )


def families(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the rows of `silsilah` whose root belongs to the satker, most history rows first.

    Added: nama_paket, that of the family's code with the newest state that a list names, null where
    none does.
    """
    states = build("keadaan", frames, options)
    own = states.filter(pl.col("kd_rup") == pl.col("akar")).select(_ROOT)
    whole = chosen(frames, options)
    listed = {
        "SWAKELOLA": swakelola_packages(whole),
        "PENYEDIA": provider_packages(whole),
    }
    named = pl.concat(
        [
            packages.select(*KEY, "kd_rup", "nama_paket").with_columns(jenis_paket=pl.lit(jenis))
            for jenis, packages in listed.items()
        ]
    ).drop_nulls("nama_paket")
    names = (
        states.join(named, on=[*FAMILY, "kd_rup"])
        .sort("sejak", "kd_rup", "nama_paket", nulls_last=False)
        .group_by(_ROOT)
        .agg(pl.col("nama_paket").last())
    )
    return (
        build("silsilah", frames, options)
        .join(own, on=_ROOT, how="semi")
        .join(names, on=_ROOT, how="left")
        .sort("revisi", "akar", "jenis_paket", descending=[True, False, False])
    )
