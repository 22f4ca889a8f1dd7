"""The answer of the first page: what is planned, and the five key figures."""

from __future__ import annotations

from dataclasses import replace

from pages.shell.answers.common import (
    comparison,
    key_figures,
    missing,
    subject,
    two_years,
)
from pages.shell.answers.program_rows import older_read
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.lists.list_cells import known_sum
from services.analysis.across_klpd.per_klpd import kpi
from services.analysis.frames import HISTORY, PAKET, PROGRAM, RUP
from services.analysis.key_figures import PAGES, march_share, over_years, swakelola, years_shown
from services.charts.plots.spark_html import spark
from services.language.wording import delta_number, delta_percent, delta_rupiah

_OF = {
    **dict.fromkeys(("pagu", "jumlah_program"), PROGRAM),
    "jumlah_paket": PAKET,
    **dict.fromkeys(("tindakan", "bolak_balik", "batal_bersih"), HISTORY),
    **dict.fromkeys(("batal_penyedia", "batal_swakelola"), HISTORY),
}
"""The dataset of each figure."""
CAUSES = 3
"""How many codes the sentence names as the cause of the change."""
_MARCH = ("jumlah_paket", "bermakna", "maret_terendah", "maret_tertinggi")
_CLAUSES = {PROGRAM: "ringkasan.program", PAKET: "ringkasan.swakelola", HISTORY: "ringkasan.kaji"}


def sentence(data: Data) -> str:
    """Return the sentences on programs, swakelola packages and revisions of the newest year.

    They are three populations; for a dataset without rows the reason is given instead. Programs
    lead with the change since the year before where the two years can be compared.
    """
    view = data.view
    now, _ = two_years(data, kpi, _OF)
    values = {name: view.number(now.get(name)) for name in _OF if name != "pagu"}
    values["pagu"] = view.rupiah(now.get("pagu"))
    who = {"nama": subject(data), "tahun": view.tahun}
    sentences = []
    for dataset, key in _CLAUSES.items():
        if not data.has_rows(dataset, view.tahun):
            sentences.append(missing(data, dataset, view.tahun))
            continue
        changed = _change(data) if dataset == PROGRAM else {}
        words = f"{key}_changed" if changed else key
        sentences.append(view.say(words, **who, **values, **changed))
        if dataset == PAKET:
            sentences.append(by_march(data))
    return " ".join(sentences)


def _change(data: Data) -> dict[str, str]:
    """Return the words for the change of program pagu and its cause; {} where none can be told."""
    view = data.view
    unread = any(data.absent(RUP, year) for year in (view.tahun, view.lalu))
    if unread or not older_read(data) or comparison(data).get("sebanding") is not True:
        return {}
    moves = moved_most(data).rows
    old, new = known_sum(moves["pagu_lama"]), known_sum(moves["pagu_baru"])
    if old is None or new is None:
        return {}
    three, others = moves.head(CAUSES), moves.slice(CAUSES)
    percent = f" ({delta_percent(new, old, view.lang)})" if old and new != old else ""
    return {
        "ubah": delta_rupiah(new, old, view.lang) + percent,
        "lalu": str(view.lalu),
        "tiga": delta_rupiah(known_sum(three["selisih"]) or 0, 0, view.lang),
        "n": view.number(others.height),
        "lain": delta_rupiah(known_sum(others["selisih"]) or 0, 0, view.lang),
    }


def moved_most(data: Data) -> Drawn:
    """Return `perubahan-per-program` of the first KLPD's newest year, largest change first."""
    view = data.view
    return data.shown("perubahan-per-program", klpd=(view.klpd,), tahun=(view.lalu, view.tahun))


def by_march(data: Data) -> str:
    """Return the sentence on the share of swakelola packages announced by 31 March."""
    view = data.view
    now, _ = two_years(data, swakelola, dict.fromkeys(_MARCH, PAKET))
    return view.say("swakelola.by_march", kisaran=march_share(now, view.lang))


def row(data: Data) -> KeyFigures:
    """Return the key figures, each with its change since the year before."""
    figures = with_lines(data)
    plain_figures = [replace(figure, spark="") for figure in figures.figures]
    return replace(figures, figures=plain_figures, drawn=data.compared(_OF.values(), ("satker",)))


def with_lines(data: Data) -> KeyFigures:
    """Return the key figures, each with its change and its line over five years.

    A year that is not stored is a gap of the line.
    """
    view = data.view
    figures = key_figures(data, "ringkasan", _OF, "satker")
    years = years_shown(view.tahun)
    rows = data.made(over_years, reads=(), klpd=(view.klpd,), tahun=years)
    drawn = []
    for given, shown in zip(PAGES["ringkasan"].figures, figures.figures, strict=True):
        (column,) = given.columns
        values = rows[column].to_list()
        line = spark(values, years, theme=view.theme, lang=view.lang)
        old, new = values[-2:]
        change = shown.beside
        if old is not None and new is not None:
            change = (delta_rupiah if column == "pagu" else delta_number)(new, old, view.lang)
            if old and new != old:
                change = f"{change} · {delta_percent(new, old, view.lang)}"
        drawn.append(replace(shown, spark=line, beside=change))
    behind = figures.drawn
    if isinstance(behind, Drawn):
        for dataset in RUP:
            with_rows = [year for year in years if data.has_rows(dataset, year)]
            behind = data.compared_with(behind, dataset, with_rows)
    return replace(figures, figures=drawn, drawn=behind)
