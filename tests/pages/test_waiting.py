"""A page over a slow source: first figure first, parts as they come, cancel, go on, two tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.reading import partitions, progress
from services.harvest import Readings
from services.language.wording import text
from services.repository import Repository
from services.upstream.connection.limiter import Queue
from tests.gateway import TOKEN, error, loopback
from tests.loopback import Reply
from tests.pages.conftest import Open
from tests.pages.seeing import bare, figures, list_data, list_rows, list_total, lists, reading, told
from tests.stepping import Stepped
from tests.waiting import until

PAGES = 30
LINK = {"klpd": "D304", "tahun": "2026"}
PACKAGES = text("ringkasan.jumlah_paket")
FIRST = ("program-master", "2026")

FIVE = text("baca.jumlah_persen", rows=10, pages=5, persen="16 %")
"""The line of a dataset of which five pages are read, each of two rows."""


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stepped]:
    """Serve two years as a live source that answers when the test says so; no run waits for it."""
    del nothing_stored
    found = Stepped()
    found.fill(PAGES, 2025, 2026)
    monkeypatch.setattr(partitions, "SHORT", 0.0)
    with loopback(found) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield found
        found.release_all()


def html(app: AppTest) -> str:
    """Return what the page draws as HTML of its own: lines of progress and placeholders."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style"))


def pagu(app: AppTest) -> str:
    """Return the pagu of all program codes, as the list of the program page prints it."""
    return list_total(app).texts["Pagu 2026"]


def changes(app: AppTest) -> set[str]:
    """Return what the rows of the list print as their change since 2025."""
    return {row.texts["Perubahan"] for row in list_rows(app)}


def finished(app: AppTest) -> AppTest:
    """Run a page as its fragment does until it waits for nothing more."""
    until(lambda: not reading(app.run()))
    return app


def steps(gateway: Stepped, pages: int, dataset: str = FIRST[0], tahun: int = 2026) -> None:
    for _ in range(pages):
        gateway.release(dataset, tahun)


def test_the_first_figure_stands_before_any_later_request_is_answered(
    begun: Open, gateway: Stepped
) -> None:
    app = begun("pages/program.py", **LINK)
    assert reading(app)
    assert lists(app) == {}
    steps(gateway, PAGES)
    until(lambda: ("paket-swakelola", "2026") in gateway.waiting())
    app.run()
    assert pagu(app) == "Rp 60.000"
    assert changes(app) == {text("absent.unread")}
    assert gateway.answered == [FIRST] * PAGES
    assert text("baca.sebagian", done=1, all=7) in told(app)
    gateway.release_all()
    finished(app)
    assert pagu(app) == "Rp 60.000"
    assert changes(app) == {text("delta.same")}
    assert "lensa-tunggu" not in html(app)


def test_each_section_is_drawn_when_its_own_data_are_there(begun: Open, gateway: Stepped) -> None:
    app = begun(**LINK)
    steps(gateway, PAGES)
    until(lambda: len(gateway.waiting()) == 6)
    app.run()
    assert figures(app)[text("ringkasan.jumlah_program")][0] == "60"
    assert figures(app)[PACKAGES] == (text("baca.angka.membaca"), text("baca.kosong"))
    assert html(app).count("lensa-tunggu") == 2
    steps(gateway, 2, "paket-swakelola")
    until(lambda: ("paket-swakelola", "2026") not in gateway.waiting())
    until(lambda: _ran_to(app, PACKAGES, "4"))
    assert figures(app)[PACKAGES] == ("4", f"2025: {text('baca.nilai.membaca')}")
    assert figures(app)[text("ringkasan.tindakan")][0] == text("baca.angka.membaca")


def _ran_to(app: AppTest, label: str, value: str) -> bool:
    app.run()
    return figures(app)[label][0] == value


def test_a_list_over_two_years_compares_nothing_before_both_are_read(
    begun: Open, gateway: Stepped
) -> None:
    app = begun("pages/program.py", klpd="D304", tahun=["2025", "2026"])
    steps(gateway, PAGES)
    until(lambda: len(gateway.waiting()) == 6)
    app.run()
    assert reading(app)
    assert pagu(app) == "Rp 60.000"
    assert changes(app) == {text("absent.unread")}
    data = list_data(app)
    assert data["legend"] == []
    assert not any("2025" in words for words in data["rest"])
    assert all("l" not in mark for row in list_rows(app) for mark in row.marks)


def test_a_table_over_two_years_waits_for_both(begun: Open, gateway: Stepped) -> None:
    app = begun("pages/banding.py", klpd="D304", tahun=["2025", "2026"])
    steps(gateway, PAGES)
    until(lambda: len(gateway.waiting()) == 6)
    app.run()
    assert reading(app)
    assert "program-master 2025" in html(app)
    assert "lensa-tunggu" in html(app)
    gateway.release_all()
    assert "lensa-tunggu" not in html(finished(app))


@pytest.mark.parametrize(
    ("file", "dataset"),
    [
        ("dashboard.py", "program-master"),
        ("pages/program.py", "program-master"),
        ("pages/swakelola.py", "paket-swakelola"),
        ("pages/kaji-ulang.py", "history-kaji-ulang"),
        ("pages/banding.py", "program-master"),
        ("pages/tanda.py", "program-master"),
    ],
)
def test_a_page_asks_first_for_what_its_first_figure_needs(
    file: str, dataset: str, begun: Open, gateway: Stepped
) -> None:
    app = begun(file, **LINK)
    until(lambda: gateway.waiting() == [(dataset, "2026")])
    assert reading(app)
    gateway.release_all()
    finished(app)
    assert [error.value for error in app.exception] == []
    assert "lensa-tunggu" not in html(app)


