"""Commands in this process, with settings of their own and nothing stored yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stamina

from services.__main__ import main
from services.settings import DEFAULTS
from tests.commands.running import Ran, live
from tests.gateway import Gateway, loopback

Lensa = Callable[..., Ran]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of the commands of this test; the working folder is empty."""
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def lensa(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lensa]:
    """Return a function that runs a command line; retries do not wait."""
    del data

    def run(*arguments: str, **settings: str) -> Ran:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    with stamina.set_testing(True, attempts=12):
        yield run


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, data: Path) -> Iterator[Gateway]:
    """Return a gateway on loopback that the settings of this test point at."""
    del data
    served = Gateway()
    with loopback(served) as address:
        for name, value in live(address).items():
            monkeypatch.setenv(name, value)
        yield served
