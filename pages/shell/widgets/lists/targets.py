"""Where a component's links lead: a page of the menu and a state of the link.

A component sends the address that was clicked. It is opened only when it is one of the targets the
page offered, so what a browser sends can lead nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TypeAlias
from urllib.parse import urlencode

from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.widgets import menu
from services.link import LinkState, pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A page by its name in menu.ENTRIES, and the state it is opened with."""

    page: str
    state: LinkState

    @property
    def href(self) -> str:
        """Return the address relative to any page."""
        file = next(entry.file for entry in menu.ENTRIES if entry.name == self.page)
        path = "." if file == "dashboard.py" else PurePath(file).stem
        return f"{path}?{urlencode(pairs(self.state), safe=':')}"


Targets: TypeAlias = Mapping[str, Target]


def by_address(targets: Iterable[Target]) -> Targets:
    """Return targets by their address."""
    return {target.href: target for target in targets}


def package(view: View, code: str) -> Target:
    """Return the page of a package code, without what belongs to the present page alone."""
    state = replace(view.state.change(kode=code), urut="", hal=None, lihat=())
    return Target(page="paket", state=state)


def follow(view: View, target: Target | None) -> bool:
    """Open a target that is not what the page shows already; tell whether there was one."""
    if target is None or (target.page, target.state) == (view.page, view.state):
        return False
    if target.page == view.page:
        go(target.state)
    else:
        menu.open_later(target.page, target.state)
    return True
