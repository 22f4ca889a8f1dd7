"""The figures by which the kecamatan of a kab/kota are coloured and listed."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pages.shell.reading.data import Data
from pages.shell.sections.regions.place import Place
from pages.shell.sections.regions.placed import (
    KEYS,
    count_of,
    group_of,
    kinds_of_packages,
    packages,
    satkers,
)
from pages.shell.state.view import View
from pages.shell.widgets import filters
from services.analysis.across_klpd.places import per_kecamatan
from services.charts.plots.ticks import nice_ticks
from services.language.wording import DASH, rupiah_full

POINTS = ("paket", "pagu", "satker", "desa")
"""The figures by which kecamatan can be coloured, the default first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The figure by which kecamatan are coloured.

    name: a value of the switch `ukuran`. rows: kode, jumlah and pagu of the kecamatan in which
    something is placed; None for `desa`, which are in the region tree. placed, every: how many
    satkers or packages are placed, and how many there are. why: why the figure is not the one that
    was chosen.
    """

    name: str
    rows: pl.DataFrame | None
    placed: int = 0
    every: int = 0
    why: str = ""

    @property
    def kind(self) -> str:
        """Return what is placed: satkers or packages."""
        return "satker" if self.name == "satker" else "paket"

    @property
    def other(self) -> str:
        """Return the figure that stands beside it: of packages their pagu, of pagu the packages."""
        return {"paket": "pagu", "pagu": "paket"}.get(self.name, "")

    def of(self, kecamatan: pl.DataFrame) -> pl.DataFrame:
        """Return kode, kode_bps, nama, value, lain, jumlah and atas, the largest value first.

        A kecamatan in which nothing is placed has 0; null is unknown. lain: the other figure. atas:
        the end of the scale of all values.
        """
        if self.rows is None:
            rows = kecamatan.with_columns(
                value="jumlah_desa", lain=pl.lit(None, pl.Int64), jumlah="jumlah_desa"
            )
        else:
            something = pl.col("kode").is_in(self.rows["kode"].to_list())
            value, lain = (
                pl.when(something).then("pagu" if name == "pagu" else "jumlah").otherwise(0)
                for name in (self.name, self.other)
            )
            joined = kecamatan.join(self.rows, on="kode", how="left", maintain_order="left")
            rows = joined.with_columns(value=value, lain=lain, jumlah=pl.col("jumlah").fill_null(0))
        top = nice_ticks(max((value for value in rows["value"] if value), default=0))[-1]
        columns = ("kode", "kode_bps", "nama", "value", "lain", "jumlah")
        return rows.select(*columns, atas=pl.lit(top)).sort(
            ["value", "kode"], descending=[True, False], nulls_last=True
        )

    def printed(self, view: View, value: int) -> str:
        """Format a value short, as for a legend."""
        return view.rupiah(value) if self.name == "pagu" else view.number(value)

    def printed_other(self, view: View, value: int | None, *, none: bool) -> str:
        """Format the other figure, a dash where there is nothing of it."""
        if none or not self.other:
            return DASH
        return view.rupiah(value) if self.other == "pagu" else view.number(value)

    def explained(self, view: View, value: int | None) -> str:
        """Return a value in full with its unit, as for a hover."""
        if value is None:
            return view.words("absent.unknown")
        exact = rupiah_full(value, view.lang) if self.name == "pagu" else view.number(value)
        return view.words(f"titik.here_{self.name}", n=exact)


def counted(data: Data, place: Place) -> Counted:
    """Draw the switch of the figure of kecamatan and return it, `desa` where nothing is placed.

    It is the switch of the maps above, so that a figure chosen there stays chosen here.
    """
    view = data.view
    options = {name: view.words(f"titik.{name}") for name in POINTS}
    name = filters.switch(view, "ukuran", options, label=view.say("wilayah.figure"))
    if name == "desa":
        return Counted(name=name, rows=None)
    kab = Place(path=place.path[:2])
    kind = "satker" if name == "satker" else "paket"
    rows = satkers(data, kab) if kind == "satker" else packages(data, kab)
    groups = rows.with_columns(kelompok=group_of(kind))
    there, every = count_of(groups.filter(kelompok="ada"), kind), count_of(groups, kind)
    if not there:
        why = view.say(
            f"titik.none_{kind}",
            n=view.number(there),
            all=view.number(every),
            nama=kab.name,
            jenis=kinds_of_packages(data),
        )
        return Counted(name="desa", rows=None, why=why)
    by_kecamatan = per_kecamatan(rows.lazy(), *KEYS[kind]).collect()
    return Counted(name=name, rows=by_kecamatan, placed=there, every=every)
