"""The glossary: the meaning of every term and the source of the definition, in both languages.

A term is linked as `lihat=istilah:TERM` on any page (`istilah:semua` for all of them): the address
opens the dialog over the page. The same definition is the help of a key figure and of a column's
head, so that a term is explained where a reader first meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import streamlit as st

from pages.shell.state.address import current, go, preset
from pages.shell.state.view import View
from services.language.wording import text

SWITCH = "istilah"
ALL = "semua"
SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "perpres_1": ("klpd", "rup", "paket", "swakelola", "penyedia"),
        "perpres_3": ("jenis_pengadaan",),
        "perpres_38": ("metode",),
        "perpres_65": ("ukm",),
        "perpres_66": ("pdn",),
        "perpres_18": ("tipe", "tipe_1", "tipe_2", "tipe_3", "tipe_4", "penyelenggara"),
        "perpres_9": ("pa_kpa",),
        "perpres_22": ("terumumkan", "sirup"),
        "perpres_22_5": ("kaji_ulang",),
        "perpres_46": ("pengadaan_langsung",),
        "satker": ("satker",),
        "program": ("program",),
        "jenis_revisi": ("satukesatu", "satukebanyak", "pembatalan", "pengaktifan"),
        "inaproc": (
            *("pagu", "kode_rup", "terinisiasi", "draf", "dihapus", "pds", "pradipa"),
            *("sumber_dana", "awal_pemilihan"),
        ),
        "struktur": ("belanja_pengadaan",),
        "anggaran": ("dipa",),
        "blu": ("blud",),
        "uu_17": ("tahun_anggaran",),
        "lkpp": ("itkp",),
        "kemendagri": ("wilayah",),
        "bps": ("kode_bps",),
        "metode": (
            *("sampai_31_maret", "revisi", "tindakan", "keadaan", "aktif", "batal", "diganti"),
            *("gugur", "batal_bersih", "diaktifkan_lagi", "batal_diganti", "bolak_balik"),
            *("silsilah", "kedalaman", "tidak_wajar", "bermakna", "per_100_keluarga"),
            *("revisi_per_100", "pagu_kosong", "pagu_berulang", "pangsa", "sepuluh_terbesar"),
            *("padanan", "tanda", "snapshot", "lengkap", "terverifikasi", "berubah", "meragukan"),
            *("tidak_berwenang", "ketiadaan", "data_contoh", "pemanfaatan", "bagian", "berlaku"),
            *("ujung", "kotor_bersih", "sejenis", "median", "tidak_sebanding", "alasan_umum"),
            *("karantina", "berkas", "sidik", "tautan", "batas_indikatif"),
        ),
    }
)
"""The text key of each source of definitions to the terms it defines."""
SOURCE_OF = MappingProxyType({term: named for named, terms in SOURCES.items() for term in terms})
FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "ringkasan.jumlah_program": "program",
        "ringkasan.jumlah_paket": "swakelola",
        "program.jumlah_kode": "program",
        "program.jumlah_satker": "satker",
        "program.pangsa_baris_terbesar": "pangsa",
        "penyedia.jumlah_paket": "penyedia",
        "penyedia.pangsa_pdn": "pdn",
        "penyedia.pangsa_ukm": "ukm",
        "penyedia.pagu_pds": "pds",
        "swakelola.jumlah_paket": "swakelola",
        "swakelola.awal": "sampai_31_maret",
        "kaji_ulang.kode": "kode_rup",
        "kaji_ulang.tindakan_swakelola_per_100_keluarga": "per_100_keluarga",
    }
)
"""Text key of a key figure to its term, where the key does not end with the term."""
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "kd_klpd": "klpd",
        "nama_klpd": "klpd",
        "jumlah_klpd": "klpd",
        "jumlah_klpd_seharusnya": "klpd",
        "kd_satker": "satker",
        "nama_satker": "satker",
        "jumlah_satker": "satker",
        "kd_program_str": "program",
        "nama_program": "program",
        "jumlah_program": "program",
        "pagu_program": "pagu",
        "pagu_swakelola": "swakelola",
        "pangsa_swakelola": "swakelola",
        "pangsa_program": "pangsa",
        "jumlah_swakelola": "swakelola",
        **dict.fromkeys(("jumlah_penyedia", "pagu_penyedia"), "penyedia"),
        "penyedia_belum_dibaca": "penyedia",
        "paket_per_1000_jiwa": "paket",
        "jumlah_paket": "paket",
        "nama_paket": "paket",
        "bukti": "pagu_berulang",
        "metode_pengadaan": "metode",
        "jenis": "jenis_pengadaan",
        "pagu_pdn": "pdn",
        "pagu_ukm": "ukm",
        "pagu_pds": "pds",
        "pagu_penyedia_terumumkan": "pemanfaatan",
        "pagu_swakelola_terumumkan": "pemanfaatan",
        "rasio": "pemanfaatan",
        "rasio_31_maret_terendah": "pemanfaatan",
        "rasio_31_maret_tertinggi": "pemanfaatan",
        "tgl_awal_pemilihan": "awal_pemilihan",
        "pemilihan_sebelum_tahun": "awal_pemilihan",
        "bulan_tak_wajar": "awal_pemilihan",
        "asal_dana": "sumber_dana",
        "jenis_dana_apbn": "sumber_dana",
        "tahun_anggaran_dana": "sumber_dana",
        "tipe_swakelola": "tipe",
        "kd_rup": "kode_rup",
        "kd_rup_lama": "kode_rup",
        "kd_rup_baru": "kode_rup",
        "kode": "kode_rup",
        "kd_klpd_penyelenggara": "penyelenggara",
        "nama_klpd_penyelenggara": "penyelenggara",
        "diumumkan_31_maret": "sampai_31_maret",
        "pagu_31_maret": "sampai_31_maret",
        "dibuat_sesudah_31_maret": "sampai_31_maret",
        "diumumkan_kemudian": "sampai_31_maret",
        "pagu_dibuat_sesudah_31_maret": "sampai_31_maret",
        "pagu_diumumkan_kemudian": "sampai_31_maret",
        "pagu_tidak_diketahui": "sampai_31_maret",
        **dict.fromkeys(("diumumkan", "diumumkan_hari_itu"), "sampai_31_maret"),
        "pangsa_diumumkan": "sampai_31_maret",
        "tidak_diketahui": "ketiadaan",
        "jumlah_paket_swakelola": "swakelola",
        "keluarga_swakelola": "per_100_keluarga",
        "keluarga_penyedia": "per_100_keluarga",
        "kode_alasan_ganda": "pembatalan",
        "kode_non_pengadaan": "pembatalan",
        "tindakan_satukesatu": "satukesatu",
        "tindakan_pecah": "satukebanyak",
        "tindakan_pembatalan": "pembatalan",
        "tindakan_pengaktifan": "pengaktifan",
        "tindakan_lainnya": "tindakan",
        "klpd_bermakna": "bermakna",
        "jumlah_kosong": "tidak_berwenang",
        "kosong_program": "tidak_berwenang",
        "kosong_swakelola": "tidak_berwenang",
        "kosong_kaji_ulang": "tidak_berwenang",
        "kosong_penyedia": "tidak_berwenang",
        "diperiksa": "tanda",
        "tak_bisa_diperiksa": "tanda",
        "pangsa_terumumkan": "terumumkan",
        "pangsa_pagu_terumumkan": "terumumkan",
        **dict.fromkeys(("belum_terumumkan", "pagu_belum_terumumkan"), "terumumkan"),
        **dict.fromkeys(("pagu_terumumkan", "status_lain", "pagu_status_lain"), "terumumkan"),
        "pagu_terinisiasi": "terinisiasi",
        **dict.fromkeys(("final_draft", "pagu_final_draft", "pagu_draf"), "draf"),
        **dict.fromkeys(("tanpa_status", "pagu_tanpa_status"), "ketiadaan"),
        "tgl_pengumuman_paket": "terumumkan",
        "status": "terumumkan",
        "jenis_revisi": "kaji_ulang",
        "pecah": "satukebanyak",
        "asal": "keadaan",
        "akar": "silsilah",
        "daun": "ujung",
        "daun_batal": "batal_bersih",
        **dict.fromkeys(("revisi_swakelola_per_100", "kode_swakelola"), "revisi_per_100"),
        **dict.fromkeys(("revisi_penyedia_per_100", "kode_penyedia"), "revisi_per_100"),
        **dict.fromkeys(("tindakan_swakelola", "tindakan_penyedia"), "per_100_keluarga"),
        "tindakan_swakelola_per_100_keluarga": "per_100_keluarga",
        "tindakan_penyedia_per_100_keluarga": "per_100_keluarga",
        "kode_wilayah": "wilayah",
        "aturan": "tanda",
        "complete": "lengkap",
        "verified": "terverifikasi",
        "changing": "berubah",
        "quarantined": "karantina",
        "digest": "sidik",
        "kelompok": "alasan_umum",
        "median_pagu": "median",
        "fetched_at": "snapshot",
        "snapshot_tertua": "snapshot",
    }
)
"""Column to its term, where the names differ."""


def figure_help(key: str, lang: str) -> str:
    """Return the definition and source of a key figure's term, by the text key of its label."""
    return _help(FIGURES.get(key, key.rpartition(".")[2]), lang)


