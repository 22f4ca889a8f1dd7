"""Tables over the whole country, over the better of DuckDB and plain Polars on one Parquet file.

The same SQL runs on both engines and gives the figures of the table; names are ours alone, so our
side does more. Each row is compared before anything is timed. The engines add up the rows; ours is
what `table` and the pages do: it looks whether the tables kept of each KLPD-year still stand for
what is stored, and puts them together. What the same table costs from the rows stands beside it.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
from polars.testing import assert_frame_equal

from services import national, settings
from services.analysis.cached_tables import CACHED_TABLES
from services.analysis.frames import PENYEDIA, RUP, SATKER, Options
from services.analysis.tables import TABLES, build
from services.inventory import listed, without_years
from services.national import rows
from services.national.reading import MEASURED
from services.wiring import App, connect
from tests.bench.country import EVERY, YEAR, codes, harvested
from tests.bench.timing import Goal, Row, duration, in_turn, ratio

ROUNDS = 3
FROM_ROWS = 3.0
VIEWS = dict(zip(("program", "paket", "history", "penyedia"), (*RUP, PENYEDIA), strict=True))
"""What the SQL calls each dataset."""
QUESTIONS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
"""By table: its `key`, and `sql` for the figures that SQL gives plainly."""
ACTS = QUESTIONS.pop("tindakan")


def measure() -> Row:
    """Build each table from what is stored and compacted, as `table` and the pages do."""
    whole = harvested(codes(), datasets=EVERY)
    parts = connect(settings.from_mapping({"LENSA_DATA": str(whole.data)}))
    requests = parts.rup(EVERY, whole.klpd, whole.years)
    years = listed(parts.repository, whole.years, names=EVERY)
    for name in VIEWS.values():
        rows.compact(parts.repository, name, YEAR, years)
    rows.compact(parts.repository, SATKER, 0, without_years(parts.repository, SATKER))
    files = {
        name: rows.compacted_file(parts.repository, dataset, YEAR)
        for name, dataset in VIEWS.items()
    }
    at = {name: place.path(found) for name, place in files.items() if (found := place.find())}
    assert len(at) == len(files), "compacted files are there"
    options = Options(klpd=whole.klpd, tahun=whole.years)
    kept, from_rows, sides, notes = {}, {}, {}, []
    for table, question in QUESTIONS.items():
        key, sql = question["key"], question["sql"].replace("{tindakan}", ACTS)
        three = {
            "ours": _ours(parts, table, requests, options),
            "duckdb": _duckdb(at, sql),
            "polars": _polars(at, sql),
        }
        make = _from_rows(parts, table, requests, options)
        began = time.perf_counter()
        whole_rows = make()
        seconds = time.perf_counter() - began
        mine = three["ours"]()
        assert_frame_equal(mine, whole_rows)
        for engine in ("duckdb", "polars"):
            theirs = three[engine]()
            some = mine.join(theirs, on=key, how="semi") if question.get("some") else mine
            _same(some, theirs, key)
        timed = in_turn(three, ROUNDS)
        better = min(("duckdb", "polars"), key=lambda name: timed[name].median)
        from_rows[table] = seconds / timed[better].median
        sides[table] = ", ".join(f"{name} {timing}" for name, timing in timed.items())
        sides[table] += f", ours from rows, once {duration(seconds)}"
        note = f"{table} {from_rows[table]:.2f} x {better} from rows"
        if table in CACHED_TABLES or table in MEASURED:
            kept[table] = ratio(timed, "ours", better)
            note = f"{table} {kept[table]:.2f} x {better}, {from_rows[table]:.2f} x from rows"
        notes.append(note)
    parts.close()
    return Row(
        what=f"national tables over {len(whole.klpd)} KLPD, provider packages included "
        f"({whole.rows:,} rows), "
        "over the better of DuckDB and plain Polars on one Parquet file",
        sides=sides,
        figure=max(kept.values()),
        goal=Goal(most=1.0),
        notes=(
            "the figure is the slowest of the tables kept of each KLPD-year, over engines that"
            " read rows",
            f"from rows at most {max(from_rows.values()):.2f} x (goal {FROM_ROWS:g})",
            *notes,
        ),
    )


def _ours(
    parts: App, table: str, requests: list[object], options: Options
) -> Callable[[], pl.DataFrame]:
    klpd = parts.klpd()
    reads = [r for r in requests if r.dataset.name in TABLES[table].uses]  # type: ignore[attr-defined]

    def make() -> pl.DataFrame:
        found = national.frames_for(parts.repository, table, options, reads, klpd=klpd)  # type: ignore[arg-type]
        return build(table, found.frames, options).collect()

    return make


def _from_rows(
    parts: App, table: str, requests: list[object], options: Options
) -> Callable[[], pl.DataFrame]:
    klpd = parts.klpd()
    reads = [r for r in requests if r.dataset.name in TABLES[table].uses]  # type: ignore[attr-defined]

    def make() -> pl.DataFrame:
        found = national.all_rows(parts.repository, reads, klpd=klpd)  # type: ignore[arg-type]
        return build(table, found.frames, options).collect()

    return make


def _duckdb(at: dict[str, Path], sql: str) -> Callable[[], pl.DataFrame]:
    def ask() -> pl.DataFrame:
        with duckdb.connect() as session:
            for name, path in at.items():
                session.sql(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")
            return session.sql(sql).pl()

    return ask


def _polars(at: dict[str, Path], sql: str) -> Callable[[], pl.DataFrame]:
    def ask() -> pl.DataFrame:
        frames = {name: pl.scan_parquet(path) for name, path in at.items()}
        asked: pl.LazyFrame = pl.SQLContext(frames=frames).execute(sql)  # type: ignore[arg-type]
        return asked.collect(engine="streaming")  # Polars's default, not that of our process

    return ask


def _same(mine: pl.DataFrame, theirs: pl.DataFrame, key: list[str]) -> None:
    """Compare what both have, in their own types, row for row."""
    shared = [name for name in theirs.columns if name in mine.columns]
    assert len(shared) == len(theirs.columns)
    like = {name: mine.schema[name] for name in shared}
    assert_frame_equal(
        mine.select(shared).sort(key, nulls_last=True),
        theirs.select(shared).cast(like).sort(key, nulls_last=True),  # type: ignore[arg-type]
    )


if __name__ == "__main__":
    print(measure())
