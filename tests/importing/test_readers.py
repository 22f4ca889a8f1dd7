"""Kinds of files that people hold: each is read to the rows it holds."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from services.upstream.catalog import HISTORY_KAJI_ULANG, PAKET_SWAKELOLA, PROGRAM_MASTER
from services.upstream.parsing.frames import assemble, page
from tests.gateway import Row, paket, program
from tests.importing.conftest import Bench
from tests.importing.rows import delimited, grid, served, workbook, write_json

REQUEST = PROGRAM_MASTER.partition("D304", 2026)
ROWS = [program(number) for number in range(1, 9)]


def envelope(rows: list[Row]) -> Row:
    return {"success": True, "data": rows, "meta": {"limit": 1000, "cursor": "x"}}


def lines(items: list[Row]) -> str:
    return "\n".join(json.dumps(item) for item in items) + "\n"


TEXTS: dict[str, tuple[str, str | bytes]] = {
    "one envelope": ("a.json", json.dumps(envelope(ROWS))),
    "a pretty envelope": ("a.json", json.dumps(envelope(ROWS), indent=2)),
    "a list of envelopes": ("a.json", json.dumps([envelope(ROWS[:4]), envelope(ROWS[4:])])),
    "lines of envelopes": ("a.json", lines([envelope(ROWS[:4]), envelope(ROWS[4:])])),
    "an envelope with a code of success": (
        "a.json",
        json.dumps(envelope(ROWS) | {"error": {"code": "000", "message": "Success"}}),
    ),
    "a bare list": ("a.json", json.dumps(ROWS)),
    "a bare list with a mark and space": ("a.json", "\ufeff\n " + json.dumps(ROWS)),
    "a row on each line": ("a.ndjson", lines(ROWS)),
    "an answer of our own API": ("a.json", json.dumps({"tabel": "x", "baris": ROWS})),
    "columns in another order": ("a.json", json.dumps([dict(reversed(r.items())) for r in ROWS])),
    "CSV with commas": ("a.csv", delimited(ROWS)),
    "CSV with semicolons": ("a.csv", delimited(ROWS, ";")),
    "CSV with tabs": ("a.txt", delimited(ROWS, "\t")),
    "CSV with a mark": ("a.csv", "\ufeff" + delimited(ROWS)),
    "CSV with CRLF": ("a.csv", delimited(ROWS).replace("\n", "\r\n")),
    "CSV with CR": ("a.csv", delimited(ROWS).replace("\n", "\r")),
    "CSV under a title": ("a.csv", 'sep=,\n"Daftar program",,\n\n' + delimited(ROWS)),
    "CSV with names in capitals": (
        "a.csv",
        "\n".join([delimited(ROWS).split("\n")[0].upper(), *delimited(ROWS).split("\n")[1:]]),
    ),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_text_files_hold_the_same_rows(bench: Bench, tmp_path: Path, kind: str) -> None:
    name, text = TEXTS[kind]
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    results = bench.run(path)
    assert [planned.request for planned in results.stored] == [REQUEST]
    frame = bench.stored(REQUEST)
    assert frame["kd_program"].to_list() == [str(number) for number in range(1, 9)]
    assert frame["pagu_program"].to_list() == [1000] * 8
    assert results.stored[0].manifest.quarantined == 0


def test_cp1252_is_read_where_it_is_no_utf8(bench: Bench, tmp_path: Path) -> None:
    rows = [row | {"nama_program": "Pengadaan “kopi” – é"} for row in ROWS]
    (tmp_path / "a.csv").write_bytes(delimited(rows).encode("cp1252"))
    bench.run(tmp_path / "a.csv")
    assert set(bench.stored(REQUEST)["nama_program"]) == {"Pengadaan “kopi” – é"}


def test_decimals_of_zero_are_read_and_thousands_marks_never(bench: Bench, tmp_path: Path) -> None:
    pagu = ["1000,00", "2000,0", "250.000", "250,000", "1.500.000", "7", "8.00", "9,5"]
    rows = [row | {"pagu_program": text} for row, text in zip(ROWS, pagu, strict=True)]
    (tmp_path / "a.csv").write_text(delimited(rows, ";"))
    results = bench.run(tmp_path / "a.csv")
    read = bench.stored(REQUEST)["pagu_program"].to_list()
    assert read == [1000, 2000, None, None, None, 7, 8, None]
    assert results.stored[0].manifest.quarantined == 4


def test_decimal_commas_are_of_semicolon_files_alone(bench: Bench, tmp_path: Path) -> None:
    rows = [row | {"pagu_program": "1000,00"} for row in ROWS]
    (tmp_path / "a.csv").write_text(delimited(rows))
    results = bench.run(tmp_path / "a.csv")
    assert bench.stored(REQUEST)["pagu_program"].null_count() == 8
    assert results.stored[0].manifest.quarantined == 8


def test_a_workbook_with_titles_typed_cells_and_empty_sheets(bench: Bench, tmp_path: Path) -> None:
    head, *body = grid(ROWS)
    sheets = {
        "Sampul": [["Rekapitulasi RUP"], []],
        "Lembar1 (2)": [
            ["DAFTAR PROGRAM TAHUN 2026", None, None],
            ["Kabupaten Uji"],
            [],
            head,
            *body,
            ["Jumlah", 8000],
        ],
        "Kosong": [],
    }
    (tmp_path / "a.xlsx").write_bytes(workbook(sheets))
    plan = bench.plan(tmp_path / "a.xlsx")
    assert [p.manifest.imported.sheet for p in plan.passes if p.manifest.imported] == [
        "Lembar1 (2)"
    ]
    assert any("1 baris tanpa kunci" in note for note in plan.notes)
    bench.run(tmp_path / "a.xlsx")
    frame = bench.stored(REQUEST)
    assert frame["pagu_program"].to_list() == [1000] * 8
    assert frame["is_deleted"].to_list() == [False] * 8
    assert frame["tahun_anggaran"].to_list() == [2026] * 8


def test_typed_dates_and_spreadsheet_marks(bench: Bench, tmp_path: Path) -> None:
    rows = [
        paket(
            number,
            nama_paket=f"_x000d_\nPaket {number}_x000D_\n ",
            tgl_buat_paket=datetime(2026, 1, 2, 3, 4, 5),
            tgl_awal_pelaksanaan_kontrak=date(2026, 2, 1),
            pagu=250.0,
        )
        for number in (1, 2)
    ]
    (tmp_path / "a.xlsx").write_bytes(workbook({"x": grid(rows)}))
    bench.run(tmp_path / "a.xlsx", dataset="paket-swakelola")
    frame = bench.stored(PAKET_SWAKELOLA.partition("D304", 2026))
    assert frame["tgl_buat_paket"].to_list() == [datetime(2026, 1, 2, 3, 4, 5)] * 2
    assert frame["tgl_awal_pelaksanaan_kontrak"].to_list() == [date(2026, 2, 1)] * 2
    assert frame["nama_paket"].to_list() == ["Paket 1", "Paket 2"]
    assert frame["pagu"].to_list() == [250, 250]


def test_several_sheets_are_several_partitions(bench: Bench, tmp_path: Path) -> None:
    sheets = {
        "2025": grid([program(1, tahun=2025)]),
        "2026": grid(ROWS),
        "Kaji ulang": grid(served(HISTORY_KAJI_ULANG, 3)),
    }
    (tmp_path / "a.xlsx").write_bytes(workbook(sheets))
    results = bench.run(tmp_path / "a.xlsx")
    assert {str(planned.request) for planned in results.stored} == {
        "program-master D304 2025",
        "program-master D304 2026",
        "history-kaji-ulang D304 2025",
    }


def test_parquet_of_a_data_frame_with_floats_lists_and_zones(bench: Bench, tmp_path: Path) -> None:
    rows = [paket(number, pagu=1.0 * number) for number in (1, 2)]
    frame = pl.DataFrame(rows).with_columns(
        pl.col("kd_rup").cast(pl.Float64),
        pl.Series("detail_lokasi", [[{"prp_nama": "NTB"}], None]),
        pl.lit(datetime(2026, 1, 2, 3))
        .dt.replace_time_zone("Asia/Jakarta")
        .alias("tgl_buat_paket"),
        pl.col("status").cast(pl.Categorical),
    )
    frame.write_parquet(tmp_path / "a.parquet")
    results = bench.run(tmp_path / "a.parquet")
    stored = bench.stored(results.stored[0].request)
    assert stored["kd_rup"].to_list() == ["1", "2"]
    assert stored["pagu"].to_list() == [1, 2]
    assert json.loads(stored["detail_lokasi"][0]) == [{"prp_nama": "NTB"}]
    assert stored["tgl_buat_paket"].to_list() == [datetime(2026, 1, 2, 3)] * 2


@pytest.mark.parametrize("packed", [True, False])
def test_a_folder_per_year_with_or_without_an_archive(
    bench: Bench, tmp_path: Path, *, packed: bool
) -> None:
    """Rows that lack KLPD and year have them from the path."""
    folder = tmp_path / "rup"
    for year in (2024, 2025):
        bare = [
            {k: v for k, v in row.items() if k not in {"kd_klpd", "tahun_anggaran"}} for row in ROWS
        ]
        write_json(folder / str(year) / "program-master_D304.json", bare)
    hive = folder / "kode_klpd=D301" / "tahun=2026"
    hive.mkdir(parents=True)
    pl.DataFrame(ROWS).drop("kd_klpd", "tahun_anggaran").write_parquet(hive / "x.parquet")
    (folder / "README.md").write_text("catatan")
    (folder / ".DS_Store").write_bytes(b"\x00")
    source = folder
    if packed:
        source = tmp_path / "rup.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
    plan = bench.plan(source)
    assert plan.refusals == ()
    assert {str(planned.request) for planned in plan.passes} == {
        "program-master D304 2024",
        "program-master D304 2025",
        "program-master D301 2026",
    }
    assert plan.years == {"D301": [2026], "D304": [2024, 2025]}
    assert plan.passes[0].frame["tahun_anggaran"].null_count() == 0


def test_pages_of_one_answer_in_several_files_are_one_pass(bench: Bench, tmp_path: Path) -> None:
    for number in range(4):
        write_json(tmp_path / "p" / f"{number}.json", envelope(ROWS[2 * number : 2 * number + 2]))
    results = bench.run(tmp_path / "p")
    assert len(results.stored) == 1
    assert bench.stored(REQUEST).height == 8


def test_two_states_of_a_partition_are_two_passes(bench: Bench, tmp_path: Path) -> None:
    first = write_json(tmp_path / "januari.json", ROWS)
    second = write_json(tmp_path / "februari.json", [row | {"pagu_program": 5} for row in ROWS])
    results = bench.run(first, second)
    assert [planned.change.changed for planned in results.stored] == [0, 8]
    assert bench.stored(REQUEST)["pagu_program"].to_list() == [5] * 8
    again = bench.run(first, second)
    assert (again.stored, len(again.unchanged)) == ((), 2)


def test_an_export_for_reading_is_read_too(bench: Bench, tmp_path: Path) -> None:
    """The column `sumber` of our own CSV is a note and no column of rows."""
    text = delimited([row | {"sumber": "program-master: lengkap, langsung"} for row in ROWS])
    (tmp_path / "a.csv").write_text(text)
    results = bench.run(tmp_path / "a.csv")
    assert results.stored[0].manifest.drift == ("+sumber",)


def test_a_mark_of_a_spreadsheet_is_stored_as_in_a_fetched_row(
    bench: Bench, tmp_path: Path
) -> None:
    """What is shown leaves it out; the stored rows are those of a page, letter for letter."""
    rows = [row | {"nama_program": f"Program {n}_x000d_\n"} for n, row in enumerate(ROWS)]
    (tmp_path / "a.csv").write_text(delimited(rows))
    bench.run(tmp_path / "a.csv")
    asked = PROGRAM_MASTER.partition("D304", 2026).values
    served_page = page(PROGRAM_MASTER, json.dumps(rows).encode())
    assert bench.stored(REQUEST).equals(assemble(PROGRAM_MASTER, [served_page], asked).frame)
