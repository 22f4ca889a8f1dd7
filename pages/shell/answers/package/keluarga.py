"""The family of the code in the link: its rows, codes and acts over all stored years."""

from __future__ import annotations

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from services.analysis.filters import Filters
from services.analysis.frames import HISTORY, PAKET, PENYEDIA, PENYEDIA_UMUM
from services.analysis.measures import SWAKELOLA
from services.analysis.packages.one_package import satu_paket
from services.analysis.revisions.lineage import pohon, tindakan
from services.charts.timeline import Family, family_of

SWITCH = "buka-jejak"
"""The switch of the link that shows the history rows of the family."""


def codes(data: Data) -> pl.DataFrame:
    """Return one row per code of the family with its state (lineage.pohon)."""
    kode = data.view.state.kode
    return data.cached(f"{_named(data)} kode", lambda: pohon(_history(data), kode).nodes)


def listed(data: Data) -> pl.DataFrame:
    """Return the listed packages of the code and of its family, of every stored year."""
    view = data.view
    data.need((HISTORY, PAKET), view.state.klpd, view.state.tahun)
    every = {view.state.kode, *codes(data)["kd_rup"]}
    narrow = Filters(klpd=view.state.klpd)
    return data.cached(
        f"{_named(data)} daftar", lambda: satu_paket(narrow.narrow(data.frames), *sorted(every))
    )


def family(data: Data) -> Family:
    """Return the family as its timeline needs it; without any code where there is no history."""
    kode = data.view.state.kode
    acts = data.cached(f"{_named(data)} tindakan", lambda: tindakan(_history(data), kode))
    packages = listed(data)
    dated = packages.drop_nulls("tgl_buat_paket")
    columns = ("kd_klpd", "jenis_paket", "kd_rup", "tgl_buat_paket")
    made = {(klpd, jenis, rup): day for klpd, jenis, rup, day in dated.select(columns).iter_rows()}
    return family_of(acts, codes(data), kode, made)


def rows(data: Data) -> Drawn:
    """Return the history rows of the family, with the lists that date its first codes."""
    trail = data.shown("jejak")
    return data.drawn(trail.rows, HISTORY, *listing(data, listed(data)), followed=("kode",))


def listing(data: Data, packages: pl.DataFrame) -> list[str]:
    """Return the datasets that hold these rows of `listed`."""
    provider = PENYEDIA if data.snapshots(PENYEDIA) else PENYEDIA_UMUM
    kinds = packages["jenis_paket"].unique().sort()
    return [PAKET if kind == SWAKELOLA else provider for kind in kinds]


def _named(data: Data) -> str:
    state = data.view.state
    return f"keluarga {state.klpd} {state.kode}"


def _history(data: Data) -> pl.LazyFrame:
    return data.frames.kaji_ulang.filter(pl.col("kd_klpd").is_in(data.view.state.klpd))
