from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections.stored import rows
from pages.shell.sections.stored.rows import ABSENT, Stored
from services import budgets, settings
from services.analysis.frames import RUP
from services.language.wording import number
from services.store.snapshots import Manifest, Snapshots
from services.wiring import App, connect
from tests.pages.conftest import Open
from tests.pages.seeing import grid, headings, link, told
from tests.pages.truth import LINK, Truth

PAGE = "pages/data.py"
THEN = datetime(2026, 6, 22, 10, tzinfo=UTC)
QUARANTINED = {"kunci": "123", "kolom": "pagu", "teks": "=1e9", "alasan": "bukan bilangan"}

MOVED = {"kunci": "77", "perubahan": "berubah", "kolom": "pagu, status"}


@pytest.fixture
def stored(nothing_stored: Path) -> Iterator[App]:
    """Connect to an empty data folder to store passes in by hand."""
    parts = connect(settings.load())
    yield parts
    parts.close()


def publish(parts: App, dataset: str, **known: Any) -> None:
    """Store one more pass of Kab. Lombok Tengah 2025 with what is known of it."""
    request = parts.rup((dataset,), ("D304",), (2025,))[0]
    place, store = parts.repository.place(request), Snapshots(parts.settings.data)
    empty = pl.DataFrame(schema=request.dataset.schema)
    manifest = Manifest(
        **{"rows": 7, "pages": 2, "source": "sandbox", "address": "", "fetched_at": THEN} | known
    )
    store.publish(place, empty, manifest, generation=store.history(place).generation)


def chosen(app: AppTest) -> dict[str, dict[str, str]]:
    return {row["dataset"]: row for row in grid(app)}


def holding(app: AppTest, column: str) -> list[dict[str, str]]:
    """Return the rows of the table that has a column."""
    tables = (grid(app, at) for at in range(len(app.dataframe)))
    return next(table for table in tables if column in table[0])


