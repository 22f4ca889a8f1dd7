"""A bucket that refuses is no damage, and a proxy of the environment is never asked."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.errors import StoreUnreadable
from services.store.backends.bucket import Bucket, opened
from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.snapshots import MANIFEST, Snapshots
from tests.scale.hosts import KEYS
from tests.store.test_snapshots import PLACE, frame, manifest, publish

TODAY = datetime.now(UTC).replace(microsecond=0)


class Refusing(http.server.BaseHTTPRequestHandler):
    """An S3 that refuses every question."""

    def do_GET(self) -> None:
        """Refuse."""
        type(self).asked.append(self.path)
        body = b"<Error><Code>AccessDenied</Code><Message>rahasia</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815 - as the library calls them
    asked: list[str] = []  # noqa: RUF012 - one for each server

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def refusing() -> Iterator[tuple[str, list[str]]]:
    """Serve a bucket that refuses; yield its address and what it was asked for."""
    asked: list[str] = []
    handler = type("Mine", (Refusing,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def test_an_object_that_may_not_be_read_is_named_and_not_called_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with refusing() as (address, asked):
        store = Snapshots(opened("s3://ember/awalan", address))
        with pytest.raises(StoreUnreadable) as caught:
            store.history(PLACE)
        assert str(caught.value).startswith(f"{PLACE.key}/{MANIFEST}: tidak dapat dibaca sekarang")
        assert "AWS_*" in str(caught.value)
        assert "rahasia" not in str(caught.value)
        assert asked


def test_repair_leaves_a_partition_with_an_object_that_may_not_be_read(
    lake: Snapshots, bucket: Bucket, tmp_path: Path
) -> None:
    newest = publish(lake, 1)
    before = {key: bucket.read(key) for key in bucket.below("snapshots", "*")}

    class Closed(Bucket):
        """The bucket without the right to read one object."""

        def read(self, key: str) -> bytes:
            if key.endswith(newest.file):
                raise StoreUnreadable(f"{key}: tidak dapat dibaca sekarang")
            return Bucket.read(self, key)

    closed = Snapshots(Closed(bucket.address, bucket.store))
    (line,) = repair(closed, PLACE.scope, Locks(tmp_path))
    assert newest.file in line
    assert line.endswith("dibiarkan")
    assert {key: bucket.read(key) for key in bucket.below("snapshots", "*")} == before


def test_one_pass_under_a_clock_that_runs_ahead_costs_no_other_in_a_bucket(
    lake: Snapshots,
) -> None:
    days = [*range(-25, 0), 800, 0]
    for number, day in enumerate(days):
        told = replace(manifest(), fetched_at=TODAY + timedelta(days=day))
        kept = lake.publish(PLACE, frame(number), told, generation=number)
        assert kept.ahead is (day == 800)
    assert len(lake.history(PLACE).passes) == len(days)
    pinned = lake.open(PLACE, TODAY + timedelta(days=-20))
    assert pinned is not None
    assert pinned.frame["pagu"].to_list() == [5]


def test_the_same_rows_after_a_pause_are_believed_in_a_bucket_too(lake: Snapshots) -> None:
    for number, day in enumerate((-30, 0)):
        told = replace(manifest(), fetched_at=TODAY + timedelta(days=day))
        assert not lake.publish(PLACE, frame(7), told, generation=number).ahead


def test_a_bucket_is_asked_directly_whatever_the_environment_says(
    lake: Snapshots, shared: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing() as (proxy, asked):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        for host in ("127.0.0.1", "localhost"):
            address = shared["AWS_ENDPOINT_URL"].replace("127.0.0.1", host)
            store = Snapshots(opened(shared["LENSA_DATA"], address))
            publish(store, 1)
            assert store.open(PLACE) is not None
        assert asked == []
    assert lake.history(PLACE).generation == 2


def test_what_is_set_aside_in_a_bucket_keeps_its_bytes(bucket: Bucket) -> None:
    bucket.replace("a/b", b"isi")
    bucket.move("a/b", ".rusak/satu/a/b")
    assert not bucket.exists("a/b")
    assert bucket.read(".rusak/satu/a/b") == b"isi"
    assert (bucket.size(".rusak").files, bucket.size(".rusak").bytes) == (1, 3)
    with pytest.raises(FileNotFoundError):
        bucket.move("a/b", ".rusak/dua/a/b")
