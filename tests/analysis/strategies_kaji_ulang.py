"""Histories of revisions: lawful ones, grown act by act, and ones that break every invariant."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from services.analysis.revisions.lineage import keadaan
from tests.analysis.strategies import Row, Rows, kaji_ulang, swakelola

START = datetime(2024, 12, 20, 9)
KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK", "GABUNG", None)
REASONS = (
    *("revisi", "Revisi.", " REV_x000d_", "Revisi  RUP", "-", ".", "", None, "salah-input"),
    *("Salah input!", "non-pengadaan", "Non pengadaan", "NON PENGADAAN", "umum", "t.a 2024"),
    *("ganda/double", "pagu_X000D_\nblokir", "±5%", "Revisi Paket (2)"),
)

partition = st.sampled_from(((2025, "D1"), (2025, "D1"), (2026, "D1"), (2025, "K10")))
jenis_paket = st.sampled_from(("PENYEDIA", "PENYEDIA", "SWAKELOLA", "LAINNYA", None))
satker = st.sampled_from(("9", "10", "10", "100", None, ""))
reason = st.sampled_from(REASONS)
minute = st.sampled_from((0, 0, 1, 2, 60 * 24 * 15, 60 * 24 * 40))

_code_sets = (
    ("1", "2", "3", "4", "10", "20", "100"),
    ("A1", "B", "B0", "é", "z9", "10", "9"),
    tuple(f"{number:018d}" for number in range(5)),
)
_times = st.none() | minute.map(lambda after: START + timedelta(minutes=after))


def row(**values: object) -> Row:
    """Return one row, a SATUKESATU of penyedia in (2025, D1) unless told otherwise."""
    given: Row = {
        "tahun": 2025,
        "kd_klpd": "D1",
        "kd_satker": "10",
        "jenis_paket": "PENYEDIA",
        "jenis_revisi": "SATUKESATU",
        "kd_rup_lama": "1",
        "kd_rup_baru": "2",
        "alasan_kajiulang": "revisi",
        "tgl_kaji_ulang": START,
    }
    return given | values


@st.composite
def nasty(draw: st.DrawFn, max_size: int = 14) -> Rows:
    """Draw rows of few codes, so that ties, two parents, cycles and self edges are common.

    Half of the histories keep to one partition and jenis_paket, where families grow larger.
    """
    codes = st.sampled_from((*draw(st.sampled_from(_code_sets)), None, ""))
    places = st.tuples(partition, jenis_paket)
    if draw(st.booleans()):
        places = st.just(draw(places))

    @st.composite
    def one(draw: st.DrawFn) -> Row:
        (tahun, klpd), jenis = draw(places)
        old = draw(codes)
        new = old if draw(st.booleans()) else draw(codes)
        return row(
            tahun=tahun,
            kd_klpd=klpd,
            kd_satker=draw(satker),
            jenis_paket=jenis,
            jenis_revisi=draw(st.sampled_from(KINDS)),
            kd_rup_lama=old,
            kd_rup_baru=new,
            alasan_kajiulang=draw(reason),
            tgl_kaji_ulang=draw(_times),
        )

    return draw(st.lists(one(), max_size=max_size))


@st.composite
def lawful(draw: st.DrawFn, max_acts: int = 30) -> Rows:
    """Draw a history that keeps the invariants: a forest, states in turn, times that never fall."""
    alive, cancelled, rows, code, now = [100, 101, 102], [], [], 103, START
    acts = st.tuples(st.sampled_from(KINDS[:4]), st.integers(0, 50), st.integers(2, 15), minute)
    for kind, which, parts, wait in draw(st.lists(acts, max_size=max_acts)):
        now += timedelta(minutes=wait)
        pool = cancelled if kind == "PENGAKTIFAN" else alive
        if not pool:
            continue
        old = pool[which % len(pool)]
        if kind in ("PEMBATALAN", "PENGAKTIFAN"):
            pool.remove(old)
            (alive if kind == "PENGAKTIFAN" else cancelled).append(old)
            new = [old]
        else:
            alive.remove(old)
            new = list(range(code, code + (parts if kind == "SATUKEBANYAK" else 1)))
            alive, code = alive + new, new[-1] + 1
        rows += [
            row(
                jenis_revisi=kind,
                kd_rup_lama=str(old),
                kd_rup_baru=str(made),
                kd_satker=str(10 + which % 2),
                tgl_kaji_ulang=now,
            )
            for made in new
        ]
    return draw(st.permutations(rows))


histories = nasty() | lawful()

listed = st.lists(
    st.fixed_dictionaries(
        {
            "tahun": st.sampled_from((2025, 2026)),
            "kd_klpd": st.sampled_from(("D1", "K10")),
            "kd_rup": st.sampled_from((*_code_sets[0], "100", "101", "110", None)),
            "status": st.sampled_from(("Terumumkan", "Terumumkan", "Terinisiasi", None)),
            "status_aktif_rup": st.sampled_from((True, None, False)),
            "status_delete_rup": st.sampled_from((False, None, True)),
        }
    ),
    max_size=12,
)


def states(rows: Rows, shown: Rows | None = None) -> dict[str, Row]:
    table = keadaan(kaji_ulang(rows), swakelola(shown or [])).collect()
    return {code["kd_rup"]: code for code in table.to_dicts()}


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def chain(*kinds: str, code: str = "1", hours: tuple[int, ...] | None = None) -> Rows:
    """Return acts on one code; those that replace make codes 2, 3, ..."""
    return [
        row(
            jenis_revisi=kind,
            kd_rup_lama=code,
            kd_rup_baru=str(number + 2) if kind.startswith("SATU") else code,
            tgl_kaji_ulang=at(hours[number] if hours else number),
        )
        for number, kind in enumerate(kinds)
    ]
