"""The small faulty inputs in payloads/cases/, each read by `fetch` and published or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.__main__ import main
from tests import cases
from tests.contract.fetching import Fetch, published, stored_pass


def test_thousands_dot(fetch: Fetch) -> None:
    done = fetch(cases.load("thousands-dot"), "program-master", "D914")
    assert done.code == 0
    assert done.column("pagu_program") == [None, None, 100]
    assert "2 nilai dikarantina" in done.line


def test_blank_before_colon(fetch: Fetch) -> None:
    done = fetch(cases.load("blank-before-colon"), "program-master", "D915")
    assert done.code == 0
    codes = ["123456789012345670", "123456789012345671", "123456789012345672", "7"]
    assert sorted(done.column("kd_program")) == sorted(codes)
    assert sorted(done.column("pagu_program")) == [1, 2, 3, 9007199254740993]
    assert "bertentangan" not in done.line
    assert "4 baris, lengkap, langsung" in done.line


def test_empty_rows(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch(cases.load("empty-rows"), "program-master", "D916")
    assert (done.code, done.column("kd_program")) == (0, ["1", "2"])
    assert "2 baris, meragukan" in done.line
    assert "2 baris tanpa kunci dikarantina" in done.line
    assert "nilai dikarantina" not in done.line
    newest = stored_pass(tmp_path)
    assert (newest["suspect"], newest["quarantined"], newest["keyless"]) == (True, 2, 2)
    assert [line["kunci"] for line in newest["quarantine"]] == ["baris 2", "baris 4"]


def test_partial_content(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch(cases.load("partial-content"), "program-master", "D917")
    assert (done.code, done.rows, published(tmp_path)) == (1, None, [])
    assert "HTTP 206 bukan jawaban utuh" in done.line
    assert len(done.asked) == 1


def test_byte_order_mark(fetch: Fetch) -> None:
    done = fetch(cases.load("byte-order-mark"), "program-master", "D918")
    assert (done.code, done.column("kd_program"), len(done.asked)) == (0, ["1"], 1)
    assert "1 baris, lengkap" in done.line


def test_number_as_cursor(fetch: Fetch) -> None:
    done = fetch(cases.load("number-as-cursor"), "program-master", "D919")
    assert (done.code, done.column("kd_program")) == (0, ["1", "2"])
    assert done.asked == ["program-master D919 2025", "program-master D919 2025 17"]


def test_success_as_text(fetch: Fetch) -> None:
    done = fetch(cases.load("success-as-text"), "program-master", "D920")
    assert (done.code, done.column("kd_program"), len(done.asked)) == (0, ["1"], 1)


def test_bare_array(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch(cases.load("bare-array"), "program-master", "D921")
    assert (done.code, done.rows, published(tmp_path)) == (1, None, [])
    assert "daftar, bukan objek" in done.line
    assert len(done.asked) == 1


def test_total_disagrees(fetch: Fetch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = fetch(cases.load("total-disagrees"), "paket-swakelola", "D922")
    assert (done.code, done.column("kd_rup")) == (0, ["1", "2"])
    assert "sumber menyebut jumlah lain: meta.total 150" in done.line
    assert stored_pass(tmp_path)["claims"] == ["meta.total 150"]
    assert main(["status", "--json"]) == 0
    (stored,) = json.loads(capsys.readouterr().out)
    assert (stored["menurut_sumber"], stored["keadaan"]) == (["meta.total 150"], "lengkap")
