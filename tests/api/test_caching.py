"""ETags change when rows do and only then; what is fixed says so; provenance is in every format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import polars as pl
import pytest

from services import settings as configuration
from services.api.rows import question, tables
from services.api.rows.formats import utc
from services.repository import now_utc
from services.store.snapshots import Snapshots
from services.wiring import App, connect
from tests.api.conftest import Doors

ROWS = "/api/tabel/pagu-per-program"
QUERY = "klpd=D304&tahun=2025"
FORMS = ("json", "csv", "parquet", "xlsx")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[App]:
    """Return an app over a folder of its own with one partition."""
    app = connect(configuration.from_mapping({"LENSA_DATA": str(tmp_path)}))
    app.repository.load(app.partition("program-master", "D304", 2025))
    yield app
    app.close()


def publish_fewer(app: App) -> None:
    """Publish a pass with a row less, as another process does."""
    request = app.partition("program-master", "D304", 2025)
    snapshot = app.repository.peek(request)
    assert snapshot is not None
    fewer = snapshot.frame.head(snapshot.frame.height - 1)
    later = replace(
        snapshot.manifest,
        rows=fewer.height,
        fetched_at=now_utc() + timedelta(seconds=2),
        digest="",
        file="",
    )
    Snapshots(app.settings.data).publish(
        app.repository.place(request),
        fewer,
        later,
        generation=app.repository.history(request).generation,
    )


@pytest.mark.parametrize("form", FORMS)
def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(own: App, form: str) -> None:
    with Doors(app=own).open() as client:
        first = client.get(f"{ROWS}.{form}?{QUERY}")
        known = {"If-None-Match": f'"lain", {first.headers["etag"]}'}
        for again in (
            client.get(f"{ROWS}.{form}?{QUERY}", headers=known),
            client.head(f"{ROWS}.{form}?tahun=2025&klpd=d304", headers=known),
        ):
            assert (again.status_code, again.content) == (304, b"")
            for name in ("etag", "cache-control", "vary"):
                assert again.headers[name] == first.headers[name]
        for other in (f"{QUERY}&urut=pagu", f"{QUERY}&lang=en", f"{QUERY}&satker=461200"):
            changed = client.get(f"{ROWS}.{form}?{other}", headers=known)
            assert changed.status_code == 200
            assert changed.headers["etag"] != first.headers["etag"]
        publish_fewer(own)
        after = client.get(f"{ROWS}.{form}?{QUERY}", headers=known)
        assert after.status_code == 200
        assert after.content != first.content


def test_a_pinned_answer_stays_when_rows_change(own: App) -> None:
    with Doors(app=own).open() as client:
        link = client.get(f"{ROWS}.json?{QUERY}").json()["tautan"]
        pinned = f"{ROWS}.json?{httpx.URL(link).query.decode()}"
        before = client.get(pinned)
        publish_fewer(own)
        after = client.get(pinned)
        assert after.json()["baris"] == before.json()["baris"]
        assert client.get(f"{ROWS}.json?{QUERY}").json()["baris"] != before.json()["baris"]


def test_rows_published_while_an_answer_is_made_are_not_known_by_the_old_tag(
    own: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tables.rows_of

    def slow(*values: object) -> object:
        publish_fewer(own)
        return made(*values)  # type: ignore[arg-type]

    with Doors(app=own).open() as client:
        monkeypatch.setattr(tables, "rows_of", slow)
        during = client.get(f"{ROWS}.json?{QUERY}")
        monkeypatch.setattr(tables, "rows_of", made)
        assert during.status_code == 200
        assert "etag" not in during.headers
        assert during.headers["cache-control"] == "no-store"
        assert client.get(f"{ROWS}.json?{QUERY}").json()["baris"] == during.json()["baris"]


def test_only_an_instant_of_the_past_is_fixed(own: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with Doors(app=own).open() as client:
        now = f"{ROWS}.json?{QUERY}&snap={utc(now_utc() + timedelta(seconds=1))}"
        assert client.get(now).headers["cache-control"] == "public, no-cache"
        later = now_utc() + timedelta(hours=25)
        monkeypatch.setattr(question, "now_utc", lambda: later)
        assert client.get(now).headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = client.get(f"{ROWS}.json?{QUERY}")
        assert plain.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("path", ["/api/tabel/pagu-per-program", "/api/data/program-master"])
def test_sample_rows_say_so_in_every_format(path: str, client: httpx.Client) -> None:
    said = "DATA CONTOH (sintetis)"
    answers = {form: client.get(f"{path}.{form}?{QUERY}") for form in FORMS[:3]}
    assert answers["json"].json()["label"] == said
    assert said in answers["json"].json()["kutipan"]
    assert all(said in answer.headers["lensa-asal"] for answer in answers.values())
    rows = pl.read_csv(io.BytesIO(answers["csv"].content), infer_schema=False)
    assert all(said in source for source in rows["sumber"])
    notes = pl.read_parquet_metadata(io.BytesIO(answers["parquet"].content))
    assert notes["contoh"] == said
    if "tabel" in path:
        book = client.get(f"{path}.xlsx?{QUERY}").content
        facts = pl.read_excel(book, sheet_name="keterangan", has_header=False)
        assert said in facts.to_series(1)
    for name in ("klpd", "tersimpan"):
        listed = client.get(f"/api/{name}")
        assert listed.json()["label"] == said
        assert said in listed.headers["lensa-asal"]


def test_the_envelope_says_where_its_rows_come_from(client: httpx.Client, stored: App) -> None:
    content = client.get(f"{ROWS}.json?{QUERY}").json()
    request = stored.partition("program-master", "D304", 2025)
    manifest = stored.repository.history(request).passes[-1]
    entry = next(one for one in content["asal"] if one["dataset"] == "program-master")
    assert entry == {
        "dataset": "program-master",
        "kd_klpd": "D304",
        "tahun": 2025,
        "snapshot": utc(manifest.fetched_at),
        "digest": manifest.digest,
        "lengkap": True,
        "sumber": "contoh",
    }
    assert content["tautan"].startswith(f"{client.base_url}/program?klpd=D304&tahun=2025&snap=")
    assert content["tautan"] in content["kutipan"]
    assert "[sidik " in content["kutipan"]


def test_answers_are_compressed_for_who_asks(client: httpx.Client) -> None:
    answer = client.get(f"{ROWS}.json?{QUERY}", headers={"Accept-Encoding": "identity"})
    assert "Accept-Encoding" in answer.headers["vary"]


def test_the_stored_list_leads_to_the_rows(client: httpx.Client) -> None:
    listed = client.get("/api/tersimpan?klpd=D304&tahun=2025").json()["baris"]
    assert {row["kd_klpd"] for row in listed} == {"D304"}
    row = next(row for row in listed if row["dataset"] == "paket-swakelola")
    assert client.get(row["alamat"]).json()["jumlah"] == row["baris"]


def test_the_catalogue_has_regions_and_stored_years(client: httpx.Client) -> None:
    rows = {row["kd_klpd"]: row for row in client.get("/api/klpd").json()["baris"]}
    assert rows["D304"]["nama_klpd"] == "Kab. Lombok Tengah"
    assert rows["D304"]["tahun_tersimpan"] == [2024, 2025]
    top = client.get("/api/wilayah").json()
    assert top["jumlah"] == 552
    below = client.get("/api/wilayah?wilayah=52.02").json()["baris"]
    assert below[0]["code"] == "5202"
    assert {row["parent_code"] for row in below[1:]} == {"5202"}