def pressed(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_nothing_is_read_by_looking(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, **LINK)
    said = told(app)
    assert "Tersimpan 0 KLPD-tahun: 0 bagian, 0 baris" in said
    assert "Kab. Lombok Tengah 2025: belum ada satu bagian pun yang tersimpan" in said
    assert {row["keadaan"] for row in chosen(app).values()} == {ABSENT}
    assert {row["rows"] for row in chosen(app).values()} == {"—"}
    assert "Belum tersimpan: program-master D304 2025, paket-swakelola D304 2025" in said
    assert "Belum ada snapshot dataset ini" in said
    assert "Belum ada baris tersimpan untuk diperiksa" in said
    assert not (nothing_stored / "snapshots").exists()


def test_refreshing_reads_the_choice_and_says_how_whole_it_is(
    opened: Open, nothing_stored: Path
) -> None:
    app = pressed(opened(PAGE, **LINK), "segarkan")
    found = chosen(app)
    total = sum(int(row["rows"].replace(".", "")) for row in found.values())
    assert f"3 bagian dibaca ulang sampai habis, {number(total)} baris" in told(app)
    assert {row["keadaan"] for row in found.values()} == {"lengkap"}
    assert {row["source"] for row in found.values()} == {"data contoh"}
    assert all(row["fetched_at"].endswith("WIB") for row in found.values())
    assert f"Tersimpan 1 KLPD-tahun: 3 bagian, {number(total)} baris" in told(app)
    assert "Kab. Lombok Tengah 2025: 3 dari 3 bagian ada" in told(app)


def test_the_rows_stored_are_those_the_tables_count(opened: Open, truth: Truth) -> None:
    expected = truth.table("kaji-ulang-per-satker")["revisi"].sum()
    app = opened(PAGE, **LINK)
    assert chosen(app)["history-kaji-ulang"]["rows"] == number(expected)


def test_quality_is_table_mutu(opened: Open, truth: Truth) -> None:
    expected = truth.table("mutu")
    app = opened(PAGE, **LINK)
    shown = holding(app, "ukuran")
    assert [row["jumlah"] for row in shown] == [number(n) for n in expected["jumlah"][:50]]
    assert [row["ukuran"] for row in shown] == expected["ukuran"][:50].to_list()


def test_verifying_reads_twice_and_says_so(opened: Open, nothing_stored: Path) -> None:
    app = pressed(opened(PAGE, **LINK), "verifikasi")
    assert {row["keadaan"] for row in chosen(app).values()} == {"lengkap, terverifikasi"}
    assert "3 bagian terverifikasi: dua bacaan dengan ukuran halaman berbeda" in told(app)


def test_refreshes_are_bounded_over_all_visitors(
    opened: Open, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "PRESSES_OF_ALL", replace(budgets.PRESSES_OF_ALL, most=1))
    app = pressed(opened(PAGE, **LINK), "segarkan")
    assert "dibaca ulang" in told(app)
    app.button(key="verifikasi").click().run()
    (refused,) = [toast.value for toast in app.toast]
    assert "Semua pengunjung bersama-sama sudah meminta bacaan baru 1 kali dalam semenit" in refused
    assert {row["keadaan"] for row in chosen(app).values()} == {"lengkap"}


def test_a_source_that_is_down_leaves_what_is_stored_with_the_reason(
    opened: Open, stored: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INAPROC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("INAPROC_TOKEN", "rahasia-sekali")
    live = connect(settings.load())
    publish(live, RUP[0], source="live", address="127.0.0.1:9")
    live.close()
    app = pressed(opened(PAGE, **LINK), "segarkan")
    said = told(app)
    assert "Data dibaca" in said
    assert "Belum terbaca: paket-swakelola D304 2025" in said
    assert "dibaca ulang" not in said
    assert "rahasia" not in said
    assert chosen(app)[RUP[0]]["rows"] == "7"
    assert chosen(app)[RUP[0]]["source"] == "langsung"
    sources = {row["Sumber"]: row for row in holding(app, "Sumber")}
    assert sources["INAPROC RUP"]["Asal"] == "langsung"
    assert sources["INAPROC RUP"]["Alamat"] == "127.0.0.1:9"
    assert sources["API lokasi"]["Asal"] == "DATA CONTOH (id sintetis)"
    assert sources["API lokasi"]["Terakhir berhasil dibaca"] == "belum ada"


def test_a_sandbox_is_no_live_source_whatever_the_settings_call_it(
    opened: Open, pointed: str
) -> None:
    asked = opened(PAGE, **LINK)
    assert {row["Asal"] for row in holding(asked, "Asal")} == {"langsung"}
    sources = {row["Sumber"]: row for row in holding(pressed(asked, "segarkan"), "Sumber")}
    assert sources["INAPROC RUP"]["Asal"] == "DATA CONTOH (sintetis)"
    assert {row["Alamat"] for row in sources.values()} == {pointed}


def test_what_a_read_set_aside_is_shown_to_the_value(opened: Open, stored: App) -> None:
    publish(
        stored,
        "paket-swakelola",
        repeats=2,
        conflicts=1,
        strangers=4,
        quarantined=1,
        quarantine=(QUARANTINED,),
        drift=("kolom_baru",),
        claims=("meta.total 150",),
        changing=True,
        differing=2,
        differences=(MOVED,),
    )
    app = opened(PAGE, **LINK)
    row = chosen(app)["paket-swakelola"]
    assert (row["set_aside"], row["quarantined"], row["drift"]) == ("7", "1", "kolom_baru")
    assert (row["keadaan"], row["claims"]) == ("berubah saat dibaca", "meta.total 150")
    assert holding(app, "teks") == [{"dataset": "paket-swakelola", **QUARANTINED}]
    assert holding(app, "perubahan") == [{**MOVED, "dataset": "paket-swakelola"}]
    assert any("berbeda pada 2 baris" in note.value for note in app.caption)


def test_every_pass_stands_in_the_history_newest_first(opened: Open, stored: App) -> None:
    for hours, verified in ((0, False), (5, True)):
        publish(
            stored,
            "program-master",
            fetched_at=THEN + timedelta(hours=hours),
            rows=7 + hours,
            verified=verified,
        )
    app = opened(PAGE, **LINK)
    passes = holding(app, "Sidik")
    assert [row["Dibaca"] for row in passes] == [
        "22 Jun 2026 22.00 WIB",
        "22 Jun 2026 17.00 WIB",
    ]
    assert [row["Baris"] for row in passes] == ["12", "7"]
    assert [row["Keadaan"] for row in passes] == ["lengkap, terverifikasi", "lengkap"]
    app.get_by_key("v_riwayat").set_value("history-kaji-ulang").run()
    assert ("lihat", "riwayat:history-kaji-ulang") in link(app)
    assert "Belum ada snapshot dataset ini" in told(app)


def test_an_instant_of_the_past_shows_what_was_there_and_reads_nothing(
    opened: Open, stored: App
) -> None:
    publish(stored, "program-master")
    publish(stored, "program-master", fetched_at=THEN + timedelta(days=30), rows=99)
    app = opened(PAGE, **LINK, snap="2026-07-01T00:00:00Z")
    assert chosen(app)["program-master"]["rows"] == "7"
    assert {b.key for b in app.button}.isdisjoint({"segarkan", "verifikasi"})
    before = opened(PAGE, **LINK, snap="2026-01-01T00:00:00Z")
    assert chosen(before)["program-master"]["keadaan"] == ABSENT


def test_a_damaged_manifest_is_named_with_who_must_act(opened: Open, stored: App) -> None:
    publish(stored, "program-master")
    publish(stored, "paket-swakelola")
    place = stored.repository.place(stored.rup(("program-master",), ("D304",), (2025,))[0])
    (place.folder(stored.settings.data) / "manifest.json").write_text("{rusak")
    app = opened(PAGE, **LINK)
    assert "lensa doctor --perbaiki" in told(app)
    assert chosen(app)["program-master"]["keadaan"] == ABSENT
    assert chosen(app)["paket-swakelola"]["rows"] == "7"


def test_several_klpd_and_years_stand_side_by_side(opened: Open, truth: Truth) -> None:
    truth.table("swakelola-status")
    app = opened(PAGE, klpd=["D304", "D1"], tahun=["2023", "2025"])
    found = {(row["kd_klpd"], row["tahun"], row["dataset"]) for row in grid(app)}
    assert {part for part in found if part[2] in RUP} == {
        (kode, year, name) for kode in ("D304", "D1") for year in ("2023", "2025") for name in RUP
    }
    assert "Kab. Lombok Tengah dan Provinsi Aceh 2023 dan 2025" in told(app)


def test_english_is_whole(opened: Open, truth: Truth) -> None:
    truth.table("swakelola-status")
    app = opened(PAGE, **LINK, lang="en")
    assert app.title[0].value == "How fresh and complete are the data?"
    assert headings(app) == [
        "The KLPD and years chosen",
        "What is not read yet",
        "Import files",
        "Where the data come from",
        "Check the connection to the sources",
        "Snapshot history",
        "What changed between two snapshots",
        "Latest changes found by watching",
        "Values in quarantine",
        "Quality of the rows",
        "KLPD and their regions",
        "The region tree: built-in and SATUSEHAT",
        "Everything stored",
    ]
    assert {row["keadaan"] for row in grid(app) if row["dataset"] in RUP} == {"complete"}
    assert "No value had to be set aside" in told(app)


def test_what_moved_is_said_in_english(opened: Open, stored: App) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    known = {"changing": True, "differing": 1, "differences": (MOVED,), "fetched_at": now}
    publish(stored, "paket-swakelola", **known)
    app = opened(PAGE, **LINK, lang="en")
    assert [row["perubahan"] for row in holding(app, "perubahan")] == ["changed"]
    assert "the last two differ in 1 row" in told(app)


def test_frames_keep_one_row_per_partition_and_pass() -> None:
    known = Manifest(rows=5, pages=1, source="live", address="x", fetched_at=THEN, digest="a" * 64)
    two = Stored(
        dataset="program-master",
        kd_klpd="D1",
        tahun=2025,
        passes=(replace(known, rows=6, suspect=True), known),
    )
    none = Stored(dataset="paket-swakelola", kd_klpd="D1", tahun=2025, passes=())
    frame = rows.partitions([two, none], THEN + timedelta(hours=36))
    assert frame["rows"].to_list() == [6, None]
    assert frame["umur_jam"].to_list() == [36.0, None]
    assert frame["keadaan"].to_list() == ["meragukan", ABSENT]
    assert frame["passes"].to_list() == [2, None]
    assert rows.totals(frame) == {"klpd_tahun": 1, "bagian": 1, "baris": 6}
    assert rows.missing(frame) == ["paket-swakelola D1 2025"]
    passes = rows.passes(two)
    assert passes["rows"].to_list() == [6, 5]
    assert passes["digest"].to_list() == ["a" * 12] * 2
    assert rows.passes(none).height == 0
    assert rows.quarantine([two, none]).height == 0
    assert rows.partitions([], THEN).schema == frame.schema
    assert rows.totals(rows.partitions([], THEN))["baris"] == 0


def test_settings_that_no_source_has_stand_under_the_sources(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(opened(PAGE, **LINK))
    assert "LENSA_SCOPE umum; LENSA_MAX_AGE 21600 detik" in said
    assert "LENSA_LAPOR belum diatur (tautan “Laporkan kesalahan” tidak tampil)" in said
    monkeypatch.setenv("LENSA_LAPOR", "mailto:data@contoh.go.id")
    said = told(opened(PAGE, **LINK, lang="en"))
    assert "LENSA_LAPOR mailto:data@contoh.go.id" in said
