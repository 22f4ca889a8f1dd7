"""One store a module and one server of locks for all; each test has a prefix of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis

from services.store.backends.bucket import Bucket, opened
from services.store.locking import leases
from services.store.snapshots import Snapshots
from tests.scale.hosts import BUCKET, KEYS, Server, Store, locks, store

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    here = store(tmp_path_factory.mktemp("s3"))
    yield here
    here.kill()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    here = locks(tmp_path_factory.mktemp("redis"))
    yield here
    here.kill()


@pytest.fixture
def server(redis_server: Server) -> Iterator[redis.Redis]:
    """Return a client of the locks, which hold nothing."""
    client = leases.opened(f"redis://127.0.0.1:{redis_server.port}/0").server
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def shared(s3: Store, redis_server: Server) -> Mapping[str, str]:
    """Return the settings of a host that shares a fresh prefix and its locks with others."""
    return sharing(s3, redis_server)


def sharing(s3: Store, redis_server: Server) -> Mapping[str, str]:
    """Return the settings of a host over a prefix that no other test has."""
    return {
        **KEYS,
        "AWS_ENDPOINT_URL": s3.address,
        "LENSA_DATA": f"s3://{BUCKET}/uji-{next(NUMBERS)}",
        "LENSA_LOCK": f"redis://127.0.0.1:{redis_server.port}/0",
    }


@pytest.fixture
def bucket(shared: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Bucket:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return opened(shared["LENSA_DATA"], shared["AWS_ENDPOINT_URL"])


@pytest.fixture
def lake(bucket: Bucket) -> Snapshots:
    return Snapshots(bucket)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "lokal"
