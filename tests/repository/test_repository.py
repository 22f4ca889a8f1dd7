"""The repository serves fresh rows, marks stale ones and publishes nothing wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from services.errors import AccessDenied, ContractBroken, SourceUnavailable, StoreDamaged
from services.repository import Repository, Snapshot, now_utc
from services.store.snapshots import MANIFEST, TWIN, Snapshots
from services.upstream.catalog import find
from services.upstream.walk.progress import Progress
from tests.gateway import Gateway, Reply, down, error, paket, program
from tests.repositories import HOUR, START, Doors, programs
from tests.store.test_snapshots import damage
from tests.waiting import until


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    served.programs(30)
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    return doors.open(gateway.transport())


def pagu(snapshot: Snapshot) -> list[int | None]:
    return snapshot.frame["pagu_program"].to_list()


def settle(repository: Repository) -> None:
    """Wait until no background refresh is under way."""
    until(lambda: not repository.refreshes)


def files(doors: Doors) -> dict[str, bytes]:
    """Return every stored file below the snapshots."""
    found = (doors.root / "snapshots").rglob("*")
    return {str(p.relative_to(doors.root)): p.read_bytes() for p in found if p.is_file()}


def test_the_rows_are_the_gateways_and_the_manifest_says_where_from(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(program(2, 7), program(1, None))
    snapshot = repository.load(programs())
    assert snapshot.frame.select("kd_program", "pagu_program").rows() == [("1", None), ("2", 7)]
    assert snapshot.frame.schema == find("program-master").schema
    kept = snapshot.manifest
    assert (kept.rows, kept.pages, kept.source, kept.address) == (2, 1, "live", "127.0.0.1:9")
    assert (kept.fetched_at, kept.complete, kept.verified) == (START, True, False)
    assert (snapshot.stale, snapshot.reason) == (False, "")


def test_an_older_file_without_a_column_is_read_with_nulls(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    request = find("paket-swakelola").request(kode_klpd="D304", tahun="2026")
    gateway.put(paket(1), paket(2), dataset="paket-swakelola")
    frame = repository.load(request).frame
    place, store = repository.place(request), Snapshots(doors.root)
    older = frame.drop("kd_rup_lokal", "pagu")
    kept = store.history(place)
    store.publish(place, older, kept.passes[-1], generation=kept.generation)
    opened = doors.open(gateway.transport()).peek(request)
    assert opened is not None
    assert opened.frame.equals(frame)
    assert opened.frame.schema == request.dataset.schema


def test_fresh_is_served_without_asking(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    first = repository.load(programs())
    doors.clock.pass_by(6 * HOUR - 1)
    second = repository.load(programs())
    assert gateway.passes == 1
    assert second.frame is first.frame
    assert not second.stale


def test_a_command_refreshes_before_it_answers(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    gateway.programs(31, pagu=5)
    doors.clock.pass_by(6 * HOUR)
    snapshot = repository.load(programs())
    assert pagu(snapshot) == [5] * 31
    assert (snapshot.stale, gateway.passes) == (False, 2)


def test_a_page_gets_stale_rows_at_once_and_a_background_refresh(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    gateway.programs(31, pagu=5)
    doors.clock.pass_by(7 * HOUR)
    served = repository.load(programs(), background=True)
    assert pagu(served) == [1000] * 30
    assert (served.stale, served.reason) == (True, "sedang disegarkan")
    settle(repository)
    again = repository.load(programs(), background=True)
    assert pagu(again) == [5] * 31
    assert (again.stale, again.reason, gateway.passes) == (False, "", 2)


def test_a_page_with_nothing_stored_waits_for_the_answer(
    repository: Repository, gateway: Gateway
) -> None:
    assert pagu(repository.load(programs(), background=True)) == [1000] * 30
    assert gateway.passes == 1


def test_closed_years_keep_for_thirty_days_the_running_and_coming_for_hours(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    for year in (2025, 2026, 2027):
        gateway.put(program(1, tahun=year), tahun=year)
        repository.load(programs(year))
    doors.clock.pass_by(7 * HOUR)
    for year in (2025, 2026, 2027):
        repository.load(programs(year))
    assert [sent["tahun"] for _, sent in gateway.asked] == ["2025", "2026", "2027", "2026", "2027"]
    doors.clock.pass_by(30 * 24 * HOUR)
    repository.load(programs(2025))
    assert gateway.asked[-1][1]["tahun"] == "2025"
    assert len(gateway.asked) == 6


def test_a_snapshot_of_a_wrong_clocks_future_is_not_fresh(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    doors.clock.pass_by(365 * 24 * HOUR)
    gateway.put(program(1, tahun=2027), tahun=2027)
    repository.load(programs(2027))
    doors.clock.now = START
    assert repository.load(programs(2027)).manifest.fetched_at == START
    assert gateway.passes == 2


def test_refresh_reads_again_whatever_the_age(repository: Repository, gateway: Gateway) -> None:
    repository.load(programs())
    gateway.programs(30, pagu=5)
    assert pagu(repository.load(programs(), refresh=True)) == [5] * 30
    gateway.programs(30, pagu=6)
    assert pagu(repository.load(programs(), refresh=True)) == [6] * 30
    assert gateway.passes == 3


def test_an_upstream_that_is_down_leaves_the_stored_with_age_and_reason(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    before = files(doors)
    gateway.meddle = down
    doors.clock.pass_by(7 * HOUR)
    snapshot = repository.load(programs())
    assert pagu(snapshot) == [1000] * 30
    assert snapshot.stale
    assert snapshot.manifest.fetched_at == START
    assert "HTTP 503" in snapshot.reason
    assert files(doors) == before


def test_an_upstream_that_is_down_with_nothing_stored_is_its_error(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.meddle = down
    with pytest.raises(SourceUnavailable) as caught:
        repository.load(programs())
    assert caught.value.where == "program-master D304 2026"
    assert len(gateway.asked) == 5
    assert files(doors) == {}
    assert repository.peek(programs()) is None


def test_a_page_does_not_ask_a_failing_upstream_more_than_once_a_minute(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    gateway.meddle = lambda number: error(403, "Forbidden")
    doors.clock.pass_by(7 * HOUR)
    assert repository.load(programs(), background=True).reason == "sedang disegarkan"
    settle(repository)
    asked = len(gateway.asked)
    for _ in range(5):
        snapshot = repository.load(programs(), background=True)
        assert snapshot.stale
        assert "tidak berhak" in snapshot.reason
        settle(repository)
    assert len(gateway.asked) == asked
    doors.clock.pass_by(61)
    repository.load(programs(), background=True)
    settle(repository)
    assert len(gateway.asked) == asked + 1
    gateway.meddle = lambda number: None
    doors.clock.pass_by(61)
    repository.load(programs(), background=True)
    settle(repository)
    assert not repository.load(programs(), background=True).stale


def test_one_slow_refresh_does_not_hold_up_the_others(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    for year in (2026, 2027):
        gateway.put(program(1, tahun=year), tahun=year)
        repository.load(programs(year))
    go = threading.Event()

    def hold(number: int) -> None:
        if gateway.asked[number - 1][1]["tahun"] == "2026":
            assert go.wait(30)

    gateway.meddle = hold
    doors.clock.pass_by(7 * HOUR)
    for _ in range(5):
        assert repository.load(programs(2026), background=True).stale
    assert repository.load(programs(2027), background=True).stale
    until(lambda: not repository.load(programs(2027), background=True).stale)
    assert repository.load(programs(2026), background=True).stale
    go.set()
    settle(repository)
    assert not repository.load(programs(2026), background=True).stale


def test_a_refused_token_is_the_credential_holders_error(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.meddle = lambda number: error(401, "Unauthorized")
    with pytest.raises(AccessDenied) as caught:
        repository.load(programs())
    assert caught.value.who == "pemegang kredensial"
    assert len(gateway.asked) == 1


def test_sixteen_threads_on_a_cold_key_make_one_pass(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.size = 10
    start = threading.Barrier(16)
    got: list[pl.DataFrame] = []

    def ask() -> None:
        start.wait()
        got.append(repository.load(programs()).frame)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(gateway.asked) == 3
    assert len(got) == 16
    assert all(frame.height == 30 for frame in got)


@pytest.mark.parametrize("refresh", [False, True])
def test_a_pass_that_waited_for_another_does_not_read_again(
    gateway: Gateway, doors: Doors, *, refresh: bool
) -> None:
    entered, go = threading.Event(), threading.Event()

    def hold(number: int) -> None:
        entered.set()
        assert go.wait(30)

    def waiting(seconds: float) -> None:
        go.set()
        time.sleep(seconds)

    gateway.meddle = hold
    first = doors.open(gateway.transport())
    second = doors.open(gateway.transport(), waiting=waiting)
    with ThreadPoolExecutor() as pool:
        holding = pool.submit(first.load, programs(), refresh=refresh)
        assert entered.wait(30)
        waited = second.load(programs(), refresh=refresh)
        assert waited.frame.equals(holding.result().frame)
    assert gateway.passes == 1


@pytest.mark.parametrize("rows", [27, 33])
def test_a_pass_of_ninety_percent_or_more_is_published_at_once(
    repository: Repository, gateway: Gateway, rows: int
) -> None:
    repository.load(programs())
    gateway.programs(rows)
    assert repository.load(programs(), refresh=True).manifest.rows == rows
    assert gateway.passes == 2


def test_a_shrunk_pass_is_published_once_a_second_agrees(
    repository: Repository, gateway: Gateway
) -> None:
    repository.load(programs())
    gateway.programs(26)
    snapshot = repository.load(programs(), refresh=True)
    assert (snapshot.manifest.rows, snapshot.manifest.verified, snapshot.stale) == (26, True, False)
    assert [sent["limit"] for _, sent in gateway.asked] == ["1000", "1000", "997"]


def shifting(gateway: Gateway, *sizes: int) -> Callable[[int], None]:
    """Return a meddler that lets each further pass see another number of rows."""
    left = list(sizes)

    def shift(number: int) -> None:
        if left:
            gateway.programs(left.pop(0))

    return shift


def test_a_shrunk_pass_that_no_second_confirms_leaves_the_old(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    before = files(doors)
    gateway.meddle = shifting(gateway, 10, 11, 12)
    snapshot = repository.load(programs(), refresh=True)
    assert (snapshot.manifest.rows, snapshot.stale) == (30, True)
    assert "menyusut dan tidak tetap" in snapshot.reason
    assert files(doors) == before


def test_an_empty_pass_never_replaces_rows(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    before = files(doors)
    gateway.put()
    snapshot = repository.load(programs(), refresh=True)
    assert snapshot.manifest.rows == 30
    assert snapshot.stale
    assert "kosong atau tidak berwenang; data lama dipertahankan" in snapshot.reason
    assert files(doors) == before
    gateway.programs(28, pagu=3)
    assert pagu(repository.load(programs(), refresh=True)) == [3] * 28


def test_rows_that_vanish_while_being_verified_do_not_replace_either(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    before = files(doors)
    gateway.meddle = shifting(gateway, 31, 0, 0)
    snapshot = repository.load(programs(), verify=True)
    assert (snapshot.manifest.rows, snapshot.stale) == (30, True)
    assert files(doors) == before


def test_an_empty_first_pass_is_an_answer(repository: Repository, gateway: Gateway) -> None:
    gateway.put()
    snapshot = repository.load(programs())
    assert (snapshot.manifest.rows, snapshot.stale) == (0, False)
    assert snapshot.frame.schema == find("program-master").schema
    gateway.programs(3)
    assert repository.load(programs(), refresh=True).manifest.rows == 3


def test_verify_proves_by_another_page_size(repository: Repository, gateway: Gateway) -> None:
    snapshot = repository.load(programs(), verify=True)
    assert (snapshot.manifest.verified, snapshot.manifest.changing) == (True, False)
    assert [sent["limit"] for _, sent in gateway.asked] == ["1000", "997"]
    repository.load(programs(), verify=True)
    assert gateway.passes == 2


def test_an_unverified_partition_is_read_again_to_verify_it(
    repository: Repository, gateway: Gateway
) -> None:
    repository.load(programs())
    assert repository.load(programs(), verify=True).manifest.verified
    assert gateway.passes == 3


def test_a_third_pass_settles_a_difference(repository: Repository, gateway: Gateway) -> None:
    gateway.meddle = shifting(gateway, 30, 31, 31)
    kept = repository.load(programs(), verify=True).manifest
    assert (kept.rows, kept.verified, kept.changing) == (31, True, False)


def test_rows_that_keep_changing_are_served_as_changing(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.meddle = shifting(gateway, 30, 31, 32)
    snapshot = repository.load(programs(), verify=True)
    kept = snapshot.manifest
    assert (kept.rows, kept.verified, kept.changing) == (32, False, True)
    assert snapshot.frame.height == 32
    assert kept.differing == 1
    assert kept.differences == ({"kunci": "32", "perubahan": "muncul", "kolom": ""},)


def test_what_a_verified_manifest_counts_is_of_the_rows_it_publishes(
    repository: Repository, gateway: Gateway
) -> None:
    odd = program(99, None) | {"pagu_program": "sepuluh"}

    def shift(number: int) -> None:
        extra = [odd] if number == 1 else []
        gateway.put(*(program(n) for n in range(1, 31)), *extra)

    gateway.meddle = shift
    kept = repository.load(programs(), verify=True).manifest
    assert (kept.rows, kept.verified, kept.quarantined, kept.quarantine) == (30, True, 0, ())


def test_live_and_sandbox_never_share_an_entry(doors: Doors, gateway: Gateway) -> None:
    live = doors.open(gateway.transport(), scope="uji-umum")
    sandbox = doors.open(gateway.transport(), scope="sandbox-umum", live=False)
    live.load(programs())
    assert sandbox.peek(programs()) is None
    gateway.programs(30, pagu=1)
    made = sandbox.load(programs())
    assert (made.manifest.source, made.manifest.address) == ("sandbox", "")
    assert pagu(live.load(programs())) == [1000] * 30
    assert live.load(programs()).manifest.source == "live"
    assert {p.scope for p, _ in live.everything()} == {"uji-umum"}


def test_two_scopes_never_share_an_entry(doors: Doors, gateway: Gateway) -> None:
    one = doors.open(gateway.transport(), scope="uji-satu")
    two = doors.open(gateway.transport(), scope="uji-dua")
    one.load(programs())
    assert two.peek(programs()) is None
    two.load(programs())
    assert gateway.passes == 2
    again = doors.open(gateway.transport(), scope="uji-satu")
    again.load(programs())
    assert gateway.passes == 2


def test_rows_marked_by_a_sandbox_stay_labelled_at_a_live_address(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.headers["X-Lensa-Sandbox"] = "1"
    kept = repository.load(programs()).manifest
    assert (kept.source, kept.address) == ("sandbox", "127.0.0.1:9")


def test_an_instant_never_reads_newer_nor_asks(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    doors.clock.pass_by(HOUR)
    gateway.programs(30, pagu=5)
    repository.load(programs(), refresh=True)
    asked = len(gateway.asked)
    early = repository.load(programs(), at=START + timedelta(minutes=59))
    assert pagu(early) == [1000] * 30
    assert early.at == START + timedelta(minutes=59)
    assert pagu(repository.load(programs(), at=START + timedelta(hours=1))) == [5] * 30
    with pytest.raises(SourceUnavailable, match="belum ada pada tanggal itu"):
        repository.load(programs(), at=START - timedelta(seconds=1))
    assert repository.peek(programs(), START - timedelta(seconds=1)) is None
    with pytest.raises(SourceUnavailable, match="belum ada"):
        repository.load(programs(2025), at=START)
    assert len(gateway.asked) == asked


def test_a_damaged_newest_lets_the_older_serve_with_the_reason(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    doors.clock.pass_by(HOUR)
    gateway.programs(30, pagu=5)
    newest = repository.load(programs(), refresh=True).manifest
    damage(repository.place(programs()).folder(doors.root) / newest.file)
    other = doors.open(gateway.transport())
    snapshot = other.load(programs())
    assert pagu(snapshot) == [1000] * 30
    assert snapshot.stale
    assert snapshot.reason == f"berkas snapshot rusak: {newest.file}"
    assert gateway.passes == 2


def test_an_older_pass_served_for_a_damaged_one_is_refreshed(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    doors.clock.pass_by(5 * HOUR)
    gateway.programs(30, pagu=5)
    newest = repository.load(programs(), refresh=True).manifest
    damage(repository.place(programs()).folder(doors.root) / newest.file)
    doors.clock.pass_by(2 * HOUR)
    other = doors.open(gateway.transport())
    assert other.load(programs(), background=True).reason == f"berkas snapshot rusak: {newest.file}"
    settle(other)
    healed = other.load(programs(), background=True)
    assert (pagu(healed), healed.stale) == ([5] * 30, False)
    assert gateway.passes == 3


def test_damage_and_an_outage_are_both_reported(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(programs())
    doors.clock.pass_by(5 * HOUR)
    gateway.programs(30, pagu=5)
    newest = repository.load(programs(), refresh=True).manifest
    damage(repository.place(programs()).folder(doors.root) / newest.file)
    doors.clock.pass_by(2 * HOUR)
    gateway.meddle = down
    snapshot = doors.open(gateway.transport()).load(programs())
    assert pagu(snapshot) == [1000] * 30
    assert newest.file in snapshot.reason
    assert "HTTP 503" in snapshot.reason


def test_all_damaged_is_the_operators_error_until_mended(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    kept = repository.load(programs()).manifest
    damage(repository.place(programs()).folder(doors.root) / kept.file)
    other = doors.open(gateway.transport())
    with pytest.raises(StoreDamaged):
        other.load(programs())
    with pytest.raises(StoreDamaged):
        other.load(programs(), refresh=True)
    assert len(list(other.repair())) == 2
    assert pagu(other.load(programs())) == [1000] * 30


def test_one_unreadable_manifest_does_not_hide_the_others(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.put(program(1, tahun=2025), tahun=2025)
    repository.load(programs())
    repository.load(programs(2025))
    folder = repository.place(programs()).folder(doors.root)
    (folder / MANIFEST).write_bytes(b"{")
    assert [place.parts[1][1] for place, _ in repository.everything()] == ["2025"]
    assert [place.parts[1][1] for place, _ in repository.surveyed("inaproc").readable] == ["2025"]
    (damaged,) = repository.unreadable()
    assert damaged.where == "program-master D304 2026"
    served = repository.load(programs())
    assert (pagu(served), served.stale) == ([1000] * 30, True)
    assert "doctor --perbaiki" in served.reason
    (folder / TWIN).unlink()
    with pytest.raises(StoreDamaged):
        repository.load(programs())


def test_two_sources_of_one_scope_are_listed_once(repository: Repository) -> None:
    repository.load(programs())
    assert len(repository.everything()) == 1


def test_frames_in_memory_are_bounded(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, doors: Doors
) -> None:
    monkeypatch.setattr("services.repository.stored.FRAME_CACHE_BYTES", 1)
    repository = doors.open(gateway.transport())
    for year in (2025, 2026):
        gateway.put(program(1, tahun=year), tahun=year)
        repository.load(programs(year))
    cached = repository.load(programs(2026)).frame
    assert repository.load(programs(2026)).frame is cached
    assert repository.load(programs(2025)).frame.height == 1
    assert repository.load(programs(2026)).frame is not cached


def test_progress_is_reported_for_each_page(repository: Repository, gateway: Gateway) -> None:
    gateway.size = 10
    told: list[Progress] = []
    repository.load(programs(), progress=told.append)
    assert [(p.rows, p.pages) for p in told] == [(10, 1), (20, 2), (30, 3)]
    assert {p.label for p in told} == {"program-master D304 2026"}


def test_an_interrupted_pass_resumes_where_it_was(
    doors: Doors, gateway: Gateway, repository: Repository
) -> None:
    gateway.size = 10

    def cut(number: int) -> Reply | None:
        if number == 3:
            raise KeyboardInterrupt
        return None

    gateway.meddle = cut
    with pytest.raises(KeyboardInterrupt):
        repository.load(programs())
    gateway.meddle = lambda number: None
    again = doors.open(gateway.transport()).load(programs())
    assert again.frame.height == 30
    assert [sent.get("cursor") for _, sent in gateway.asked] == [None, "10", "20", "20"]


def test_an_interrupted_pass_of_half_an_hour_ago_starts_again(
    doors: Doors, gateway: Gateway, repository: Repository
) -> None:
    gateway.size = 10
    gateway.meddle = lambda number: down(number) if number >= 3 else None
    with pytest.raises(SourceUnavailable):
        repository.load(programs())
    gateway.asked.clear()
    gateway.meddle = lambda number: None
    doors.clock.pass_by(1801)
    gateway.programs(30, pagu=2)
    assert pagu(repository.load(programs())) == [2] * 30
    assert len(gateway.asked) == 3


def test_a_finished_pass_is_never_replayed(repository: Repository, gateway: Gateway) -> None:
    gateway.size = 10
    repository.load(programs())
    gateway.programs(30, pagu=2)
    assert pagu(repository.load(programs(), refresh=True)) == [2] * 30


@pytest.mark.parametrize(
    "answer",
    [
        b'{"success":true,"data":[],"meta":{"has_more":true}}',
        b'{"success":true,"data":[1,2]}',
        b'{"success":true,"data":[{"kd_program":1}],"meta":{"limit":1,"cursor":7}}',
    ],
)
def test_an_untrusted_answer_is_requested_again_not_replayed(
    repository: Repository, gateway: Gateway, answer: bytes
) -> None:
    gateway.meddle = lambda number: Reply(200, answer)
    with pytest.raises(ContractBroken):
        repository.load(programs())
    gateway.meddle = lambda number: None
    assert pagu(repository.load(programs())) == [1000] * 30


def test_a_pass_that_was_denied_midway_starts_again(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.size = 10
    gateway.meddle = lambda number: error(403, "Forbidden") if number == 3 else None
    with pytest.raises(AccessDenied):
        repository.load(programs())
    gateway.programs(30, pagu=2)
    assert pagu(repository.load(programs())) == [2] * 30


def test_an_empty_answer_is_requested_again_not_replayed(
    repository: Repository, gateway: Gateway
) -> None:
    repository.load(programs())
    gateway.put()
    assert repository.load(programs(), refresh=True).stale
    gateway.programs(30, pagu=2)
    assert pagu(repository.load(programs(), refresh=True)) == [2] * 30


def test_now_is_utc_in_whole_seconds() -> None:
    assert now_utc().utcoffset() == timedelta(0)
    assert now_utc().microsecond == 0


def test_the_store_holds_no_secret(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    repository.load(programs())
    gateway.meddle = lambda number: error(401, "Unauthorized")
    repository.load(programs(), refresh=True)
    held = b"".join(p.read_bytes() for p in Path(doors.root).rglob("*") if p.is_file())
    assert b"kunci-uji" not in held
    assert b"Bearer" not in held
