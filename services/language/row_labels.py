"""Label rows by code and name, so that no two rows look alike even where names must be cut.

Names of one table often begin alike ("Balai Besar Pelatihan ... Wilayah Utara"). A name that is too
long keeps its beginning if that is unique; else its middle is left out in favour of what differs.
The code always stands before the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from .labels import escaped, shortened
from .plain_text import visible

SHORTEST = 8
"""Characters a name gets at least, however long its code."""
ELLIPSIS = "…"
_EDGE = " ,.;:-/("


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The code of a row, "" for none, and its name, cut to the room; neither is escaped."""

    code: str
    name: str

    def __str__(self) -> str:
        """Return code and name as plain text."""
        return f"{self.code} {self.name}".strip()

    def markup(self, muted: str) -> str:
        """Return the label for Plotly, the code in the colour `muted`."""
        code = f'<span style="color:{muted}">{escaped(self.code)}</span> ' if self.code else ""
        return f"{code}{escaped(self.name)}"


def row_labels(rows: Sequence[tuple[str, str]], chars: int) -> list[RowLabel]:
    """Return a label of at most `chars` characters for each (code, name); a code is never cut.

    Rows with different codes have different labels. A cut name shows the place where it first
    differs from the name with which it shares the longest beginning; where that makes it look like
    a third name, it shows its end.
    """
    shown = [(visible(code), visible(name)) for code, name in rows]
    # how many characters each name shares with the beginning of another
    ordered = sorted({name for _, name in shown})
    alike = dict.fromkeys(ordered, 0)
    for name, following in pairwise(ordered):
        pairs = zip(name, following, strict=False)
        length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        alike[name] = max(alike[name], length)
        alike[following] = max(alike[following], length)
    rooms = [max(chars - len(code) - 1 if code else chars, SHORTEST) for code, _ in shown]
    cut = [_cut(name, room, alike[name]) for (_, name), room in zip(shown, rooms, strict=True)]
    names_of: dict[tuple[str, str], set[str]] = {}
    for (code, name), text in zip(shown, cut, strict=True):
        names_of.setdefault((code, text), set()).add(name)
    labels = []
    for (code, name), text, room in zip(shown, cut, rooms, strict=True):
        if len(names_of[code, text]) == 1:
            label = text
        else:
            label = name if len(name) <= room else ELLIPSIS + name[1 - room :].lstrip(_EDGE)
        labels.append(RowLabel(code, label))
    return labels


def _cut(name: str, room: int, alike: int) -> str:
    """Return a name cut to `room` characters that shows the character after the first `alike`."""
    if len(name) <= room:
        return name
    end = shortened(name, room)
    if alike < len(end) - 1:
        return end
    start = name.rfind(" ", 0, alike) + 1
    start = max(start, alike - (room - 6) // 2) if alike - start >= room - 6 else start
    rest = name[start:]
    if len(rest) > room - 4:
        rest = rest[: room - 5].rstrip(_EDGE) + ELLIPSIS
    return f"{shortened(name, room - len(rest) - 1)} {rest}"
