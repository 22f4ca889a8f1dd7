"""Measured shares from which provider packages are drawn. Data only.

Origin: counts over public copies of announced packages: a ministry of 2026 (7,613 rows), a province
of 2024 and 2025 (16,975 and 15,726 rows), a kabupaten of 2026 (4,811 rows). Rounded; no row or name
is in here.
"""

from __future__ import annotations

from dataclasses import dataclass

METODE: dict[str, int] = {
    "Pengadaan Langsung": 8,
    "E-Purchasing": 9,
    "Dikecualikan": 16,
    "Penunjukan Langsung": 7,
    "Seleksi": 15,
    "Tender": 13,
    "Tender Cepat": 14,
    "Kontes": 11,
    "Pembayaran untuk Kontrak Tahun Jamak": 20,
}
"""Methods and the codes under which they are served."""
METODE_NAMES = tuple(METODE)

JENIS: tuple[tuple[str, str], ...] = (
    ("1", "Barang"),
    ("2", "Pekerjaan Konstruksi"),
    ("3", "Jasa Konsultansi"),
    ("4", "Jasa Lainnya"),
    ("1;4", "Barang;Jasa Lainnya"),
    ("1;1", "Barang;Barang"),
)
"""Kinds of procurement; a few packages are of several kinds, in one text."""

LIMIT_LANGSUNG = 200_000_000
"""Pagu up to which Pengadaan Langsung is the usual method of a part of a split package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The shares of one kind of KLPD.

    metode: share, mean and standard deviation of log10 pagu, in the order of METODE. jenis: share
    of the kinds by method, in the order of JENIS. selection, announcement: shares of months, 0 the
    December before. thousands: share of amounts that are whole thousands. utilised_early: share of
    packages in use before the contract begins. described: shares of descriptions and of
    specifications with a line end.
    """

    metode: tuple[tuple[float, float, float], ...]
    jenis: tuple[tuple[float, ...], ...]
    selection: dict[int, float]
    announcement: dict[int, float]
    hours: dict[int, int]
    thousands: float
    contract_in_december: float
    utilised_early: float
    described: tuple[float, float]
    pdn: float
    ukm: float
    pradipa: float
    konsolidasi: float
    aspects: tuple[float, float]


_SELECTION_REGION = {
    -11: 0.0025, 0: 0.005, 1: 0.525, 2: 0.17, 3: 0.067, 4: 0.06, 5: 0.05, 6: 0.0144, 7: 0.025,
    8: 0.007, 9: 0.007, 10: 0.055, 11: 0.01, 12: 0.001,
}  # fmt: skip
_ANNOUNCEMENT_REGION = {
    0: 0.104, 1: 0.095, 2: 0.2575, 3: 0.1787, 4: 0.007, 5: 0.0047, 6: 0.0056, 7: 0.056, 8: 0.014,
    9: 0.025, 10: 0.086, 11: 0.14, 12: 0.0266,
}  # fmt: skip
_HOURS_REGION = {
    0: 16, 1: 28, 7: 3, 8: 48, 9: 81, 10: 114, 11: 125, 12: 88, 13: 61, 14: 105, 15: 98, 16: 46,
    17: 29, 19: 15, 20: 16, 21: 65, 22: 22,
}  # fmt: skip

