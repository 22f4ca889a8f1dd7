"""The texts of flags: the rules, their counts, and why a flagged row may be in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from pages.shell.answers.common import subject
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, klpd_words, year_words
from pages.shell.state.view import View
from services.analysis.frames import RUP
from services.analysis.tables import TABLES
from services.analysis.tanda.flags import CATATAN
from services.language import wording
from services.language.plain_text import plain

RULES = tuple(CATATAN)
OPENS = {
    **dict.fromkeys(("pecah-banyak", "aktif-berulang", "rantai-dalam", "tanpa-alasan"), "kode"),
    **dict.fromkeys(("mulai-sebelum-umum", "paket-kembar"), "kode"),
    **dict.fromkeys(("metode-pagu", "pecah-di-bawah-batas", "pemilihan-sebelum-umum"), "kode"),
    "baris-besar": "program",
}
"""The field of the link for a flag's code, for rules whose codes are all of one kind."""
_OF_MONEY = ("paket-kembar", "metode-pagu", "pecah-di-bawah-batas")
"""The rules whose value is rupiah."""
_NO_VALUE = {"pagu-nol-kosong": "perlu.tanpa_nilai.pagu-nol-kosong"}


def chosen(view: View) -> str:
    """Return the rule chosen in the link, "" for all."""
    rule = view.state.switch("aturan")
    return rule if rule in RULES else ""


def rule_shown(data: Data) -> str:
    """Return the rule whose cases the page lists: the chosen, else the one with most flags."""
    by_rule = counts(data)
    return chosen(data.view) or max(RULES, key=lambda rule: by_rule[rule])


def rows(data: Data) -> Drawn:
    """Return table `tanda`, of the chosen rule or of all.

    It is drawn from every chosen KLPD and year, since all were examined, also those without a row.
    """
    rule, state = chosen(data.view), data.view.state
    table = data.table("tanda")
    asked = [(kode, tahun) for kode in state.klpd for tahun in state.tahun]
    flagged = table.filter(pl.col("aturan") == rule) if rule else table
    datasets = (*RUP, *TABLES["tanda"].also)
    all_examined = data.drawn(flagged.clear(), *datasets, followed=("satker",), asked=asked)
    return replace(all_examined, rows=flagged, names=data.drawn(flagged, *datasets).names)


def counts(data: Data) -> dict[str, int]:
    """Return how many rows each rule has, also 0; the key "" has the total."""
    table = data.table("tanda")
    by_rule = dict(table.group_by("aturan").len().iter_rows())
    return {"": table.height} | {rule: by_rule.get(rule, 0) for rule in RULES}


def title(view: View, rule: str) -> str:
    """Return the name of a rule."""
    return view.say(f"tanda.{rule}.aturan")


def caveat(view: View, rule: str) -> str:
    """Return the limits of a rule as a sentence; each flag's keterangan ends with it, too."""
    text = view.words(f"tanda.{rule}.catatan")
    return f"{text[:1].upper()}{text[1:]}."


def explanation(data: Data) -> str:
    """Return the shown rule, its limits and innocent explanations, as one muted line."""
    view, rule = data.view, rule_shown(data)
    limits = f"{view.say('perlu.limits')} {plain(caveat(view, rule))}"
    innocent = f"{view.say('perlu.innocent')} {view.say(f'perlu.wajar.{rule}')}"
    return f"{view.say(f'perlu.rule.{rule}')} {limits} {innocent}"


def sentence(data: Data) -> str:
    """Return the sentence on how many rows are flagged, by how many rules."""
    view, by_rule = data.view, counts(data)
    acting = sum(by_rule[rule] > 0 for rule in RULES)
    return view.say(
        "perlu.answer" if acting else "perlu.answer_none",
        nama=subject(data) if view.state.satker else klpd_words(view, rows(data)),
        tahun=year_words(view.state.tahun),
        n=view.number(by_rule[""]),
        aturan=acting,
        semua=len(RULES),
    )


def value_words(view: View, row: Mapping[str, Any]) -> str:
    """Return the value of a flag in words, formatted as its rule needs."""
    rule, value = row["aturan"], row["nilai"]
    if value is None:
        return view.words(_NO_VALUE.get(rule, wording.UNKNOWN))
    prints: dict[str, Callable[[float], str]] = {
        "baris-besar": view.percent,
        **dict.fromkeys(_OF_MONEY, lambda pagu: view.rupiah(round(pagu))),
    }
    printed = prints.get(rule, view.number)(value)
    return view.words(f"perlu.fakta.{rule}", n=printed)
