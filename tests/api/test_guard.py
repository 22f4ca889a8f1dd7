"""Who is answered: allowed names, the porter's matrix, uploads, limits, and headers."""

from __future__ import annotations

import itertools

import pytest

from services.api.guard import porter
from services.api.guard.names import is_allowed
from services.api.limits import HEAVY, REQUESTS, Limits
from services.api.server import serve
from services.settings import from_mapping
from tests.api.conftest import Doors, error
from tests.api.serving import PAGE
from tests.security.test_hosts import status

TOKEN = "rahasia-panjang-untuk-api"  # noqa: S105 - of these tests alone
ROWS = "/api/tabel/pagu-per-program.json?klpd=D304&tahun=2025"
PATHS = (
    *("/api", "/api/openapi.json", "/api/klpd", "/api/wilayah", "/api/tersimpan", ROWS),
    *("/api/tabel/tidak-ada.json", "/api/data/paket-swakelola.csv?klpd=D304&tahun=2025", "/api/x"),
    *("/umpan.atom?klpd=D304", "/mcp"),
)
GENERIC = "/pratinjau.png"
"""With login it answers the same picture for every link: test_previews."""
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer salah"},
    {"Authorization": f"Basic {TOKEN}"},
    {"Authorization": TOKEN},
    {"Cookie": f"_streamlit_user={TOKEN}; LENSA_API_TOKEN={TOKEN}"},
)


def test_every_route_of_a_door_is_among_those_that_are_walked(doors: Doors) -> None:
    routes = {getattr(route, "path", "") for route in serve(doors.host()).routes}
    assert {path.partition("{")[0] for path in routes} == {
        *("/api", "/api/openapi.json", "/api/tabel/", "/api/data/", "/api/klpd", "/api/wilayah"),
        *("/api/tersimpan", "/api/", "/umpan.atom", "/mcp", GENERIC),
    }