def test_cancel_ends_the_requests_keeps_what_was_read_and_gives_the_page_back(
    begun: Open, gateway: Stepped
) -> None:
    app = begun("pages/program.py", **LINK)
    steps(gateway, 5)
    until(lambda: FIVE in html(app.run()))
    app.button(key="batalkan").click().run()
    assert not reading(app)
    assert text("baca.dihentikan") in told(app)
    assert text("baca.jumlah", rows=10, pages=5) in html(app)
    gateway.release_all()
    app.run()
    assert text("baca.dihentikan") in told(app)
    assert len(gateway.asked) == 6
    app.button(key="lanjutkan").click().run()
    finished(app)
    assert pagu(app) == "Rp 60.000"
    assert gateway.answered.count(FIRST) <= PAGES + 1


def test_two_tabs_share_one_pass_and_show_the_same_progress(begun: Open, gateway: Stepped) -> None:
    one = begun("pages/program.py", **LINK)
    steps(gateway, 5)
    until(lambda: FIVE in html(one.run()))
    other = begun(**LINK)
    assert FIVE in html(other)
    assert text("baca.pembaca_lain", n=1) in html(other)
    one.button(key="batalkan").click().run()
    assert bare(text("baca.dihentikan_lain")) in told(one)
    gateway.release_all()
    finished(other)
    assert figures(other)[text("ringkasan.pagu")][0] == "Rp 60.000"
    assert gateway.passes == 7


def test_a_stop_before_the_first_figure_finds_an_explanation_and_a_way_on(
    begun: Open, gateway: Stepped, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def stopped(*_: object, **__: object) -> None:
        seen.append("waits")
        raise RuntimeError("stands for Streamlit's own Stop")

    monkeypatch.setattr(Readings, "wait", stopped)
    app = begun("pages/program.py", **LINK)
    assert seen == ["waits"]
    assert bare(text("baca.mulai_tentang")) in told(app)
    assert [b.label for b in app.button if b.key == "lanjut_awal"] == [text("baca.lanjut")]


def test_a_source_that_asks_for_a_pause_is_said_to_be_waited_for(
    begun: Open, gateway: Stepped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Repository, "queue", lambda self, source: Queue(seconds=119.4))
    app = begun("pages/program.py", **LINK)
    assert text("baca.jeda", n=120) in told(app)


def test_a_quota_that_is_used_up_is_named_with_the_time_it_takes(
    begun: Open, gateway: Stepped, monkeypatch: pytest.MonkeyPatch
) -> None:
    used_up = Queue(seconds=2520.0, most=5000, within=3600.0)
    monkeypatch.setattr(Repository, "queue", lambda self, source: used_up)
    app = begun("pages/program.py", **LINK)
    assert "Kuota 5.000 permintaan per jam ke sumber ini sudah terpakai" in told(app)
    assert "permintaan berikutnya dalam 42 menit" in told(app)


def test_a_source_without_an_answer_is_said_to_be_slow_with_whose_turn_it_is(
    begun: Open, gateway: Stepped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SLOW", 0.0)
    app = begun("pages/program.py", **LINK)
    assert bare(text("baca.lambat", n=0)) in told(app)


WAF = Reply(403, b"<!DOCTYPE html><title>403 Forbidden</title>")


@pytest.mark.parametrize(
    ("reply", "who", "cause"),
    [
        (error(401, "Unauthorized"), "kredensial", "token_inaproc"),
        (error(403, "Forbidden"), "kredensial", "izin"),
        (WAF, "kredensial", "ip"),
        (Reply(503, b"upstream connect error"), "sumber", "sumber"),
        (Reply(404, b"<html>not found</html>"), "sumber", "alamat"),
    ],
    ids=["token", "rights", "firewall", "outage", "address"],
)
def test_a_first_start_that_fails_says_who_must_act_and_the_next_step(
    reply: Reply, who: str, cause: str, begun: Open, gateway: Stepped
) -> None:
    gateway.meddle = lambda number: reply
    app = finished(begun("pages/program.py", **LINK))
    said = told(app)
    assert text("shell.failed") in said
    assert bare(text(f"shell.who.{who}")) in said
    values = {"host": "127.0.0.1", "alamat": "INAPROC_BASE_URL", "klpd": "D304", "detik": "60"}
    step = text(f"periksa.then.{cause}", **values)
    assert step.split("{")[0][:40] in said
    assert bare(text("shell.check_way")) in said
    assert figures(app) == {}
    assert not reading(app)


def test_a_quota_that_is_used_up_is_nobodys_to_mend(begun: Open, gateway: Stepped) -> None:
    gateway.meddle = lambda number: replace(
        error(429, "Too Many Requests"), headers={"Retry-After": "0"}
    )
    said = told(finished(begun("pages/program.py", **LINK)))
    assert bare(text("shell.who.tunggu")) in said
    assert "sumber meminta menunggu" in said


def test_a_host_that_is_not_there_is_the_operators_or_the_sources_to_mend(
    nothing_stored: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    del nothing_stored
    monkeypatch.setenv("INAPROC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
    said = told(opened("pages/program.py", **LINK))
    assert text("shell.failed") in said
    assert "izinkan mesin ini keluar ke 127.0.0.1" in said


def test_an_empty_live_store_says_how_to_check_the_token_and_see_the_sandbox(
    gateway: Stepped, opened: Open
) -> None:
    said = told(opened())
    assert bare(text("shell.first_live")) in said
    assert bare(text("shell.first_sandbox")) in said
    assert "lensa doctor" in said
    assert gateway.asked == []
