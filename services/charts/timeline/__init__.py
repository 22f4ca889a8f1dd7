"""The timeline of a family of package codes: a lane per code, a mark per act.

`family.py` orders the codes and their acts, `layout.py` places them, `words.py` describes them in
both languages, `drawing.py` is what the page's component draws, `picture.py` the same as SVG.
"""

from .drawing import Drawing, drawing
from .family import Family, family_of, shortened
from .layout import Timeline, layout
from .picture import picture

__all__ = [
    "Drawing",
    "Family",
    "Timeline",
    "drawing",
    "family_of",
    "layout",
    "picture",
    "shortened",
]