@pytest.mark.parametrize("token", ["", TOKEN])
def test_with_login_nothing_answers_without_the_bearer(doors: Doors, token: str) -> None:
    doors.login, doors.texts = True, {"LENSA_API_TOKEN": token}
    with doors.open() as client:
        for path, headers, method in itertools.product(PATHS, HEADERS, ("GET", "HEAD", "OPTIONS")):
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 401, (path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "etag" not in answer.headers
            assert TOKEN not in answer.text


def test_the_bearer_opens_and_the_answer_is_for_it_alone(doors: Doors) -> None:
    doors.login, doors.texts = True, {"LENSA_API_TOKEN": TOKEN}
    with doors.open() as client:
        client.headers["Authorization"] = f"bearer {TOKEN}"
        answer = client.get(ROWS)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert "access-control-allow-origin" not in answer.headers
        doors.login = False
        public = client.get(ROWS, headers={"If-None-Match": answer.headers["etag"]})
        assert public.status_code == 200
        assert public.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("login", [False, True])
def test_the_operator_opens_and_closes(doors: Doors, login: bool) -> None:
    doors.login, doors.texts = login, {"LENSA_API": "BUKA"}
    with doors.open() as client:
        assert client.get(ROWS).status_code == 200
        doors.texts = {"LENSA_API": "tutup", "LENSA_API_TOKEN": TOKEN}
        for path in PATHS:
            answer = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
            assert (answer.status_code, error(answer)["galat"]) == (404, "tidak ada")
        assert "halaman" in client.get("/program").text


def test_the_porter_compares_whole_tokens() -> None:
    settings = from_mapping({"LENSA_API_TOKEN": TOKEN})
    for given in ("", TOKEN[:-1], f"{TOKEN}x", f"x{TOKEN}", "é"):
        verdict = porter.decide(settings, login=True, authorization=f"Bearer {given}")
        assert not verdict.open
    assert porter.decide(settings, login=True, authorization=f"Bearer {TOKEN}").private


OURS = ("localhost", "127.0.0.1:8501", "[::1]:1", "LOCALHOST", "localhost.", "rup.contoh.go.id")
FOREIGN = (
    *("contoh.example", "localhost.contoh.example", "0.0.0.0", "user@localhost", "a b", "", "[x"),  # noqa: S104
    *("rup.contoh.go.id.example", "localhost:8501@contoh.example", "localhost/x", "localhost:x"),
)


@pytest.mark.parametrize("host", OURS)
def test_our_names_are_answered(host: str) -> None:
    assert is_allowed(host, ("rup.contoh.go.id",))


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_names_are_not(host: str) -> None:
    assert not is_allowed(host, ("rup.contoh.go.id", ""))


def test_every_route_pages_included_answers_to_allowed_names_alone(doors: Doors) -> None:
    doors.texts, doors.names = {"LENSA_ALAMAT": "https://rup.contoh.go.id"}, ("*.dinas.go.id",)
    with doors.open() as client:
        for path in ("/", "/program?klpd=D304", "/api", "/_stcore/health", "/static/x.js"):
            refused = client.get(path, headers={"Host": "contoh.example"})
            assert refused.status_code == 403
            for name in ("rup.contoh.go.id", "satu.dinas.go.id", "localhost:1"):
                assert client.get(path, headers={"Host": name}).status_code == 200
        url = str(client.base_url)
        assert status(url, "contoh.example", "http://contoh.example") == 403
        assert status(url, "localhost", "http://localhost") == 403  # no such websocket here
        assert "https://rup.contoh.go.id/program?" in client.get(ROWS).json()["tautan"]


def test_only_admitted_sessions_upload(doors: Doors) -> None:
    doors.uploaders = ("sesi-dengan-izin",)
    with doors.open() as client:
        for method in ("PUT", "DELETE", "POST", "OPTIONS", "GET"):
            for path in ("asing/berkas", "", "//berkas", "asing%2Fsesi-dengan-izin/b"):
                url = f"/_stcore/upload_file/{path}"
                assert client.request(method, url).status_code == 403, (method, path)
        assert client.get("/_stcore/upload_file/sesi-dengan-izin/berkas").text == PAGE


def test_answers_carry_headers_and_an_id_that_log_lines_have_too(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with doors.open() as client:
        one, two = client.get("/"), client.get(ROWS)
        assert one.headers["x-request-id"] != two.headers["x-request-id"]
        for answer in (one, two):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "frame-ancestors 'self'" in one.headers["content-security-policy"]
        for query in ("embed=true", "klpd=D304&embed=true&lang=id", "EMBED=True"):
            framed = client.get(f"/?{query}").headers["content-security-policy"]
            assert "frame-ancestors" not in framed
        for query in ("embed=false", "xembed=true", "q=embed%3Dtrue"):
            whole = client.get(f"/?{query}").headers["content-security-policy"]
            assert "frame-ancestors 'self'" in whole


def test_sixty_requests_a_minute_and_client(doors: Doors) -> None:
    doors.limits, doors.texts = Limits(), {"LENSA_PROXY": "127.0.0.1"}
    with doors.open() as client:
        client.headers["X-Forwarded-For"] = "203.0.113.7"
        answers = [client.get("/api/tabel/x.json") for _ in range(REQUESTS.most + 1)]
        assert {answer.status_code for answer in answers[:-1]} == {404}
        assert answers[-1].status_code == 429
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        other = {"X-Forwarded-For": "198.51.100.9"}
        assert client.get("/api/tabel/x.json", headers=other).status_code == 404
        assert client.get("/").status_code == 200
        doors.texts = {}  # no proxy is believed
        assert client.get("/api/x", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404


def test_two_heavy_answers_are_made_at_once(doors: Doors) -> None:
    assert doors.limits.heavy.total_tokens == HEAVY


def test_other_methods_are_refused_and_options_names_those_that_are_not(doors: Doors) -> None:
    with doors.open() as client:
        options = client.options(ROWS, headers={"Origin": "https://contoh.example"})
        assert (options.status_code, options.content) == (204, b"")
        assert options.headers["access-control-allow-origin"] == "*"
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            refused = client.request(method, ROWS)
            assert refused.status_code == 405
            assert refused.headers["allow"] == options.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_head_has_the_headers_of_its_get(doors: Doors) -> None:
    with doors.open() as client:
        head, get = client.head(ROWS), client.get(ROWS)
        assert head.content == b""
        for name in ("etag", "content-length", "link", "lensa-asal", "content-type"):
            assert head.headers[name] == get.headers[name]


def test_a_wrong_setting_is_one_line(doors: Doors) -> None:
    doors.texts = {"LENSA_API": "mungkin"}
    with doors.open() as client:
        answer = client.get(ROWS)
        assert answer.status_code == 503
        assert "LENSA_API" in error(answer)["galat"]
        assert client.get("/").status_code == 200
