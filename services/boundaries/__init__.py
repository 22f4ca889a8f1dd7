"""The boundaries that maps draw: a person's own where there are any, else the shipped ones."""

from .archive import Archive, Origin, OwnFile, archives
from .drawn import Boundaries, boundaries
from .own import keep, kept, remove
from .recognition import LEVELS, Level, Unmatched

__all__ = [
    "LEVELS",
    "Archive",
    "Boundaries",
    "Level",
    "Origin",
    "OwnFile",
    "Unmatched",
    "archives",
    "boundaries",
    "keep",
    "kept",
    "remove",
]
