"""The real dashboard: its own routes, Streamlit's and the API, with login and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services import settings as configuration
from services.wiring import connect
from tests.browser.serving import Served, dashboard
from tests.security.oidc import provided, secrets

ROWS = "/api/tabel/pagu-per-program.json?klpd=D304&tahun=2025"
DOORS = (
    *("/api", "/api/openapi.json", "/api/klpd", "/api/wilayah", "/api/tersimpan", "/api/lain"),
    *(ROWS, "/api/data/program-master.csv?klpd=D304&tahun=2025", "/umpan.atom?klpd=D304"),
)
STREAMLIT = (
    *("/pratinjau.png?halaman=program&klpd=D304&tahun=2025",),
    *("/", "/program?klpd=D304&tahun=2025", "/_stcore/health", "/_stcore/script-health-check"),
    *("/_stcore/metrics", "/_stcore/host-config", "/_stcore/allowed-message-origins"),
    *(
        "/_stcore/agent",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
    ),
    *("/media/x.csv", "/media/../secrets.toml", "/component/lensa_daftar/index.html"),
    *("/_stcore/bidi-components/lensa_daftar/x.js", "/app/static/x", "/static/x"),
)
FOREIGN = {"Cookie": "_streamlit_user=asing; _streamlit_session=asing", "Authorization": "Bearer x"}
SAID = ("Lombok", "461200", "PROGRAM ")
TOKEN = "rahasia-untuk-api"  # noqa: S105 - of this test alone


def fill(data: Path) -> None:
    app = connect(configuration.from_mapping({"LENSA_DATA": str(data)}))
    app.repository.load(app.partition("program-master", "D304", 2025))
    app.close()


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("terbuka")
    fill(folder / "data")
    with dashboard(folder) as served:
        yield served


@pytest.fixture(scope="module")
def with_login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("login")
    fill(folder / "data")
    with provided() as provider:
        kept = folder / "secrets.toml"
        kept.write_text(secrets(provider))
        options = {"secrets.files": str(kept)}
        with dashboard(folder, {"LENSA_API_TOKEN": TOKEN}, options=options) as served:
            yield served


def test_pages_and_doors_answer_beside_each_other(open_to_all: Served) -> None:
    with httpx.Client(base_url=open_to_all.url, timeout=60) as client:
        page = client.get("/program?klpd=D304")
        assert "<title>" in page.text
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        assert client.get("/_stcore/health").text == "ok"
        answer = client.get(ROWS)
        assert answer.headers["content-encoding"] == "gzip"
        assert len(answer.json()["baris"]) > 50
        known = {"If-None-Match": answer.headers["etag"]}
        assert client.get(ROWS, headers=known).status_code == 304
        assert "DATA CONTOH" in client.get("/api", headers={"Accept": "text/html"}).text
        assert client.get(ROWS, headers={"Host": "contoh.example"}).status_code == 403
        upload = client.put("/_stcore/upload_file/asing/berkas", content=b"x")
        assert upload.status_code == 403
        missing = client.get("/api/tabel/paket.json?klpd=D304&tahun=2025")
        assert missing.status_code == 404
    assert "Traceback" not in open_to_all.log.read_text()


@pytest.mark.parametrize("headers", [{}, FOREIGN], ids=["no-session", "foreign-session"])
def test_with_login_no_route_says_anything(with_login: Served, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=with_login.url, timeout=60, headers=headers) as client:
        for path in DOORS:
            assert client.get(path).status_code == 401, path
        for path in (*STREAMLIT, "/auth/logout"):
            answer = client.get(path)
            assert not [word for word in SAID if word in answer.text], path
        for method in ("PUT", "POST", "DELETE"):
            for path in ("/_stcore/upload_file/asing/b", "/_stcore/agent/interact"):
                assert client.request(method, path, content=b"{}").status_code >= 400
        agent = client.post("/_stcore/agent/mcp", json={"jsonrpc": "2.0", "method": "tools/list"})
        assert agent.status_code >= 400


def test_with_login_the_bearer_opens_the_api(with_login: Served) -> None:
    with httpx.Client(base_url=with_login.url, timeout=60) as client:
        answer = client.get(ROWS, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
    assert TOKEN not in with_login.log.read_text()
