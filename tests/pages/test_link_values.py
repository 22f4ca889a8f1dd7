"""What the link names is checked against the rows: unknown values are named and ignored.

In every case the page is that of the same link without the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import text
from tests.gateway import TOKEN, Gateway, Row, down, loopback, paket, program
from tests.pages.conftest import Open
from tests.pages.seeing import alts, bare, figures, grid, headings, link, told
from tests.pages.truth import LINK

KODE = "D911"
ONE = {"klpd": KODE, "tahun": "2025"}
PROGRAM_PAGE, PAKET_PAGE = "pages/program.py", "pages/swakelola.py"
HISTORY_PAGE, PEERS = "pages/kaji-ulang.py", "pages/banding.py"
PAGES = ("dashboard.py", PROGRAM_PAGE, PAKET_PAGE, HISTORY_PAGE)


def _revision(**values: Any) -> Row:
    return {
        "kd_klpd": KODE,
        "kd_satker": "1",
        "nama_satker": "Dinas Contoh",
        "jenis_paket": "SWAKELOLA",
        "kd_rup_lama": "1",
        "kd_rup_baru": "1",
        "jenis_revisi": "PEMBATALAN",
        "tgl_kaji_ulang": "2025-03-06T07:20:11Z",
        "alasan_kajiulang": "alasan contoh",
        "tahun_anggaran": 2025,
        **values,
    }


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve one satker with a program, a package and a revision in 2025, another one in 2024."""
    del nothing_stored
    found = Gateway()
    for year, satker in (("2025", "1"), ("2024", "2")):
        own = {"kd_klpd": KODE, "kd_satker": satker, "tahun_anggaran": int(year)}
        found.rows["program-master", KODE, year] = [{**program(1, kode=KODE), **own}]
        found.rows["paket-swakelola", KODE, year] = [paket(1, **own)]
        found.rows["history-kaji-ulang", KODE, year] = [_revision(**own)]
    with loopback(found) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield found


def _seen(app: AppTest) -> tuple[object, ...]:
    rows = [grid(app, at) for at in range(len(app.dataframe))]
    return figures(app), headings(app), alts(app), rows


