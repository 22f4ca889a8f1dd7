"""Revisions keep the rules and the shares of real ones, in every kind of KLPD."""

from __future__ import annotations

from collections import Counter
from statistics import median

import numpy as np
import pytest

from services.sandbox.sizes import BIGGEST
from tests.sandbox import forests
from tests.sandbox.made import rows

SOME = (BIGGEST, "K9", "D301", "D304", "D2", "L31", "I82", "D97413")


@pytest.mark.parametrize("tahun", [2021, 2025, 2026])
@pytest.mark.parametrize("kode", SOME)
def test_every_forest_keeps_the_rules(kode: str, tahun: int) -> None:
    history = rows(kode, tahun).kaji_ulang
    assert forests.broken(history) == []
    assert forests.depth(history) <= 10
    assert max(forests.fans(history), default=2) <= 15
    assert min(forests.fans(history), default=1) >= 1


@pytest.mark.parametrize("kode", SOME)
def test_acts_follow_one_another(kode: str) -> None:
    assert forests.acts_in_order(rows(kode, 2025).kaji_ulang) == []


@pytest.mark.parametrize("kode", SOME)
def test_natural_key_never_repeats(kode: str) -> None:
    history = rows(kode, 2025).kaji_ulang
    names = ("kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang")
    keys = list(zip(*(history[name] for name in names), strict=True))
    assert len(set(keys)) == len(keys)


def test_the_biggest_ministry_is_as_deep_and_wide_as_real_ones() -> None:
    history = rows(BIGGEST, 2025).kaji_ulang
    assert 18_000 <= len(history["kd_rup_lama"]) <= 20_184
    assert forests.depth(history) == 10
    assert max(forests.fans(history)) == 15
    assert median(forests.fans(history)) == 2


def test_shares_of_the_kinds() -> None:
    kinds = Counter(kind for kode in SOME for kind in rows(kode, 2025).kaji_ulang["jenis_revisi"])
    total = sum(kinds.values())
    shares = {kind: count / total for kind, count in kinds.items()}
    assert shares == pytest.approx(
        {"PEMBATALAN": 0.364, "SATUKESATU": 0.300, "PENGAKTIFAN": 0.272, "SATUKEBANYAK": 0.064},
        abs=0.015,
    )


def test_four_in_five_cancelled_codes_come_back() -> None:
    cancelled, revived = set(), set()
    for kode in SOME:
        for parent, _, kind, _ in forests.edges(rows(kode, 2025).kaji_ulang):
            if kind == "PEMBATALAN":
                cancelled.add((kode, parent))
            if kind == "PENGAKTIFAN":
                revived.add((kode, parent))
    assert len(cancelled & revived) / len(cancelled) == pytest.approx(0.82, abs=0.02)


def test_some_replaced_codes_are_re_activated_later() -> None:
    history = rows(BIGGEST, 2025).kaji_ulang
    parents = {p for p, c, _, _ in forests.edges(history) if p != c}
    last = forests.states(history)
    again = sum(last[code] == "PENGAKTIFAN" for code in parents)
    assert 0 < again < 0.03 * len(parents)


def test_a_few_units_do_most_revisions() -> None:
    middle, high = [], []
    for kode in ("K1", "K9", "K10", "K26", "K29", "K58", "K59", "K73"):
        counts = sorted(Counter(rows(kode, 2025).kaji_ulang["kd_satker"]).values())
        middle.append(np.quantile(counts, 0.5))
        high.append(np.quantile(counts, 0.9))
    assert 15 < float(np.median(middle)) < 80
    assert 5 < float(np.median(high)) / float(np.median(middle)) < 20


def test_seasons_peak_in_march_and_the_december_before() -> None:
    months = Counter(when[:7] for when in rows(BIGGEST, 2025).kaji_ulang["tgl_kaji_ulang"])
    assert {month for month, _ in months.most_common(2)} == {"2025-03", "2024-12"}
    assert set(months) == {"2024-12", *(f"2025-{month:02d}" for month in range(1, 13))}


def test_hours_are_office_hours() -> None:
    hours = Counter(int(w[11:13]) for w in rows(BIGGEST, 2025).kaji_ulang["tgl_kaji_ulang"])
    office = sum(count for hour, count in hours.items() if 9 <= hour <= 15)
    assert office / sum(hours.values()) > 0.7
    assert min(hours) >= 7


def test_some_units_revise_in_bulk_on_one_day() -> None:
    history = rows(BIGGEST, 2025).kaji_ulang
    days = Counter(
        (satker, when[:10])
        for satker, when in zip(history["kd_satker"], history["tgl_kaji_ulang"], strict=True)
    )
    assert sum(count >= 50 for count in days.values()) >= 3


@pytest.mark.parametrize("kode", SOME)
def test_the_running_year_ends_on_its_last_day(kode: str) -> None:
    assert max(rows(kode, 2026).kaji_ulang["tgl_kaji_ulang"]) < "2026-11-21"
    assert min(rows(kode, 2026).kaji_ulang["tgl_kaji_ulang"]) >= "2025-12-01"
    assert max(rows(kode, 2025).kaji_ulang["tgl_kaji_ulang"]) < "2026-01-01"


def test_reasons_are_the_real_ones() -> None:
    reasons = [text for kode in SOME for text in rows(kode, 2025).kaji_ulang["alasan_kajiulang"]]
    folded = Counter(r.replace("_x000d_", "").strip().casefold() for r in reasons)
    assert folded["revisi"] / len(reasons) == pytest.approx(0.30, abs=0.02)
    assert 0.005 < sum(text.endswith("_x000d_\n") for text in reasons) / len(reasons) < 0.05
    assert 0.01 < sum(text.endswith(" ") for text in reasons) / len(reasons) < 0.06
    assert len(folded) > 100
