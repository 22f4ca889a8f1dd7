"""The answer of the provider page: packages, pagu, the largest method, and announced spending."""

from __future__ import annotations

import polars as pl

from pages.shell.answers.common import missing, subject, two_years
from pages.shell.reading.data import Data
from pages.shell.state.words import listed as listed_words
from services.analysis.frames import PENYEDIA, STRUKTUR
from services.analysis.key_figures import Row
from services.analysis.key_figures import penyedia as measures
from services.analysis.lists.provider_lists import method_shares
from services.charts.palette import METODE
from services.language.labels import label

_OF = dict.fromkeys(
    ("jumlah_paket", "pagu", "pagu_kosong", "pagu_pds", "pangsa_pdn", "pangsa_ukm"), PENYEDIA
)


def sentence(data: Data) -> str:
    """Return the sentence on packages and pagu, and on the method with the largest pagu.

    Where a method or kind is chosen, it says that the figures are of these alone.
    """
    view = data.view
    now, old = two_years(data, measures, _OF)
    chosen = [
        label(field, value, view.lang)
        for field in ("metode", "pengadaan")
        if (value := getattr(view.state, field))
    ]
    sentences = [
        view.say(
            "penyedia.answer",
            nama=subject(data),
            tahun=view.tahun,
            paket=view.number(now.get("jumlah_paket")),
            pagu=view.rupiah(now.get("pagu")),
        ),
    ]
    shares = data.made(method_shares, reads=(PENYEDIA,), klpd=(view.klpd,), tahun=(view.tahun,))
    if chosen:
        sentences.append(view.say("penyedia.narrowed", saringan=listed_words(chosen, view.lang)))
    elif not shares.is_empty() and shares["pangsa"][0]:
        largest = shares.row(0, named=True)
        sentences.append(
            view.say(
                "penyedia.largest",
                metode=label("metode", largest["metode_pengadaan"], view.lang),
                paket=view.number(largest["jumlah_paket"]),
                pangsa=view.percent(largest["pangsa"]),
            )
        )
    if isinstance(old.get("jumlah_paket"), int):
        sentences.append(
            view.say(
                "penyedia.before",
                tahun=view.lalu,
                paket=view.number(old.get("jumlah_paket")),
                pagu=view.rupiah(old.get("pagu")),
            )
        )
    if empty := now.get("pagu_kosong"):
        sentences.append(view.say("penyedia.without_pagu", n=view.number(empty)))
    return " ".join(sentences)


def listed(data: Data) -> str:
    """Return which list the packages come from, and the pagu of PDS that may count twice."""
    view = data.view
    now, _ = two_years(data, measures, _OF)
    announced = data.stands_in(PENYEDIA, view.tahun)
    pds = view.rupiah(now.get("pagu_pds"))
    return view.say("penyedia.only_announced" if announced else "penyedia.whole", pds=pds)


def methods(data: Data) -> dict[str, str]:
    """Return the methods of the packages read so far with their words, for the filter."""
    rows = data.so_far("penyedia-metode", satker="", metode="", pengadaan="")
    present = set(rows["metode_pengadaan"].drop_nulls())
    ordered = [*(m for m in METODE if m in present), *sorted(present.difference(METODE))]
    return {method: label("metode", method, data.view.lang) for method in ordered}


def kinds(data: Data) -> dict[str, str]:
    """Return the kinds of procurement read so far with their words, for the filter."""
    rows = data.so_far("penyedia-metode", satker="", metode="", pengadaan="")
    present = rows["jenis_pengadaan"].drop_nulls().unique().sort()
    return {kind: label("pengadaan", kind, data.view.lang) for kind in present}


def has_spending(data: Data) -> bool:
    """Tell whether the procurement spending of the newest year is known."""
    data.need((STRUKTUR,), (data.view.klpd,), (data.view.tahun,))
    return data.has_rows(STRUKTUR, data.view.tahun)


def spending(data: Data) -> str:
    """Return the sentence on announced pagu against procurement spending.

    It leads with the median and the number of satkers at exactly 100 %; the satker with the largest
    difference is named when the whole is above 105 %.
    """
    view = data.view
    if not has_spending(data):
        asked = any(o.request.dataset.name == STRUKTUR for o in data.outcomes)
        return missing(data, STRUKTUR, view.tahun) if asked else view.say("penyedia.regions_only")
    rows = data.table("pemanfaatan", klpd=(view.klpd,), tahun=(view.tahun,), satker="")
    known = rows.filter(pl.col("rasio").is_not_null())
    if known.is_empty():
        return view.say("penyedia.no_denominator", tahun=view.tahun)
    without = rows.filter(pl.col("rasio").is_null())
    announced = known.select(
        pl.sum_horizontal("pagu_penyedia_terumumkan", "pagu_swakelola_terumumkan").sum()
    ).item()
    whole = announced / known["belanja_pengadaan"].sum()
    sentences = [
        view.say(
            "penyedia.spending",
            tahun=view.tahun,
            median=view.percent(float(known.select(pl.col("rasio").median()).item())),
            tepat=view.number(known.filter(pl.col("rasio") == 1).height),
            satker=view.number(known.height),
            seluruh=view.percent(whole),
        )
    ]
    if whole > 1.05:
        far: Row = known.sort("selisih", "kd_satker", descending=[True, False]).row(0, named=True)
        sentences.append(
            view.say(
                "penyedia.far",
                satker=far["nama_satker"] or far["kd_satker"],
                selisih=view.rupiah(far["selisih"]),
            )
        )
    if without.height:
        pagu = without.select(
            pl.sum_horizontal("pagu_penyedia_terumumkan", "pagu_swakelola_terumumkan").sum()
        ).item()
        sentences.append(
            view.say("penyedia.without", satker=view.number(without.height), pagu=view.rupiah(pagu))
        )
    return " ".join(sentences)
