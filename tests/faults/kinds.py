"""All kinds of faults together."""

from __future__ import annotations

from tests.faults import bytes_kinds, lies
from tests.faults.scenes import Kind

KINDS: list[Kind] = [*bytes_kinds.KINDS, *lies.KINDS]
