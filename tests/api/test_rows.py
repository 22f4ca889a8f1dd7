"""Rows of the API are the rows of the tables, in every format, joined from their pages."""

from __future__ import annotations

import io
import json
import random
from typing import Any

import httpx
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from services import table_inputs
from services.analysis.frames import Options
from services.analysis.ordering import ordered
from services.analysis.tables import TABLES, build
from services.api.rows import question
from services.export.files import csv_bytes, xlsx_bytes
from services.upstream.catalog import find, klpd_names
from services.wiring import App
from tests.api.conftest import KLPD, YEARS, Doors, error
from tests.sampling import LONG, SEED

SETS = 300 if LONG else 25
COLUMNS = {
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
    "metode": "metode_pengadaan",
    "pengadaan": "jenis_pengadaan",
}


def rows_of(app: App, name: str, urut: str = "", **options: Any) -> pl.DataFrame:
    """Return the rows of a table as pages and commands compute them."""
    table, chosen = TABLES[name], Options(**options)
    sheet = table_inputs.read(
        app.repository,
        app.rup(table.reads, chosen.klpd, chosen.tahun),
        klpd=app.klpd(),
        also=app.rup(table.also, chosen.klpd, chosen.tahun),
        stand_ins=table.stand_ins,
    )
    assert sheet.errors == ()
    return ordered(build(name, sheet.frames, chosen).collect(), urut)


def some_code(app: App) -> str:
    """Return a code that was revised."""
    revised = app.repository.peek(find("history-kaji-ulang").partition(KLPD[0], YEARS[-1]))
    assert revised is not None
    return str(revised.frame["kd_rup_lama"].drop_nulls()[0])


def needed(app: App, name: str) -> dict[str, Any]:
    """Return the options that a table cannot do without."""
    years = YEARS if TABLES[name].two_years else YEARS[-1:]
    options: dict[str, Any] = {"klpd": KLPD[:1], "tahun": years}
    return {**options, "kode": some_code(app)} if name == "jejak" else options


def get(client: httpx.Client, path: str, options: dict[str, Any], **more: str) -> httpx.Response:
    pairs = [
        (name, str(value))
        for name, values in {**options, **more}.items()
        for value in (values if isinstance(values, tuple) else (values,))
        if value
    ]
    return client.get(path, params=pairs)


def joined(client: httpx.Client, path: str, options: dict[str, Any], **more: str) -> list[Any]:
    """Return the rows of all pages of a JSON answer, by the links from one to the next."""
    answer, rows = get(client, path, options, **more), list[Any]()
    while True:
        assert answer.status_code == 200, answer.text
        content = answer.json()
        rows += content["baris"]
        if "berikut" not in content:
            assert content["halaman"]["ini"] == content["halaman"]["dari"]
            assert len(rows) == content["jumlah"]
            return rows
        assert f'<{content["berikut"]}>; rel="next"' in answer.headers["link"]
        answer = client.get(content["berikut"])


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_its_rows_in_every_format(
    name: str, client: httpx.Client, stored: App
) -> None:
    options = needed(stored, name)
    rows = rows_of(stored, name, **options)
    answer = get(client, f"/api/tabel/{name}.json", options)
    assert answer.status_code == 200, answer.text
    content = answer.json()
    assert content["baris"] == json.loads(rows.write_json())
    assert [column["nama"] for column in content["kolom"]] == list(TABLES[name].columns)
    assert all(column["arti"] for column in content["kolom"])
    csv = get(client, f"/api/tabel/{name}.csv", options).content
    read = pl.read_csv(io.BytesIO(csv), infer_schema=False)
    assert_frame_equal(
        read.drop("sumber"), pl.read_csv(io.BytesIO(csv_bytes(rows)), infer_schema=False)
    )
    parquet = get(client, f"/api/tabel/{name}.parquet", options).content
    assert_frame_equal(pl.read_parquet(io.BytesIO(parquet)), rows)
    xlsx = get(client, f"/api/tabel/{name}.xlsx", options).content
    assert_frame_equal(sheet(xlsx), sheet(xlsx_bytes(rows)))


