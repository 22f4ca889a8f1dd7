"""Commands in this process beside the real ones, with nothing stored yet."""

from __future__ import annotations

from tests.commands.conftest import data, gateway, lensa

__all__ = ["data", "gateway", "lensa"]
