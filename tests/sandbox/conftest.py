"""One sandbox of each shape for all tests, and clients that speak to them over loopback."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from services.sandbox.serving.server import Handle, serve

BEARER = {"Authorization": "Bearer contoh"}


@pytest.fixture(scope="session")
def real() -> Iterator[Handle]:
    with serve() as handle:
        yield handle


@pytest.fixture(scope="session")
def documented() -> Iterator[Handle]:
    with serve(shape="documented") as handle:
        yield handle


@pytest.fixture(scope="session", params=["real", "documented"])
def handle(request: pytest.FixtureRequest, real: Handle, documented: Handle) -> Handle:
    return real if request.param == "real" else documented


@pytest.fixture(scope="session")
def client(real: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=real.base_url, headers=BEARER) as one:
        yield one


@pytest.fixture(scope="session")
def client_documented(documented: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=documented.base_url, headers=BEARER) as one:
        yield one


@pytest.fixture(scope="session")
def either(handle: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=handle.base_url, headers=BEARER) as one:
        yield one


def satusehat_headers(client: httpx.Client) -> dict[str, str]:
    """Ask for a token as the documentation says."""
    answer = client.post(
        "/oauth2/v1/accesstoken?grant_type=client_credentials",
        data={"client_id": "contoh-id", "client_secret": "contoh-rahasia"},
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture(scope="session")
def api(real: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=real.base_url) as one:
        one.headers.update(satusehat_headers(one))
        yield one


@pytest.fixture(scope="session")
def api_documented(documented: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=documented.base_url) as one:
        one.headers.update(satusehat_headers(one))
        yield one
