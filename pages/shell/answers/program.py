"""The answer of the program page: pagu, programs, concentration, changes between years."""

from __future__ import annotations

from pages.shell.answers.common import (
    comparison,
    key_figures,
    subject,
    two_years,
)
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn
from pages.shell.widgets.blocks import KeyFigures
from services.analysis.frames import PROGRAM, RUP
from services.analysis.key_figures import program as measures
from services.analysis.programs.antar_tahun import antar_tahun_ringkas

TOP = 10
_OF = dict.fromkeys(
    (
        *("pagu", "pagu_kosong", "pagu_berulang", "jumlah_kode", "jumlah_satker", "pangsa_10"),
        *("pangsa_baris_terbesar", "kd_satker_terbesar", "kd_program_str_terbesar"),
    ),
    PROGRAM,
)


def sentence(data: Data) -> str:
    """Return the sentence on pagu, number of program codes and the share of the largest."""
    view = data.view
    now, _ = two_years(data, measures, _OF)
    few = (now.get("jumlah_kode") or 0) <= TOP
    return view.say(
        "program.answer_few" if few else "program.answer",
        nama=subject(data),
        tahun=view.tahun,
        pagu=view.rupiah(now.get("pagu")),
        kode=view.number(now.get("jumlah_kode")),
        satker=view.number(now.get("jumlah_satker")),
        pangsa=view.percent(now.get("pangsa_10")),
        terbesar=view.percent(now.get("pangsa_baris_terbesar")),
        pemilik=_name(data, "satker", now.get("kd_satker_terbesar")),
    )


def row(data: Data) -> KeyFigures:
    """Return the key figures: pagu, codes, satkers, largest row's share, rows without pagu."""
    return key_figures(data, "program", _OF, "satker")


def double(data: Data) -> str:
    """Return the note on pagu that repeated rows may count twice, and on rows without pagu."""
    view = data.view
    now, _ = two_years(data, measures, _OF)
    return view.say(
        "program.double",
        berulang=view.rupiah(now.get("pagu_berulang")),
        kosong=view.number(now.get("pagu_kosong")),
    )


def moved(data: Data) -> str:
    """Return the sentences on the change between the two newest chosen years.

    A change that is not comparable is given as both totals, with and without repeated rows, without
    a percentage; one whose sign depends on a single row names that row and both results.
    """
    view, compared = data.view, comparison(data)
    totals = antar_tahun_ringkas(between(data).rows.lazy()).collect()
    total = next(totals.iter_rows(named=True), {})
    money = {name: view.rupiah(total.get(name)) for name in ("pagu_lama", "pagu_baru", "selisih")}
    shares = {
        f"{name}_{year}": view.percent(total.get(f"pangsa_{name}_{year}"))
        for name in ("kode", "padan")
        for year in ("lama", "baru")
    }
    years = {"lama": view.lalu, "baru": view.tahun}
    if compared.get("sebanding") is False:
        values = {}
        for year in ("lama", "baru"):
            repeated = compared[f"berulang_{year}"] or 0
            values[f"berulang_{year}"] = view.percent(compared[f"pangsa_berulang_{year}"])
            values[f"tanpa_{year}"] = view.rupiah(compared[f"pagu_{year}"] - repeated)
        change = view.say("program.not_comparable", **years, **values)
    else:
        ratio = compared.get("perubahan")
        sign = "+" if ratio is not None and ratio > 0 else ""
        change = view.say("program.change", persen=f"{sign}{view.percent(ratio)}", **money)
    sentences = [view.say("program.moved", **years, **money), change]
    if compared.get("selisih_tanpa_terbesar") is not None:
        code = compared["kd_program_str_terbesar"]
        sentences.append(
            view.say(
                "program.decisive",
                program=f"{code or ''} {_name(data, 'program', code)}".strip(),
                pemilik=_name(data, "satker", compared["kd_satker_terbesar"]),
                selisih=view.rupiah(compared["selisih"]),
                tanpa=view.rupiah(compared["selisih_tanpa_terbesar"]),
            )
        )
    return " ".join([*sentences, view.say("program.matched", **years, **shares)])


def _name(data: Data, field: str, code: str | None) -> str:
    """Return the name of a program or satker; a satker's may still be unread."""
    name = data.names(field).get(code or "", "") or data.view.words("charts.no_name")
    if field == "satker" and name == code and data.absent(RUP, data.view.tahun):
        return data.view.words("program.name_unread", kode=code)
    return name


def between(data: Data) -> Drawn:
    """Return the table of changes between the two newest chosen years of the first KLPD."""
    view = data.view
    return data.shown("program-antar-tahun", klpd=(view.klpd,), tahun=(view.lalu, view.tahun))
