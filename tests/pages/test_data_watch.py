"""The Data page: the way to the sources when asked, and what watches found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections.stored.watches import comparing
from services import budgets, settings
from services.link import LinkState, pairs
from services.watch import changes as watch
from services.watch.changes import Change, Memory
from services.wiring import connect
from tests.pages.conftest import Open
from tests.pages.seeing import bare, grid, link, told
from tests.pages.truth import LINK

PAGE = "pages/data.py"
THEN = datetime(2026, 6, 22, 10, tzinfo=UTC)


def pressed(app: AppTest) -> AppTest:
    return app.button(key="periksa").click().run()


def labels(app: AppTest) -> list[str]:
    return [bare(one.label) for one in app.expander if "dibaca" in one.label]


def test_nothing_is_asked_by_itself(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, **LINK)
    assert labels(app) == []
    assert "hanya bila tombol ini ditekan" in told(app)


def test_the_sandbox_says_how_to_go_live(opened: Open, nothing_stored: Path) -> None:
    app = pressed(opened(PAGE, **LINK))
    assert labels(app) == [
        "INAPROC RUP: dapat dibaca",
        "SATUSEHAT Master Wilayah: dapat dibaca",
        "API lokasi: dapat dibaca",
    ]
    said = told(app)
    assert "Diperiksa " in said
    assert "untuk data langsung isi INAPROC_TOKEN di lingkungan" in said


def test_a_live_source_is_told_step_by_step_and_in_the_language_of_the_reader(
    opened: Open, pointed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INAPROC_TOKEN", "salah-44fe1b")
    app = pressed(opened(PAGE, **LINK, lang="en"))
    said = told(app)
    assert [bare(one.label) for one in app.expander][:1] == ["INAPROC RUP: cannot be read"]
    assert f"configuration (fine): INAPROC_TOKEN set; host {pointed}" in said
    assert "token (FAILED): token refused" in said
    assert "Next step, the holder of the credentials: get a new token" in said
    assert "rights (not yet): not reached" in said
    assert "salah-44fe1b" not in said


def test_one_session_asks_a_few_times_a_minute(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, **LINK)
    for _ in range(budgets.CHECKS.most):
        app = pressed(app)
        assert [one.value for one in app.toast] == []
    app = pressed(app)
    (refused,) = [bare(one.value) for one in app.toast]
    assert refused.startswith(f"Pemeriksaan dibatasi {budgets.CHECKS.most} kali per menit; tunggu")
    assert len(labels(app)) == 3


def test_all_visitors_together_are_bound_too(
    opened: Open, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "PRESSES_OF_ALL", replace(budgets.PRESSES_OF_ALL, most=1))
    first, app = opened(PAGE, **LINK), opened(PAGE, **LINK)
    assert labels(pressed(first)) != []
    app = pressed(app)
    assert len(app.toast) == 1
    assert labels(app) == []


def change(number: int, **known: object) -> Change:
    at = THEN + timedelta(days=number)
    own = {"dataset": "paket-swakelola", "kd_klpd": "D305", "nama": "Kab. Uji $1$", "tahun": 2026}
    counts = {"ditambah": 1200, "hilang": 0, "diubah": 3, "sandbox": False}
    seen = {"dari": at - timedelta(days=1), "ke": at, "sidik_lama": "a", "sidik_baru": "b"}
    return Change(**{**own, **counts, **seen, **known})  # type: ignore[arg-type]


def remember(changes: list[Change], name: str = "a") -> Path:
    """Let a watch of the sandbox's scope remember changes."""
    parts = connect(settings.load())
    scope = parts.repository.place(parts.rup(("program-master",), ("D304",), (2025,))[0]).scope
    path = watch.memory_path(parts.settings.data, scope, (name,), (2026,))
    parts.close()
    watch.remember(path, Memory(klpd=(name,), tahun=(2026,), begun=THEN, changes=tuple(changes)))
    return path


def listed(app: AppTest) -> list[dict[str, str]]:
    tables = [grid(app, at) for at in range(len(app.dataframe))]
    return next(table for table in tables if table and "Ditemukan" in table[0])


def test_without_a_watch_it_says_how_to_have_one(opened: Open, nothing_stored: Path) -> None:
    assert "lensa watch --klpd D304" in told(opened(PAGE, **LINK))


def test_the_last_changes_of_all_watches_stand_newest_first_each_once(
    opened: Open, nothing_stored: Path
) -> None:
    remember([change(n, pagu=-2_000_000) for n in range(9, 0, -1)])
    remember([change(11, dataset="program-master", sandbox=True), change(9)], "b")
    app = opened(PAGE, **LINK)
    rows = listed(app)
    assert [row["Ditemukan"] for row in rows] == [
        f"{day} {month} 2026 17.00 WIB"
        for day, month in [(3, "Jul"), (1, "Jul"), *((d, "Jun") for d in range(30, 22, -1))]
    ]
    assert rows[0]["KLPD, tahun, dataset"] == "Kab. Uji $1$ 2026, program-master"
    assert (rows[0]["Perubahan pagu"], rows[2]["Perubahan pagu"]) == ("—", "−Rp 2 jt")
    assert (rows[0]["Ditambah"], rows[0]["Hilang"], rows[0]["Diubah"]) == ("1.200", "0", "3")
    assert "10 dari 10 perubahan yang diingat" in told(app)


def test_a_memory_that_cannot_be_read_is_named(opened: Open, nothing_stored: Path) -> None:
    path = remember([change(1)])
    path.write_bytes(b"{")
    assert f"buang berkas {path.name}" in told(opened(PAGE, **LINK))


def test_a_change_opens_the_comparison_of_its_reads(opened: Open, nothing_stored: Path) -> None:

    state = LinkState(klpd=("D304",), tahun=(2025,), satker="7", snap=THEN, lang="en")
    wanted = dict(pairs(comparing(state, change(1))))
    assert wanted == {
        "klpd": "D305",
        "tahun": "2026",
        "lihat": "riwayat:paket-swakelola",
        "dari": "2026-06-22T10:00:00Z",
        "ke": "2026-06-23T10:00:00Z",
        "lang": "en",
    }
    app = opened(PAGE, **wanted)
    assert dict(link(app))["dari"] == "2026-06-22T10:00:00Z"