def column_help(name: str, lang: str) -> str:
    """Return the definition and source of a column's term."""
    return _help(COLUMNS.get(name, name), lang)


def _help(term: str, lang: str) -> str:
    if term not in SOURCE_OF:
        return ""
    return f"{text(f'istilah.arti.{term}', lang)} {source(term, lang)}"


def source(term: str, lang: str) -> str:
    """Return the sentence that names the source of a term's definition."""
    return text("istilah.asal", lang, sumber=text(f"istilah.sumber.{SOURCE_OF[term]}", lang))


def button(view: View) -> None:
    """Draw the button that opens the glossary."""
    st.button(
        view.say("istilah.tombol"),
        key="istilah",
        icon=":material/menu_book:",
        type="tertiary",
        on_click=go,
        args=(view.state.switched(SWITCH, ALL),),
    )


def dialog(view: View) -> None:
    """Open the glossary over the page if the link asks for it; closing it clears the link."""
    if not view.state.switch(SWITCH):
        return
    closed = partial(go, view.state.switched(SWITCH, ""))
    st.dialog(view.words("istilah.judul"), width="medium", on_dismiss=closed)(_contents)(view)


def _contents(view: View) -> None:
    """Draw the choice of a term and the chosen terms; an undefined term in the link shows all.

    While the dialog is open, Streamlit reruns this function without the rest of the page.
    """
    prefix = f"{SWITCH}:"
    in_link = [text_.removeprefix(prefix) for _, text_ in current() if text_.startswith(prefix)]
    chosen = in_link[0] if in_link and in_link[0] in SOURCE_OF else ALL
    key = preset("istilah_cari", chosen)
    terms = sorted(SOURCE_OF, key=lambda term: _name(term, view.lang).casefold())
    st.selectbox(
        view.say("istilah.cari"),
        [ALL, *terms],
        format_func=lambda term: _name(term, view.lang),
        key=key,
        on_change=lambda: go(view.state.switched(SWITCH, st.session_state[key] or ALL)),
    )
    st.caption(view.say("istilah.pengantar"))
    for term in terms if chosen == ALL else [chosen]:
        st.markdown(f"**{_name(term, view.lang)}**  \n{view.say(f'istilah.arti.{term}')}")
        st.caption(source(term, view.lang))


def _name(term: str, lang: str) -> str:
    return text("istilah.semua" if term == ALL else f"istilah.nama.{term}", lang)
