"""Reading as of an instant: the day in the sidebar, what is newer, the state of 31 March."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.widgets.filters import end_of
from services import settings
from services.repository import now_utc
from services.store.snapshots import Manifest, Snapshots
from services.wiring import App, connect
from tests.pages.conftest import Open
from tests.pages.seeing import link, links, told

LINK = {"klpd": "D304", "tahun": "2025"}
MARCH = datetime(2025, 3, 31, 16, 30, tzinfo=UTC)  # 23:30 in western Indonesia
JUNE = datetime(2025, 6, 22, 10, tzinfo=UTC)
EMPTY = ("program-master", "history-kaji-ulang", "master-satker")


@pytest.fixture
def stored(nothing_stored: Path) -> Iterator[App]:
    parts = connect(settings.load())
    yield parts
    parts.close()


def publish(
    parts: App,
    at: datetime,
    statuses: dict[str, str],
    dataset: str,
    tahun: int = 2025,
    klpd: str = "D304",
) -> None:
    request = parts.rup((dataset,), (klpd,), (tahun,))[0]
    place, store = parts.repository.place(request), Snapshots(parts.settings.data)
    rows = [
        {"kd_rup": code, "kd_klpd": klpd, "tahun_anggaran": tahun, "status": status, "pagu": 5}
        for code, status in statuses.items()
    ]
    frame = pl.DataFrame(rows, schema=request.dataset.schema)
    known = {"rows": len(rows), "pages": 1, "source": "sandbox", "address": "", "fetched_at": at}
    store.publish(place, frame, Manifest(**known), generation=store.history(place).generation)


def packages(parts: App, at: datetime, **statuses: str) -> None:
    publish(parts, at, statuses, "paket-swakelola")
    for dataset in EMPTY:
        publish(parts, at, {}, dataset)


def test_the_state_of_31_march_is_shown_from_a_snapshot_of_that_day(
    opened: Open, stored: App
) -> None:
    packages(stored, MARCH, a="Terumumkan", b="Terinisiasi", c="Terinisiasi")
    packages(stored, now_utc(), a="Terumumkan", b="Terumumkan", c="Terumumkan", d="Terinisiasi")
    app = opened("pages/swakelola.py", **LINK)
    assert _packages_of(app) == "4"
    assert "dibaca 31 Mar 2025 23.30 WIB: 1 dari 3 paket senilai Rp 15" in told(app)
    app.button(key="march").click().run()
    assert ("snap", "2025-03-31T16:30:00Z") in link(app)
    assert _packages_of(app) == "3"


@pytest.mark.parametrize("off", [timedelta(minutes=30), timedelta(hours=-24)])
def test_a_snapshot_of_another_day_is_never_passed_off_as_31_march(
    opened: Open, stored: App, off: timedelta
) -> None:
    packages(stored, MARCH + off, a="Terumumkan")
    app = opened("pages/swakelola.py", **LINK)
    assert "Tidak tersimpan snapshot dari 31 Maret 2025" in told(app)
    assert "march" not in [b.key for b in app.button]


def test_a_reader_of_an_older_instant_sees_that_newer_data_exist_and_what_changed(
    opened: Open, stored: App
) -> None:
    packages(stored, MARCH, a="Terumumkan", b="Terinisiasi", gone="Terinisiasi")
    packages(stored, JUNE, a="Terumumkan", b="Terumumkan", c="Terumumkan")
    app = opened("pages/swakelola.py", **LINK, snap="2025-04-01T00:00:00Z")
    assert _packages_of(app) == "3"
    said = told(app)
    assert "keadaan pada 1 Apr 2025 07.00 WIB" in said
    assert "1 dari 4 bagian berubah sejak itu, terakhir dibaca 22 Jun 2025 17.00 WIB" in said
    assert "1 baris ditambah, 1 hilang, 1 diubah" in said
    onward = next(q for label, q in links(app).items() if label == "Lihat yang berubah")
    assert "dari=2025-03-31T16%3A30%3A00Z&ke=2025-06-22T10%3A00%3A00Z" in onward
    assert "riwayat%3Apaket-swakelola" in onward
    assert "snap" not in onward
    app.button(key="to_now").click().run()
    assert "snap" not in dict(link(app))
    assert "keadaan pada" not in told(app)


def test_an_older_instant_with_the_same_rows_says_so(opened: Open, stored: App) -> None:
    packages(stored, MARCH, a="Terumumkan")
    packages(stored, JUNE, a="Terumumkan")
    app = opened("pages/swakelola.py", **LINK, snap="2025-04-01T00:00:00Z")
    assert "Tidak ada baris yang berubah sejak itu" in told(app)


def test_a_chosen_day_reads_everything_as_of_its_end(opened: Open, stored: App) -> None:
    packages(stored, MARCH, a="Terumumkan")
    packages(stored, now_utc(), a="Terumumkan", b="Terumumkan")
    app = opened("pages/swakelola.py", **LINK)
    chosen(app, date(2025, 3, 31))
    assert ("snap", "2025-03-31T16:59:59Z") in link(app)
    assert _packages_of(app) == "1"
    chosen(app, None)
    assert "snap" not in dict(link(app))
    assert _packages_of(app) == "2"


def _packages_of(app: AppTest) -> str:
    """Return the number of packages that the answer of the page gives."""
    found = re.search(r"menyusun (\S+) paket swakelola", told(app))
    assert found is not None
    return found[1]


def chosen(app: AppTest, day: date | None) -> None:
    app.date_input(key="f_snap").set_value(day).run()


def test_a_day_ends_in_western_indonesia() -> None:
    assert end_of(date(2026, 1, 1)) == datetime(2026, 1, 1, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("snap", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_an_instant_out_of_reach_is_named_and_left_out(opened: Open, snap: str) -> None:
    app = opened("pages/swakelola.py", **LINK, snap=snap)
    assert "snap=" in told(app)
    assert "snap" not in dict(link(app))
