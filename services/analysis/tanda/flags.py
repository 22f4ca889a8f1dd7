"""Flags on plans (domain.md, `tanda`): unscored, each with its rows, its rule and a caveat.

A flag says where to look, not that something is wrong: many revisions are a duty (Perpres 16/2018
jo. 12/2021 art. 22(5)). Each rule judges cases of one kind (codes, packages, rows, or days of a
satker): a case is flagged, not flagged, or cannot be checked. Only flagged cases are rows of
`tanda`; the others are counted in `tanda-aturan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..frames import HISTORY, PAKET, PENYEDIA, PROGRAM, Frames
from ..measures import KEY, LIVE_PAKET, finish, match, paket, schema
from ..names import with_satker
from ..packages.provider import provider_packages
from ..revisions.lineage import keadaan
from . import flag_rules as rules
from . import flag_rules_penyedia as of_providers
from .flag_rules import FLAGGED, UNCHECKED
from .limits import with_limits

TANDA_ATURAN = schema(
    aturan=pl.String(),
    diperiksa=pl.Int64(),
    tanda=pl.Int64(),
    tak_bisa_diperiksa=pl.Int64(),
)

TANDA = schema(
    aturan=pl.String(),
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    kode=pl.String(),
    nilai=pl.Float64(),
    keterangan=pl.String(),
)

PER_SATKER = schema(
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    tanda=pl.Int64(),
    jumlah_aturan=pl.Int64(),
)

LEAST_PARTS, LEAST_REACTIVATIONS, LEAST_DEPTH, LEAST_CODES_A_DAY = 5, 2, 5, 50
"""The least numbers of parts, re-activations, edges, codes a day that are flagged (domain.md)."""
USUAL_MONTH = 1 / 3
"""A start month of a larger share of a KLPD-year's packages is a default, not a plan."""

CATATAN: Mapping[str, str] = MappingProxyType(
    {
        "pecah-banyak": "pagu bagian yang tidak tercatat tidak diketahui; bandingkan jumlahnya"
        " dengan ambang pengadaan langsung Perpres 46/2025: Rp 200 juta barang/jasa lainnya,"
        " Rp 400 juta konstruksi, Rp 100 juta konsultansi",
        "aktif-berulang": "paket yang diaktifkan kembali menjadi rancangan lagi, belum tentu jalan",
        "rantai-dalam": "paket yang direvisi wajib diumumkan ulang: revisi berulang bisa kepatuhan",
        "banyak-sehari": "revisi massal lazim di awal tahun dan saat penyesuaian DIPA atau DPA",
        "tanpa-alasan": "alasan kosong, titik, atau tanda hubung saja",
        "mulai-sebelum-umum": "pengumuman pertama adalah batas atas: bisa lebih awal dari yang"
        " tercatat",
        "pagu-nol-kosong": "pagu kosong tidak diketahui, bukan nol",
        "baris-besar": "pagu memang timpang: satu baris pernah 81 % dari pagu sebuah kementerian",
        "paket-kembar": "bisa pekerjaan berulang yang sah, bisa terinput dua kali",
        "metode-pagu": "batas mengikat nilai kontrak, bukan pagu: kontraknya bisa di bawah batas",
        "pecah-di-bawah-batas": "pemecahan bisa sah: lokasi pekerjaan berbeda, atau dicadangkan"
        " bagi usaha kecil",
        "pemilihan-sebelum-umum": "pengumuman pertama adalah batas atas: bisa lebih awal dari yang"
        " tercatat",
    }
)
"""The rules by name, with the caveat that ends each flag's keterangan."""

NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("pecah-banyak", "aktif-berulang", "rantai-dalam"), (HISTORY,)),
        **dict.fromkeys(("banyak-sehari", "tanpa-alasan"), (HISTORY,)),
        **dict.fromkeys(("mulai-sebelum-umum", "paket-kembar"), (PAKET,)),
        "pagu-nol-kosong": (PROGRAM, PAKET),
        "baris-besar": (PROGRAM,),
        **dict.fromkeys(("metode-pagu", "pemilihan-sebelum-umum"), (PENYEDIA,)),
        "pecah-di-bawah-batas": (PENYEDIA, HISTORY),
    }
)
"""The datasets a rule needs; where one of them has no row, its counts are null.

PENYEDIA stands for the provider packages of either list (provider.provider_packages).
"""
_CHECKS_EITHER = "pagu-nol-kosong"
"""The rule that checks the rows of either of its datasets."""


