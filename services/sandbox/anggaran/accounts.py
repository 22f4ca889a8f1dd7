"""Where the money of budget rows comes from: activities, accounts (mak), sources.

Regional rows name a sub-kegiatan of their unit, ministries a komponen. What breaks a rule of the
real rows, on purpose and in these numbers, is in UNKNOWN_SUB and OTHER_MAK.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..draw import Bools, Floats, Ints, KeyedDraw, Texts, texts
from ..klpd_year import KlpdYear
from .activities import activities

UNKNOWN_SUB = 2
"""Rows of a list whose kd_subkegiatan is in no sub-kegiatan-master."""
OTHER_MAK = 0.004
"""Share of regional rows whose mak does not begin with their sub-kegiatan."""

_NO_CODE = 999_999_999
_NO_KEGIATAN = {True: 0.004, False: 0.4}  # share of rows without kd_kegiatan: regions, ministries
_OTHER_SUB = 0.1  # of the rows are paid from another sub-kegiatan of the unit
_SHORT_MAK = 0.036

# Accounts by kind: goods, construction, consultancy, other services, swakelola.
_REGIONAL = (
    ("5.1.02.01.01", "5.1.02.01.01", "5.1.02.01.01", "5.2.02.05.01", "5.2.02.10.01"),
    ("5.2.03.01.01", "5.2.04.01.01", "5.2.04.02.01", "5.1.02.03.03"),
    ("5.1.02.02.08", "5.1.02.02.09", "5.2.03.01.01"),
    ("5.1.02.02.01", "5.1.02.02.04", "5.1.02.03.02", "5.1.02.02.12"),
    ("5.1.02.04.01", "5.1.02.04.01", "5.1.02.02.01", "5.1.02.01.01", "5.1.02.05.01"),
)
_NATIONAL = (
    ("521211", "521811", "521111", "532111", "536111"),
    ("533111", "533121", "523111", "534131"),
    ("522131", "533115"),
    ("522191", "522141", "523121", "521219", "522112"),
    ("524111", "524113", "524119", "521213", "522151"),
)
_KRO = ("EBA", "EBB", "EBD", "QDB", "QMA", "RAA", "SBA", "BDC", "AFA", "FAE")
_TAILS = tuple(
    f".1.1.1.{a}.{b}.30.{c:03d}.01010" for a in (10, 20, 30) for b in (10, 20) for c in range(1, 7)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """What stands on each budget row beside its amount; None where a code is not set."""

    mak: list[str]
    sumber: Texts
    jenis_apbn: Texts
    tahun: Ints
    kegiatan: Texts
    komponen: Texts
    subkegiatan: Texts


def _accounts(
    table: tuple[tuple[str, ...], ...], jenis: Ints, chance: Floats, *, tail: bool
) -> list[str]:
    """Return an account for each row by its kind (a place in JENIS, -1 swakelola)."""
    kind = np.array([0, 1, 2, 3, 0, 0, 4])[jenis]
    pool: list[str] = []
    starts, sizes = [], []
    for accounts in table:
        own = (
            [f"{account}.{n:04d}" for account in accounts for n in range(1, 41)]
            if tail
            else accounts
        )
        starts.append(len(pool))
        sizes.append(len(own))
        pool += own
    place = np.array(starts)[kind] + (chance * np.array(sizes)[kind]).astype(np.int64)
    return [pool[at] for at in place.tolist()]


def _blank(codes: Ints, missing: Bools) -> Texts:
    written = texts(codes.tolist())
    written[missing] = None
    return written


def regional_funding(of: KlpdYear, code: Ints, key: Ints, unit: Ints, jenis: Ints) -> Funding:
    """Return the funding of rows of a regional government, by package and by key of the row."""
    all_of = activities(of)
    size = len(code)
    package = KeyedDraw(code, "dana-paket", of.kode, of.tahun)
    row = KeyedDraw(key, "dana", of.kode, of.tahun)
    # the sub-kegiatan in the order of units, how many each unit has and where they begin
    order = np.argsort(all_of.sub.unit, kind="stable")
    sizes = np.bincount(all_of.sub.unit, minlength=len(of.roster.kode))
    start = np.cumsum(sizes) - sizes
    chance = np.where(row.chance(_OTHER_SUB, size), row.uniform(size), package.uniform(size))
    sub = order[start[unit] + (chance * sizes[unit]).astype(np.int64)]
    source = package.pick((0.941, 0.055, 0.004), size)
    source = np.where(row.chance(0.002, size), 1, source)
    accounts = _accounts(_REGIONAL, jenis, row.uniform(size), tail=True)
    tails = texts(["", ".", *_TAILS])[
        np.where(row.chance(_SHORT_MAK, size), 1, row.integers(2, len(_TAILS) + 1, size))
    ].tolist()
    prefix = all_of.sub.text[sub]
    prefix[row.chance(OTHER_MAK, size)] = "0.00.00.0.00.0000"
    mak = [f"{a}.{b}{c}" for a, b, c in zip(prefix.tolist(), accounts, tails, strict=True)]
    for at in np.flatnonzero(source == 2).tolist():
        mak[at] = ("", accounts[at], mak[at])[int(code[at]) % 3]
    known = all_of.sub.code[sub]
    if size > 1_000:
        known[np.argsort(row.uniform(size), kind="stable")[:UNKNOWN_SUB]] = _NO_CODE
    kegiatan = all_of.kegiatan.code[all_of.sub.above[sub]]
    return Funding(
        mak=mak,
        sumber=texts(["APBD", "APBDP", "BLUD"])[source],
        jenis_apbn=texts([None] * size),
        tahun=np.full(size, of.tahun),
        kegiatan=_blank(kegiatan, row.chance(_NO_KEGIATAN[True], size)),
        komponen=texts([None] * size),
        subkegiatan=texts(known.tolist()),
    )


def ministry_funding(of: KlpdYear, code: Ints, key: Ints, unit: Ints, jenis: Ints) -> Funding:
    """Return the funding of rows of a ministry or agency, by package and by key of the row."""
    size = len(code)
    package = KeyedDraw(code, "dana-paket", of.kode, of.tahun)
    row = KeyedDraw(key, "dana", of.kode, of.tahun)
    accounts = _accounts(_NATIONAL, jenis, row.uniform(size), tail=False)
    kegiatan = 2_000 + of.instansi.nomor * 5 % 4_000 + unit % 40
    output = package.integers(0, len(_KRO) - 1, size)
    component = package.integers(1, 60, size)
    pairs = zip(
        kegiatan.tolist(),
        texts(list(_KRO))[output].tolist(),
        (1 + component % 7).tolist(),
        (50 + component % 9).tolist(),
        texts(["0A", "0B", "0C", "AA"])[row.integers(0, 3, size)].tolist(),
        accounts,
        strict=True,
    )
    mak = [
        f"WA.{number:04d}.{kro}.{ro:03d}.{component_number:03d}.{sub}.{account}"
        for number, kro, ro, component_number, sub, account in pairs
    ]
    later = row.uniform(size)
    kinds = ["RUPIAH MURNI", "PNBP", "PINJAMAN LUAR NEGERI", "RUPIAH MURNI PENDAMPING"]
    codes = (of.tahun - 2020) * 10_000_000 + of.instansi.nomor * 10_000
    return Funding(
        mak=mak,
        sumber=texts(["APBN"] * size),
        jenis_apbn=texts(kinds)[package.pick((0.85, 0.118, 0.03, 0.002), size)],
        tahun=of.tahun + (later < 0.002).astype(np.int64) + (later < 0.0003),
        kegiatan=_blank(codes + kegiatan, package.chance(_NO_KEGIATAN[False], size)),
        komponen=texts((codes + unit * 60 + component).tolist()),
        subkegiatan=texts([None] * size),
    )
