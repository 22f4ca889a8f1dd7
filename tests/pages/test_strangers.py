"""What a stranger opens changes nothing for the next visitor; the live front page is a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services import budgets, inventory, settings, table_inputs
from services.reference import loader
from services.wiring import connect
from tests.gateway import TOKEN, Gateway, loopback, paket, program
from tests.pages.conftest import Open
from tests.pages.seeing import link, list_rows, reading, told
from tests.waiting import until


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve rows of D304, and of D999 which no catalogue knows; everything else is empty."""
    found = Gateway()
    found.programs(2)
    found.put(*(program(n, tahun=2025) for n in (1, 2)), tahun=2025)
    found.put(paket(1, tahun_anggaran=2025), dataset="paket-swakelola", tahun=2025)
    found.rows["program-master", "D999", "2025"] = [program(1, kode="D999", tahun=2025)]
    with loopback(found) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield found


def harvested(kode: str = "D304", *years: int) -> None:
    """Have the operator read a KLPD."""
    parts = connect(settings.load())
    table_inputs.read(parts.repository, parts.rup(("program-master",), (kode,), years or (2025,)))
    parts.close()


def klpd(app: AppTest) -> list[str]:
    return [value for name, value in link(app) if name == "klpd"]


def offered(app: AppTest) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith("buka_")]


def test_front_page_by_a_link(
    gateway: Gateway, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    harvested()
    fronts = [klpd(opened()), klpd(opened(klpd="A0", tahun="2025")), klpd(opened())]
    assert fronts == [[], ["A0"], []]
    assert offered(opened()) == ["Kab. Lombok Tengah · D304 · 2025"]
    monkeypatch.setenv("LENSA_KLPD_AWAL", "D304")
    fronts = [klpd(opened()), klpd(opened(klpd="A0", tahun="2025")), klpd(opened())]
    assert fronts == [["D304"], ["A0"], ["D304"]]


def test_a_stranger_s_code_with_rows_is_stored_and_opens_nothing(
    gateway: Gateway, opened: Open
) -> None:
    harvested()
    app = opened(klpd="D999", tahun="2025")
    assert klpd(app) == ["D999"]
    assert app.metric
    front = opened()
    assert klpd(front) == []
    assert offered(front) == ["Kab. Lombok Tengah · D304 · 2025", "D999 · 2025"]


def test_the_front_page_lists_every_klpd_what_is_stored_first_and_opens_a_stored_year(
    gateway: Gateway, opened: Open
) -> None:
    harvested("D304", 2026)
    app = opened()
    box = app.selectbox(key="pilih_klpd")
    assert box.options[0] == "Kab. Lombok Tengah · D304 · 2026"
    assert len(box.options) > 500
    assert "Tersimpan di sini (1 KLPD)" in told(app)
    other = opened()
    box.set_value("D304").run()
    assert link(app)[:2] == [("klpd", "D304"), ("tahun", "2026")]
    other.button(key="buka_D304").click().run()
    assert link(other)[:2] == [("klpd", "D304"), ("tahun", "2026")]


def test_an_empty_live_store_offers_the_catalogue_and_the_first_steps(
    gateway: Gateway, opened: Open
) -> None:
    app = opened(lang="en")
    assert "Nothing is stored yet" in told(app)
    assert offered(app) == []
    assert gateway.asked == []
    app.selectbox(key="pilih_klpd").set_value("D305").run()
    assert klpd(app) == ["D305"]


def test_the_sandbox_opens_as_before_and_on_the_operator_s_choice(
    nothing_stored: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert klpd(opened("pages/data.py")) == ["D304"]
    monkeypatch.setenv("LENSA_KLPD_AWAL", "d305")
    assert klpd(opened("pages/data.py")) == ["D305"]
    monkeypatch.setenv("LENSA_KLPD_AWAL", "D99999")
    assert klpd(opened("pages/data.py")) == ["D304"]


def test_an_unknown_code_says_that_there_are_no_rows_and_asks_once(
    gateway: Gateway, opened: Open
) -> None:
    app = opened("pages/program.py", klpd="A0", tahun="2025")
    assert "Kosong atau tidak berwenang" in told(app)
    asked = len(gateway.asked)
    app.run()
    again = opened("pages/swakelola.py", klpd="A0", tahun="2025")
    assert "Kosong atau tidak berwenang" in told(again)
    assert len(gateway.asked) == asked


def test_codes_outside_the_catalogue_share_ten_parts_an_hour(
    gateway: Gateway, opened: Open
) -> None:
    for kode in ("A0", "A1"):
        assert "Kosong" in told(opened("pages/program.py", klpd=kode, tahun="2025"))
    app = opened("pages/program.py", klpd="A2", tahun="2025")
    assert "batas 10 bagian data baru per jam untuk kode di luar katalog" in told(app)
    assert "60 menit" in told(app)
    assert app.button(key="retry")
    assert gateway.passes <= budgets.OUTSIDE.most
    assert list_rows(opened("pages/program.py", klpd="D304", tahun="2025"))


def test_nothing_of_a_stranger_s_page_stays_on_disk(
    gateway: Gateway, opened: Open, nothing_stored: Path
) -> None:
    harvested()
    before = _files(nothing_stored)
    for number in range(3):
        opened("pages/program.py", klpd=f"A{number}", tahun="2025")
        opened("pages/data.py", klpd=f"A{number}", tahun="2025")
    opened("pages/cari.py", klpd="A7", tahun="2025")
    after = _files(nothing_stored)
    assert {name for name in after if name.startswith(("snapshots", "national", "locks"))} == {
        name for name in before if name.startswith(("snapshots", "national", "locks"))
    }


def _files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_page_that_waited_for_room_goes_on_by_itself(
    gateway: Gateway, begun: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "SESSION", budgets.Budget(name="sesi", most=6, within=6.0))
    app = begun("pages/program.py", klpd=["D304", "D305"], tahun="2025")
    until(lambda: gateway.passes >= 6)
    app.run()
    assert reading(app)
    until(lambda: not reading(app) or not reading(app.run()))
    assert gateway.passes == 11
    assert list_rows(app, "pagu-per-program")


def test_a_province_beyond_a_session_s_minute_is_read_in_portions(
    gateway: Gateway, nothing_stored: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "SESSION", budgets.Budget(name="sesi", most=20, within=1.0))
    app = opened("pages/wilayah.py", wilayah="52", tahun="2025")
    assert [error.value for error in app.exception] == []
    assert gateway.passes == 3 * len(_with_a_public_code("52")) > 20


def _with_a_public_code(province: str) -> list[str]:
    table = loader.klpd().filter(~pl.col("sandbox_only"))
    return table.filter(pl.col("kode_wilayah").str.starts_with(province))["kd_klpd"].to_list()


def test_a_code_that_the_operator_opens_on_is_no_stranger_s(
    gateway: Gateway, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENSA_KLPD_AWAL", "D998")
    app = opened("pages/program.py")
    assert klpd(app) == ["D998"]
    parts = connect(settings.load())
    assert [kode for kode, _ in inventory.klpd_years(parts.repository)][:1] == ["D998"]
    parts.close()


@pytest.mark.parametrize("file", ["wilayah", "lokasi", "data", "cari", "program", "banding"])
def test_every_page_of_a_live_installation_opens_without_a_klpd(
    gateway: Gateway, opened: Open, file: str
) -> None:
    harvested()
    app = opened(f"pages/{file}.py")
    assert klpd(app) == []
    assert gateway.passes == 1