def tanda(frames: Frames, names: pl.LazyFrame) -> pl.LazyFrame:
    """List what the rules of domain.md flag, one row per flagged code, row, group or day.

    `kode` is a kd_rup; a kd_program_str for programs; a date for `banyak-sehari`. `nilai` counts
    (parts, re-activations, edges, codes, rows, months), is a share for `baris-besar`, rupiah for
    `paket-kembar` (packages times pagu), `metode-pagu` and `pecah-di-bawah-batas` (all parts), and
    the pagu, 0 or null, for `pagu-nol-kosong`.
    """
    rows = [
        cases.filter(pl.col("hasil") == FLAGGED).select(
            *KEY,
            pl.lit(rule).alias("aturan"),
            "kd_satker",
            "kode",
            pl.col("nilai").cast(pl.Float64),
            pl.concat_str("fakta", pl.lit(f"; {CATATAN[rule]}")).alias("keterangan"),
        )
        for rule, cases in _judged(frames).items()
    ]
    ties = ("aturan", "kd_satker", "kode", "nilai", "keterangan")
    return finish(with_satker(pl.concat(rows), names), TANDA, *KEY, *ties)


def tanda_aturan(frames: Frames) -> pl.LazyFrame:
    """Count per KLPD-year and rule the cases checked, flagged, and impossible to check.

    Checked and impossible to check add up to all cases of the rule. `tanda` counts rows of that
    table: of packages alike one row stands for a group. Every rule has a row for every KLPD-year
    with a row in any dataset; its counts are null where the datasets that it checks have none.
    """
    every = _with_rows(frames)
    datasets = {PROGRAM: frames.program, PAKET: frames.swakelola, HISTORY: frames.kaji_ulang}
    datasets[PENYEDIA] = provider_packages(frames)
    counts = pl.col("diperiksa", "tanda", "tak_bisa_diperiksa").cast(pl.Int64)
    rows = []
    for rule, cases in _judged(frames).items():
        results = cases.group_by(*KEY).agg(
            diperiksa=pl.col("jumlah").filter(pl.col("hasil") != UNCHECKED).sum(),
            tanda=(pl.col("hasil") == FLAGGED).sum(),
            tak_bisa_diperiksa=pl.col("jumlah").filter(pl.col("hasil") == UNCHECKED).sum(),
        )
        keys = pl.concat([datasets[name].select(KEY).unique() for name in NEEDS[rule]])
        least = 1 if rule == _CHECKS_EITHER else len(NEEDS[rule])
        checkable = keys.group_by(KEY).len().filter(pl.col("len") >= least).select(KEY)
        known = match(checkable, results).with_columns(counts.fill_null(0))
        rows.append(match(every, known).with_columns(pl.lit(rule).alias("aturan")))
    return finish(pl.concat(rows), TANDA_ATURAN, *KEY, "aturan")


def flags_per_satker(table: pl.LazyFrame) -> pl.LazyFrame:
    """Count the rows of `tanda` per satker, most first, and the rules that they come from.

    Columns tahun, kd_klpd, kd_satker, nama_satker, tanda, jumlah_aturan.
    """
    satker = (*KEY, "kd_satker", "nama_satker")
    rows = table.group_by(satker).agg(
        tanda=pl.len().cast(pl.Int64), jumlah_aturan=pl.col("aturan").n_unique().cast(pl.Int64)
    )
    return finish(rows, PER_SATKER, *KEY, "-tanda", "kd_satker")


def _with_rows(frames: Frames) -> pl.LazyFrame:
    """Return the KLPD-years with a row in one of the three datasets; no other makes a row here."""
    datasets = (frames.program, frames.swakelola, frames.kaji_ulang)
    return pl.concat([rows.select(KEY) for rows in datasets]).unique()


def _judged(frames: Frames) -> dict[str, pl.LazyFrame]:
    """Return the judged cases of each rule: kd_satker, kode, nilai, fakta, hasil and jumlah.

    jumlah: the number that a row adds to `diperiksa` or `tak_bisa_diperiksa`.
    """
    program, kaji_ulang = frames.program, frames.kaji_ulang
    # several rules read these; Polars does not see that they are the same plan
    states = keadaan(kaji_ulang, frames.swakelola).cache()
    stored = provider_packages(frames).join(_with_rows(frames), on=KEY, how="semi")
    providers = with_limits(stored, frames).cache()
    live = providers.filter(LIVE_PAKET)
    packages = paket(frames.swakelola)
    parts = of_providers.parts_of_splits(kaji_ulang, providers)
    return {
        "pecah-banyak": rules.split(parts, states, LEAST_PARTS),
        "aktif-berulang": rules.reactivated(kaji_ulang, states, LEAST_REACTIVATIONS),
        "rantai-dalam": rules.deep_chain(states, LEAST_DEPTH),
        "banyak-sehari": rules.many_in_a_day(kaji_ulang, LEAST_CODES_A_DAY),
        "tanpa-alasan": rules.without_reason(kaji_ulang),
        "mulai-sebelum-umum": rules.early_start(packages, kaji_ulang, states, USUAL_MONTH),
        "pagu-nol-kosong": rules.without_pagu(program, packages),
        "baris-besar": rules.large_row(program),
        "paket-kembar": rules.alike(packages),
        "metode-pagu": of_providers.over_limit(live),
        "pecah-di-bawah-batas": of_providers.split_below(kaji_ulang, live, states),
        "pemilihan-sebelum-umum": of_providers.early_selection(live, providers, kaji_ulang, states),
    }
