"""What a battery has to say once it has run, printed at the end; a worker of xdist says it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

Told = Callable[[], Iterable[str]]
_TOLD = pytest.StashKey[list[Told]]()
_SENT = "told"


def tell(config: pytest.Config, lines: Told) -> None:
    """Have these lines printed at the end; they are asked for when all tests have run."""
    config.stash.setdefault(_TOLD, []).append(lines)


def send(config: pytest.Config) -> None:
    """Hand what was told to the process that prints, when this one is a worker."""
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[_SENT] = [list(lines()) for lines in config.stash.get(_TOLD, [])]


def receive(config: pytest.Config, output: dict[str, list[list[str]]]) -> None:
    """Take over what a worker handed on."""
    for lines in output.get(_SENT, []):
        tell(config, lambda lines=lines: lines)  # type: ignore[misc]


def told(config: pytest.Config) -> list[str]:
    """Return the lines to print, those that several workers told once."""
    every = dict.fromkeys(tuple(lines()) for lines in config.stash.get(_TOLD, []))
    return [line for lines in every for line in lines]
