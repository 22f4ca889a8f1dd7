"""`doctor`: what is wrong is named with who must act, no secret is printed, damage is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.store.snapshots import MANIFEST, TWIN
from tests.commands.conftest import Lensa
from tests.gateway import TOKEN, Gateway, Reply, down, program
from tests.store.test_snapshots import damage

FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")


def findings(out: str) -> dict[str, bool]:
    """Return what was looked at and whether all of it is well."""
    found: dict[str, bool] = {}
    for line in out.splitlines():
        if line.startswith("       "):
            continue
        verdict, _, rest = line.partition("  ")
        name = rest.strip().partition(":")[0]
        found[name] = found.get(name, True) and verdict == "baik"
    return found


def test_the_sandbox_is_well(lensa: Lensa) -> None:
    ran = lensa("doctor")
    assert ran.code == 0
    assert findings(ran.out) == dict.fromkeys(
        (
            *("versi", "setelan", "penyimpanan", "berkas terbuka", "proxy"),
            *("batas wilayah", "webhook"),
            *("inaproc", "satusehat", "lokasi", "simpanan"),
        ),
        True,
    )
    assert ran.out.count("DATA CONTOH (sintetis)") == 2
    assert "satusehat: sandbox: pohon wilayah bawaan (Kepmendagri 300.2.2-2430/2025)" in ran.out
    assert "streamlit 1." in ran.out


def test_a_live_upstream_is_named_by_its_host_alone(lensa: Lensa, gateway: Gateway) -> None:
    gateway.programs(1)
    ran = lensa("doctor")
    assert ran.code == 0
    assert "inaproc: 127.0.0.1:" in ran.out
    assert TOKEN not in ran.out + ran.err


def test_the_steps_say_what_is_configured_and_permitted(lensa: Lensa, gateway: Gateway) -> None:
    gateway.programs(1)
    ran = lensa("doctor")
    assert "konfigurasi      baik     INAPROC_TOKEN terisi; alamat 127.0.0.1:" in ran.out
    assert "hak akses        catatan  menjawab tanpa baris untuk K1" in lensa(
        "doctor", "--klpd", "K1"
    ).out.replace("\n", " ")
    assert gateway.asked[-1][1]["kode_klpd"] == "K1"
    assert lensa("doctor", "--klpd", "../x").code == 2


def test_the_sandbox_says_which_variables_are_missing(lensa: Lensa) -> None:
    out = lensa("doctor").out
    assert out.count("langkah berikut, pengelola dasbor ini: untuk data langsung isi") == 3
    assert "isi INAPROC_TOKEN di lingkungan atau di .streamlit/secrets.toml" in out


def test_a_guard_that_answers_html_is_told_from_a_token(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: Reply(403, b"<html>\x1b[2Jforbidden</html>")
    ran = lensa("doctor")
    assert ran.code == 1
    assert "alamat IP (WAF)  GAGAL" in ran.out
    assert "langkah berikut, pemegang kredensial: daftarkan alamat IP keluar" in ran.out
    assert "token            belum" in ran.out
    assert "\x1b" not in ran.out


def test_a_wrong_token_ends_1_and_is_not_printed(lensa: Lensa, gateway: Gateway) -> None:
    del gateway
    ran = lensa("doctor", INAPROC_TOKEN="salah-9d1c")  # noqa: S106
    assert ran.code == 1
    assert findings(ran.out)["inaproc"] is False
    assert "[pemegang kredensial]" in ran.out
    assert "salah-9d1c" not in ran.out + ran.err


def test_an_upstream_that_is_down_ends_1_and_the_rest_is_looked_at(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.meddle = down
    ran = lensa("doctor")
    assert ran.code == 1
    found = findings(ran.out)
    assert [name for name, well in found.items() if not well] == ["inaproc"]
    assert len(found) == 11


@pytest.fixture
def harmed(lensa: Lensa, gateway: Gateway, data: Path) -> Lensa:
    """Store two passes of one year and one of another, and harm the newest and the other."""
    gateway.programs(3)
    lensa(*FETCH)
    gateway.programs(3, pagu=5)
    before = set(data.rglob("*.parquet"))
    lensa(*FETCH, "--refresh")
    (newest,) = set(data.rglob("*.parquet")) - before
    damage(newest)
    gateway.put(program(1, tahun=2025), tahun=2025)
    lensa(*FETCH[:-1], "2025")
    for name in (MANIFEST, TWIN):
        (other,) = data.rglob(f"tahun=2025/{name}")
        other.write_bytes(b"{")
    return lensa


def test_damage_ends_4_and_is_named(harmed: Lensa) -> None:
    ran = harmed("doctor")
    assert ran.code == 4
    assert "RUSAK  simpanan: program-master D304 2026: berkas snapshot rusak" in ran.out
    assert "RUSAK  simpanan: program-master D304 2025: manifest tidak terbaca" in ran.out
    assert "1 dari 2 snapshot utuh" in ran.out
    assert findings(ran.out)["inaproc"] is True


def test_mending_lets_the_whole_serve_and_the_rest_be_read_anew(
    harmed: Lensa, gateway: Gateway
) -> None:
    ran = harmed("doctor", "--perbaiki")
    assert ran.code == 0
    assert "1 putaran rusak dikeluarkan" in ran.err
    assert "manifest rusak disisihkan" in ran.err
    assert "1 dari 1 snapshot utuh" in ran.out
    asked = len(gateway.asked)
    assert ",1000," in harmed(*FETCH).out
    assert len(gateway.asked) == asked
    assert harmed(*FETCH[:-1], "2025").code == 0
    assert len(gateway.asked) == asked + 1
    assert harmed("doctor").code == 0


def test_a_place_that_cannot_be_written_ends_2_on_one_line(lensa: Lensa, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    ran = lensa("doctor", LENSA_DATA=str(tmp_path / "berkas" / "data"))
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert "LENSA_DATA" in ran.err
    assert "[operator]" in ran.err


def test_settings_that_no_source_has_are_listed_with_what_they_are(lensa: Lensa) -> None:
    out = lensa("doctor").out
    assert "setelan: LENSA_SCOPE umum; LENSA_MAX_AGE 21600 detik" in out
    assert "LENSA_LAPOR belum diatur" in out
    address = "mailto:data@contoh.go.id"
    assert f"LENSA_LAPOR {address}" in lensa("doctor", LENSA_LAPOR=address).out
