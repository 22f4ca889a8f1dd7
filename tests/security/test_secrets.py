"""Canary secrets, repeated by every upstream, are found nowhere: said, logged, stored, exported."""

from __future__ import annotations

import base64
import logging
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest

from services import settings as configuration
from services.errors import ServiceError
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.security.canaries import PLANTED, SECRETS, found, found_below
from tests.security.echo import REFUSALS, Echo

FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2025")
REGIONS = ("fetch", "provinces", "--versi", "v1")
COMMANDS = (
    FETCH,
    REGIONS,
    ("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2025"),
    ("doctor",),
    ("status", "--json"),
)
Logged = pytest.LogCaptureFixture


@pytest.mark.parametrize("tokens", [False, True], ids=["asked", "token-refused"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_no_command_says_logs_or_stores_a_secret_that_an_upstream_repeats(
    refusal: str, tokens: bool, echo: Echo, lensa: Lensa, data: Path, everything_logged: Logged
) -> None:
    echo.refusal, echo.tokens = refusal, tokens
    for command in COMMANDS:
        ran = lensa(*command)
        assert (found(ran.out), found(ran.err)) == (set(), set()), command
        assert "Traceback" not in ran.err
    assert len(echo.asked) > 3
    assert found(everything_logged.text) == set()
    assert found_below(data) == {}


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "json"])
def test_no_export_holds_a_secret_and_what_was_planted_is_found(
    suffix: str, echo: Echo, lensa: Lensa, data: Path, tmp_path: Path, everything_logged: Logged
) -> None:
    out = tmp_path / "keluar"
    out.mkdir()
    for number, command in enumerate((FETCH, REGIONS, COMMANDS[2])):
        ran = lensa(*command, "--out", str(out / f"{number}.{suffix}"))
        assert (ran.code, found(ran.out + ran.err)) == (0, set())
    seen = found_below(out, also=PLANTED)
    assert seen == {f"{number}.{suffix}": {PLANTED} for number in range(3)}
    stored = found_below(data, also=PLANTED)
    assert {secret for secrets in stored.values() for secret in secrets} == {PLANTED}
    assert {Path(name).suffix for name in stored} >= {".parquet"}
    assert found(everything_logged.text) == set()
    assert {"/masterdata/v1/provinces", "/oauth2/v1/accesstoken"} <= set(echo.asked)


def test_a_pass_that_broke_off_leaves_no_page_with_a_secret_behind(
    echo: Echo, lensa: Lensa, data: Path
) -> None:
    echo.refusal, echo.half = "down", True
    assert lensa(*FETCH).code == 1
    assert found_below(data, also=PLANTED) == {}
    echo.talk = False
    assert lensa(*FETCH).code == 1
    kept = found_below(data, also=PLANTED)
    assert set().union(*kept.values()) == {PLANTED}
    assert all(name.startswith("checkpoints") for name in kept)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_no_error_shows_a_secret_in_text_repr_or_chain(
    refusal: str, echo: Echo, lensa: Lensa
) -> None:
    del lensa
    echo.refusal = refusal
    parts = connect(configuration.load())
    shown = [repr(parts), repr(parts.settings), repr(parts.clients), repr(vars(parts.repository))]
    try:
        for request in (
            parts.request("program-master", kode_klpd="D304", tahun="2025"),
            parts.request("provinces", versi="v1"),
        ):
            with pytest.raises(ServiceError) as caught:
                parts.repository.load(request)
            error = caught.value
            shown += [str(error), repr(error), repr(error.args), repr(vars(error))]
            shown += traceback.format_exception(error)
    finally:
        parts.close()
    assert found("\n".join(shown)) == set()
    assert "127.0.0.1" in "\n".join(shown)


@pytest.mark.parametrize("name", SECRETS)
def test_the_search_finds_a_secret_however_it_is_written(name: str, tmp_path: Path) -> None:
    secret = SECRETS[name]
    pure = base64.b64encode(secret.encode()).decode()
    written = [secret, quote(secret, safe=""), pure, quote(pure, safe=""), secret.encode().hex()]
    written += [base64.b64encode(f"{'x' * n}{secret}yz".encode()).decode() for n in range(4)]
    written += [secret.replace("/", "\\/"), secret.replace("&", "&amp;"), secret[:14]]
    for text in written:
        assert name in found(f"sebelum {text} sesudah"), text
        (tmp_path / "berkas.txt").write_text(f"<{text}>")
        assert name in found_below(tmp_path)["berkas.txt"]
    assert found("tak ada apa-apa di sini") == set()


def test_what_is_logged_below_a_warning_by_the_network_is_dropped_whatever_the_level(
    everything_logged: Logged,
) -> None:
    for name in ("httpx", "httpcore.http11"):
        logging.getLogger(name).debug("Authorization: %s", SECRETS["token"])
        logging.getLogger(name).warning("terdengar %s", name)
    assert found(everything_logged.text) == set()
    assert everything_logged.text.count("terdengar") == 2
