"""The door of previews: closed words where login is configured, addresses, names from outside."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from services import settings as configuration
from services.api import previews
from services.api.page_html import completed
from services.preview.previews import generic_picture
from services.preview.values import Preview
from services.wiring import App, connect
from tests.api.conftest import Doors
from tests.waiting import until

LINK = "/program?klpd=D304&tahun=2025"
PICTURE = "/pratinjau.png?halaman=program&klpd=D304&tahun=2025"
HOSTILE = "\"><script>alert(1)</script> & 'x' \\1 \\g<0>"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[App]:
    """Return an app over a folder of its own with one partition."""
    app = connect(configuration.from_mapping({"LENSA_DATA": str(tmp_path)}))
    app.repository.load(app.partition("program-master", "D304", 2025))
    yield app
    app.close()


def warm(client: httpx.Client) -> httpx.Response:
    """Return the page once its preview is made."""
    until(lambda: "Pagu anggaran program" in client.get(LINK).text)
    return client.get(LINK)


@pytest.mark.parametrize(
    ("texts", "login", "speaks"),
    [({}, False, True), ({}, True, False), ({"LENSA_API": "buka"}, True, True)],
)
def test_login_makes_everything_generic_unless_the_operator_opens_it(
    own: App, texts: dict[str, str], login: bool, speaks: bool
) -> None:
    with Doors(app=own).open() as client:
        warm(client)
    with Doors(app=own, texts=texts, login=login).open() as client:
        page, picture = client.get(LINK), client.get(PICTURE)
        assert ("Lombok" in page.text) is speaks
        assert (picture.content != generic_picture("id")) is speaks
        if not speaks:
            assert picture.headers["cache-control"] == "private, no-store"
            assert "D304" not in page.text
            assert 'content="http' in page.text


def test_addresses_are_those_of_the_request_unless_the_operator_names_one(own: App) -> None:
    with Doors(app=own).open() as client:
        page = warm(client)
        assert f'href="{client.base_url}/program?klpd=D304&amp;tahun=2025&amp;lang=id"' in page.text
        local = client.get(LINK, headers={"Host": "localhost:1"})
        assert 'content="http://localhost:1/pratinjau.png?' in local.text
        assert client.get(LINK, headers={"Host": "jahat.example"}).status_code != HTTPStatus.OK
    texts = {"LENSA_ALAMAT": "https://rup.example.go.id/lensa"}
    with Doors(app=own, texts=texts).open() as client:
        page = client.get(LINK)
        assert 'content="https://rup.example.go.id/lensa/pratinjau.png?halaman=program' in page.text
        assert str(client.base_url) not in page.text


def test_other_paths_and_other_answers_are_left_alone(own: App) -> None:
    with Doors(app=own).open() as client:
        assert "og:title" not in client.get("/program/apa").text
        assert "og:title" not in client.get("/api/klpd").text
        assert "og:title" in client.get("/swakelola/").text
        head = client.head("/program")
        assert head.status_code == HTTPStatus.OK
        assert head.content == b""


def test_names_from_outside_are_escaped() -> None:
    shell = b'<html lang="en"><head><title>Streamlit</title></head><body></body></html>'
    preview = Preview(
        title=HOSTILE, description=HOSTILE, address="/program?q=%22", lang="id", alt=HOSTILE
    )
    page = completed(shell, preview, "http://127.0.0.1", "/pratinjau.png?x=1&y=%22").decode()
    assert "<script" not in page
    assert page.count("<title>") == 1
    assert f"<title>{html.escape(HOSTILE)}</title>" in page
    assert f'content="{html.escape(HOSTILE)}"' in page
    assert page.startswith('<html lang="id">')
    assert page.endswith("</head><body></body></html>")


def test_a_document_without_a_head_stays_as_it_is() -> None:
    preview = Preview(title="t", description="d", address="/", lang="id")
    assert completed(b"<p>halo</p>", preview, "http://127.0.0.1", "/p.png") == b"<p>halo</p>"


def test_a_wrong_setting_makes_generic_words(own: App) -> None:
    doors = Doors(app=own, texts={"LENSA_MAX_AGE": "bukan angka"})
    with doors.open() as client:
        answer = client.get(LINK)
        assert "<title>Lensa RUP</title>" in answer.text
        assert client.get(PICTURE).content == generic_picture("id")


def test_one_visitor_has_a_bounded_number_of_previews_made(
    own: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MAKING", replace(previews.MAKING, most=2))
    with Doors(app=own).open() as client:
        until(lambda: client.get(PICTURE).content != generic_picture("id"))
        english = f"{PICTURE}&lang=en"
        until(lambda: client.get(english).content != generic_picture("en"))
        third = PICTURE.replace("program&", "ringkasan&")
        assert client.get(third).content == generic_picture("id")
        assert "<title>Lensa RUP</title>" in client.get("/?klpd=D304&tahun=2025").text
        assert client.get(PICTURE).content != generic_picture("id")
