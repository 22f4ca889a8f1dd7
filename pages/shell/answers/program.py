"""The answer of the program page: how much, in how many programs, how concentrated, what moved."""

from __future__ import annotations

import polars as pl

from pages.shell.answers.common import count, money, share, subject, two_years
from pages.shell.blocks import Figure
from pages.shell.data import Data
from services.analysis.antar_tahun import air_terjun, antar_tahun_ringkas
from services.analysis.frames import PROGRAM, RUP, Frames
from services.analysis.measures import KEY, LIVE_PROGRAM, match
from services.analysis.per_klpd import program_part
from services.analysis.program import konsentrasi
from services.charts.labels import softened

TOP = 10
_OF = dict.fromkeys(
    (
        *("pagu", "pagu_kosong", "pagu_berulang", "jumlah_kode", "jumlah_satker", "pangsa_10"),
        *("pangsa_baris_terbesar", "kd_satker_terbesar", "kd_program_str_terbesar"),
    ),
    PROGRAM,
)


def measures(frames: Frames) -> pl.LazyFrame:
    """Return pagu, counts and concentration of the rows given, one row per KLPD-year."""
    satkers = (
        frames.program.filter(LIVE_PROGRAM, pl.col("kd_satker").is_not_null())
        .group_by(*KEY)
        .agg(jumlah_satker=pl.col("kd_satker").n_unique().cast(pl.Int64))
    )
    exact = pl.col("pagu", "pagu_berulang").cast(pl.Int64)
    sums = program_part(frames.program).with_columns(exact)
    top = konsentrasi(frames.program).rename({"jumlah_program": "jumlah_kode"})
    return match(match(sums, satkers), top)


def sentence(data: Data) -> str:
    """Say pagu, number of program codes and how much the largest hold."""
    view = data.view
    now, _ = two_years(data, measures, _OF, "satker")
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
        program=softened(_name(data, "program", now.get("kd_program_str_terbesar"))),
        pemilik=_name(data, "satker", now.get("kd_satker_terbesar")),
    )


def row(data: Data) -> list[Figure]:
    """Return pagu, program codes, satkers, the largest row's share and rows without pagu."""
    view = data.view
    now, old = two_years(data, measures, _OF, "satker")
    counts = ("jumlah_kode", "jumlah_satker")
    largest = "pangsa_baris_terbesar"
    return [
        money(view, "program.pagu", now.get("pagu"), old.get("pagu")),
        *(count(view, f"program.{name}", now.get(name), old.get(name)) for name in counts),
        share(view, f"program.{largest}", now.get(largest), old.get(largest)),
        count(view, "program.pagu_kosong", now.get("pagu_kosong"), old.get("pagu_kosong")),
    ]


def double(data: Data) -> str:
    """Say what repeats of the same satker and code may count twice, and what was left out."""
    view = data.view
    now, _ = two_years(data, measures, _OF, "satker")
    return view.say(
        "program.double",
        berulang=view.rupiah(now.get("pagu_berulang")),
        kosong=view.number(now.get("pagu_kosong")),
    )


def moved(data: Data) -> str:
    """Say what moved between the two newest chosen years, and how much of it was matched."""
    view = data.view
    found = antar_tahun_ringkas(between(data).lazy()).collect()
    whole = next(found.iter_rows(named=True), {})
    return view.say(
        "program.moved",
        lama=view.lalu,
        baru=view.tahun,
        pagu_lama=view.rupiah(whole.get("pagu_lama")),
        pagu_baru=view.rupiah(whole.get("pagu_baru")),
        kode=view.percent(whole.get("pangsa_kode_lama")),
        padan=view.percent(whole.get("pangsa_padan_lama")),
    )


def steps(data: Data) -> pl.DataFrame:
    """Return what moved per program code, the largest movement first, for the waterfall."""
    return air_terjun(between(data).lazy()).collect()


def _name(data: Data, field: str, code: str | None) -> str:
    name = data.names(field).get(code or "", "") or data.view.words("charts.no_name")
    if field == "satker" and name == code and data.absent(RUP, data.view.tahun):
        return data.view.words("program.name_unread", kode=code)
    return name


def between(data: Data) -> pl.DataFrame:
    """Return the table of the two newest chosen years of the first KLPD."""
    view = data.view
    return data.table("program-antar-tahun", klpd=(view.klpd,), tahun=(view.lalu, view.tahun))


def rows_title(data: Data) -> str:
    """Return the title over the rows: all codes, or the satkers of the chosen one."""
    kode = data.view.state.program
    if not kode:
        return data.view.say("program.all")
    name = softened(data.names("program").get(kode, ""))
    return data.view.say("program.inside", nama=f"{kode} {name}".strip())
