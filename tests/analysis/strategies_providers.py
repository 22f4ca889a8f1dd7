"""Provider packages and lists of satkers around the limits, for the histories of few codes."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import strategies as st

from tests.analysis.strategies import Row, Rows, unique

MILLION = 1_000_000
CODES = ("1", "2", "3", "4", "5", "10", "20", "100", "101", *map(str, range(103, 116)), None)
BEFORE, SINCE = datetime(2025, 4, 29, 23, 59), datetime(2025, 4, 30)


def package(kd_rup: str | None, **values: object) -> Row:
    """Return a live, announced package of direct procurement of goods for 150 million."""
    given: Row = {
        "tahun": 2025,
        "kd_klpd": "D1",
        "kd_satker": "10",
        "kd_rup": kd_rup,
        "metode_pengadaan": "Pengadaan Langsung",
        "jenis_pengadaan": "Barang",
        "pagu": 150 * MILLION,
        "status": "Terumumkan",
        "status_aktif_rup": True,
        "status_delete_rup": False,
        "tgl_awal_pemilihan": date(2025, 3, 1),
        "tgl_pengumuman_paket": datetime(2025, 1, 20),
    }
    return given | values


def unit(kd_satker: str = "10", ket_satker: str | None = "Satker/OPD Non-BLU/BLUD") -> Row:
    """Return a row of master-satker of D1, of no BLU unless another mark is given."""
    return {"kd_klpd": "D1", "kd_satker": kd_satker, "ket_satker": ket_satker}


MOSTLY = 6


def _mostly(usual: object, *rare: object) -> st.SearchStrategy[object]:
    return st.sampled_from((*[usual] * MOSTLY, *rare))


packages = st.lists(
    st.builds(
        package,
        st.sampled_from(CODES),
        tahun=_mostly(2025, 2026),
        kd_klpd=_mostly("D1", "K10"),
        kd_satker=_mostly("10", "9", "11", None),
        metode_pengadaan=_mostly("Pengadaan Langsung", "Tender", "Seleksi", "E-Purchasing", None),
        jenis_pengadaan=_mostly(
            "Barang",
            *("Barang;Barang", "Pekerjaan Konstruksi", "Jasa Konsultansi", "Barang;Jasa Lainnya"),
            *("Pekerjaan Konstruksi", "Sewa", "", None),
        ),
        pagu=_mostly(
            150 * MILLION,
            *(None, 0, 90 * MILLION, 200 * MILLION, 200 * MILLION + 1, 401 * MILLION),
        ),
        status=_mostly("Terumumkan", "Terinisiasi", "Terdelete", None),
        status_aktif_rup=_mostly(True, None, False),
        status_delete_rup=_mostly(False, None, True),
        tgl_awal_pemilihan=st.sampled_from((date(2024, 11, 1), date(2025, 6, 1), None)),
        tgl_pengumuman_paket=_mostly(
            datetime(2025, 1, 5, 8), BEFORE, SINCE, datetime(2025, 7, 1), None
        ),
        detail_lokasi=_mostly(None, '[{"prp_nama": "Papua Tengah"}]'),
    ),
    min_size=5,
    max_size=20,
).map(unique(lambda row: (row["tahun"], row["kd_klpd"], row["kd_rup"] or object())))

_marks = _mostly("Satker/OPD Non-BLU/BLUD", "Satker/OPD BLU/BLUD", None)
units = st.tuples(st.builds(unit, st.just("10"), _marks), st.builds(unit, st.just("9"), _marks))


@st.composite
def provider_rows(draw: st.DrawFn) -> dict[str, Rows]:
    """Draw rows of the whole list, the announced list and the list of satkers."""
    return {
        "penyedia": draw(packages | packages | st.just([])),
        "penyedia_umum": draw(packages | st.just([])),
        "satker": list(draw(units)),
    }
