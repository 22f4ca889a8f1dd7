"""Families of codes: roots, depths, branches."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any


def smallest(code: str) -> tuple[Any, ...]:
    """Return a sort key: codes as numbers, then as text; codes that are no number come last."""
    number = int(code) if code.isascii() and code.isdigit() else None
    return (number is None, number or 0, code)


@dataclass(eq=False)
class Family:
    """Codes that edges hold together; `depth` is None for all of them where there is a cycle."""

    codes: set[str] = field(default_factory=set)
    root: str = ""
    depth: dict[str, int | None] = field(default_factory=dict)
    odd: bool = False
    branch: int = 0


class Forest:
    """The families of a set of codes and their edges (old, new)."""

    def __init__(self, codes: Iterable[str], edges: Iterable[tuple[str, str]]) -> None:
        self.parents: dict[str, set[str]] = {code: set() for code in codes}
        self.children: dict[str, set[str]] = {code: set() for code in self.parents}
        for old, new in edges:
            self.parents[new].add(old)
            self.children[old].add(new)
        self.family: dict[str, Family] = {}
        for code in self.parents:
            if code not in self.family:
                self._settle(self._reach(code))

    def _reach(self, start: str) -> set[str]:
        seen, waiting = {start}, [start]
        while waiting:
            code = waiting.pop()
            for other in self.parents[code] | self.children[code]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    def _settle(self, codes: set[str]) -> None:
        depth = self._depths(codes)
        cycle = len(depth) < len(codes)
        odd = cycle or any(len(self.parents[code]) > 1 for code in codes)
        roots = [code for code in codes if not self.parents[code]]
        family = Family(
            codes=codes,
            root=min(codes if odd else roots, key=smallest),
            depth=dict.fromkeys(codes) if cycle else dict(depth),
            odd=odd,
            branch=max(len(self.children[code]) for code in codes),
        )
        self.family |= dict.fromkeys(codes, family)

    def _depths(self, codes: set[str]) -> dict[str, int]:
        """Return edges on the longest path to each code that no cycle stands before."""
        left = {code: len(self.parents[code]) for code in codes}
        ready = [code for code in codes if not left[code]]
        depth = dict.fromkeys(ready, 0)
        while ready:
            code = ready.pop()
            for child in self.children[code]:
                depth[child] = max(depth.get(child, 0), depth[code] + 1)
                left[child] -= 1
                if not left[child]:
                    ready.append(child)
        return {code: steps for code, steps in depth.items() if not left[code]}

    def families(self) -> list[Family]:
        """Return each family once."""
        return list({id(family): family for family in self.family.values()}.values())

    def above(self, code: str) -> set[str]:
        """Return the ancestors of a code."""
        return self._walk(code, self.parents)

    def below(self, code: str) -> set[str]:
        """Return the descendants of a code."""
        return self._walk(code, self.children)

    @staticmethod
    def _walk(code: str, steps: dict[str, set[str]]) -> set[str]:
        seen: set[str] = set()
        waiting = [code]
        while waiting:
            for other in steps[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen


def grow(pairs: Iterable[tuple[Hashable, Hashable]]) -> Forest:
    """Return the forest of (old, new) codes; one of them may be missing."""
    codes: dict[Any, None] = {}
    edges: list[tuple[Any, Any]] = []
    for old, new in pairs:
        codes |= dict.fromkeys(code for code in (old, new) if code is not None)
        if old is not None and new is not None and old != new:
            edges.append((old, new))
    return Forest(codes, edges)
