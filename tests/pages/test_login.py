"""The gate fails closed: a wrong `[auth]` ends every page, a good one asks for login."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.platform import auth_section
from pages.shell.widgets import menu
from services.language.wording import text
from tests.commands.running import clean
from tests.pages.seeing import lists

ROOT = Path(__file__).resolve().parents[2]
GOOD: Mapping[str, Any] = {
    "redirect_uri": "https://rup.contoh.go.id/oauth2callback",
    "cookie_secret": "k" * 40,
    "client_id": "lensa",
    "client_secret": "rahasia-penyedia",
    "server_metadata_url": "https://akun.contoh.go.id/.well-known/openid-configuration",
}
PROVIDER = {key: GOOD[key] for key in ("client_id", "client_secret", "server_metadata_url")}
SHARED = {key: GOOD[key] for key in ("redirect_uri", "cookie_secret")}


def _app(file: str, auth: object, **user: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.secrets["auth"] = auth
    app.user["is_logged_in"] = False
    for name, value in user.items():
        app.user[name] = value
    if file != "dashboard.py":
        app.switch_page(file)
    app.run()
    assert [error.value for error in app.exception] == []
    return app


def _said(app: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*app.title, *app.markdown, *app.caption))


def _shows_nothing(app: AppTest) -> bool:
    drawn = (app.metric, app.dataframe, app.selectbox, app.multiselect)
    return not any(len(part) for part in (*drawn, app.sidebar.children, lists(app)))


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_every_page_ends_at_the_panel_before_it_reads_anything(
    entry: menu.Entry, nothing_stored: Path
) -> None:
    app = _app(entry.file, dict(GOOD))
    assert text("login.why") in _said(app)
    assert [button.label for button in app.button] == [text("login.enter"), text("login.other")]
    assert _shows_nothing(app)
    assert not nothing_stored.exists()


@pytest.mark.parametrize(
    "auth",
    [
        {},
        "ya",
        {**GOOD, "cookie_secret": "k" * 31},
        {**GOOD, "client_secret": ""},
        {**GOOD, "redirect_uri": "http://rup.contoh.go.id/oauth2callback"},
        {**GOOD, "redirect_uri": "https://rup.contoh.go.id/"},
        {**GOOD, "server_metadata_url": "http://akun.contoh.go.id/x"},
        {**SHARED, "lembaga": {"client_id": "lensa"}},
        {**SHARED, "lembaga": {**PROVIDER, "server_metadata_url": 7}},
    ],
    ids=[
        "empty",
        "no-table",
        "short-cookie-secret",
        "no-client-secret",
        "plain-http-redirect",
        "wrong-redirect",
        "plain-http-provider",
        "half-a-provider",
        "provider-of-numbers",
    ],
)
def test_a_wrong_setting_closes_the_pages_even_to_one_who_is_logged_in(
    auth: object, nothing_stored: Path
) -> None:
    app = _app("pages/program.py", auth, is_logged_in=True, iat=time.time())
    assert text("shell.not_configured") in _said(app)
    assert text("shell.who.operator") in _said(app)
    assert GOOD["client_secret"] not in _said(app)
    assert _shows_nothing(app)
    assert (len(app.button), nothing_stored.exists()) == (0, False)


def test_providers_by_name_each_have_a_button(nothing_stored: Path) -> None:
    del nothing_stored
    app = _app("dashboard.py", {**SHARED, "kementerian": PROVIDER, "daerah": dict(PROVIDER)})
    labels = [button.label for button in app.button]
    assert labels[:2] == [text("login.with", nama=name) for name in ("kementerian", "daerah")]


@pytest.mark.parametrize(
    ("age", "enters"), [(0.0, True), (-60.0, True), (11.9 * 3600, True), (12.1 * 3600, False)]
)
def test_an_identity_opens_the_pages_for_half_a_day(age: float, enters: bool, data: Path) -> None:
    del data
    given = {"is_logged_in": True, "iat": time.time() - age, "name": "Siti *Uji*"}
    app = _app("pages/program.py", dict(GOOD), **given)
    assert (len(lists(app)) == 1, "Siti" in _said(app)) == (enters, enters)
    assert (text("login.why") in _said(app)) is not enters


@pytest.mark.parametrize("since", [None, "2026", True])
def test_an_identity_without_a_time_opens_nothing(since: object, nothing_stored: Path) -> None:
    del nothing_stored
    app = _app("dashboard.py", dict(GOOD), is_logged_in=True, **({"iat": since} if since else {}))
    assert text("login.why") in _said(app)


def test_a_claim_that_is_not_true_is_not_logged_in(nothing_stored: Path) -> None:
    del nothing_stored
    app = _app("dashboard.py", dict(GOOD), is_logged_in="true", iat=time.time())
    assert text("login.why") in _said(app)


@pytest.mark.parametrize("seen", [False, True], ids=["streamlit-sees-no-file", "sees-another"])
def test_an_auth_that_streamlit_does_not_see_closes_the_pages(
    seen: bool, nothing_stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / ".streamlit" / "secrets.toml"
    kept.parent.mkdir()
    kept.write_text('[auth]\nclient_id = "lensa"\n')
    monkeypatch.setattr(auth_section, "ROOT", tmp_path)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    if seen:
        app.secrets["lain"] = "ada"
    app.run()
    assert text("shell.not_configured") in _said(app)
    assert (_shows_nothing(app), nothing_stored.exists()) == (True, False)


def test_without_auth_the_pages_are_open_and_authlib_is_not_imported(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('dashboard.py', default_timeout=60).run()\n"
        "assert len(app.metric) > 0 and not app.exception\n"
        "sys.exit(any(name.partition('.')[0] == 'authlib' for name in sys.modules))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=clean(tmp_path, LENSA_DATA=str(tmp_path / "data")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
