"""Swakelola packages: kinds, dates, places, organisers, and their fit with the revisions."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

import msgspec
import pytest

from services import reference
from services.sandbox.core.rows import Columns
from services.sandbox.sizes import BIGGEST
from services.sandbox.units.instansi import all_instansi
from tests.sandbox import forests
from tests.sandbox.made import PEMDA_BY_KIND, SOME, rows


@pytest.mark.parametrize(
    ("kind", "shares"),
    [
        ("PROVINSI", {1: 0.96, 2: 0.02, 3: 0.001, 4: 0.02}),
        ("KABUPATEN", {1: 0.55, 2: 0.14, 3: 0.08, 4: 0.24}),
    ],
)
def test_types_of_swakelola(kind: str, shares: dict[int, float]) -> None:
    kinds = Counter(
        t for kode in PEMDA_BY_KIND[kind] for t in rows(kode).swakelola["tipe_swakelola"]
    )
    total = sum(kinds.values())
    assert {k: n / total for k, n in kinds.items()} == pytest.approx(shares, abs=0.02)


@pytest.mark.parametrize("kode", SOME)
def test_swakelola_revisions_fit_the_list(kode: str) -> None:
    history, listed = rows(kode).kaji_ulang, set(rows(kode).swakelola["kd_rup"])
    own = [
        (int(lama), int(baru), kind)
        for lama, baru, kind, paket in zip(
            *(history[n] for n in ("kd_rup_lama", "kd_rup_baru", "jenis_revisi", "jenis_paket")),
            strict=True,
        )
        if paket == "SWAKELOLA"
    ]
    replaced = {lama for lama, baru, _ in own if lama != baru}
    touched = {lama for lama, _, _ in own}
    heirs = {baru for lama, baru, _ in own if lama != baru} - touched
    if len(heirs) < 20:
        assert heirs & listed
        return
    assert len(heirs & listed) / len(heirs) > 0.85
    assert len(replaced & listed) / len(replaced) < 0.12
    assert not {int(c) for c, p in zip(history["kd_rup_lama"], history["jenis_paket"], strict=True)
                if p == "PENYEDIA"} & listed  # fmt: skip


def test_packages_of_a_family_keep_their_unit() -> None:
    made = rows(BIGGEST)
    unit = dict(zip(made.swakelola["kd_rup"], made.swakelola["kd_satker"], strict=True))
    history = made.kaji_ulang
    shared = [
        (unit[int(code)], int(satker))
        for code, satker in zip(history["kd_rup_baru"], history["kd_satker"], strict=True)
        if int(code) in unit
    ]
    assert len(shared) > 500
    assert all(own == acted for own, acted in shared)


def _known(columns: Columns, name: str) -> list[str]:
    return [value for value in columns[name] if value is not None]


@pytest.mark.parametrize("tahun", [2025, 2026])
@pytest.mark.parametrize("kode", SOME)
def test_dates_are_in_order_and_in_their_year(kode: str, tahun: int) -> None:
    packages = rows(kode, tahun).swakelola
    end = "2026-11-20T99" if tahun == 2026 else f"{tahun}-12-31T99"
    made, announced = packages["tgl_buat_paket"], packages["tgl_pengumuman_paket"]
    assert all(f"{tahun - 1}-12-01" <= text <= end for text in made)
    assert all(text <= end for text in _known(packages, "tgl_pengumuman_paket"))
    assert all(a < b for a, b in zip(made, announced, strict=True) if b is not None)
    first, last = (packages[f"tgl_{x}_pelaksanaan_kontrak"] for x in ("awal", "akhir"))
    assert all(a <= b for a, b in zip(first, last, strict=True))
    assert all(text.startswith(str(tahun)) for text in chain(first, last))


@pytest.mark.parametrize("kode", SOME)
def test_announced_packages_have_a_date_and_others_none(kode: str) -> None:
    packages = rows(kode).swakelola
    pairs = zip(packages["status"], packages["tgl_pengumuman_paket"], strict=True)
    assert all((status == "Terumumkan") == (when is not None) for status, when in pairs)
    assert set(packages["status"]) <= {"Terumumkan", "Terinisiasi", "Draf", "Final Draft"}


def test_most_packages_are_announced_and_in_some_klpd_all() -> None:
    codes = list(all_instansi())[::40]
    shares = [
        Counter(rows(kode).swakelola["status"])["Terumumkan"] / len(rows(kode).swakelola["status"])
        for kode in codes
    ]
    assert min(shares) > 0.75
    assert 1 <= sum(share == 1 for share in shares) < len(shares) / 2


def test_officials_are_placeholders() -> None:
    packages = rows(BIGGEST).swakelola
    assert all(re.fullmatch(r"PPK CONTOH \d\d", name) for name in packages["nama_ppk"])
    assert all(re.fullmatch(r"0{16}\d\d", number) for number in packages["nip_ppk"])
    assert all(re.fullmatch(r"ppk\.contoh\d\d", name) for name in packages["username_ppk"])


def test_some_names_have_trailing_space_and_some_texts_a_carriage_return() -> None:
    packages = rows(BIGGEST).swakelola
    count = len(packages["kd_rup"])
    assert 0.02 < sum(name.endswith(" ") for name in packages["nama_paket"]) / count < 0.06
    assert any(text.endswith("_x000d_\n") for text in packages["uraian_pekerjaan"])
    assert any(name.endswith("(M)") for kode in SOME for name in rows(kode).program["nama_program"])


@pytest.mark.parametrize("kode", ["D304", "D301", "K1", "D71"])
def test_places_are_real_ones_of_the_own_region(kode: str) -> None:
    instansi = all_instansi()[kode]
    cities = {
        row["name"]: row
        for province in reference.children()["code"]
        for row in reference.children(province).iter_rows(named=True)
        if row["code"].startswith(instansi.wilayah)
    }
    kinds = Counter[str]()
    for text in rows(kode).swakelola["detail_lokasi"]:
        found = None if text is None else msgspec.json.decode(text)
        kinds[type(found).__name__] += 1
        if isinstance(found, dict):
            assert set(found.values()) == {None}
        for place in found if isinstance(found, list) else ():
            assert list(place) == ["prp_id", "prp_nama", "kbp_id", "kbp_nama", "detil_lokasi"]
            name, kind = re.fullmatch(r"(.+) \((Kab\.|Kota)\)", place["kbp_nama"]).groups()
            assert {f"{kind} {name}", f"{kind} Adm. {name}"} & set(cities), place
    assert kinds["list"] > 0.85 * kinds.total()
    assert {"list", "dict", "NoneType"} == set(kinds)


def test_organisers_fit_their_type() -> None:
    packages = rows("D304").swakelola
    names = ("tipe_swakelola", "kd_klpd_penyelenggara", "nama_satker_penyelenggara")
    for kind, kode, unit in zip(*(packages[name] for name in names), strict=True):
        assert kind != 1 or kode in (None, "D304")
        assert kind != 2 or kode not in (None, "D304")
        assert kind < 3 or (kode is None and unit)


def test_some_organisers_are_in_no_catalogue() -> None:
    served = {k for kode in SOME for k in rows(kode).swakelola["kd_klpd_penyelenggara"] if k}
    assert served - set(all_instansi()) <= {"L999", "X12"}
    assert served - set(all_instansi())


def _instants(kode: str) -> tuple[dict[int, tuple[str, str | None]], dict[int, list[str]]]:
    """Return when each listed code was made and announced, and its acts as the old code."""
    packages, history = rows(kode).swakelola, rows(kode).kaji_ulang
    listed = dict(
        zip(
            packages["kd_rup"],
            zip(packages["tgl_buat_paket"], packages["tgl_pengumuman_paket"], strict=True),
            strict=True,
        )
    )
    acts: dict[int, list[str]] = {}
    for code, when in zip(history["kd_rup_lama"], history["tgl_kaji_ulang"], strict=True):
        acts.setdefault(int(code), []).append(when)
    return listed, acts


@pytest.mark.parametrize("kode", ["D301", "D2", BIGGEST])
def test_listed_packages_agree_with_their_acts(kode: str) -> None:
    listed, acts = _instants(kode)
    history = rows(kode).kaji_ulang
    last = forests.states(history)
    made_by = {child: when for parent, child, _, when in forests.edges(history) if parent != child}
    replaced = {int(parent[1]) for parent, child, *_ in forests.edges(history) if parent != child}
    seen = Counter[str]()
    for code in listed.keys() & acts.keys():
        made, announced = listed[code]
        assert made < min(acts[code])
        assert made == made_by.get(("SWAKELOLA", str(code)), made)
        if announced is None:
            continue
        state = last["SWAKELOLA", str(code)]
        seen[state] += 1
        if state == "PEMBATALAN":
            assert announced <= min(acts[code])
        if state == "PENGAKTIFAN" and code not in replaced:
            assert announced > max(acts[code])
    assert seen["PEMBATALAN"] > 0
    assert seen["PENGAKTIFAN"] > 0


def test_codes_whose_parent_acted_again_left_the_list() -> None:
    lapsed = {int(code) for kind, code in forests.lapsed(rows(BIGGEST).kaji_ulang)
              if kind == "SWAKELOLA"}  # fmt: skip
    assert len(lapsed) > 10
    assert not lapsed & set(rows(BIGGEST).swakelola["kd_rup"])
