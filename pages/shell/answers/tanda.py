"""What the flags say: which rule, how often, and why a flagged row may be quite in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from pages.shell.answers.common import subject
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, klpd_words, year_words
from pages.shell.state.view import View
from services.analysis.flags import CATATAN
from services.analysis.frames import RUP
from services.language import wording

RULES = tuple(CATATAN)
OPENS = {
    **dict.fromkeys(("pecah-banyak", "aktif-berulang", "rantai-dalam", "tanpa-alasan"), "kode"),
    **dict.fromkeys(("mulai-sebelum-umum", "paket-kembar"), "kode"),
    "baris-besar": "program",
}
"""The field of the link that a flag's code fills, for the rules whose codes are all of one kind."""
_NO_VALUE = {"pagu-nol-kosong": "perlu.tanpa_nilai.pagu-nol-kosong"}


def chosen(view: View) -> str:
    """Return the rule that the link chooses, "" for all."""
    rule = view.state.switch("aturan")
    return rule if rule in RULES else ""


def rows(data: Data) -> Drawn:
    """Return table `tanda`, of the chosen rule or of all.

    Every chosen KLPD and year was examined: that one has no row is said of it, too.
    """
    rule, state = chosen(data.view), data.view.state
    table = data.table("tanda")
    asked = [(kode, tahun) for kode in state.klpd for tahun in state.tahun]
    flagged = table.filter(pl.col("aturan") == rule) if rule else table
    examined = data.drawn(flagged.clear(), *RUP, followed=("satker",), asked=asked)
    return replace(examined, rows=flagged, names=data.drawn(flagged, *RUP).names)


def counts(data: Data) -> dict[str, int]:
    """Return how many rows each rule has, none among them, "" for all."""
    table = data.table("tanda")
    by_rule = dict(table.group_by("aturan").len().iter_rows())
    return {"": table.height} | {rule: by_rule.get(rule, 0) for rule in RULES}


def options(data: Data) -> dict[str, str]:
    """Return the rules with their counts, for the choice."""
    view = data.view
    names = {"": view.say("perlu.every")} | {rule: title(view, rule) for rule in RULES}
    return {
        rule: f"{names[rule]} · **{view.number(count)}**" for rule, count in counts(data).items()
    }


def title(view: View, rule: str) -> str:
    """Return the name of a rule."""
    return view.say(f"tanda.{rule}.aturan")


def caveat(view: View, rule: str) -> str:
    """Return what a rule cannot tell, as a sentence; it ends each flag's keterangan, too."""
    text = view.say(f"tanda.{rule}.catatan")
    return f"{text[:1].upper()}{text[1:]}."


def sentence(data: Data) -> str:
    """Say how many rows deserve a look, by how many of the rules."""
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


def checked(data: Data, rule: str) -> str:
    """Say how many things the rule looked at, and how many could not be checked.

    Over the whole KLPD and years chosen, whatever satker is.
    """
    view, table = data.view, data.table("tanda-aturan").filter(pl.col("aturan") == rule)
    if table["diperiksa"].null_count() == table.height:
        return view.say("perlu.not_checked")
    return view.say(
        "perlu.checked",
        diperiksa=view.number(int(table["diperiksa"].sum())),
        tak_bisa=view.number(int(table["tak_bisa_diperiksa"].sum())),
    )


def shown(view: View) -> tuple[str, ...]:
    """Return the columns of the table on the screen."""
    columns = ("kode", "nilai", "nama_satker")
    return columns if chosen(view) else ("aturan", *columns)


def in_words(view: View, page_rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows for the screen: the rule and its value in the words of the page."""
    facts = [_fact(view, row) for row in page_rows.iter_rows(named=True)]
    names = [view.words(f"tanda.{rule}.aturan") for rule in page_rows["aturan"]]
    return page_rows.with_columns(
        aturan=pl.Series(names, dtype=pl.String), nilai=pl.Series(facts, dtype=pl.String)
    )


def _fact(view: View, row: dict[str, Any]) -> str:
    rule, value = row["aturan"], row["nilai"]
    if value is None:
        return view.words(_NO_VALUE.get(rule, wording.UNKNOWN))
    prints: dict[str, Callable[[float], str]] = {
        "baris-besar": view.percent,
        "paket-kembar": lambda pagu: view.rupiah(round(pagu)),
    }
    printed = prints.get(rule, view.number)(value)
    return view.words(f"perlu.fakta.{rule}", n=printed)
