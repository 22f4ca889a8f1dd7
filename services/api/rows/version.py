"""The version of the program, on which answers depend, too."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("lensa-rup")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0"


VERSION = _installed()
