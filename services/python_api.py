"""The product for Python programs and notebooks: what `import lensa_rup` gives.

    import lensa_rup

    app = lensa_rup.connect()
    result = app.table("pagu-per-program", klpd="D304", tahun=2025)
    result.frame, result.provenance, result.citation

The same functions answer as for the commands, so that the same question gives the same rows.
"""

from __future__ import annotations

import html
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Self, TypeAlias

import polars as pl

from . import log, wiring
from . import settings as configuration
from .analysis.tables import TABLES
from .commands import fetch, table
from .errors import BadRequest, ServiceError
from .export import origin, provenance, table_citation
from .export.files import About
from .machine import run_queries_in_memory
from .repository import Stored
from .upstream import catalog

_NO_FILE: Mapping[str, None] = MappingProxyType({"out": None, "tanpa_keterangan": None})
Values: TypeAlias = str | int | Sequence[str | int]
"""One value or several; a text may hold several with commas, as on the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The rows of a question, and all that is needed to quote them.

    frame: the rows, typed. provenance: one row for each partition behind them: dataset, kd_klpd,
    tahun, snapshot (UTC), baris, lengkap (the end was proven), sumber, digest and so on. label:
    "DATA CONTOH (sintetis)" for sample data, "BERKAS" for imported rows, else "". citation: a text
    to quote, with link and seal; `lensa periksa` checks it. link: the pinned link to the same
    figures. Both are "" for regions and locations. notes: what the rows are, by name. problems:
    what could not be read, empty unless `partial` was given.
    """

    frame: pl.DataFrame
    provenance: pl.DataFrame
    label: str
    citation: str
    link: str
    notes: Mapping[str, str]
    problems: tuple[ServiceError, ...] = ()

    def _repr_html_(self) -> str:
        """Return the rows as a notebook shows them: the label above, the citation below."""
        above = f"<p><strong>{html.escape(self.label)}</strong></p>" if self.label else ""
        below = f"<p><small>{html.escape(self.citation)}</small></p>" if self.citation else ""
        return f"{above}{self.frame._repr_html_()}{below}"


