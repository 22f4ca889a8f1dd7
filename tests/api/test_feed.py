"""`/umpan.atom` has the changes between stored passes of what a reader follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import polars as pl
import pytest

from services import settings as configuration
from services.repository import now_utc
from services.store.snapshots import Snapshots
from services.watch.feed import ATOM
from services.wiring import App, connect
from tests.api.conftest import Doors, error

PAKET = "paket-swakelola"
HOSTILE = '<script>alert("1")</script> & \u202ejalan'


def publish(app: App, frame: pl.DataFrame, seconds: int) -> None:
    """Publish rows as a further pass over the swakelola packages of 2025."""
    request = app.partition(PAKET, "D304", 2025)
    newest = app.repository.history(request).passes[-1]
    later = now_utc() + timedelta(seconds=seconds)
    manifest = replace(newest, rows=frame.height, fetched_at=later, digest="", file="")
    generation = app.repository.history(request).generation
    place = app.repository.place(request)
    Snapshots(app.settings.data).publish(place, frame, manifest, generation=generation)
    app.repository.changed()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[App]:
    """Return an app over a folder of its own with two partitions, each in one pass."""
    app = connect(configuration.from_mapping({"LENSA_DATA": str(tmp_path)}))
    for name in ("program-master", PAKET):
        app.repository.load(app.partition(name, "D304", 2025))
    yield app
    app.close()


@pytest.fixture
def changed(own: App) -> tuple[App, dict[str, Any]]:
    """Publish a pass with one package renamed and one gone; return the renamed one as it was."""
    snapshot = own.repository.peek(own.partition(PAKET, "D304", 2025))
    assert snapshot is not None
    frame = snapshot.frame.sort("kd_rup")
    renamed = frame.row(0, named=True)
    name = pl.when(pl.col("kd_rup") == renamed["kd_rup"]).then(pl.lit(HOSTILE))
    later = frame.with_columns(nama_paket=name.otherwise("nama_paket"))
    publish(own, later.head(later.height - 1), 2)
    return own, renamed


def entries(answer: httpx.Response) -> list[ET.Element]:
    """Return the entries of a feed after looking at what it is."""
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag == f"{{{ATOM}}}feed"
    title = root.findtext(f"{{{ATOM}}}title") or ""
    assert title.startswith("DATA CONTOH (sintetis)")
    found = root.findall(f"{{{ATOM}}}entry")
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in found]
    assert len(set(ids)) == len(ids)
    return found


def words(entry: ET.Element) -> str:
    return entry.findtext(f"{{{ATOM}}}content") or ""


def test_a_feed_without_changes_has_no_entry_and_one_with_changes_has_them(own: App) -> None:
    with Doors(app=own).open() as client:
        assert entries(client.get("/umpan.atom?klpd=D304")) == []


def test_changes_are_counted_and_names_are_text(changed: tuple[App, dict[str, Any]]) -> None:
    app, _ = changed
    with Doors(app=app).open() as client:
        answer = client.get("/umpan.atom?klpd=D304&tahun=2025")
        (entry,) = entries(answer)
        title = entry.findtext(f"{{{ATOM}}}title") or ""
        assert "Kab. Lombok Tengah" in title
        assert title.startswith("DATA CONTOH (sintetis)")
        assert "&lt;script&gt;" in words(entry)
        assert b"<script" not in answer.content
        assert "\u202e" not in answer.text
        link = entry.find(f"{{{ATOM}}}link")
        assert link is not None
        assert link.attrib["href"].startswith(f"{client.base_url}/data?klpd=D304&tahun=2025")


def test_a_satker_and_a_code_narrow_it(changed: tuple[App, dict[str, Any]]) -> None:
    app, renamed = changed
    with Doors(app=app).open() as client:
        (of_code,) = entries(client.get(f"/umpan.atom?klpd=D304&kode={renamed['kd_rup']}"))
        assert "nama_paket" in words(of_code)
        other = client.get("/umpan.atom?klpd=D304&kode=tidak-ada")
        assert entries(other) == []
        satker = f"/umpan.atom?klpd=D304&satker={renamed['kd_satker']}"
        (of_satker,) = entries(client.get(satker))
        assert of_satker.findtext(f"{{{ATOM}}}id") != of_code.findtext(f"{{{ATOM}}}id")
        assert entries(client.get("/umpan.atom?klpd=D304&satker=tidak-ada")) == []


def test_ids_stay_and_the_tag_changes_when_rows_do(changed: tuple[App, dict[str, Any]]) -> None:
    app, _ = changed
    with Doors(app=app).open() as client:
        first = client.get("/umpan.atom?klpd=D304")
        tag = first.headers["etag"]
        again = client.get("/umpan.atom?klpd=D304", headers={"If-None-Match": tag})
        assert again.status_code == HTTPStatus.NOT_MODIFIED
        snapshot = app.repository.peek(app.partition(PAKET, "D304", 2025))
        assert snapshot is not None
        publish(app, snapshot.frame.head(10), 4)
        app.repository.load(app.partition("program-master", "D304", 2024))
        later = client.get("/umpan.atom?klpd=D304", headers={"If-None-Match": tag})
        newest, before = entries(later)
        assert before.findtext(f"{{{ATOM}}}id") == entries(first)[0].findtext(f"{{{ATOM}}}id")
        assert newest.findtext(f"{{{ATOM}}}updated") > before.findtext(f"{{{ATOM}}}updated")
        english = client.get("/umpan.atom?klpd=D304&lang=en")
        assert "SAMPLE DATA" in english.text


def test_wrong_questions_are_named_and_what_is_not_stored_is_404(own: App) -> None:
    with Doors(app=own).open() as client:
        for query, parameter in (
            ("", "klpd"),
            ("klpd=D304&urut=pagu", "urut"),
            ("klpd=x!", "klpd"),
        ):
            answer = client.get(f"/umpan.atom?{query}")
            assert answer.status_code == HTTPStatus.BAD_REQUEST
            assert error(answer)["parameter"] == parameter
        missing = client.get("/umpan.atom?klpd=D133")
        assert missing.status_code == HTTPStatus.NOT_FOUND
        assert error(missing)["halaman"].endswith("/?klpd=D133&lang=id")


def test_it_is_closed_as_the_porter_says(own: App) -> None:
    for texts, login, status in (
        ({"LENSA_API": "tutup"}, False, HTTPStatus.NOT_FOUND),
        ({}, True, HTTPStatus.UNAUTHORIZED),
        ({"LENSA_API": "buka"}, True, HTTPStatus.OK),
    ):
        with Doors(app=own, texts=texts, login=login).open() as client:
            assert client.get("/umpan.atom?klpd=D304").status_code == status
