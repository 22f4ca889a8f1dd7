"""The table of limits in the documentation is the one that is kept."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from services.importing import LIMITS

PAGE = Path(__file__).parents[2] / "docs" / "import.md"


def test_the_documentation_names_every_limit() -> None:
    table = PAGE.read_text("utf-8").split("## Limits")[1]
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", table, re.M)
    assert {name: int(most.replace(",", "")) for name, most in rows} == asdict(LIMITS)
