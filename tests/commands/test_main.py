"""The command line itself: usage, codes, and one line per problem whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.__main__ import exit_code
from services.commands.parser import parser
from services.errors import (
    AccessDenied,
    BadRequest,
    ConfigurationMissing,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
    StoreDamaged,
    StoreUnavailable,
)
from services.upstream.answer.answers import LimitRefused, Refused
from tests.commands.conftest import Lensa

COMMANDS = {
    *("fetch", "table", "harvest", "watch", "status", "klpd", "diff"),
    *("sandbox", "doctor", "layani"),
}


@pytest.mark.parametrize(
    "arguments",
    [
        ("makan",),
        ("layani", "--port", "x"),
        ("fetch",),
        ("table", "paket"),
        ("status", "--yaml"),
        ("sandbox", "--port", "x"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_2_on_one_line_that_says_where_help_is(
    lensa: Lensa, arguments: tuple[str, ...]
) -> None:
    ran = lensa(*arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert ran.err.startswith("galat: ")
    assert "--help" in ran.err


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_ends_0_on_stdout(lensa: Lensa, command: str) -> None:
    ran = lensa(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "lensa" in ran.out


def test_every_promised_command_is_there() -> None:
    assert set(parser().format_help().split()) >= COMMANDS


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationMissing, 2),
        (BadRequest, 2),
        (Refused, 1),
        (LimitRefused, 1),
        (AccessDenied, 1),
        (RateLimited, 1),
        (SourceUnavailable, 1),
        (ContractBroken, 1),
        (StoreDamaged, 4),
        (StoreUnavailable, 1),
    ],
)
def test_each_error_has_its_exit_code(error: type[ServiceError], code: int) -> None:
    assert exit_code(error("pesan")) == code


@pytest.mark.parametrize(
    "settings",
    [
        {"INAPROC_BASE_URL": "http://contoh.id"},
        {"SATUSEHAT_CLIENT_ID": "satu"},
        {"LENSA_MAX_AGE": "enam jam"},
        {"LENSA_SCOPE": "../x"},
        {"LENSA_DATA": "s3://ember/../awalan"},
        {"LENSA_LOCK": "redis:6379"},
        {"LENSA_BATAS": "tidak/ada.geojson"},
    ],
    ids=str,
)
def test_a_malformed_setting_ends_2_and_names_itself(
    lensa: Lensa, settings: dict[str, str]
) -> None:
    ran = lensa("status", **settings)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert next(iter(settings)) in ran.err
    assert "[operator]" in ran.err


def test_secrets_toml_of_the_working_folder_is_read(lensa: Lensa) -> None:
    Path(".streamlit").mkdir()
    Path(".streamlit/secrets.toml").write_text('lensa_scope = "bukan/sah"\n')
    assert lensa("status").code == 2
    assert lensa("status", LENSA_SCOPE="sah").code == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("sandbox", "--port", "99999"), "port"), (("sandbox", "--faults", "banjir"), "banjir")],
)
def test_a_sandbox_that_cannot_start_ends_2(
    lensa: Lensa, arguments: tuple[str, ...], word: str
) -> None:
    ran = lensa(*arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert word in ran.err