MINISTRY = Facts(
    metode=(
        (0.7578, 6.96, 0.85), (0.1932, 7.65, 0.83), (0.0285, 7.52, 0.82), (0.0114, 6.81, 0.77),
        (0.0074, 9.51, 0.84), (0.0014, 9.57, 0.63), (0, 9.0, 0.3), (0, 7.3, 1.0),
        (0.0003, 9.62, 0.08),
    ),
    jenis=(
        (0.8173, 0.0121, 0.0057, 0.1636, 0.0012, 0),
        (0.6771, 0.0007, 0.0068, 0.3154, 0, 0),
        (0.1429, 0, 0.0046, 0.8525, 0, 0),
        (0.7816, 0, 0.0115, 0.2069, 0, 0),
        (0, 0.3929, 0.5893, 0.0178, 0, 0),
        (0, 0.2, 0, 0.8, 0, 0),
        (0, 0, 0, 1, 0, 0),
        (1, 0, 0, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
    ),
    selection={
        -11: 0.0005, 0: 0.006, 1: 0.46, 2: 0.197, 3: 0.131, 4: 0.073, 5: 0.053, 6: 0.044, 7: 0.017,
        8: 0.01, 9: 0.004, 10: 0.002, 11: 0.001, 12: 0.001,
    },
    announcement={0: 0.005, 1: 0.049, 2: 0.203, 3: 0.688, 4: 0.014, 5: 0.022, 6: 0.019},
    hours={
        2: 3, 4: 5, 6: 9, 7: 33, 8: 53, 9: 54, 10: 47, 11: 56, 12: 54, 13: 95, 14: 282, 15: 93,
        16: 92, 17: 22, 19: 16, 20: 39, 21: 28, 22: 9, 23: 4,
    },
    thousands=0.997, contract_in_december=0.76, utilised_early=0.018, described=(0.72, 0.32),
    pdn=0.983, ukm=0.9635, pradipa=0.0034, konsolidasi=0.0058, aspects=(0.36, 0.925),
)  # fmt: skip

PROVINCE = Facts(
    metode=(
        (0.2257, 8.01, 0.52), (0.7304, 6.53, 0.94), (0.0324, 7.04, 0.91), (0.0025, 7.47, 0.75),
        (0.0031, 8.77, 0.27), (0.0055, 9.49, 0.59), (0.0002, 8.99, 0.27), (0.0001, 7.29, 1.4),
        (0, 9.6, 0.1),
    ),
    jenis=(
        (0.0746, 0.6842, 0.1885, 0.0527, 0, 0),
        (0.8837, 0.0046, 0.0028, 0.1088, 0, 0.0001),
        (0.4519, 0, 0.002, 0.5462, 0, 0),
        (0.3, 0.075, 0.075, 0.55, 0, 0),
        (0, 0, 1, 0, 0, 0),
        (0.0115, 0.977, 0.0115, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
        (0.5, 0.5, 0, 0, 0, 0),
        (0, 1, 0, 0, 0, 0),
    ),
    selection=_SELECTION_REGION,
    announcement=_ANNOUNCEMENT_REGION,
    hours=_HOURS_REGION,
    thousands=0.83, contract_in_december=0.49, utilised_early=0.048, described=(0.085, 0.84),
    pdn=0.998, ukm=0.996, pradipa=0.0064, konsolidasi=0.0014, aspects=(0.18, 0.9),
)  # fmt: skip

KABUPATEN = Facts(
    metode=(
        (0.7015, 6.71, 0.89), (0.1578, 7.22, 0.93), (0.1268, 6.88, 0.92), (0.0006, 7.73, 1.0),
        (0.0048, 8.22, 0.23), (0.0085, 9.19, 0.34), (0, 9.0, 0.3), (0, 7.3, 1.0), (0, 9.6, 0.1),
    ),
    jenis=(
        (0.53, 0.09, 0.075, 0.305, 0, 0),
        (0.56, 0.03, 0.005, 0.404, 0.001, 0),
        (0.1, 0, 0.002, 0.898, 0, 0),
        (0.3, 0.1, 0.1, 0.5, 0, 0),
        (0, 0, 1, 0, 0, 0),
        (0.03, 0.97, 0, 0, 0, 0),
        (0, 0, 0, 1, 0, 0),
        (1, 0, 0, 0, 0, 0),
        (0, 1, 0, 0, 0, 0),
    ),
    selection=_SELECTION_REGION,
    announcement=_ANNOUNCEMENT_REGION,
    hours=_HOURS_REGION,
    thousands=0.83, contract_in_december=0.6, utilised_early=0.03, described=(0.2, 0.7),
    pdn=0.9887, ukm=0.9782, pradipa=0.005, konsolidasi=0.002, aspects=(0.2, 0.91),
)  # fmt: skip


def facts_of(jenis_klpd: str) -> Facts:
    """Return the shares of a kind of KLPD."""
    if jenis_klpd == "PROVINSI":
        return PROVINCE
    return KABUPATEN if jenis_klpd in ("KABUPATEN", "KOTA") else MINISTRY


# Quantiles of real rows: (share, value not exceeded).
MINUTES_TO_ANNOUNCEMENT = (
    (0.0, 0.08), (0.1, 0.12), (0.25, 0.28), (0.5, 4.1), (0.75, 46.4), (0.9, 1_405.0),
    (0.99, 10_327.0), (1.0, 30_361.0),
)  # fmt: skip
"""From the revision that makes a code to its announcement: 890 codes of a ministry."""
DAYS_TO_ANNOUNCEMENT = (
    (0.0, 0.0), (0.42, 0.9), (0.5, 1.0), (0.75, 6.0), (0.9, 45.0), (0.99, 63.0), (1.0, 110.0),
)  # fmt: skip
"""From making to announcing a package that was never revised."""
SELECTION_MONTHS = ((0.79, 0), (0.155, 1), (0.04, 2), (0.01, 3), (0.005, 5))
"""(share, months) from the start to the end of selection."""
SIGNING_MONTHS = ((0.88, 0), (0.1, 1), (0.015, 2), (0.005, 5))
"""From the end of selection to the start of the contract."""
CONTRACT_MONTHS = (
    (0.15, 0),
    (0.2, 1),
    (0.15, 2),
    (0.1, 3),
    (0.1, 4),
    (0.1, 6),
    (0.1, 8),
    (0.1, 11),
)
"""From the start to the end of contracts that do not end in December."""
