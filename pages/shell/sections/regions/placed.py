"""Satkers and packages inside a kab/kota: counts and list of placed, ambiguous, not placed.

The list is chosen in the link: `lihat=isi:satker|paket` and `lihat=tempat:...`.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections.regions.place import Place
from pages.shell.widgets import blocks, filters
from pages.shell.widgets.lists.tables import table
from services.analysis.across_klpd.places import package_places, placeable, satker_places
from services.analysis.frames import PAKET, PENYEDIA, PENYEDIA_UMUM, RUP, Frames
from services.analysis.measures import paket
from services.analysis.names import names_of
from services.matching.atlas import shipped
from services.matching.gazetteer import AMBIGUOUS, NOWHERE, PLACED, UNKNOWN

GROUPS = {"ada": (PLACED,), "ambigu": (AMBIGUOUS,), "belum": (UNKNOWN, NOWHERE)}
"""The values of the switch `tempat` and the values of `hasil` that they list."""
KEYS = {
    "satker": ("kd_klpd", "kd_satker"),
    "paket": ("kd_klpd", "jenis_paket", "kd_satker", "kd_rup"),
}
"""The columns that identify a satker or a package."""
_READS = {"satker": RUP, "paket": (PAKET, PENYEDIA, PENYEDIA_UMUM)}
_COLUMNS = {
    "satker": ("kd_satker", "nama_satker", "tempat", "kode", "hasil", "skor", "calon"),
    "paket": (
        "jenis_paket",
        "kd_rup",
        "nama_paket",
        "detil_lokasi",
        "tempat",
        "hasil",
        "skor",
        "calon",
        "pagu",
    ),
}


def placed(data: Data, place: Place) -> None:
    """Draw how many satkers or packages are in a kab/kota or kecamatan, and list them."""
    view = data.view
    blocks.heading(view.words("tempat.heading", nama=place.above(min(place.level, 3)).name))
    kinds = {"satker": satkers(data, place), "paket": packages(data, place)}
    labels = {name: view.words(f"tempat.jenis.{name}") for name in kinds}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tempat"):
        kind = filters.switch(view, "isi", labels, label=view.say("tempat.isi"))
        rows = kinds[kind].with_columns(kelompok=group_of(kind))
        counts = {name: count_of(rows.filter(kelompok=name), kind) for name in GROUPS}
        group = "ada"
        if place.level == 2:
            groups = {n: view.words(f"tempat.{n}", n=view.number(c)) for n, c in counts.items()}
            group = filters.switch(view, "tempat", groups, label=view.say("tempat.which"))
    every, jenis = sum(counts.values()), kinds_of_packages(data)
    n = view.number(every)
    if not every:
        sentence = view.say(f"tempat.none_{kind}")
    elif place.level > 2:
        sentence = view.say(f"tempat.here_{kind}", n=n, nama=place.name, jenis=jenis)
    else:
        values = {name: view.number(count) for name, count in counts.items()}
        values |= {"all": n, "share": view.percent(counts["ada"] / every), "jenis": jenis}
        sentence = view.say(f"tempat.answer_{kind}", **values)
    blocks.answer(sentence)
    shown = rows.filter(kelompok=group).drop("kelompok")
    if shown.height:
        columns = [name for name in _COLUMNS[kind] if name == "hasil" or shown[name].count()]
        dated = shown.with_columns(tahun=pl.lit(view.tahun, pl.Int16))
        drawn = replace(data.drawn(dated, *_READS[kind]), rows=shown)
        table(data, f"tempat-{kind}", drawn, columns=columns, height=420)
    blocks.note(view.say(f"tempat.note_{kind}"))
    if kind == "paket":
        blocks.note(about_providers(data))
        tahun = view.tahun
        places = data.cached(f"tempat paket {tahun}", lambda: _all_packages(data.frames, tahun))
        of_year = placeable(data.frames).filter(pl.col("tahun") == tahun)
        live = data.cached(f"hidup {tahun}", lambda: paket(of_year).select(KEYS["paket"]).unique())
        placed_ = places.filter(pl.col("kab").is_not_null()).select(KEYS["paket"]).unique()
        # live packages that name no known kab/kota
        elsewhere = live.join(placed_, on=KEYS["paket"], how="anti", nulls_equal=True)
        blocks.note(view.say("tempat.elsewhere", n=view.number(elsewhere.height)))
    blocks.source(data)


def kinds_of_packages(data: Data) -> str:
    """Return which kinds of package can be placed: provider packages where some list is read."""
    return data.view.words(f"tempat.kinds.{'both' if _lists_with_places(data) else 'swakelola'}")


def about_providers(data: Data) -> str:
    """Return of how many KLPD the provider packages can be placed, or that none can."""
    lists = _lists_with_places(data)
    key = f"tempat.providers.{'both' if lists else 'swakelola'}"
    return data.view.say(key, n=data.view.number(lists))


def _lists_with_places(data: Data) -> int:
    """Count the KLPD whose whole list of provider packages is read and has rows."""
    of_year = (pl.col("dataset") == PENYEDIA) & (pl.col("tahun") == data.view.tahun)
    return data.frames.stored.filter(of_year & (pl.col("rows") > 0)).collect().height


def group_of(kind: str) -> pl.Expr:
    """Return the group of each satker or package: the best of all its places."""
    rank = pl.col("hasil").replace_strict(
        {hasil: at for at, results in enumerate(GROUPS.values()) for hasil in results},
        return_dtype=pl.Int8,
    )
    best = rank.min().over(KEYS[kind])
    return best.replace_strict(dict(enumerate(GROUPS)), return_dtype=pl.String)


def count_of(rows: pl.DataFrame, kind: str) -> int:
    """Count satkers or packages; a package with several places counts once."""
    return rows.select(KEYS[kind]).n_unique() if rows.height else 0


def satkers(data: Data, place: Place) -> pl.DataFrame:
    """Return the satkers of the kab/kota's own government in the year that are in the place."""
    kode, tahun = data.view.app.klpd().of(place.above(2).code), data.view.tahun
    rows = data.cached(f"tempat satker {tahun}", lambda: _all_satkers(data.frames, tahun))
    return _inside(rows.filter(pl.col("kd_klpd") == (kode or "")), place)


def packages(data: Data, place: Place) -> pl.DataFrame:
    """Return the places in the kab/kota of packages of the year, of any KLPD of the region.

    A package with several places has several rows, each with the pagu of the whole package.
    """
    tahun = data.view.tahun
    rows = data.cached(f"tempat paket {tahun}", lambda: _all_packages(data.frames, tahun))
    return _inside(rows.filter(pl.col("kab") == place.above(2).code), place)


def _inside(rows: pl.DataFrame, place: Place) -> pl.DataFrame:
    """Return the rows in a kecamatan or desa; all rows for a kab/kota."""
    if place.level < 3:
        return rows
    return rows.filter(pl.col("kode").fill_null("").str.starts_with(place.code))


def _all_satkers(frames: Frames, tahun: int) -> pl.LazyFrame:
    """Return the places of satkers with a code in any dataset of the year; names of any year."""
    datasets = (frames.program, frames.swakelola, frames.kaji_ulang)
    of_year = (frame.filter(pl.col("tahun") == tahun).select(KEYS["satker"]) for frame in datasets)
    names = names_of(frames).join(pl.concat(of_year), on=KEYS["satker"], how="semi")
    return satker_places(names, frames.klpd, shipped())


def _all_packages(frames: Frames, tahun: int) -> pl.LazyFrame:
    return package_places(placeable(frames).filter(pl.col("tahun") == tahun), shipped())
