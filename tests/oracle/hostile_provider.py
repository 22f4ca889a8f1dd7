"""The provider side made by hand: two lists, budget rows, spending and the list of satkers."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.basics import Row, Rows
from tests.oracle.hostile_plans import HUGE

PENYEDIA, ANNOUNCED = "paket-penyedia", "paket-penyedia-terumumkan"
SWAKELOLA_ANNOUNCED, STRUKTUR = "paket-swakelola-terumumkan", "struktur-anggaran-pd"
BUDGETS = ("paket-anggaran-penyedia", "paket-anggaran-swakelola")

Parts = dict[str, Rows]


def bought(code: object, satker: str | None = "10", **more: object) -> Row:
    """Return a live announced provider package."""
    base: Row = {
        "kd_rup": None if code is None else str(code),
        "kd_satker": satker,
        "nama_satker": f"Dinas {satker}",
        "nama_paket": f"Belanja {code}",
        "metode_pengadaan": "E-Purchasing",
        "jenis_pengadaan": "Barang",
        "status": "Terumumkan",
        "tipe_paket": "Penyedia",
        "status_pdn": "PDN",
        "status_ukm": "Non-UKM",
        "status_pradipa": "Non-PraDIPA",
        "status_aktif_rup": True,
        "status_delete_rup": False,
        "pagu": 100,
        "tgl_awal_pemilihan": date(2025, 2, 1),
        "tgl_buat_paket": datetime(2025, 1, 2),
        "tgl_pengumuman_paket": datetime(2025, 3, 31, 23, 59),
    }
    return base | more


def packages() -> Rows:
    """Return a whole list: kinds, months and marks at their edges, and what is not live."""
    rows = [
        bought(1, jenis_pengadaan="Barang;Barang"),
        bought(2, jenis_pengadaan="Barang;Jasa Lainnya", pagu=HUGE),
        bought(3, jenis_pengadaan="Jasa Lainnya;Barang;Barang", pagu=HUGE),
        bought(4, jenis_pengadaan=" ; ", metode_pengadaan="", pagu=None),
        bought(5, jenis_pengadaan=None, metode_pengadaan=None, status=None, pagu=0),
        bought(6, status="Terdelete", status_delete_rup=True),
        bought(7, status="Terumumkan", status_aktif_rup=False),
        bought(8, status="Terinisiasi", status_ukm="UKM", status_pdn=None, pagu=7),
        bought(9, "20", tipe_paket="PDS", kd_rup_swakelola="1", pagu=None),
        bought(10, "20", status_pradipa="PraDIPA", pagu=None),
        bought(11, "30", pagu=-5, tipe_paket="PDS"),
        bought(12, None, nama_satker=None),
        bought(None, "30", tgl_pengumuman_paket=None, tgl_buat_paket=None),
    ]
    months = ((2024, 6), (2024, 7), (2024, 12), (2025, 1), (2025, 12), (2026, 1), (2031, 5))
    rows += [
        bought(20 + n, "40", tgl_awal_pemilihan=date(*month, 1)) for n, month in enumerate(months)
    ]
    rows.append(bought(30, "40", tgl_awal_pemilihan=None))
    made = (("2025-03-31", "2025-04-01"), ("2025-04-01", "2025-04-02"), ("2025-01-05", None))
    rows += [
        bought(
            40 + n,
            "50",
            pagu=10**n,
            tgl_buat_paket=datetime.fromisoformat(start),
            tgl_pengumuman_paket=datetime.fromisoformat(end) if end else None,
        )
        for n, (start, end) in enumerate(made)
    ]
    return rows


def spending(satker: str | None, pengadaan: int | None, total: int | None = None) -> Row:
    """Return a row of struktur-anggaran-pd."""
    return {
        "kd_satker": satker,
        "nama_satker": f"Dinas {satker}",
        "belanja_pengadaan": pengadaan,
        "total_belanja": total,
    }


def budget(code: object, pagu: int | None, number: int, **more: object) -> Row:
    """Return a live budget row; rows alike but for their number all count."""
    base: Row = {
        "id_paket_anggaran_penyedia": str(number),
        "id_paket_anggaran_swakelola": str(number),
        "kd_rup": None if code is None else str(code),
        "kd_satker": "10",
        "pagu": pagu,
        "sumber_dana": "APBD",
        "status": "Terumumkan",
        "tahun_anggaran_dana": 2025,
        "asal_dana": "D3",
        "status_aktif_rup": True,
        "status_delete_rup": False,
    }
    return base | more


def budgets() -> Rows:
    """Return budget rows: repeats, zero, negative, missing and deleted ones, and other sources."""
    rows = [budget(1, 50, 1), budget(1, 50, 2), budget(2, HUGE + 3, 3), budget(2, -3, 4)]
    rows += [budget(3, HUGE, 5, sumber_dana=""), budget(3, 0, 6, sumber_dana=None)]
    rows += [budget(3, 1, 7, jenis_dana_apbn="PNBP", sumber_dana="APBN", asal_dana=None)]
    rows += [budget(4, None, 8), budget(5, None, 9), budget(None, 9, 10), budget("404", 9, 11)]
    rows += [budget(8, 7, 12, status="Terinisiasi", tahun_anggaran_dana=2027)]
    rows += [budget(9, 5, 13, status_delete_rup=True), budget(10, 5, 14, status_aktif_rup=False)]
    return [*rows, budget(11, -5, 15, kd_satker=None, tahun_anggaran_dana=None)]


def swakelola(code: int, pagu: int | None, satker: str = "10", **more: object) -> Row:
    """Return a package of the announced swakelola list, in the columns that are alike."""
    row = bought(code, satker, pagu=pagu)
    same = ("kd_rup", "kd_satker", "nama_satker", "nama_paket", "status", "pagu")
    state = ("status_aktif_rup", "status_delete_rup", "tgl_buat_paket", "tgl_pengumuman_paket")
    return {name: row[name] for name in (*same, *state)} | more


def parts() -> dict[tuple[str, int], Parts]:
    """Return the other datasets by KLPD and year."""
    struktur = [spending("10", 5, HUGE + 100), spending("20", 0, 2 * HUGE - 122)]
    struktur += [spending("30", None, 14), spending("50", 10), spending("99", 7, 7)]
    return {
        ("D1", 2025): {
            PENYEDIA: [bought(n, "10" if n % 2 else "20") for n in range(1, 60)],
            STRUKTUR: [spending("10", 3000)],
        },
        ("D2", 2025): {PENYEDIA: packages(), ANNOUNCED: [bought(99)], STRUKTUR: struktur},
        ("D3", 2025): {
            PENYEDIA: packages(),
            STRUKTUR: [spending("10", 2 * HUGE + 100), *struktur[1:]],
            BUDGETS[0]: budgets(),
            BUDGETS[1]: budgets(),
        },
        ("D4", 2025): {PENYEDIA: [], ANNOUNCED: packages(), STRUKTUR: struktur},
        ("D5", 2025): {
            ANNOUNCED: [bought(1, pagu=60), bought(2, "20", pagu=None)],
            SWAKELOLA_ANNOUNCED: [swakelola(1, 40), swakelola(2, 3, "20"), swakelola(3, 1, "30")],
            STRUKTUR: [spending("10", 100), spending("20", 3), spending("30", 4)],
        },
        ("D6", 2025): {PENYEDIA: [], STRUKTUR: struktur, BUDGETS[0]: budgets()},
        ("D14", 2025): {PENYEDIA: [bought(1, "90", nama_satker="Lama")]},
        ("D14", 2026): {ANNOUNCED: [bought(1, "90"), bought(2, "91", nama_satker="")]},
        ("K1", 2025): {PENYEDIA: packages(), BUDGETS[0]: budgets()},
    }


def units() -> Rows:
    """Return lists of satkers: names for those that nothing else names, and for others."""
    names = (("D2", "10", "X"), ("D2", "70", "UNIT TUJUH"), ("D8", "10", "Unit Sepuluh"))
    names += (("D8", "20", " "), ("D14", "91", "Unit 91"), ("D14", "404", "Tidak dipakai"))
    return [
        {"kd_klpd": klpd, "kd_satker": code, "nama_satker": name, "kd_satker_str": f"M.{code}"}
        for klpd, code, name in names
    ]
