"""Hostile files, made here: what a person may be sent or may have damaged without knowing."""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter

from services.importing import LIMITS, Limits
from tests.gateway import Row, program
from tests.importing.rows import delimited, grid, workbook

ROWS = [program(number) for number in range(1, 7)]
HTML = b"<!doctype html><html><title>Just a moment...</title></html>"
SMALL = Limits(
    files=20, depth=3, file=400_000, expanded=4_000_000, ratio_from=1 << 18, members=40, rows=5_000
)


@dataclass(frozen=True)
class Hostile:
    """A file that must be refused whole: its name, its bytes, and words of its one line."""

    name: str
    body: bytes
    words: str
    limits: Limits = LIMITS


@dataclass(frozen=True)
class Odd:
    """A file that is stored: its name, its bytes, rows, and values set aside."""

    name: str
    body: bytes
    rows: int
    quarantined: int = 0
    noted: str = ""


def js(body: object) -> bytes:
    return json.dumps(body).encode()


def rows(**values: object) -> list[Row]:
    """Return the rows, the first with other values."""
    return [ROWS[0] | values, *ROWS[1:]]


def zipped(members: Mapping[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", level) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def entry(name: str, body: bytes, *, mode: int = 0, duplicate: bool = False) -> bytes:
    """Return an archive whose entry has a mode of its own, or stands there twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, body)
    raw = buffer.getvalue()
    if not duplicate:
        return raw
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.json", body)
        archive.writestr("b.json", body)
    return buffer.getvalue().replace(b"b.json", b"a.json")


def locked() -> bytes:
    """Return an archive whose entry says that it is encrypted."""
    raw = bytearray(zipped({"a.json": js(ROWS)}, level=zipfile.ZIP_STORED))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def book() -> bytes:
    """Return a workbook of the rows whose texts are shared, as spreadsheets write them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as written_book:
        sheet = written_book.add_worksheet("data")
        for number, line in enumerate(grid(ROWS)):
            sheet.write_row(number, 0, line)
    return buffer.getvalue()


def altered(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a workbook of rows after a change of its entries."""
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    return zipped(entries)


SHEET = "xl/worksheets/sheet1.xml"


def with_cell(place: str, row: int) -> bytes:
    """Return a workbook with one more cell."""
    cell = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()

    def change(entries: dict[str, bytes]) -> None:
        entries[SHEET] = entries[SHEET].replace(b"</sheetData>", cell)

    return altered(change)


def with_text(old: bytes, new: bytes, name: str = SHEET) -> bytes:
    def change(entries: dict[str, bytes]) -> None:
        assert old in entries[name]
        entries[name] = entries[name].replace(old, new, 1)

    return altered(change)


def with_entry(name: str, body: bytes = b"x") -> bytes:
    def change(entries: dict[str, bytes]) -> None:
        entries[name] = body

    return altered(change)


def shared_text_bomb() -> bytes:
    """Return a workbook in which many cells use one long text."""

    def change(entries: dict[str, bytes]) -> None:
        long = b"<si><t>%b</t></si>" % (b"A" * 32_000)
        entries["xl/sharedStrings.xml"] = re.sub(
            rb"<si>.*?</si>", long, entries["xl/sharedStrings.xml"], count=1
        )
        cells = b'<c t="s"><v>0</v></c>' * 100
        more = b"".join(b'<row r="%d">%b</row>' % (n, cells) for n in range(10, 1_000))
        entries[SHEET] = entries[SHEET].replace(b"</sheetData>", more + b"</sheetData>")

    return altered(change)


def formula(value: str) -> bytes:
    """Return a workbook in which the first pagu is a formula."""
    new = f'<c r="J2"><f>WEBSERVICE("http://127.0.0.1")</f>{value}</c>'.encode()
    return with_text(b'<c r="J2"><v>1000</v></c>', new)


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def framed(**columns: object) -> bytes:
    """Return a Parquet file of the rows with other columns."""
    return parquet(pl.DataFrame(ROWS).with_columns(**columns))  # type: ignore[arg-type]


WHOLE = parquet(pl.DataFrame(ROWS))
LONG = Limits(letters=1_000)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
DEEP = b"[" * 100_000 + b"]" * 100_000
MANY = {f"kolom_{number}": number for number in range(400)}

REFUSED: Mapping[str, Hostile] = {
    "HTML in a .json file": Hostile("a.json", HTML, "halaman HTML"),
    "HTML after a mark": Hostile("a.json", b"\xef\xbb\xbf\r\n  " + HTML, "halaman HTML"),
    "an empty file": Hostile("a.json", b"", "berkas kosong"),
    "white space alone": Hostile("a.csv", b" \n\n\t", "berkas kosong"),
    "a cut list": Hostile("a.json", js(ROWS)[:-40], "terpotong"),
    "a cut answer": Hostile("a.json", js({"success": True, "data": ROWS})[:-200], "terpotong"),
    "a text": Hostile("a.json", b'"baris"', "bukan daftar atau objek"),
    "a number": Hostile("a.json", b"42", "bukan daftar atau objek"),
    "a list of numbers": Hostile("a.json", b"[1,2,3]", "tidak berisi objek"),
    "a list of lists": Hostile("a.json", b"[[1],[2]]", "tidak berisi objek"),
    "a nothing among rows": Hostile("a.json", js([*ROWS, None]), "bukan objek JSON"),
    "brackets without end": Hostile("a.json", DEEP, "terpotong atau tidak sah"),
    "a row that is nested too deep": Hostile(
        "a.json",
        js(ROWS)[:-2] + b',"x":' + b"[" * 60 + b"]" * 60 + b"}]",
        "bersarang terlalu dalam",
    ),
    "a number that is none": Hostile("a.json", js(rows(pagu_program=float("nan"))), "tidak sah"),
    "one name twice in a row": Hostile(
        "a.json", js(ROWS).replace(b'"kd_satker"', b'"kd_klpd"', 1), "dua kali"
    ),
    "broken UTF-8": Hostile("a.json", js(ROWS).replace(b"PROGRAM", b"\xff\xfe", 1), "JSON"),
    "half a surrogate": Hostile("a.json", js(ROWS).replace(b"PROGRAM", rb"\ud800", 1), "JSON"),
    "a failure that was saved": Hostile(
        "a.json", js({"success": False, "error": {"code": "Forbidden"}}), "bukan jawaban utuh"
    ),
    "an error in words": Hostile(
        "a.json", js({"error": "Authorization field missing"}), "bukan jawaban utuh"
    ),
    "rows that are an object": Hostile("a.json", js({"success": True, "data": {"a": 1}}), "JSON"),
    "a failure among answers": Hostile(
        "a.json", js([{"success": True, "data": ROWS}, {"success": False}]), "bukan jawaban utuh"
    ),
    "an answer without rows": Hostile(
        "a.json", js({"success": True, "data": None}), "beri --dataset"
    ),
    "a text of two mebibytes": Hostile("a.json", js(rows(nama_program="a" * (2 << 20))), "1 MiB"),
    "hundreds of columns": Hostile("a.json", js(rows(**MANY)), "jumlah kolom melebihi batas"),
    "UTF-16 in JSON": Hostile("a.json", js(ROWS).decode().encode("utf-16"), "bukan daftar"),
    "more rows than the limit": Hostile(
        "a.json", js(ROWS * 900), "jumlah baris", Limits(rows=5_000)
    ),
    "more bytes than the limit": Hostile(
        "a.json", js(ROWS) + b" " * 400_000, "ukuran berkas", SMALL
    ),
    "a broken line": Hostile(
        "a.ndjson", b"\n".join([*map(js, ROWS), b'{"kd_program": ']), "terpotong"
    ),
    "more after the end": Hostile("a.json", js(ROWS) + b"]", "tidak sah"),
    "a KLPD that leads out of its folder": Hostile(
        "a.json", js([r | {"kd_klpd": "../../etc"} for r in ROWS]), "tanpa KLPD atau tahun"
    ),
    "a year beyond the calendar": Hostile(
        "a.json", js([r | {"tahun_anggaran": 99999} for r in ROWS]), "tanpa KLPD atau tahun"
    ),
    "columns of something else": Hostile("a.json", js([{"a": 1, "b": 2}]), "beri --dataset"),
    "bytes of zero in CSV": Hostile("a.csv", b"kd_program\0,x\n", "bukan teks"),
    "UTF-16 in CSV": Hostile("a.csv", delimited(ROWS).encode("utf-16"), "UTF-16"),
    "no known encoding": Hostile("a.csv", delimited(ROWS).encode() + b"\x81\x8d", "pengodean"),
    "a row with more cells": Hostile(
        "a.csv", delimited(ROWS).encode() + b"1,2" * 40, "tidak cocok"
    ),
    "an open quotation mark": Hostile("a.csv", delimited(ROWS).encode() + b'"x', "tanda kutip"),
    "a cut last row": Hostile("a.csv", delimited(ROWS).encode()[:-30], "terakhir terpotong"),
    "one column twice": Hostile(
        "a.csv",
        delimited(ROWS).replace("kd_satker", "KD PROGRAM", 1).encode(),
        "kolom kd_program ada dua kali",
    ),
    "no header": Hostile(
        "a.csv", delimited(ROWS).encode().split(b"\n", 1)[1], "tidak ada baris kepala"
    ),
    "a CSV of hundreds of columns": Hostile("a.csv", b"kd_program," * 400 + b"\n", "jumlah kolom"),
    "a header alone": Hostile("a.csv", delimited(ROWS).encode().split(b"\n")[0], "tidak ada baris"),
    "a picture that is called CSV": Hostile(
        "a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "bukan teks"
    ),
    "a workbook that is no archive": Hostile("a.xlsx", b"kd_program;x\n", "ZIP rusak"),
    "a cut workbook": Hostile("a.xlsx", workbook({"x": grid(ROWS)})[:-400], "ZIP rusak"),
    "an archive that is no workbook": Hostile("a.xlsx", zipped({"a": b"b"}), "bukan buku kerja"),
    "macros": Hostile("a.xlsx", with_entry("xl/vbaProject.bin"), "makro"),
    "a workbook of macros by its name": Hostile("a.xlsm", workbook({"x": grid(ROWS)}), "bermakro"),
    "links to other workbooks": Hostile(
        "a.xlsx", with_entry("xl/externalLinks/externalLink1.xml"), "bertaut ke berkas lain"
    ),
    "a connection to a database": Hostile("a.xlsx", with_entry("xl/connections.xml"), "bertaut"),
    "an embedded object": Hostile("a.xlsx", with_entry("xl/embeddings/oleObject1.bin"), "tertanam"),
    "a cell at the far corner": Hostile(
        "a.xlsx", with_cell("XFD1048576", 1_048_576), "jumlah kolom"
    ),
    "a cell beyond the sheet": Hostile("a.xlsx", with_cell("AAAA1", 20), "di luar lembar"),
    "a far-off row": Hostile("a.xlsx", with_cell("A1048576", 1_048_576), "hampir kosong"),
    "a cell that is not in its row": Hostile("a.xlsx", with_cell("B9999999", 20), "jumlah sel"),
    "places with spaces": Hostile(
        "a.xlsx", with_text(b'<c r="B2"', b'<c r = "XFD9999999"'), "tidak biasa"
    ),
    "entities in a sheet": Hostile(
        "a.xlsx",
        with_text(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaa">]><worksheet'),
        "definisi dokumen XML",
    ),
    "entities in the texts": Hostile(
        "a.xlsx",
        with_text(b"<sst", b'<!DOCTYPE x [<!ENTITY a "a">]><sst', "xl/sharedStrings.xml"),
        "definisi dokumen XML",
    ),
    "a sheet that is mostly air": Hostile(
        "a.xlsx", with_entry("xl/media/a.xml", b"<a>" + b" " * 40_000_000), "mengembang"
    ),
    "one text in a hundred thousand cells": Hostile(
        "a.xlsx", shared_text_bomb(), "panjang seluruh teks"
    ),
    "a workbook of 1997": Hostile("a.xls", OLE, "format .xls lama"),
    "a workbook with a password": Hostile("a.xlsx", OLE, "terkunci sandi"),
    "a workbook without rows": Hostile("a.xlsx", workbook({"x": [["halo"]]}), "tidak ada lembar"),
    "a path upwards": Hostile("a.zip", zipped({"../a.json": js(ROWS)}), "menunjuk ke luar"),
    "a path within that leads upwards": Hostile(
        "a.zip", zipped({"b/../../a.json": js(ROWS)}), "menunjuk ke luar"
    ),
    "a path from the root": Hostile("a.zip", zipped({"/etc/a.json": js(ROWS)}), "menunjuk ke luar"),
    "a path of another system": Hostile(
        "a.zip", zipped({"C:\\a.json": js(ROWS)}), "menunjuk ke luar"
    ),
    "a name with control characters": Hostile(
        "a.zip", zipped({"a\x1b[2J.json": js(ROWS)}), "menunjuk ke luar"
    ),
    "a link in an archive": Hostile(
        "a.zip", entry("a.json", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "tautan simbolis"
    ),
    "one name twice in an archive": Hostile(
        "a.zip", entry("a.json", js(ROWS), duplicate=True), "nama yang sama"
    ),
    "an archive with a password": Hostile("a.zip", locked(), "terkunci sandi"),
    "an archive in an archive": Hostile(
        "a.zip", zipped({"b.zip": zipped({"a.json": js(ROWS)})}), "arsip di dalam arsip"
    ),
    "an archive that unpacks to much": Hostile(
        "a.zip", zipped({"a.json": b"[" + b" " * 3_000_000 + b"]"}), "mengembang", SMALL
    ),
    "an archive of too much altogether": Hostile(
        "a.zip",
        zipped({f"{n}.json": bytes(range(256)) * 800 for n in range(24)}),
        "ukuran isi arsip",
        SMALL,
    ),
    "an archive of too many": Hostile(
        "a.zip", zipped({f"{n}.json": b"[]" for n in range(50)}), "jumlah isi arsip", SMALL
    ),
    "folders without end": Hostile("a.zip", zipped({"a/" * 20 + "a.json": b"[]"}), "kedalaman"),
    "a name without end": Hostile("a.zip", zipped({"a" * 900 + ".json": b"[]"}), "panjang nama"),
    "an empty archive": Hostile("a.zip", zipped({}), "tidak berisi berkas"),
    "an archive that is none": Hostile("a.zip", b"PK\x03\x04" + b"\0" * 90, "ZIP rusak"),
    "a cut archive": Hostile("a.zip", zipped({"a.json": js(ROWS)})[:-30], "ZIP rusak"),
    "a damaged member": Hostile(
        "a.zip",
        zipped({"a.json": js(ROWS)}, level=zipfile.ZIP_STORED).replace(b"PROGRAM 1", b"PROGRAM 7"),
        "ZIP rusak",
    ),
    "a program in an archive": Hostile("a.zip", zipped({"a.exe": b"MZ"}), "tidak dikenal: .exe"),
    "an archive of another kind": Hostile("a.json.gz", b"\x1f\x8b\x08", "tidak dikenal: .gz"),
    "no Parquet": Hostile("a.parquet", b"PAR1" + b"\0" * 60 + b"PAR1", "Parquet rusak"),
    "Parquet by its mark alone": Hostile("a.parquet", b"PAR1", "Parquet rusak"),
    "a cut Parquet": Hostile("a.parquet", WHOLE[: len(WHOLE) // 2], "Parquet rusak"),
    "a Parquet without its beginning": Hostile("a.parquet", WHOLE[300:], "Parquet rusak"),
    "a Parquet of hundreds of columns": Hostile(
        "a.parquet", parquet(pl.DataFrame(MANY)), "jumlah kolom"
    ),
    "a Parquet of many equal rows": Hostile(
        "a.parquet", parquet(pl.concat([pl.DataFrame(ROWS)] * 2_000)), "jumlah baris", SMALL
    ),
    "a Parquet of one long text": Hostile(
        "a.parquet", framed(nama_program=pl.lit("x" * 1_000)), "panjang seluruh teks", LONG
    ),
    "bytes that are no text in Parquet": Hostile(
        "a.parquet", framed(nama_program=pl.lit(b"\xff\xfe")), "Parquet rusak"
    ),
}

STORED: Mapping[str, Odd] = {
    "rows without anything": Odd(
        "a.json", js([*ROWS, {}, {"kd_klpd": "D304", "tahun_anggaran": 2026}]), 6, 2
    ),
    "numbers beyond Int64": Odd("a.json", js(rows(pagu_program=10**30)), 6, 1),
    "a fraction of a rupiah": Odd("a.json", js(rows(pagu_program=1.5)), 6, 1),
    "a mark of thousands": Odd("a.json", js(rows(pagu_program="250.000")), 6, 1),
    "text where a flag belongs": Odd("a.json", js(rows(is_deleted="mungkin")), 6, 1),
    "an object where a text belongs": Odd("a.json", js(rows(nama_program={"a": [1]})), 6),
    "zero bytes in a text": Odd("a.json", js(rows(nama_program="a\0b")), 6),
    "names that turn the line": Odd("a.json", js(rows(nama_program="a\u202eb\u200bc")), 6),
    "a formula in CSV": Odd("a.csv", delimited(rows(nama_program="=cmd|'/c calc'!A1")).encode(), 6),
    "markup": Odd("a.json", js(rows(nama_program="<script>alert(1)</script>")), 6),
    "a repeated row": Odd("a.json", js([*ROWS, ROWS[0]]), 6),
    "a row of another KLPD without a form": Odd(
        "a.json", js([*ROWS, program(9, kode="../..")]), 6, noted="1 baris tanpa KLPD"
    ),
    "a formula with its value": Odd("a.xlsx", formula("<v>1000</v>"), 6),
    "a formula without a value": Odd("a.xlsx", formula(""), 6, noted="1 sel rumus tanpa nilai"),
    "an error instead of a value": Odd(
        "a.xlsx",
        with_text(b'<c r="J2"><v>1000</v>', b'<c r="J2" t="e"><v>#N/A</v>'),
        6,
        noted="1 sel galat",
    ),
    "a picture in a workbook": Odd("a.xlsx", with_entry("xl/media/image1.png", b"\x89PNG"), 6),
    "files of a desktop in an archive": Odd(
        "a.zip", zipped({"a.json": js(ROWS), "__MACOSX/._a.json": b"\0", ".DS_Store": b"\0"}), 6
    ),
    "a Parquet of structures": Odd(
        "a.parquet", framed(nama_program=pl.struct(pl.lit(1).alias("a"))), 6
    ),
    "endless floats": Odd("a.parquet", framed(pagu_program=pl.lit(float("inf"))), 6, 6),
}


def written(folder: Path, name: str, body: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(body)
    return path
