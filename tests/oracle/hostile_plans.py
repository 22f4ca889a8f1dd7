"""Programs and lists made by hand: missing, negative and huge pagu, twins, deletions, dates."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.basics import Row, Rows

HUGE = 2**53 + 1


def plan(satker: str | None, program: str | None, pagu: int | None, **more: object) -> Row:
    """Return a live program row."""
    base: Row = {
        "kd_satker": satker,
        "kd_program_str": program,
        "nama_program": f"Program {program}",
        "pagu_program": pagu,
        "is_deleted": False,
    }
    return base | more


def package(code: object, satker: str | None = "10", **more: object) -> Row:
    """Return a live package that is announced."""
    base: Row = {
        "kd_rup": None if code is None else str(code),
        "kd_satker": satker,
        "nama_satker": "Dinas Contoh",
        "kd_satker_str": "1.01",
        "nama_paket": f"Paket {code}",
        "status": "Terumumkan",
        "pagu": 100,
        "tipe_swakelola": 1,
        "status_aktif_rup": True,
        "status_delete_rup": False,
    }
    return base | more


def programs() -> Rows:
    """Return program rows: repeats, deletions, and pagu of every kind."""
    rows = [plan("10", "1.01", 100), plan("10", "1.01", 30), plan("10", "1.01", None)]
    rows += [plan("10", "1.02", HUGE), plan("20", "1.02", HUGE), plan("20", "1.02", HUGE - 2)]
    rows += [plan("20", "1.03", -50), plan("20", "1.03", -70), plan("30", "1.03", 0)]
    rows += [plan("30", "1.04", None), plan("30", "1.04", None), plan(None, "1.04", 5)]
    rows += [plan(None, "1.04", 5), plan("30", None, 7), plan("30", None, 7)]
    rows += [plan("30", "1.05", 9, is_deleted=True), plan("60", "1.05", 9, is_deleted=True)]
    rows += [plan("30", "1.06", 9, is_deleted=None), plan("30", "1.06", 900, is_deleted=True)]
    rows += [plan("70", "1.07", 11, nama_program=None), plan("70", "1.08", 11, nama_program="X")]
    names = ("Program A", "PROGRAM  A (M)", "program a", "Program B", "Program B", "Tua M")
    rows += [plan("70", "1.09", 1, nama_program=name) for name in names]
    return [row | {"kd_program": str(1000 + n)} for n, row in enumerate(rows)]


def one_giant() -> Rows:
    """Return programs of which one row is over half; half itself would not be."""
    return [plan("10", "9.01", 51), plan("10", "9.02", 49), plan("20", "9.03", None)]


def half() -> Rows:
    """Return programs of which one row is exactly half."""
    return [plan("10", "9.01", 50), plan("10", "9.02", 50)]


def below_zero() -> Rows:
    """Return programs whose pagu add up to less than nothing, or to nothing."""
    return [plan("10", "9.01", -50), plan("10", "9.02", 20)]


def lists() -> Rows:
    """Return packages: of every status, type, organiser, kind of pagu and kind of deletion."""
    rows = [package(1, status=None), package(2, status=""), package(3, status="Draf")]
    rows += [package(4, status="Final Draft"), package(5, status="terumumkan")]
    rows += [package(6, pagu=None), package(7, pagu=0), package(8, pagu=-5), package(9, pagu=HUGE)]
    rows += [package(10, status_delete_rup=True), package(11, status_aktif_rup=False)]
    rows += [package(12, status_delete_rup=None, status_aktif_rup=None)]
    rows += [package(13, status="Draf", status_delete_rup=True, status_aktif_rup=False)]
    rows += [package(14, tipe_swakelola=None), package(15, tipe_swakelola=9)]
    rows += [package(None), package(None, satker=None), package(16, satker=None)]
    rows += [package(17, "20", pagu=None), package(18, "20", pagu=None, status="Draf")]
    rows += [package(19, "30", nama_satker=None), package(20, "40", nama_satker=" ")]
    rows += [package(21, "50", nama_satker="Dinas_x000d_"), package(22, nama_paket="A_x000d_\nB")]
    rows += [package(23, "60", pagu=50), package(24, "80", pagu=HUGE, status=None)]
    organisers = (
        *(("D1", "alpha"), ("X7", "Yayasan"), ("X7", "YAYASAN"), ("X7", "Yayasan"), ("X8", None)),
        *(("", "Tanpa kode"), (None, None), ("D8", "Sendiri")),
    )
    rows += [
        package(30 + n, "20", kd_klpd_penyelenggara=code, nama_klpd_penyelenggara=name)
        for n, (code, name) in enumerate(organisers)
    ]
    rows.append(package(40, "20", kd_klpd_penyelenggara="X8", tipe_swakelola=2))
    return rows


def twins() -> Rows:
    """Return packages alike, and packages alike but for one thing or with something missing."""
    same: Row = {
        "nama_paket": "Rapat Kerja",
        "pagu": 500,
        "tgl_awal_pelaksanaan_kontrak": date(2025, 5, 1),
        "uraian_pekerjaan": "Konsumsi",
        "detail_lokasi": '[{"id": 1}]',
    }
    different: tuple[Row, ...] = (
        {},
        {"nama_paket": "RAPAT  kerja"},
        {"uraian_pekerjaan": "konsumsi"},
        {"pagu": 501},
        {"tgl_awal_pelaksanaan_kontrak": date(2025, 5, 2)},
        {"uraian_pekerjaan": "Sewa"},
        {"detail_lokasi": '[{"id": 2}]'},
        {"kd_satker": "20"},
        {"status_delete_rup": True},
    )
    rows = [package(1008 - n, **same | more) for n, more in enumerate(different)]
    columns = ("kd_satker", "nama_paket", "pagu", "tgl_awal_pelaksanaan_kontrak")
    for n, column in enumerate((*columns, "uraian_pekerjaan", "detail_lokasi")):
        rows += [package(1020 + 2 * n + m, **same | {column: None}) for m in (0, 1)]
    rows += [package(1040 + n, "30", **same | {"uraian_pekerjaan": ""}) for n in (0, 1)]
    rows += [package(1050 + n, "30", **same | {"pagu": 0}) for n in (0, 1)]
    rows += [package(1060 + n, "30", **same | {"pagu": -3}) for n in (0, 1)]
    rows += [package(code, "40", **same) for code in (None, "9", "10", None)]
    return rows


def dated() -> Rows:
    """Return packages by when they were made, announced and start, and what is missing of it."""
    march, april = datetime(2025, 3, 31, 23, 59), datetime(2025, 4, 1)
    early, late = datetime(2024, 12, 5, 8), datetime(2025, 7, 9, 18)
    times = (
        *((early, early), (early, march), (early, april), (april, late), (april, april)),
        *((None, march), (None, late), (early, None), (late, None), (None, None)),
        *((late, early), (late, march)),
    )
    rows = [
        package(2000 + n, "10" if n % 3 else "20", tgl_buat_paket=made, tgl_pengumuman_paket=told)
        for n, (made, told) in enumerate(times)
    ]
    starts = (*(date(2025, month, 15) for month in range(1, 13)), date(2026, 1, 1), None)
    rows += [
        package(2100 + n, "30", tgl_pengumuman_paket=late, tgl_awal_pelaksanaan_kontrak=start)
        for n, start in enumerate(starts)
    ]
    rows.append(package(2120, "30", tgl_awal_pelaksanaan_kontrak=date(2025, 1, 1)))
    ends = {"tgl_akhir_pelaksanaan_kontrak": date(2025, 1, 1)}
    rows.append(package(2121, "30", tgl_awal_pelaksanaan_kontrak=date(2025, 9, 1), **ends))
    return rows


def default_month() -> Rows:
    """Return packages of which more than a third start in January, and exactly a third in May."""
    late = datetime(2025, 7, 9)
    days = [date(2025, 1, 1 + n) for n in range(4)] + [date(2025, 5, 1 + n) for n in range(3)]
    days += [date(2025, 6, 1), date(2025, 9, 1)]
    return [
        package(3000 + n, tgl_pengumuman_paket=late, tgl_awal_pelaksanaan_kontrak=day)
        for n, day in enumerate(days)
    ]


def family_list() -> Rows:
    """Return listed packages of the families that hostile_acts makes, live and not."""
    early, late = datetime(2024, 12, 5), datetime(2025, 8, 1)
    codes = (100, 101, 102, 103, 112, 140, 201, 220, 303, 401, 404, 412, 500, 512, 523, 542, 602)
    rows = [
        package(code, "10" if code % 2 else "20", tgl_buat_paket=late, tgl_pengumuman_paket=late)
        for code in codes
    ]
    rows[0] |= {"tgl_buat_paket": early, "tgl_pengumuman_paket": early, "status_delete_rup": True}
    rows[2] |= {"status": "Draf", "tgl_pengumuman_paket": None}
    rows[4] |= {"status_aktif_rup": False}
    # families that are gone altogether, in part, and lone codes
    rows += [package(code, status_delete_rup=True) for code in (320, 321, 322, 400)]
    rows += [package(9001), package(9002, "90"), package(9003, "90", status_delete_rup=True)]
    starts = {"tgl_awal_pelaksanaan_kontrak": date(2025, 2, 1)}
    rows += [package(code, "20", **starts) for code in (151, 152, 9004)]
    starts = {"tgl_awal_pelaksanaan_kontrak": date(2025, 4, 3)}
    return rows + [package(code, "20", **starts) for code in (530, 9)]
