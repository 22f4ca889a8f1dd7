"""Import rows that people hold in files: the same typed partitions as fetched ones.

`plan` computes what would be stored and writes nothing; `apply` stores it.
"""

from .formats.limits import LIMITS, Limits
from .importer import Importer
from .plans import Change, Hints, OnStep, Plan, PlannedPass, Results, Step
from .sources import Refusal

__all__ = [
    "LIMITS",
    "Change",
    "Hints",
    "Importer",
    "Limits",
    "OnStep",
    "Plan",
    "PlannedPass",
    "Refusal",
    "Results",
    "Step",
]