def sheet(content: bytes) -> pl.DataFrame:
    return pl.read_excel(content, sheet_name="data", infer_schema_length=0)


def drawn(app: App, draw: random.Random) -> tuple[str, str, dict[str, Any]]:
    """Return a table, a sort and options that narrow it, with values that its rows have."""
    name = draw.choice(list(TABLES))
    table = TABLES[name]
    options: dict[str, Any] = {
        "klpd": tuple(draw.sample(KLPD, draw.randint(1, len(KLPD)))),
        "tahun": YEARS if table.two_years or draw.random() < 0.5 else (draw.choice(YEARS),),
    }
    if name == "jejak":
        options["kode"] = some_code(app)
    whole = rows_of(app, name, **options) if table.obeys else pl.DataFrame()
    for field in table.obeys:
        column = COLUMNS.get(field, "")
        if column in whole.columns and whole.height and draw.random() < 0.6:
            options[field] = draw.choice(whole[column].fill_null("(kosong)").to_list())
        elif field == "wilayah" and draw.random() < 0.5:
            options[field] = draw.choice(("52", "5202", "33"))
    urut = draw.choice(("", "-", "")) + draw.choice(table.columns) if draw.random() < 0.7 else ""
    return name, urut, options


def test_random_questions_have_the_rows_of_the_tables_over_joined_pages(
    client: httpx.Client, stored: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(SEED)
    several = 0
    for _ in range(SETS):
        name, urut, options = drawn(stored, draw)
        rows = rows_of(stored, name, urut, **options)
        monkeypatch.setattr(question, "PAGE", max(1, rows.height // draw.randint(1, 2)))
        read = joined(client, f"/api/tabel/{name}.json", options, urut=urut)
        assert read == json.loads(rows.write_json()), (name, urut, options)
        several += rows.height > question.PAGE
    assert several > SETS // 8


@pytest.mark.parametrize("name", klpd_names())
def test_every_dataset_has_its_rows_as_read(
    name: str, client: httpx.Client, stored: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = find(name)
    years = YEARS if dataset.by_klpd_year else ()
    requests = [dataset.partition(kode, year) for kode in KLPD for year in years or (0,)]
    parts = [snapshot.frame for r in requests if (snapshot := stored.repository.peek(r))]
    assert len(parts) == len(requests)
    rows = pl.concat(parts)
    options = {"klpd": KLPD, "tahun": years}
    parquet = get(client, f"/api/data/{name}.parquet", options).content
    assert_frame_equal(pl.read_parquet(io.BytesIO(parquet)), rows)
    csv = pl.read_csv(
        io.BytesIO(get(client, f"/api/data/{name}.csv", options).content), infer_schema=False
    )
    assert_frame_equal(
        csv.drop("sumber"), pl.read_csv(io.BytesIO(csv_bytes(rows)), infer_schema=False)
    )
    monkeypatch.setattr(question, "PAGE", max(1, rows.height // 3))
    assert joined(client, f"/api/data/{name}.json", options) == json.loads(rows.write_json())


def test_values_match_whatever_their_case_and_what_no_row_has_is_said(
    client: httpx.Client,
) -> None:
    one = get(
        client, "/api/tabel/paket.json", {"klpd": "d304", "tahun": 2025, "status": "TERUMUMKAN"}
    )
    assert {row["status"] for row in one.json()["baris"]} == {"Terumumkan"}
    assert one.json()["parameter"]["klpd"] == ["D304"]
    none = get(client, "/api/tabel/paket.json", {"klpd": "D304", "tahun": 2025, "satker": "999999"})
    assert none.json()["baris"] == []
    assert "999999" in none.json()["catatan"]


def test_what_is_not_stored_is_named_with_the_page_that_reads_it(
    client: httpx.Client, stored: App
) -> None:
    for path, page in (("tabel/pagu-per-satker", "program"), ("data/paket-swakelola", "data")):
        answer = get(client, f"/api/{path}.json", {"klpd": "D300", "tahun": 2023})
        assert answer.status_code == 404
        assert "D300 2023" in error(answer)["galat"]
        assert f"/{page}?klpd=D300&tahun=2023" in error(answer)["halaman"]
    assert stored.repository.peek(find("program-master").partition("D300", 2023)) is None
    partly = get(client, "/api/tabel/paket.json", {"klpd": ("D304", "D300"), "tahun": 2025})
    assert partly.status_code == 404
    assert "D304" not in error(partly)["galat"]


def test_an_earlier_instant_has_no_rows_that_were_not_there(client: httpx.Client) -> None:
    options = {"klpd": "D304", "tahun": 2025, "snap": "2020-01-01T00:00:00Z"}
    answer = get(client, "/api/tabel/paket.json", options)
    assert answer.status_code == 404
    assert "pada saat itu" in error(answer)["galat"]


BAD = (
    ("klpd", "klpd=&tahun=2025"),
    ("klpd", "tahun=2025"),
    ("tahun", "klpd=D304"),
    ("klpd", "klpd=D304'&tahun=2025"),
    ("tahun", "klpd=D304&tahun=2025,20x5"),
    ("satker", "klpd=D304&tahun=2025&satker=a&satker=b"),
    ("wilayah", "klpd=D304&tahun=2025&wilayah=52"),
    ("tahum", "klpd=D304&tahum=2025"),
    ("urut", "klpd=D304&tahun=2025&urut=-kolom_lain"),
    ("hal", "klpd=D304&tahun=2025&hal=9999"),
    ("snap", "klpd=D304&tahun=2025&snap=kemarin"),
    ("klpd", "tahun=2021,2022,2023,2024,2025&" + "&".join(f"klpd=D{n}" for n in range(1, 11))),
)


@pytest.mark.parametrize(("parameter", "query"), BAD)
def test_a_wrong_value_is_refused_by_the_name_of_its_parameter(
    parameter: str, query: str, client: httpx.Client
) -> None:
    answer = client.get(f"/api/tabel/paket.json?{query}")
    assert answer.status_code == 400, answer.text
    assert error(answer)["parameter"] == parameter


def test_what_only_changes_the_look_of_a_page_is_ignored(client: httpx.Client) -> None:
    plain = client.get("/api/tabel/paket.json?klpd=D304&tahun=2025")
    seen = client.get(
        "/api/tabel/paket.json?klpd=D304&tahun=2025&lihat=tabel:paket&q=jalan&embed=true"
    )
    assert seen.json()["baris"] == plain.json()["baris"]


def test_formats_other_than_json_have_all_rows_or_none(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "klpd=D304&tahun=2025&lang=en"  # of no other test: what was answered is in memory
    assert error(client.get(f"/api/tabel/paket.csv?{query}&hal=1"))["parameter"] == "hal"
    monkeypatch.setattr(question, "MOST_ROWS", 10)
    for path in ("tabel/keadaan.csv", "tabel/keadaan.xlsx", "data/paket-swakelola.parquet"):
        answer = client.get(f"/api/{path}?{query}")
        assert (answer.status_code, error(answer)["parameter"]) == (400, "klpd")
    assert client.get(f"/api/tabel/keadaan.json?{query}").status_code == 200


def test_there_is_no_other_name_format_or_path(doors: Doors) -> None:
    with doors.open() as client:
        for path in ("/api/tabel/tidak-ada.json", "/api/tabel/paket.xml", "/api/data/paket.json"):
            assert client.get(f"{path}?klpd=D304&tahun=2025").status_code == 404
        assert "halaman" in error(client.get("/api/lain/lagi"))
