"""What pages and commands read before they answer: frames led by the partition's year and KLPD."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from services import inventory, table_inputs
from services.analysis.frames import MANIFESTS, RUP, Options
from services.analysis.tables import build
from services.errors import AccessDenied, SourceUnavailable
from services.repository import Repository
from services.store.snapshots import MANIFEST, Manifest
from services.upstream.catalog import find
from services.upstream.dataset import Request
from tests.gateway import Gateway, Row, down, error, paket, program
from tests.repositories import HOUR, START, Doors
from tests.store.test_snapshots import damage


def revision(lama: int, baru: int, **values: object) -> Row:
    return {
        "tahun_anggaran": 2026,
        "kd_klpd": "D304",
        "nama_klpd": "Kab. Uji",
        "jenis_klpd": "KABUPATEN",
        "kd_satker": "7",
        "kd_satker_str": "7",
        "nama_satker": "DINAS UJI",
        "kd_rup_lama": lama,
        "kd_rup_baru": baru,
        "jenis_paket": "SWAKELOLA",
        "jenis_revisi": "SATUKESATU",
        "alasan_kajiulang": "uji",
        "tgl_kaji_ulang": "2026-02-03T10:00:00Z",
        **values,
    }


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    served.put(program(1, 10), program(2, None))
    served.put(paket(5), dataset="paket-swakelola")
    served.put(revision(5, 6), dataset="history-kaji-ulang")
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    return doors.open(gateway.transport())


def asked(*years: int, datasets: tuple[str, ...] = RUP, kode: str = "D304") -> list[Request]:
    return [
        find(name).request(kode_klpd=kode, tahun=str(year)) for year in years for name in datasets
    ]


def test_frames_lead_with_the_partitions_year_and_klpd(repository: Repository) -> None:
    frames = table_inputs.read(repository, asked(2026)).frames
    for name, frame in zip(RUP, (frames.program, frames.swakelola, frames.kaji_ulang), strict=True):
        whole = find(name).schema
        lead = {"tahun": pl.Int16(), "kd_klpd": pl.String()}
        rest = {column: kind for column, kind in whole.items() if column != "kd_klpd"}
        assert list(frame.collect_schema().items()) == list({**lead, **rest}.items())
        got = frame.collect()
        assert set(got.select("tahun", "kd_klpd").rows()) == {(2026, "D304")}
    assert frames.program.collect()["pagu_program"].to_list() == [10, None]


def test_the_partition_leads_whatever_the_rows_say(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(program(1) | {"kd_klpd": None, "tahun_anggaran": None})
    rows = table_inputs.read(
        repository, asked(2026, datasets=("program-master",))
    ).frames.program.collect()
    assert rows.select("tahun", "kd_klpd", "tahun_anggaran").rows() == [(2026, "D304", None)]


def test_without_a_row_the_frames_still_have_their_columns(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.rows.clear()
    frames = table_inputs.read(repository, asked(2026)).frames
    assert frames.swakelola.collect().height == 0
    assert frames.swakelola.collect_schema()["pagu"] == pl.Int64()
    nothing = table_inputs.read(repository, [])
    assert nothing.outcomes == ()
    assert nothing.oldest is None
    assert table_inputs.origin(nothing.frames) == "langsung"
    assert nothing.frames.program.collect().height == 0


def test_years_and_klpd_stand_together_each_under_its_own_name(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(program(1, 5, tahun=2025), tahun=2025)
    gateway.rows["program-master", "K1", "2026"] = [program(1, 7, kode="K1")]
    wanted = [
        *asked(2025, 2026, datasets=("program-master",)),
        *asked(2026, datasets=("program-master",), kode="K1"),
    ]
    rows = table_inputs.read(repository, wanted).frames.program.collect()
    assert rows.select("tahun", "kd_klpd", "pagu_program").sort(pl.all()).rows() == [
        (2025, "D304", 5),
        (2026, "D304", None),
        (2026, "D304", 10),
        (2026, "K1", 7),
    ]


def test_names_come_from_other_stored_years_and_sums_do_not(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(paket(9, tahun_anggaran=2025), dataset="paket-swakelola", tahun=2025)
    gateway.put(program(1, 99, tahun=2025), tahun=2025)
    gateway.rows.pop(("paket-swakelola", "D304", "2026"))
    gateway.rows.pop(("history-kaji-ulang", "D304", "2026"))
    table_inputs.read(repository, asked(2025))
    questions = len(gateway.asked)
    sheet = table_inputs.read(repository, asked(2026))
    assert len(gateway.asked) == questions + 3
    table = build("pagu-per-satker", sheet.frames, Options(klpd=("D304",), tahun=(2026,))).collect()
    assert table.select("tahun", "kd_satker", "nama_satker", "pagu").rows() == [
        (2026, "7", "DINAS UJI", 10)
    ]
    assert [o.request.values["tahun"] for o in sheet.outcomes] == ["2026"] * 3


def test_other_years_are_read_from_disk_and_never_asked_for(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    table_inputs.read(repository, asked(2025))
    doors.clock.pass_by(90 * 24 * HOUR)
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][1]["tahun"] == "2025" else None
    )
    sheet = table_inputs.read(repository, asked(2026))
    assert sheet.errors == ()


def test_a_damaged_other_year_spoils_nothing(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.put(program(1, tahun=2024), tahun=2024)
    table_inputs.read(repository, asked(2024, 2025))
    for path in doors.root.rglob("tahun=2024/*.parquet"):
        damage(path)
    for path in doors.root.rglob(f"tahun=2025/{MANIFEST}"):
        path.write_bytes(b"{")
    fresh = doors.open(gateway.transport())
    sheet = table_inputs.read(fresh, asked(2026))
    assert sheet.errors == ()
    assert sheet.frames.program.collect()["tahun"].unique().to_list() == [2026]


def test_failures_stand_beside_what_was_read_in_the_order_asked(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][0] == "paket-swakelola" else None
    )
    sheet = table_inputs.read(repository, asked(2025, 2026))
    assert [type(problem) for problem in sheet.errors] == [AccessDenied, AccessDenied]
    assert [problem.where for problem in sheet.errors] == [
        "paket-swakelola D304 2025",
        "paket-swakelola D304 2026",
    ]
    assert len(sheet.snapshots) == 4
    assert sheet.frames.swakelola.collect().height == 0


def test_what_is_stored_is_told_with_its_proof(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    table_inputs.read(repository, asked(2026, datasets=("program-master",)))
    doors.clock.pass_by(HOUR)
    sheet = table_inputs.read(repository, asked(2026))
    stored = sheet.frames.stored.collect()
    assert dict(stored.schema) == table_inputs.STORED
    assert stored.sort("dataset").select(pl.exclude("fetched_at")).rows() == [
        ("history-kaji-ulang", "D304", 2026, 1, True, False, False, False, "live"),
        ("paket-swakelola", "D304", 2026, 1, True, False, False, False, "live"),
        ("program-master", "D304", 2026, 2, True, False, False, False, "live"),
    ]
    oldest = sheet.oldest
    assert oldest is not None
    assert oldest.manifest.fetched_at == START
    assert max(stored["fetched_at"]) == START + timedelta(hours=1)


def test_what_was_set_aside_is_told_of_what_was_asked_alone(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(program(1, tahun=2025) | {"pagu_program": "x"}, tahun=2025)
    table_inputs.read(repository, asked(2025))
    gateway.put(program(1), program(1), program(2) | {"pagu_program": "sepuluh", "baru": 1})
    frames = table_inputs.read(repository, asked(2026, datasets=("program-master",))).frames
    assert frames.manifests is not None
    told = frames.manifests.collect()
    assert dict(told.schema) == MANIFESTS
    (row,) = told.rows(named=True)
    assert (row["tahun"], row["repeats"], row["drift"]) == (2026, 1, ["+baru"])
    assert [(q["kunci"], q["kolom"], q["teks"]) for q in row["quarantined"]] == [
        ("2", "pagu_program", "sepuluh")
    ]


def test_sample_rows_label_the_whole_sheet(repository: Repository, gateway: Gateway) -> None:
    assert table_inputs.origin(table_inputs.read(repository, asked(2026)).frames) == "langsung"
    gateway.headers["X-Lensa-Sandbox"] = "1"
    assert table_inputs.origin(table_inputs.read(repository, asked(2025)).frames) == "contoh"


def test_an_instant_reads_other_years_as_of_it_too(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    table_inputs.read(repository, asked(2026))
    doors.clock.pass_by(HOUR)
    table_inputs.read(repository, asked(2025))
    sheet = table_inputs.read(repository, asked(2026), at=START)
    assert set(sheet.frames.stored.collect()["tahun"]) == {2026}
    early = table_inputs.read(repository, asked(2025), at=START)
    assert [type(problem) for problem in early.errors] == [SourceUnavailable] * 3


def test_stored_klpd_lists_each_year_once_and_nothing_empty(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.rows["program-master", "K1", "2026"] = [program(1, kode="K1")]
    table_inputs.read(repository, [*asked(2026), *asked(2025), *asked(2026, kode="K1")])
    assert inventory.klpd_years(repository) == [("D304", 2025), ("D304", 2026), ("K1", 2026)]
    for path in doors.root.rglob("kode_klpd=K1/**/*.parquet"):
        damage(path)
    list(repository.repair())
    assert inventory.klpd_years(repository) == [("D304", 2025), ("D304", 2026)]


def test_a_page_reads_behind_and_is_told_how_far(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    table_inputs.read(repository, asked(2026))
    gateway.meddle = down
    doors.clock.pass_by(7 * HOUR)
    told: list[int] = []
    sheet = table_inputs.read(
        repository, asked(2026), background=True, tell=lambda tally: told.append(tally.done)
    )
    assert [snapshot.stale for snapshot in sheet.snapshots] == [True] * 3
    assert told[-1] == 3


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "lengkap"),
        ({"verified": True}, "lengkap, terverifikasi"),
        ({"suspect": True}, "meragukan"),
        ({"changing": True, "suspect": True}, "berubah saat dibaca"),
        ({"complete": False}, "tidak lengkap"),
    ],
)
def test_a_state_is_one_word(state: dict[str, bool], words: str) -> None:
    kept = Manifest(
        rows=1,
        pages=1,
        source="live",
        address="",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        **state,
    )
    assert kept.state == words
