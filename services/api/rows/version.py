"""The version of the program, on which answers depend, too."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("lensa-rup")
except PackageNotFoundError:  # a checkout that is not installed
    VERSION = "0"
