"""The drawings of the comparison page: a figure over years, and two figures against each other."""

from __future__ import annotations

import polars as pl

from pages.shell.answers import banding
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from services.analysis.across_klpd.peers import Ukuran
from services.charts.plots.plot import Plot
from services.charts.plots.scatter import Axis, Point
from services.charts.plots.scatter import scatter as draw_scatter
from services.charts.plots.year_lines import Series, Subject, year_lines

LOG = "log"
_KEYS = ("tahun", "kd_klpd", "nama_klpd")


def years(data: Data, ukuran: Ukuran) -> tuple[Plot, Drawn]:
    """Return a figure of every KLPD over the chosen years, a line each."""
    view = data.view
    rows = banding.rows(data)
    values = {
        (row["kd_klpd"], row["tahun"]): row[ukuran.column] for row in rows.iter_rows(named=True)
    }
    names = _names(view, rows)
    series = tuple(
        Series(
            name=name,
            values=tuple(values.get((kode, year)) for year in view.state.tahun),
            own=kode == view.klpd,
        )
        for kode, name in names.items()
    )
    subject = Subject(title=view.words(f"banding.ukuran.{ukuran.name}"), series=series)
    plot = year_lines([subject], view.state.tahun, unit=ukuran.unit, lang=view.lang)
    return plot, data.drawn(rows.select(*_KEYS, ukuran.column), *ukuran.datasets)


def _names(view: View, rows: pl.DataFrame) -> dict[str, str]:
    """Return the names of the KLPD; imported rows beside live ones are marked."""
    marked = {
        kode: f"{name or kode} ({view.words('asal.label.berkas')})" if stands_in else name or kode
        for kode, name, stands_in in rows.select("kd_klpd", "nama_klpd", "pengganti").iter_rows()
    }
    return dict(sorted(marked.items()))


def against(view: View, ukuran: Ukuran) -> str:
    """Return the figure that the chosen one is drawn against where the link names none."""
    return "tindakan" if ukuran.name == "pagu" else "pagu"


def scatter(data: Data, ukuran: Ukuran, other: Ukuran, scale: str) -> tuple[Plot, Drawn]:
    """Return two figures of the newest year against each other, a dot for each ranked KLPD.

    scale: LOG for tenfold steps on both axes; then values of zero have no dot.
    """
    view = data.view
    rows = banding.newest(data, banding.rows(data))
    up, across = (
        dict(
            banding.newest(data, banding.ranking(data, figure))
            .drop_nulls("peringkat")
            .select("kd_klpd", figure.column)
            .iter_rows()
        )
        for figure in (ukuran, other)
    )
    both = [kode for kode in up if kode in across]
    if scale == LOG:
        both = [kode for kode in both if up[kode] > 0 and across[kode] > 0]
    names = _names(view, rows)
    points = [
        Point(name=names[kode], x=across[kode], y=up[kode], own=kode == view.klpd) for kode in both
    ]
    axes = [
        Axis(name=view.words(f"banding.pendek.{figure.name}"), unit=figure.unit, log=scale == LOG)
        for figure in (other, ukuran)
    ]
    datasets = dict.fromkeys((*ukuran.datasets, *other.datasets))
    drawn = data.drawn(rows.select(*_KEYS, ukuran.column, other.column), *datasets)
    return draw_scatter(points, axes[0], axes[1], lang=view.lang), drawn


def without_dot(data: Data, ukuran: Ukuran, other: Ukuran, scale: str) -> str:
    """Return how many KLPD have no dot, and why; "" where all have one."""
    view = data.view
    plot, drawn = scatter(data, ukuran, other, scale)
    missing = drawn.rows["kd_klpd"].n_unique() - len(plot.panels[0].dots)
    return view.say("banding.without_dot", n=view.number(missing)) if missing else ""
