"""Every table by its public name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.oracle import (
    antar_tahun,
    banding,
    budgets,
    flags,
    kaji_ulang,
    lineage,
    mutu,
    pemanfaatan,
    pengumuman,
    penyedia,
    program,
    providers,
    swakelola,
    wilayah,
)
from tests.oracle.basics import Asked, Data, Rows

TABLES: Mapping[str, Callable[[Data, Asked], Rows]] = {
    "pagu-per-program": program.pagu_per_program,
    "pagu-per-satker": program.pagu_per_satker,
    "program-antar-tahun": antar_tahun.program_antar_tahun,
    "perubahan-per-program": antar_tahun.perubahan_per_program,
    "swakelola-status": swakelola.swakelola_status,
    "swakelola-per-satker": swakelola.swakelola_per_satker,
    "swakelola-tipe": swakelola.swakelola_tipe,
    "swakelola-penyelenggara": swakelola.swakelola_penyelenggara,
    "swakelola-pengumuman": pengumuman.swakelola_pengumuman,
    "pengumuman-per-hari": pengumuman.pengumuman_per_hari,
    "paket": swakelola.paket,
    "kaji-ulang-per-satker": kaji_ulang.kaji_ulang_per_satker,
    "pembatalan-pagu": providers.pembatalan_pagu,
    "kaji-ulang-per-bulan": kaji_ulang.kaji_ulang_per_bulan,
    "alasan": kaji_ulang.alasan,
    "keadaan": lineage.keadaan,
    "silsilah": lineage.silsilah,
    "jejak": lineage.jejak,
    "wilayah": wilayah.wilayah,
    "banding": banding.banding,
    "tanda": flags.tanda,
    "tanda-aturan": flags.tanda_aturan,
    "mutu": mutu.mutu,
    "penyedia-per-satker": penyedia.penyedia_per_satker,
    "penyedia-metode": penyedia.penyedia_metode,
    "penyedia-jadwal": penyedia.penyedia_jadwal,
    "penyedia-paket": penyedia.penyedia_paket,
    "sumber-dana": budgets.sumber_dana,
    "pemanfaatan": pemanfaatan.pemanfaatan,
}
