"""The drawings of the provider page: the schedule, and the methods over years."""

from __future__ import annotations

from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from services.analysis.frames import PENYEDIA
from services.analysis.lists.provider_lists import method_shares
from services.charts.plots.plot import Plot
from services.charts.plots.schedule import months_of
from services.charts.plots.schedule import schedule as draw_schedule
from services.charts.plots.year_lines import Series, Subject, year_lines
from services.language.labels import label

MOST_COMPARED = 2
"""Years of a schedule that one panel compares; of more each has its own."""


def schedule(data: Data) -> tuple[Plot, Drawn]:
    """Return the schedule of the newest year beside the one compared, or of three years or more."""
    view = data.view
    several = len(view.state.tahun) > MOST_COMPARED
    years = view.state.tahun if several else view.state.tahun[-1:]
    last = None if several or not data.has_rows(PENYEDIA, view.lalu) else view.lalu
    shown = years if last is None else (last, *years)
    drawn = data.shown("penyedia-jadwal", klpd=(view.klpd,), tahun=shown)
    return draw_schedule(drawn.rows, years=years, last=last, lang=view.lang), drawn


def early(data: Data) -> str:
    """Return the pagu planned before the newest year, and what the schedule has no month for."""
    view = data.view
    months = months_of(data.now("penyedia-jadwal").rows, view.tahun)
    sentences = []
    if months.early:
        sentences.append(
            view.say("penyedia.early", tahun=view.tahun, pagu=view.rupiah(months.early))
        )
    if months.outside:
        sentences.append(view.say("penyedia.outside", pagu=view.rupiah(months.outside)))
    return " ".join(sentences)


def methods(data: Data) -> tuple[Plot, Drawn]:
    """Return the share of each method over the chosen years, a panel each, a line per KLPD."""
    view, state = data.view, data.view.state
    everything = {"satker": "", "metode": "", "pengadaan": ""}
    rows = data.made(method_shares, reads=(PENYEDIA,), **everything)
    read = set(rows.select("kd_klpd", "tahun").iter_rows())
    shares = {
        (row["metode_pengadaan"], row["kd_klpd"], row["tahun"]): row["pangsa"]
        for row in rows.iter_rows(named=True)
    }

    def values(method: str, kode: str) -> tuple[float | None, ...]:
        return tuple(
            shares.get((method, kode, year), 0.0) if (kode, year) in read else None
            for year in state.tahun
        )

    newest = {method: shares.get((method, view.klpd, view.tahun)) or 0.0 for method, *_ in shares}
    subjects = [
        Subject(
            title=label("metode", method, view.lang),
            series=tuple(
                Series(
                    name=view.names.get(kode, kode),
                    values=values(method, kode),
                    own=kode == view.klpd,
                )
                for kode in state.klpd
            ),
        )
        for method in sorted(newest, key=lambda method: (-newest[method], method))
    ]
    plot = year_lines(subjects, state.tahun, unit="persen", lang=view.lang)
    return plot, data.drawn(rows, PENYEDIA)