class Lensa:
    """A connection to what is stored and, where that is too old, to the sources.

    Made by `connect`; it is a context manager, and `close` ends it. Threads may share it.
    """

    def __init__(self, app: wiring.App) -> None:
        """Take over an app, which `close` closes."""
        self._app = app

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the names of all tables."""
        return tuple(TABLES)

    @property
    def datasets(self) -> tuple[str, ...]:
        """Return the names of all datasets that can be read."""
        return tuple(catalog.names())

    @property
    def klpd(self) -> pl.DataFrame:
        """Return the known KLPD: code, name, kind, region."""
        columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah")
        known = self._app.klpd().table
        return (known if self._app.sandbox else known.filter(~pl.col("sandbox_only"))).select(
            columns
        )

    def table(
        self,
        name: str,
        *,
        klpd: Values,
        tahun: Values,
        refresh: bool = False,
        partial: bool = False,
        **narrowing: str,
    ) -> Result:
        """Return a table: the rows that `lensa table NAME` writes.

        klpd: codes, or "all" for all that is stored. narrowing: satker, program, wilayah, status,
        jenis, metode, pengadaan or kode, where the table obeys it. refresh: read the sources again.

        Raises BadRequest for a value of the wrong form, and what kept any partition from being
        read; with `partial`, the result then holds the rows of the others and names the problems.
        """
        _check_known(narrowing, table.OPTIONAL)
        given = {field: narrowing.get(field) for field in table.OPTIONAL}
        arguments = Namespace(
            name=name, klpd=_comma_list(klpd), tahun=_comma_list(tahun), **_NO_FILE, **given
        )
        options = table.parse_arguments(arguments, self._app)
        answer = table.answer(arguments.name, options, self._app, refresh=refresh)
        everything = arguments.klpd.strip().lower() == "all"
        hidden = table.hidden_partitions(self._app) if everything else ()
        errors = (*answer.errors, *hidden)
        if errors and not (partial and answer.stored):
            raise errors[0]
        quoted = table_citation.of_table(
            arguments.name,
            answer.options,
            answer.stored,
            self._app.repository,
            names=self._names(),
            address=self._app.settings.address,
        )
        return _result(answer.frame, answer.stored, answer.about, quoted, errors)

    def read(
        self,
        dataset: str,
        *,
        klpd: str | None = None,
        tahun: int | str | None = None,
        refresh: bool = False,
        **narrowing: str,
    ) -> Result:
        """Return the rows of a dataset as they were read: those that `lensa fetch` writes.

        narrowing: the other arguments of `lensa fetch`, such as status, jenis_paket or, for
        regions, induk, kode, versi. Raises BadRequest for a value of the wrong form, and what kept
        the rows from being read.
        """
        _check_known(narrowing, fetch.OPTIONAL)
        given = {field: narrowing.get(field) for field in fetch.OPTIONAL}
        given |= {"kode_klpd": klpd, "tahun": None if tahun is None else str(tahun)}
        arguments = Namespace(dataset=dataset, refresh=refresh, **_NO_FILE, **given)
        fetch.check(arguments, self._app)
        snapshots = fetch.read(arguments, self._app)
        frame = fetch.narrowed(fetch.joined(snapshots), arguments)
        quoted = table_citation.Quoted(link="", text="")
        if arguments.dataset in catalog.klpd_names():
            quoted = table_citation.of_rows(
                snapshots[0],
                self._app.repository,
                names=self._names(),
                address=self._app.settings.address,
            )
        return _result(frame, snapshots, fetch.provenance(snapshots), quoted)

    def close(self) -> None:
        """Close connections and stores; a second call changes nothing."""
        self._app.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Say where rows come from and where they are stored, without a secret."""
        return f"<Lensa RUP: {origin.name(self._app.rup_source)}, {self._app.settings.data}>"

    def _names(self) -> dict[str, str]:
        return dict(self._app.klpd().table.select("kd_klpd", "nama_klpd").iter_rows())


def connect(data: str = "", token: str = "", **settings: str) -> Lensa:
    """Return a connection with the settings of the environment and of .streamlit/secrets.toml.

    data: the folder of stored data, or s3://bucket/prefix, in place of LENSA_DATA. token: the
    bearer token in place of INAPROC_TOKEN. settings: any other by its name in lower case, such as
    lensa_sumber="berkas". Nothing is asked of a source yet. Without a token and without imported
    files rows are sample data, which every result says.

    Raises ConfigurationMissing for a wrong value, BadRequest for an unknown name.
    """
    log.configure()
    run_queries_in_memory()
    given = {"LENSA_DATA": data, "INAPROC_TOKEN": token}
    given |= {name.upper(): value for name, value in settings.items()}
    if unknown := sorted(set(given) - set(configuration.DEFAULTS)):
        raise BadRequest(f"pengaturan tidak dikenal: {', '.join(unknown)}")
    texts = {**configuration.texts(), **{name: text for name, text in given.items() if text}}
    return Lensa(wiring.connect(configuration.from_mapping(texts)))


def _result(
    frame: pl.DataFrame,
    stored: Sequence[Stored],
    notes: About | Mapping[str, str],
    quoted: table_citation.Quoted,
    problems: tuple[ServiceError, ...] = (),
) -> Result:
    facts = {fact.name: fact.value for fact in notes.facts} if isinstance(notes, About) else notes
    return Result(
        frame=frame,
        provenance=provenance.snapshots(stored),
        label=origin.label(provenance.kind(stored)),
        citation=quoted.text,
        link=quoted.link,
        notes=MappingProxyType(dict(facts)),
        problems=problems,
    )


def _comma_list(values: Values) -> str:
    return ",".join(map(str, values)) if not isinstance(values, str | int) else str(values)


def _check_known(narrowing: Iterable[str], known: Sequence[str]) -> None:
    if unknown := [name for name in narrowing if name not in known]:
        raise BadRequest(f"tidak dikenal: {', '.join(unknown)} (yang ada: {', '.join(known)})")
