"""Facts shipped with the product: the region tree, boundaries, KLPD and vocabularies."""

from services.reference.loader import (
    BOUNDARIES_NOTE,
    DECREE,
    BoundaryName,
    Match,
    Region,
    VocabularyName,
    boundaries,
    children,
    klpd,
    klpd_of_region,
    path,
    region,
    regions,
    search_regions,
    vocabulary,
)

__all__ = [
    "BOUNDARIES_NOTE",
    "DECREE",
    "BoundaryName",
    "Match",
    "Region",
    "VocabularyName",
    "boundaries",
    "children",
    "klpd",
    "klpd_of_region",
    "path",
    "region",
    "regions",
    "search_regions",
    "vocabulary",
]
