"""What the API has: tables, datasets, lists, parameters, limits, in the words of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ... import inventory
from ...analysis.tables import TABLES
from ...language import wording
from ...settings import RupSource
from ...upstream.catalog import find, klpd_names
from .. import feed
from ..answers import Asked
from ..limits import HEAVY, REQUESTS
from ..rows.formats import MEDIA, meaning
from ..rows.question import MOST_PARTITIONS, MOST_ROWS, PAGE

LISTS: Mapping[str, tuple[str, ...]] = {
    "klpd": ("hal",),
    "wilayah": ("wilayah", "hal"),
    "tersimpan": ("klpd", "tahun", "hal"),
}
"""The lists and the parameters that they obey."""
PARAMETERS = (
    *("klpd", "tahun", "wilayah", "satker", "program", "status", "jenis", "pengadaan", "metode"),
    *("kode", "urut", "hal", "snap", "lang"),
)
OF_EVERY_TABLE = ("klpd", "tahun")
ALWAYS = ("urut", "hal", "snap", "lang")
EXAMPLE = ("D304", 2025)
"""The KLPD and year of examples where nothing is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A table, a dataset, a list or the feed: its address, and what it takes and has.

    two_years: it compares a year with the one before. needs: a parameter besides klpd and tahun
    without which it has no answer, "" for none.
    """

    kind: str
    name: str
    about: str
    takes: tuple[str, ...]
    forms: tuple[str, ...]
    columns: Sequence[tuple[str, str]] = ()
    two_years: bool = False
    needs: str = ""

    @property
    def path(self) -> str:
        """Return the address, of tables and datasets without the suffix."""
        if self.kind == "umpan":
            return f"/{self.name}"
        return f"/api/{self.name}" if self.kind == "daftar" else f"/api/{self.kind}/{self.name}"

    def address(self, form: str) -> str:
        """Return the address of one form."""
        return f"{self.path}.{form}" if self.kind in ("tabel", "data") else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """All that there is to say. asked: the KLPD and year of a question that has an answer here."""

    lang: str
    root: str
    source: RupSource
    private: bool
    asked: tuple[str, int]
    tables: Sequence[Resource]
    datasets: Sequence[Resource]
    lists: Sequence[Resource]

    def say(self, key: str, **values: object) -> str:
        """Return a text of this description."""
        return wording.text(f"api.{key}", self.lang, **values)

    @property
    def example(self) -> str:
        """Return the query of a question for most tables."""
        kode, year = self.asked
        return urlencode({"klpd": kode, "tahun": year})

    def example_of(self, resource: Resource) -> str:
        """Return the query of a question that a resource takes."""
        kode, year = self.asked
        if resource.two_years:
            return urlencode({"klpd": kode, "tahun": f"{year - 1},{year}"}, safe=",")
        return self.example if "tahun" in resource.takes else urlencode({"klpd": kode})

    @property
    def parameters(self) -> dict[str, str]:
        """Return what each parameter means."""
        return {name: self.say(f"parameter.{name}") for name in PARAMETERS}

    @property
    def limits(self) -> dict[str, int]:
        """Return the limits by name."""
        return {
            "partitions": MOST_PARTITIONS,
            "page": PAGE,
            "rows": MOST_ROWS,
            "requests": REQUESTS.most,
            "heavy": HEAVY,
        }

    @property
    def label(self) -> str:
        """Return the sentence that labels rows that are not live, "" for live ones."""
        keys = {"contoh": "made_up", "berkas": "imported"}
        return self.say(keys[self.source]) if self.source in keys else ""

    @property
    def lead(self) -> str:
        """Return what this is, in a sentence."""
        return self.say("lead")

    @property
    def licence(self) -> str:
        """Return under which terms rows may be used."""
        return wording.text("ekspor.lisensi_isi", self.lang)


def of(asked: Asked) -> Guide:
    """Return the description for a request."""
    lang = asked.lang
    stored = inventory.years_with_rows(asked.app.repository, ("program-master",))
    years = [(kode, year) for kode, known in stored.items() for year in known]
    return Guide(
        lang=lang,
        root=asked.root,
        source=asked.app.rup_source,
        private=asked.private,
        # a KLPD and year that are stored, those of EXAMPLE if they are
        asked=EXAMPLE if EXAMPLE in years or not years else years[-1],
        tables=[_table(name, lang) for name in TABLES],
        datasets=[_dataset(name, lang) for name in klpd_names()],
        lists=[
            Resource(
                kind="daftar",
                name=name,
                about=wording.text(f"api.list.{name}", lang),
                takes=(*takes, "lang"),
                forms=("json",),
            )
            for name, takes in LISTS.items()
        ]
        + [
            Resource(
                kind="umpan",
                name="umpan.atom",
                about=wording.text("api.list.umpan", lang),
                takes=(*feed.TAKES, "lang"),
                forms=("atom",),
            )
        ],
    )


def _table(name: str, lang: str) -> Resource:
    table = TABLES[name]
    return Resource(
        kind="tabel",
        name=name,
        about=wording.text(f"tabel.{name}", lang),
        takes=(*OF_EVERY_TABLE, *table.obeys, *ALWAYS),
        forms=tuple(MEDIA),
        columns=[(column, meaning("tabel", name, column, lang)) for column in table.columns],
        two_years=table.two_years,
        needs="kode" if name == "jejak" else "",
    )


def _dataset(name: str, lang: str) -> Resource:
    dataset = find(name)
    years = ("tahun",) if dataset.by_klpd_year else ()
    return Resource(
        kind="data",
        name=name,
        about="",
        takes=("klpd", *years, "hal", "snap", "lang"),
        forms=("json", "csv", "parquet"),
        columns=[(column, meaning("data", name, column, lang)) for column in dataset.schema],
    )
