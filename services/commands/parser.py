"""The parser of the command line, from which the documentation is generated too."""

from __future__ import annotations

import argparse
from typing import NoReturn

from ..analysis.tables import TABLES
from ..boundaries import LEVELS
from ..repository import WORKERS
from ..upstream import catalog
from .console import USAGE


class OneLine(argparse.ArgumentParser):
    """A parser that reports an error on one line."""

    def error(self, message: str) -> NoReturn:
        """Exit 2 with the message and a pointer to the help."""
        self.exit(USAGE, f"galat: {message} (lihat {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = OneLine(prog="lensa", description="Lensa RUP: rencana pengadaan pemerintah, dibaca utuh")
    commands = top.add_subparsers(
        dest="command", required=True, metavar="PERINTAH", parser_class=OneLine
    )
    _fetch(commands.add_parser("fetch", help="satu bacaan utuh dan bertipe dari sebuah dataset"))
    _table(commands.add_parser("table", help="sebuah tabel, baris yang sama dengan halamannya"))
    _harvest(commands.add_parser("harvest", help="baca banyak KLPD dan tahun ke tempat data"))
    diff = commands.add_parser("diff", help="beda antara dua snapshot")
    diff.add_argument("--dataset", required=True, metavar="D", help="dataset RUP")
    diff.add_argument("--klpd", required=True, metavar="K", help="kode KLPD")
    diff.add_argument("--tahun", metavar="Y", help="tahun anggaran, wajib untuk dataset per tahun")
    diff.add_argument("--dari", required=True, metavar="SNAP", help="saat awal, UTC, atau pengirim")
    diff.add_argument("--ke", required=True, metavar="SNAP", help="saat akhir, UTC, atau pengirim")
    _output(diff)
    watch = commands.add_parser("watch", help="baca ulang dan katakan apa yang berubah")
    watch.add_argument("--klpd", required=True, metavar="K,..", help="kode KLPD")
    watch.add_argument("--tahun", required=True, metavar="Y,..", help="tahun anggaran")
    watch.add_argument("--atom", metavar="BERKAS", help="tulis perubahan sebagai umpan Atom")
    watch.add_argument(
        "--alamat", metavar="URL", help="alamat dasbor untuk tautan di umpan dan webhook"
    )
    status = commands.add_parser("status", help="apa yang tersimpan")
    status.add_argument("--klpd", metavar="K", help="hanya KLPD ini")
    status.add_argument("--tahun", metavar="Y", help="hanya tahun ini")
    status.add_argument("--json", action="store_true", help="keluarkan JSON")
    klpd = commands.add_parser("klpd", help="cari KLPD, dan apa yang tersimpan darinya")
    words = "kata nama, jenis, awal kode KLPD atau wilayah"
    klpd.add_argument("text", nargs="*", metavar="TEKS", help=words)
    klpd.add_argument("--json", action="store_true", help="keluarkan JSON")
    check = commands.add_parser("periksa", help="apakah tautan tetap atau kutipan masih berlaku")
    check.add_argument("link", metavar="TAUTAN", help="tautan, teks kutipan, atau - untuk stdin")
    _bungkus(commands.add_parser("bungkus", help="satu berkas bagian tersimpan, untuk dibagi"))
    _impor(commands.add_parser("impor", help="simpan baris dari berkas yang dimiliki"))
    remove = commands.add_parser("hapus", help="pindahkan bagian tersimpan ke .rusak")
    remove.add_argument("--klpd", required=True, metavar="K", help="kode KLPD")
    remove.add_argument("--tahun", metavar="Y", help="hanya tahun ini")
    remove.add_argument("--dataset", metavar="D", help="hanya dataset ini")
    remove.add_argument(
        "--impor-terakhir", action="store_true", help="hanya impor terakhir dari tiap bagian"
    )
    remove.add_argument("--ya", action="store_true", help="jangan bertanya; wajib tanpa terminal")
    _batas(commands.add_parser("batas", help="simpan batas wilayah milik sendiri untuk peta"))
    serve = commands.add_parser("layani", help="dasbor di mesin ini; lensa tanpa perintah sama")
    serve.add_argument("--port", type=int, default=8501, metavar="N", help="bawaan 8501")
    listen = "alamat mesin ini yang didengar, bawaan 127.0.0.1"
    serve.add_argument("--alamat-dengar", default="127.0.0.1", metavar="A", help=listen)
    serve.add_argument("--alamat", metavar="URL", help="akar publik instalasi ini (LENSA_ALAMAT)")
    commands.add_parser("mcp", help="angka untuk program model bahasa, MCP lewat stdio")
    sandbox = commands.add_parser("sandbox", help="ketiga API di loopback dengan data contoh")
    sandbox.add_argument("--port", type=int, default=8080, metavar="P", help="bawaan 8080")
    sandbox.add_argument("--faults", metavar="NAMA,..", help="gangguan yang dinyalakan")
    doctor = commands.add_parser("doctor", help="periksa konfigurasi, sumber, disk, dan simpanan")
    doctor.add_argument("--perbaiki", action="store_true", help="perbaiki yang tersimpan")
    doctor.add_argument("--klpd", metavar="K", help="KLPD yang ditanyakan, bawaan D304")
    return top


def _output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", metavar="BERKAS", help=".parquet, .csv, .json atau .xlsx")
    command.add_argument(
        "--apa-adanya", action="store_true", help="CSV/XLSX tanpa penetralan rumus"
    )
    beside = "CSV/JSON tanpa BERKAS.datapackage.json di sampingnya"
    command.add_argument("--tanpa-keterangan", action="store_true", help=beside)


def _bungkus(command: argparse.ArgumentParser) -> None:
    command.add_argument("--klpd", required=True, metavar="K,..", help="kode KLPD")
    command.add_argument("--tahun", required=True, metavar="Y,..", help="tahun anggaran")
    command.add_argument("--datasets", metavar="D,..", help="bawaan: ketiga dataset RUP; semua")
    command.add_argument("--out", required=True, metavar="BERKAS", help="berkas .zip")


def _impor(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="+", metavar="BERKAS", help="JSON, CSV, XLSX, Parquet, ZIP atau folder"
    )
    command.add_argument("--dataset", metavar="D", help="bawaan: dikenali dari kolomnya")
    command.add_argument("--klpd", metavar="K", help="untuk baris yang tidak menyebutnya")
    command.add_argument("--tahun", metavar="Y", help="untuk baris yang tidak menyebutnya")
    command.add_argument("--asal", metavar="TEKS", help="dari mana berkas ini, menurut Anda")
    command.add_argument("--kering", action="store_true", help="katakan saja, jangan simpan")
    command.add_argument(
        "--ganti", action="store_true", help="simpan juga bila kurang dari 90% baris lama tetap"
    )
    command.add_argument(
        "--tanda-tangan", metavar="BERKAS.sig", help="tanda tangan ssh-keygen atas satu bundel"
    )
    command.add_argument(
        "--penanda", metavar="BERKAS", help="penanda yang Anda percaya, seperti allowed_signers"
    )


def _batas(command: argparse.ArgumentParser) -> None:
    words = "GeoJSON dalam WGS84; tanpa BERKAS: apa yang tersimpan"
    command.add_argument("file", nargs="?", metavar="BERKAS", help=words)
    levels = ", ".join(LEVELS)
    command.add_argument("--tingkat", metavar="L", help=f"{levels}; bawaan: menurut kode dan nama")
    command.add_argument("--hapus", action="store_true", help="pindahkan yang tersimpan ke .rusak")


def _fetch(command: argparse.ArgumentParser) -> None:
    command.add_argument("dataset", metavar="DATASET", help=", ".join(catalog.names()))
    command.add_argument("--kode-klpd", metavar="K", help="kode KLPD, misalnya D304")
    command.add_argument("--tahun", metavar="Y", help="tahun anggaran")
    command.add_argument("--status", metavar="S", help="saring paket-swakelola")
    command.add_argument("--jenis-paket", metavar="J", help="saring history-kaji-ulang")
    command.add_argument(
        "--versi",
        choices=("v1", "v2"),
        type=str.lower,
        help="versi API wilayah: v1 atau v2 (bawaan)",
    )
    command.add_argument("--kode", metavar="C,..", help="kode wilayah yang diminta")
    command.add_argument("--induk", metavar="P,..", help="kode induk wilayah, id induk locations")
    command.add_argument("--level", metavar="L", help="tingkat locations, bawaan negara")
    command.add_argument("--cari", metavar="TEKS", help="cari nama di locations")
    command.add_argument("--refresh", action="store_true", help="baca ulang dari sumber")
    _output(command)


def _table(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAMA", help="nama tabel, misalnya pagu-per-program")
    command.add_argument("--klpd", required=True, metavar="K[,K]", help="kode KLPD, atau all")
    command.add_argument("--tahun", required=True, metavar="Y[,Y]", help="tahun anggaran")
    for name, metavar, what in (
        ("wilayah", "C", "kode wilayah Kemendagri"),
        ("satker", "S", "kd_satker"),
        ("program", "P", "kd_program_str"),
        ("status", "S", "status paket swakelola"),
        ("jenis", "J", "jenis_revisi"),
        ("metode", "M", "metode_pengadaan"),
        ("pengadaan", "P", "jenis_pengadaan, atau campuran"),
        ("kode", "KD_RUP", "kd_rup"),
    ):
        tables = ", ".join(table.name for table in TABLES.values() if name in table.obeys)
        command.add_argument(f"--{name}", metavar=metavar, help=f"{what}, untuk {tables}")
    command.add_argument("--refresh", action="store_true", help="baca ulang dari sumber")
    _output(command)


def _harvest(command: argparse.ArgumentParser) -> None:
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--klpd", metavar="K,..", help="kode KLPD, atau all: seluruh katalog")
    where.add_argument("--provinsi", metavar="C", help="semua pemda di provinsi berkode ini")
    command.add_argument("--tahun", required=True, metavar="Y[,Y]", help="tahun anggaran")
    command.add_argument(
        "--datasets",
        metavar="D,..",
        help="bawaan: ketiga dataset inti dan master-satker; semua: seluruh dataset RUP",
    )
    command.add_argument(
        "--workers", type=int, default=WORKERS, metavar="N", help=f"1 sampai 32, bawaan {WORKERS}"
    )
    command.add_argument("--verify", action="store_true", help="buktikan dengan putaran kedua")
