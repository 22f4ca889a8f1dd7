"""The months of a plan's revisions, and behind their table the calendar of days."""

from __future__ import annotations

from functools import partial

from pages.shell.answers import kaji_ulang
from pages.shell.reading.data import Data
from pages.shell.widgets.blocks import heading
from pages.shell.widgets.figures.charts import chart, printed, standing
from pages.shell.widgets.lists.tables import table
from services.charts.revision_year.day_calendar import day_calendar
from services.charts.revision_year.figures import Builder
from services.charts.revision_year.plan_months import plan_months

SWITCH = "tabel-kaji-ulang-per-bulan"


def revision_months(data: Data) -> None:
    """Draw acts per month of the plan year against the year before, or all that are chosen."""
    view = data.view
    drawn = kaji_ulang.months(data)
    heading(view.say("kaji_ulang.months"), kaji_ulang.months_words(data, drawn))
    standing(data, _build(data), drawn, key="months", table=SWITCH)


def on_paper(data: Data) -> str:
    """Return the figure of the months as HTML for paper."""
    return printed(data.view, _build(data), kaji_ulang.months(data))


def _build(data: Data) -> Builder:
    return partial(plan_months, first=data.view.klpd)


def months_table(data: Data) -> None:
    """Draw the calendar and the tables of months and days where the link has them open."""
    view = data.view
    if view.state.switch(SWITCH) != "ya":
        return
    heading(view.say("kaji_ulang.days", tahun=view.tahun))
    days = kaji_ulang.days(data)
    chart(data, day_calendar, days, key="days")
    table(data, "per-hari", days)
    table(data, "kaji-ulang-per-bulan")
