"""The answers of the pages on plans: their key figures, and one chart of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ...analysis.acts.kaji_ulang import months_of_plan
from ...analysis.filters import Filters
from ...analysis.frames import STAND_INS, Frames, Options
from ...analysis.key_figures import (
    PAGES,
    KeyFigure,
    Make,
    PageFigures,
    Row,
    over_years,
    years_shown,
)
from ...analysis.lists.provider_lists import method_shares
from ...analysis.tables import build
from ...charts.plots.curve_html import curves, march
from ...export import origin
from ...language import wording
from ...language.labels import label
from ...repository import Snapshot
from ...table_inputs import Sheet
from ..asked import Asked
from ..values import Answer, Bar, Bars, Chart, Columns, Curves

MOST_BARS = 4
_MONTHS = (0, 3, 6, 9, 12)
"""The months of the plan year that are named, December before it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The key figures of a page for a link: what they are, the row of the year, and its sheet."""

    page: PageFigures
    row: Row
    sheet: Sheet
    with_rows: frozenset[str]

    def printed(self, figure: KeyFigure, lang: str) -> str:
        """Return a figure as the page prints it; of a dataset without rows it is unknown."""
        return figure.printed(self.row if figure.dataset in self.with_rows else {}, lang)

    @property
    def partitions(self) -> tuple[Snapshot, ...]:
        """Return what the figures of the newest year are made from."""
        used = {figure.dataset for figure in self.page.figures}
        used |= {STAND_INS[name] for name in used if name in STAND_INS}
        return tuple(s for s in self.sheet.snapshots if s.request.dataset.name in used)


def key_figures(given: Asked, page: PageFigures) -> Figures:
    """Return the key figures of the first KLPD in the newest year, from what is stored."""
    years = (given.state.year_before, given.tahun)
    sheet = given.stored(page.reads, (given.klpd,), years)
    options = given.settled(sheet.frames).options(klpd=(given.klpd,), tahun=years)
    rows = _made(page.make, sheet.frames, options)
    row = next((r for r in rows.iter_rows(named=True) if r["tahun"] == given.tahun), {})
    with_rows = {
        s.request.dataset.name
        for s in sheet.snapshots
        if s.request.tahun == given.tahun and s.manifest.rows
    }
    with_rows |= {name for name, other in STAND_INS.items() if other in with_rows}
    return Figures(page=page, row=row, sheet=sheet, with_rows=frozenset(with_rows))


def plan(given: Asked) -> Answer | None:
    """Return the answer of a page with key figures, None where its main figure is not stored."""
    page = PAGES[given.page]
    figures = key_figures(given, page)
    shares = (figure for figure in page.figures if figure.key == "swakelola.terumumkan")
    main = next(shares, page.figures[0]) if figures.row.get("bermakna") else page.figures[0]
    others = [figure for figure in page.figures if figure is not main]
    if main.dataset not in figures.with_rows or not main.known(figures.row):
        return None
    settled = given.settled(figures.sheet.frames)
    subject, context = settled.subject(figures.sheet.frames)
    lang = given.lang
    title, chart = _chart(settled, figures, main)
    beside = chart.rows if isinstance(chart, Bars) and len(given.state.klpd) > 1 else ()
    return Answer(
        subject=subject,
        context=context,
        figure=figures.printed(main, lang),
        label=_label(main, lang),
        more=[
            *(f"{bar.name}: {bar.text}" for bar in beside if not bar.own),
            *(f"{_label(figure, lang)}: {figures.printed(figure, lang)}" for figure in others),
        ],
        chart=chart,
        chart_title=title,
        partitions=[s for s in figures.partitions if s.request.tahun == given.tahun],
        origin=origin.kind(s.manifest for s in figures.partitions),
    )


def _label(figure: KeyFigure, lang: str) -> str:
    """Return the label of a figure outside of its page, which says what it counts."""
    key = f"pratinjau.label.{figure.key}"
    return wording.text(key, lang) if key in wording.texts() else figure.label(lang)


def _made(make: Make, frames: Frames, options: Options) -> pl.DataFrame:
    """Return a table of the rows of the chosen KLPD and years, as the pages make it."""
    return make(Filters.of(options).partitions.narrow(frames), options).collect()


def _chart(given: Asked, figures: Figures, main: KeyFigure) -> tuple[str, Chart | None]:
    """Return the chart of a page with its title: several KLPD side by side, else the page's own."""
    if len(given.state.klpd) > 1:
        sheet = given.stored(figures.page.reads, given.state.klpd, (given.tahun,))
        options = given.options(tahun=(given.tahun,), satker="")
        rows = _made(figures.page.make, sheet.frames, options)
        column = main.columns[-1]
        known = [
            Bar(
                name=given.names.get(row["kd_klpd"], row["kd_klpd"]),
                value=float(row[column]),
                text=main.printed(row, given.lang),
                own=row["kd_klpd"] == given.klpd,
            )
            for row in rows.iter_rows(named=True)
            if row["kd_klpd"] in given.state.klpd and row[column] is not None
        ]
        return _label(main, given.lang), bars(sorted(known, key=lambda bar: -bar.value))
    chart = _CHARTS[given.page](given, figures.sheet.frames)
    values = {"tahun": given.tahun, "lalu": given.state.year_before}
    of_programs = given.page == "ringkasan" and isinstance(chart, Bars)
    title = "program" if of_programs else given.page
    return given.words(f"pratinjau.bagan.{title}", **values), chart


