"""KLPD and years with special rows: empty datasets, missing values.

Real answers have these, and every figure must cope with them; here they are in fixed places. Which
KLPD list announced packages only is drawn in packages.py (`only_announced`; K21, K25, L28 and D281
are some of them).
"""

from __future__ import annotations

from collections.abc import Mapping

from .draw import Draw
from .units.instansi import YEARS

Columns = dict[str, list[object]]

PROGRAM, SWAKELOLA, KAJI_ULANG = "program-master", "paket-swakelola", "history-kaji-ulang"
_ALL = frozenset({PROGRAM, SWAKELOLA, KAJI_ULANG})
_BEFORE_2023, _BEFORE_2025 = range(YEARS[0], 2023), range(YEARS[0], 2025)

_EMPTY: Mapping[str, tuple[range, frozenset[str]]] = {
    # Provinces founded in 2022, their first budget is that of 2023: nothing at all before.
    "D993": (_BEFORE_2023, _ALL),
    "D994": (_BEFORE_2023, _ALL),
    "D995": (_BEFORE_2023, _ALL),
    "D996": (_BEFORE_2023, _ALL),
    # An agency founded in 2025.
    "L114": (_BEFORE_2025, _ALL),
    # The state treasury carries out no package itself.
    "L25": (YEARS, frozenset({SWAKELOLA})),
    # A kabupaten whose history is never served, and one without that of the running year.
    "D352": (YEARS, frozenset({KAJI_ULANG})),
    "D346": (YEARS[-1:], frozenset({KAJI_ULANG})),
    # Kabupaten without programs in 2025, and without programs and history in 2024 and 2025.
    "D358": (range(2025, 2026), frozenset({PROGRAM})),
    "D363": (range(2024, 2026), frozenset({PROGRAM, KAJI_ULANG})),
}
"""Empty datasets by KLPD: in which years, and which."""

MISSING_VALUES = frozenset({"D353", "K41"})
"""A kabupaten and a ministry some of whose rows lack a status, a name or a reason."""
_SHARE = 0.02
_NULLABLE = {
    PROGRAM: ("nama_program",),
    SWAKELOLA: ("status", "nama_paket", "nama_satker"),
    KAJI_ULANG: ("nama_satker", "alasan_kajiulang"),
}


def empty_datasets(kode: str, tahun: int) -> frozenset[str]:
    """Return the datasets that answer nothing for a KLPD and year."""
    years, datasets = _EMPTY.get(kode, (range(0), frozenset()))
    return datasets if tahun in years else frozenset()


_FOLLOWS: Mapping[str, frozenset[str]] = {
    "paket-swakelola-terumumkan": frozenset({SWAKELOLA}),
    "paket-anggaran-swakelola": frozenset({SWAKELOLA}),
    "kegiatan-master": frozenset({PROGRAM}),
    "sub-kegiatan-master": frozenset({PROGRAM}),
}
"""Further datasets are empty where all of these are; those not named here, where all three are."""


def is_empty(dataset: str, kode: str, tahun: int) -> bool:
    """Tell whether a further dataset answers nothing for a KLPD and year."""
    return _FOLLOWS.get(dataset, _ALL) <= empty_datasets(kode, tahun)


def as_served(dataset: str, kode: str, tahun: int, columns: Columns) -> Columns:
    """Return the rows of a dataset with what is special about this KLPD and year."""
    if dataset in empty_datasets(kode, tahun):
        return {name: [] for name in columns}
    if kode not in MISSING_VALUES:
        return columns
    draw = Draw("kosong", dataset, kode, tahun)
    changed = dict(columns)
    for name in _NULLABLE[dataset]:
        missing = draw.chance(_SHARE, len(columns[name])).tolist()
        changed[name] = [
            None if gone else value for value, gone in zip(columns[name], missing, strict=True)
        ]
    if dataset == SWAKELOLA:
        pairs = zip(changed["status"], columns["tgl_pengumuman_paket"], strict=True)
        changed["tgl_pengumuman_paket"] = [None if status is None else at for status, at in pairs]
    return changed
