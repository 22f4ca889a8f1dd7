"""Pages against a gateway that fails, empties, ages, or serves names made to be misread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.sandbox.serving.server import Handle, serve
from tests.gateway import TOKEN, Gateway, Reply, loopback, paket, program
from tests.pages.conftest import Open
from tests.pages.seeing import figures, link, list_data, list_rows, list_total, told

RUNNING = {"klpd": "D304", "tahun": "2026"}
HOSTILE = "<img src=x onerror=alert(1)> ![a](http://contoh) :material/home: $x$ \u202e=1+1"
Serving = Callable[..., Handle]


@pytest.fixture
def live(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """Serve the sandbox as a live source, with faults."""
    del nothing_stored
    handles = []

    def start(*faults: str) -> Handle:
        handle = serve(faults=faults)
        handles.append(handle)
        for name, value in handle.environment.items():
            monkeypatch.setenv(name, value)
        return handle

    yield start
    for handle in handles:
        handle.close()


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve hand-made rows as a live source."""
    del nothing_stored
    found = Gateway()
    with loopback(found) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield found


def test_rows_of_a_sandbox_stay_labelled_when_they_come_as_live(
    opened: Open, live: Serving
) -> None:
    live()
    app = opened(klpd="D304", tahun="2025")
    assert "DATA CONTOH (sintetis)" in told(app)
    assert figures(app)


def test_stored_rows_are_served_with_age_and_reason_when_the_source_is_down(
    opened: Open, live: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = live()
    monkeypatch.setenv("LENSA_MAX_AGE", "0")
    before = figures(opened(**RUNNING))
    handle.close()
    app = opened(**RUNNING)
    assert figures(app) == before
    assert "Data dibaca" in told(app)
    assert "sedang disegarkan" in told(app)


def test_a_page_without_rows_is_empty_or_not_permitted(opened: Open, live: Serving) -> None:
    live("kosong")
    said = told(opened(klpd="D304", tahun="2025"))
    assert "Kosong atau tidak berwenang" in said
    assert "Itu bukan nol" in said


def test_a_firewall_before_the_token_names_who_must_act(opened: Open, live: Serving) -> None:
    live("html403")
    said = told(opened(klpd="D304", tahun="2025", lang="en"))
    assert "The data cannot be shown yet" in said
    assert "holder of the token" in said


def test_a_dataset_without_rows_is_unknown_beside_the_others(
    opened: Open, gateway: Gateway
) -> None:
    gateway.put(program(1, 5_000_000), program(2, None))
    shown = figures(opened(**RUNNING))
    assert shown["Pagu anggaran program"] == ("Rp 5 jt", "2025: belum ada")
    assert shown["Program satker"][0] == "2"
    assert shown["Paket swakelola"] == ("tidak diketahui", "2025: belum ada")
    assert shown["Jumlah tindakan"][0] == "tidak diketahui"
    said = told(opened(**RUNNING))
    assert "paket-swakelola 2026: kosong atau tidak berwenang" in said
    assert "direvisi tidak diketahui" not in said


def test_a_sum_of_nothing_but_missing_is_unknown_not_zero(opened: Open, gateway: Gateway) -> None:
    gateway.put(program(1, None), program(2, None))
    app = opened("pages/program.py", **RUNNING)
    rows = [list_total(app), *list_rows(app)]
    assert len(rows) == 3
    assert {row.texts["Pagu 2026"] for row in rows} == {"tidak diketahui"}
    assert list_data(app)["notes"] == ["2 baris tanpa pagu tidak ikut dijumlah."]
    assert "Rp 0" not in told(app)
    assert "Rp 0" not in str([list_data(app)[name] for name in ("rows", "total", "rest")])


def test_a_year_that_fails_is_named_and_the_others_are_shown(
    opened: Open, gateway: Gateway
) -> None:
    gateway.put(program(1, 5_000_000))
    opened(**RUNNING)
    gateway.meddle = lambda number: Reply(503, b"Gateway Timeout")
    app = opened(klpd="D304", tahun=["2024", "2026"])
    assert figures(app)["Pagu anggaran program"] == ("Rp 5 jt", "2024: belum ada")
    assert "Belum terbaca: program-master D304 2024, paket-swakelola D304 2024 dan" in told(app)


def test_names_show_as_written_wherever_markdown_is_read(opened: Open, gateway: Gateway) -> None:
    gateway.put({**program(1, 5_000_000), "nama_program": HOSTILE})
    gateway.put(
        {**paket(1), "nama_satker": HOSTILE, "nama_paket": HOSTILE}, dataset="paket-swakelola"
    )
    app = opened("pages/program.py", **RUNNING, program="1.01.01", satker="7")
    raw = [str(e.value) for e in (*app.markdown, *app.header)] + [b.label for b in app.button]
    raw += [popover.proto.popover.label for popover in app.get("popover")]
    marked = [text for text in raw if "contoh" in text]
    assert marked
    assert all("![a]" not in text and "\\[a\\]" in text for text in marked)
    assert all("\u202e" not in text and "<img" not in text.replace("\\<", "") for text in marked)
    (row,) = list_rows(app)
    assert "<img src=x onerror=alert(1)> ![a](http://contoh)" in row.name
    assert "\u202e" not in str(list_data(app))


def test_an_instant_before_everything_stored_offers_the_latest(
    opened: Open, gateway: Gateway
) -> None:
    gateway.put(program(1, 5_000_000))
    opened(**RUNNING)
    app = opened(**RUNNING, snap="2020-01-01T00:00:00Z")
    assert "belum ada pada tanggal itu" in told(app)
    assert "keadaan pada 1 Jan 2020 07.00 WIB" in told(app)
    app.button(key="now").click().run()
    assert "snap" not in dict(link(app))
    assert figures(app)["Pagu anggaran program"][0] == "Rp 5 jt"


def test_a_failed_page_opens_what_still_works_at_one_click(opened: Open, gateway: Gateway) -> None:
    gateway.put(program(1, 5_000_000))
    before = figures(opened(**RUNNING))
    gateway.meddle = lambda number: Reply(503, b"Gateway Timeout")
    app = opened(klpd="D1", tahun="2026")
    assert not figures(app)
    app.button(key="works_D304_2026").click().run()
    assert figures(app) == before
    assert ("klpd", "D304") in link(app)