def _warned(app: AppTest) -> str:
    return "\n".join(bare(one.value) for one in app.warning)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("satker", "9999"),
        ("program", "9.99.99"),
        ("status", "Terlupakan"),
        ("jenis", "PENGHAPUSAN"),
        ("kode", "9999"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_what_no_stored_row_has_is_named_and_ignored(
    opened: Open, gateway: Gateway, page: str, field: str, value: str
) -> None:
    plain = opened(page, **ONE)
    app = opened(page, **ONE, **{field: value})
    assert f"“{field}={value}” ({text('shell.problem.tak_ada')})" in _warned(app)
    assert field not in dict(link(app))
    assert _seen(app) == _seen(plain)
    app.run()
    assert f"{field}={value}" in _warned(app)


def test_satker_nobody_has(opened: Open, gateway: Gateway) -> None:
    for page in (PROGRAM_PAGE, PAKET_PAGE, HISTORY_PAGE):
        app = opened(page, **ONE, satker="9999")
        assert "satker=9999" in _warned(app)
        assert "tidak diketahui" not in app.markdown[0].value
        assert {value for value, _ in figures(app).values()} != {"tidak diketahui"}


def test_several_unknown_values_are_named_together(opened: Open, gateway: Gateway) -> None:
    app = opened(PROGRAM_PAGE, **ONE, satker="9999", program="9.99", kode="77")
    for part in ("satker=9999", "program=9.99", "kode=77"):
        assert part in _warned(app)


def test_the_name_of_an_unknown_value_goes_with_the_next_choice(
    opened: Open, gateway: Gateway
) -> None:
    app = opened(PROGRAM_PAGE, **ONE, satker="9999")
    app.multiselect(key="f_tahun").set_value([2024]).run()
    assert _warned(app) == ""


def test_a_satker_of_another_stored_year_is_kept(opened: Open, gateway: Gateway) -> None:
    app = opened(PROGRAM_PAGE, **ONE, satker="2")
    assert _warned(app) == ""
    assert ("satker", "2") in link(app)
    assert app.selectbox(key="f_satker").value == "2"


def test_rows_without_a_value_can_always_be_asked_for(opened: Open, gateway: Gateway) -> None:
    app = opened(PAKET_PAGE, **ONE, status="(kosong)")
    assert _warned(app) == ""
    assert ("status", "(kosong)") in link(app)


def test_a_known_kind_that_no_row_has_is_an_answer(opened: Open, gateway: Gateway) -> None:
    app = opened(HISTORY_PAGE, **ONE, jenis="PENGAKTIFAN")
    assert _warned(app) == ""
    assert ("jenis", "PENGAKTIFAN") in link(app)


def test_nothing_is_dropped_while_it_cannot_be_checked(opened: Open, gateway: Gateway) -> None:
    gateway.meddle = lambda number: (
        down(number) if gateway.asked[number - 1][0] == "paket-swakelola" else None
    )
    app = opened(PROGRAM_PAGE, **ONE, satker="9999", status="Terlupakan")
    assert _warned(app) == ""
    assert ("satker", "9999") in link(app)
    assert ("status", "Terlupakan") in link(app)


@pytest.mark.parametrize(
    ("page", "field", "given", "usual"),
    [
        (PAKET_PAGE, "status", "terumumkan", "Terumumkan"),
        (HISTORY_PAGE, "jenis", "pembatalan", "PEMBATALAN"),
        (PROGRAM_PAGE, "satker", " 1 ", "1"),
        (PROGRAM_PAGE, "program", "1.01.01 ", "1.01.01"),
        (HISTORY_PAGE, "kode", "\u00a01\t", "1"),
        (PROGRAM_PAGE, "klpd", "d911", KODE),
        (PROGRAM_PAGE, "wilayah", "52.02", "5202"),
    ],
)
def test_values_are_read_as_people_write_them_and_written_in_the_usual_form(
    opened: Open, gateway: Gateway, page: str, field: str, given: str, usual: str
) -> None:
    app = opened(page, **(ONE | {field: given}))
    assert _warned(app) == ""
    assert (field, usual) in link(app)
    assert _seen(app) == _seen(opened(page, **(ONE | {field: usual})))


def test_a_status_is_written_as_the_rows_write_it(opened: Open, gateway: Gateway) -> None:
    own = {"kd_klpd": KODE, "kd_satker": "1", "tahun_anggaran": 2025}
    gateway.rows["paket-swakelola", KODE, "2025"] = [paket(1, **own, status="Ditunda Dulu")]
    app = opened(PAKET_PAGE, **ONE, status="ditunda dulu")
    assert _warned(app) == ""
    assert ("status", "Ditunda Dulu") in link(app)


def test_a_klpd_in_lower_case_opens_that_klpd(opened: Open) -> None:
    app = opened(PROGRAM_PAGE, klpd="d304", tahun="2025")
    assert _warned(app) == ""
    assert ("klpd", "D304") in link(app)
    assert "Kab. Lombok Tengah" in told(app)


def test_a_region_with_dots_opens_that_region(opened: Open) -> None:
    app = opened("pages/wilayah.py", **LINK, wilayah="52.02")
    assert _warned(app) == ""
    assert ("wilayah", "5202") in link(app)


@pytest.mark.parametrize(
    ("page", "field", "value", "beside"),
    [
        (PROGRAM_PAGE, "program", "1.01.01", 0),
        (PAKET_PAGE, "status", "Terumumkan", 2),
        (HISTORY_PAGE, "jenis", "PEMBATALAN", 1),
        ("dashboard.py", "satker", "1", 0),
    ],
)
def test_a_figure_that_does_not_follow_a_filter_says_so_beside_it(
    opened: Open, gateway: Gateway, page: str, field: str, value: str, beside: int
) -> None:
    app = opened(page, **ONE, **{field: value})
    name = text(f"shell.filter_name.{field}")
    said = [one.value for one in app.caption if one.value == _here(name)]
    assert len(said) == beside
    assert text("shell.not_on_page", saringan=name) not in told(app)


def _here(name: str) -> str:
    return text("shell.not_followed", saringan=name)


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("dashboard.py", {"program": "1.01.01", "status": "Terumumkan", "jenis": "PEMBATALAN"}),
        (PROGRAM_PAGE, {"status": "Terumumkan", "jenis": "PEMBATALAN", "kode": "1"}),
        (PAKET_PAGE, {"program": "1.01.01", "jenis": "PEMBATALAN", "kode": "1"}),
        (HISTORY_PAGE, {"program": "1.01.01", "status": "Terumumkan"}),
        (PEERS, {"status": "Terumumkan", "jenis": "PEMBATALAN", "kode": "1"}),
        ("pages/wilayah.py", {"satker": "1", "program": "1.01.01"}),
        ("pages/data.py", {"satker": "1"}),
    ],
)
def test_filters_that_no_figure_of_a_page_follows_are_said_once(
    opened: Open, gateway: Gateway, page: str, fields: dict[str, str]
) -> None:
    opened("dashboard.py", **ONE)
    app = opened(page, **ONE, **fields)
    (line,) = [
        bare(one.value) for one in app.caption if "tidak berlaku di halaman ini" in one.value
    ]
    for field in fields:
        assert text(f"shell.filter_name.{field}") in line
        assert _here(text(f"shell.filter_name.{field}")) not in told(app)
