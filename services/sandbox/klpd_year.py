"""What all datasets of one KLPD and year share: its units, sizes and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .revisions import Revisions, revisions
from .sizes import Sizes, sizes
from .units.instansi import YEARS, Instansi, all_instansi
from .units.satkers import Roster, roster


@dataclass(frozen=True, slots=True, kw_only=True)
class KlpdYear:
    """One KLPD and year that the sandbox serves."""

    instansi: Instansi
    tahun: int

    @property
    def kode(self) -> str:
        """Return the code of the KLPD."""
        return self.instansi.kode

    @property
    def roster(self) -> Roster:
        """Return the units of the year."""
        return roster(self.instansi, self.tahun)

    @property
    def sizes(self) -> Sizes:
        """Return how many rows the year has."""
        return sizes(self.instansi, self.tahun)

    @property
    def revisions(self) -> Revisions:
        """Return the revisions of its packages; those of the latest few are kept."""
        return _revisions(self)


@lru_cache(maxsize=8)
def _revisions(of: KlpdYear) -> Revisions:
    return revisions(of.instansi, of.roster, of.sizes, of.tahun)


def klpd_year(kode: str, tahun: int) -> KlpdYear | None:
    """Return a KLPD and year; None for an unknown KLPD or a year that is not served."""
    instansi = all_instansi().get(kode)
    if instansi is None or tahun not in YEARS:
        return None
    return KlpdYear(instansi=instansi, tahun=tahun)
