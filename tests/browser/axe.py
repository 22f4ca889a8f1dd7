"""Run axe-core over a page as it stands, and say what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ENGINE = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})
_RUN = """() => axe.run(document, {resultTypes: ['violations'], elementRef: false})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One element that breaks a rule: how gravely, where it stands, what it is, and why."""

    rule: str
    impact: str
    target: str
    html: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run says: the rules that hold on the page, and every finding."""

    passed: frozenset[str]
    findings: Sequence[Finding]

    @property
    def grave(self) -> list[Finding]:
        """Return the findings that keep somebody from using the page."""
        return [found for found in self.findings if found.impact in GRAVE]


@cache
def _engine() -> str:
    return ENGINE.read_text("utf-8")


def run(page: Page) -> Run:
    """Judge the whole page as it stands; the page itself is not changed."""
    page.evaluate(_engine())
    told: dict[str, Any] = page.evaluate(_RUN)
    return Run(
        passed=frozenset(rule["id"] for rule in told["passes"]),
        findings=[_finding(rule, node) for rule in told["violations"] for node in rule["nodes"]],
    )


def _finding(rule: dict[str, Any], node: dict[str, Any]) -> Finding:
    return Finding(
        rule=rule["id"],
        impact=node["impact"],
        target=" ".join(map(str, node["target"])),
        html=node["html"][:200],
        why=node["failureSummary"],
    )
