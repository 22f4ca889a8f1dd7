from __future__ import annotations

from services.language.wording import number
from tests.pages.conftest import Open
from tests.pages.seeing import alts, figures, grid, headings, link, told
from tests.pages.truth import LALU, LINK, TAHUN, Truth

PAGE = "pages/kaji-ulang.py"


def test_acts_lead_beside_the_last_state_and_the_duty_is_stated(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    now, old = (truth.table("kaji-ulang-per-satker", year) for year in (2025, LALU))
    shown = figures(app)
    for label, column in (
        ("Jumlah tindakan", "tindakan"),
        ("Paket direvisi", "kode"),
        ("Tindakan terakhir pembatalan", "batal_bersih"),
        ("Baris riwayat", "revisi"),
    ):
        assert shown[label] == (number(now[column].sum()), f"{LALU}: {number(old[column].sum())}")
    sums = {name: number(now[name].sum()) for name in ("tindakan", "bolak_balik", "batal_bersih")}
    assert f"direvisi dalam {sums['tindakan']} tindakan" in told(app)
    assert f"{sums['bolak_balik']} pasang batal lalu aktif kembali dalam satu jam" in told(app)
    assert f"untuk {sums['batal_bersih']} paket tindakan terakhirnya pembatalan" in told(app)
    assert "wajib diumumkan ulang" in told(app)
    assert "belum tentu berjalan" in told(app)


def test_the_tables_are_the_tables(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK)
    satkers, reasons, states = (
        truth.table(name) for name in ("kaji-ulang-per-satker", "alasan", "keadaan")
    )
    assert [r["tindakan"] for r in grid(app)] == [number(n) for n in satkers["tindakan"][:50]]
    assert [r["kelompok"] for r in grid(app, 1)] == reasons["kelompok"].to_list()[:50]
    assert [r["kd_rup"] for r in grid(app, 2)] == states["kd_rup"].to_list()[:50]


def test_a_code_shows_its_family_over_all_years(opened: Open, truth: Truth) -> None:
    states = truth.table("keadaan").sort("kedalaman", "kd_rup")
    code = states["kd_rup"][-1]
    app = opened(PAGE, **LINK, kode=code)
    trail = truth.table("jejak", kode=code)
    assert trail.height > 1
    assert [r["kd_rup_lama"] for r in grid(app)] == trail["kd_rup_lama"].to_list()
    assert f"Keluarga kode {code}" in headings(app)
    assert len(alts(app)) == 6


def test_a_code_without_history_says_so(opened: Open, truth: Truth) -> None:
    opened(PAGE, **LINK)
    revised = set(truth.table("keadaan", (LALU, TAHUN))["kd_rup"])
    code = next(code for code in truth.table("paket")["kd_rup"] if code not in revised)
    app = opened(PAGE, **LINK, kode=code)
    assert f"Kode {code} tidak ada di riwayat kaji ulang" in told(app)


def test_a_code_typed_by_hand_goes_into_the_link(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.text_input(key="b_kode").set_value("  162040006 ").run()
    assert ("kode", "162040006") in link(app)


def test_the_kind_narrows_months_and_reasons(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **LINK, jenis="PEMBATALAN")
    reasons = truth.table("alasan", jenis="PEMBATALAN")
    assert [r["kelompok"] for r in grid(app, 1)] == reasons["kelompok"].to_list()[:50]
    assert {r["jenis_revisi"] for r in grid(app, 1)} == {"Pembatalan"}