def bars(rows: Sequence[Bar]) -> Bars | None:
    """Return the largest rows as a chart, the own one always among them; None without a value."""
    if not any(row.value > 0 for row in rows):
        return None
    shown = list(rows[:MOST_BARS])
    own = next((row for row in rows[MOST_BARS:] if row.own), None)
    return Bars(rows=tuple([*shown[:-1], own] if own else shown))


def _years(given: Asked, frames: Frames) -> Chart | None:
    years = years_shown(given.tahun)
    rows = _made(over_years, frames, given.options(klpd=(given.klpd,), tahun=years))
    by_year = dict(rows.drop_nulls("pagu").select("tahun", "pagu").iter_rows())
    if len(by_year) < 2:
        return _programs(given, frames)
    shown = range(min(by_year), given.tahun + 1)
    values = [by_year.get(year) for year in shown]
    return Columns(
        values=tuple(values),
        labels=tuple(map(str, shown)),
        strong=len(values) - 1,
        text=wording.rupiah(values[-1], given.lang),
    )


def _programs(given: Asked, frames: Frames) -> Chart | None:
    options = given.options(klpd=(given.klpd,), tahun=(given.tahun,), program="")
    rows = build("pagu-per-program", frames, options).collect()
    known = rows.drop_nulls("pagu").sort("pagu", "kd_program_str", descending=[True, False])
    return bars(
        [
            Bar(
                name=row["nama_program"] or row["kd_program_str"] or given.words("charts.no_name"),
                value=float(row["pagu"]),
                text=wording.rupiah(row["pagu"], given.lang),
            )
            for row in known.head(MOST_BARS).iter_rows(named=True)
        ]
    )


def _announced(given: Asked, frames: Frames) -> Chart | None:
    years = (given.state.year_before, given.tahun)
    options = given.options(klpd=(given.klpd,), tahun=years, status="")
    rows = build("pengumuman-per-hari", frames, options).collect()
    before, now = curves(rows.filter(kd_klpd=given.klpd), years)
    if not now.points:
        return None
    share = wording.percent(now.share_by(march(now.year)), 1, given.lang)
    return Curves(
        now=now,
        before=before,
        march=given.words("pratinjau.maret", nilai=share),
    )


def _months(given: Asked, frames: Frames) -> Chart | None:
    options = given.options(klpd=(given.klpd,), tahun=(given.tahun,), jenis="")
    rows = months_of_plan(build("kaji-ulang-per-bulan", frames, options)).collect()
    by_month = dict(rows.filter(kd_klpd=given.klpd).select("bulan_ke", "tindakan").iter_rows())
    values = [float(by_month.get(month) or 0) for month in range(13)]
    if not any(values):
        return None
    strong = values.index(max(values))
    return Columns(
        values=tuple(values),
        labels=tuple(
            wording.month_name(month or 12, given.lang) if month in _MONTHS else ""
            for month in range(13)
        ),
        strong=strong,
        text=wording.number(values[strong], 0, given.lang),
    )


def _methods(given: Asked, frames: Frames) -> Chart | None:
    options = given.options(klpd=(given.klpd,), tahun=(given.tahun,))
    rows = _made(method_shares, frames, options).drop_nulls("pangsa")
    return bars(
        [
            Bar(
                name=label("metode", row["metode_pengadaan"], given.lang),
                value=row["pangsa"],
                text=wording.percent(row["pangsa"], 1, given.lang),
            )
            for row in rows.head(MOST_BARS).iter_rows(named=True)
        ]
    )


_CHARTS: Mapping[str, Callable[[Asked, Frames], Chart | None]] = MappingProxyType(
    {
        "ringkasan": _years,
        "program": _programs,
        "swakelola": _announced,
        "kaji_ulang": _months,
        "penyedia": _methods,
    }
)
