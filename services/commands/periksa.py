"""`periksa`: compute anew what a pinned link or a citation names, and say whether it stands.

The host of the link is ignored and nothing is fetched: only what is stored is read.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .. import national, table_inputs
from ..analysis.key_figures import PAGES
from ..analysis.tables import TABLES, build
from ..errors import BadRequest, SourceUnavailable
from ..export.citation import LOCATIONS, LONGEST, Named, named, rows_digest, text_digest
from ..export.files import csv_bytes
from ..link import options_of
from ..preview.answers import plan
from ..preview.asked import Asked
from ..reference import loader
from ..repository import Snapshot, now_utc
from ..wiring import App
from .console import CHANGED, DONE, Console, emit
from .fetch import described
from .status import lined_up

HEAD = ("yang dikutip", "di kutipan", "dari simpanan", "hasil")
SAME, DIFFERENT = "sama", "BERBEDA"
NOT_STORED = "tidak tersimpan: tidak ada bacaan pada atau sebelum saat itu"
MOST_DESCRIBED = 24
"""Partitions of which a line says when they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a citation says, beside what is stored."""

    what: str
    quoted: str
    stored: str

    @property
    def stands(self) -> bool:
        """Return whether both are equal."""
        return self.quoted == self.stored

    @property
    def record(self) -> dict[str, object]:
        """Return the finding as a row of the answer."""
        result = SAME if self.stands else DIFFERENT
        return dict(zip(HEAD, (self.what, self.quoted, self.stored, result), strict=True))


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Print the findings about a citation, or the table of a link; exit 10 when one differs."""
    given = sys.stdin.read(LONGEST + 1) if arguments.link == "-" else arguments.link
    asked = named(given, now_utc().year, set(loader.klpd()["kd_klpd"]))
    if asked is None or not (asked.state.tahun or asked.page.name == LOCATIONS):
        raise BadRequest("bukan tautan tetap atau kutipan dari Lensa RUP")
    for problem in asked.problems:
        console.say(f"nilai tautan diabaikan: {problem.param}={problem.value}")
    if asked.state.snap is None:
        console.say("tautan ini tidak tetap (tanpa snap): dihitung dari bacaan terakhir")
    rows = rows_digest(app.repository, asked.page, asked.state)
    if not rows:
        raise SourceUnavailable(NOT_STORED)
    if not asked.text:
        return _table(asked, app, console)
    figures, snapshots = key_figures(asked, app)
    for snapshot in snapshots:
        console.say(described(snapshot))
    findings = list(quoted_figures(asked.text, figures))
    if asked.seal:
        words = text_digest(asked.text, asked.rows)
        findings += [
            Finding(what="baris di baliknya (sidik)", quoted=asked.rows, stored=rows),
            Finding(what="kata dan tautan (sidik)", quoted=asked.seal, stored=words),
        ]
    sys.stdout.write(lined_up(HEAD, [finding.record for finding in findings]))
    if not findings:
        console.say("kutipan ini tanpa sidik dan tanpa angka kunci: tidak ada yang dapat diperiksa")
        return _table(asked, app, console)
    stands = all(finding.stands for finding in findings)
    console.say(
        "kutipan ini tetap berlaku" if stands else "kutipan ini TIDAK cocok dengan simpanan"
    )
    return DONE if stands else CHANGED


def key_figures(asked: Named, app: App) -> tuple[Mapping[str, str], tuple[Snapshot, ...]]:
    """Return the key figures of a page by label as it prints them, and what they are made from."""
    page, state = PAGES.get(asked.page.name), asked.state
    if page is None or not state.klpd:
        return {}, ()
    at = state.snap or now_utc()
    figures = plan.key_figures(
        Asked(app=app, page=asked.page.name, state=state, names={}, at=at), page
    )
    if not figures.sheet.snapshots:
        raise SourceUnavailable(NOT_STORED)
    lang = state.lang or "id"
    printed = {figure.label(lang): figures.printed(figure, lang) for figure in page.figures}
    return printed, figures.sheet.snapshots


def quoted_figures(text: str, figures: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each key figure that a citation quotes; none when it does not begin with them."""
    labels = list(figures)
    if not labels or not text.startswith(f"{labels[0]}: "):
        return
    rest = text
    for label, following in zip(labels, [*labels[1:], ""], strict=True):
        rest = rest.removeprefix(f"{label}: ")
        mark = f"; {following}: " if following else ". "
        if not following and rest.startswith(f"{figures[label]}; "):
            mark = "; "  # another figure of the same source line follows
        quoted, _, rest = rest.partition(mark)
        rest = f"{following}: {rest}"
        yield Finding(what=label, quoted=quoted, stored=figures[label])


def _table(asked: Named, app: App, console: Console) -> int:
    """Write the table that a link names as CSV, computed from what is stored."""
    chosen = asked.state.switch("tabel")
    name = chosen if chosen in TABLES else asked.page.table
    if not name:
        raise BadRequest("halaman itu tidak bertabel RUP: yang dapat diperiksa adalah kutipannya")
    options = options_of(asked.state)
    if asked.page.national and name in national.MEASURED:
        only = asked.state.klpd if name == "banding" else ()
        at = asked.state.snap or now_utc()
        read = national.measured(
            app.repository, asked.state.tahun, klpd=app.klpd(), only=only or None, at=at
        )
        frames, partitions = read.frames, read.stored
        options = replace(options, klpd=tuple(only))
    else:
        at = asked.state.snap or now_utc()
        sheet = table_inputs.read(
            app.repository,
            app.rup(TABLES[name].reads, options.klpd, options.tahun),
            at=at,
            klpd=app.klpd(),
        )
        if not sheet.snapshots:
            raise SourceUnavailable(NOT_STORED)
        frames, partitions = sheet.frames, sheet.snapshots
    for stored in partitions[:MOST_DESCRIBED]:
        console.say(described(stored))
    frame = build(name, frames, options).collect()
    emit(csv_bytes(frame))
    console.say(f"tabel {name}: dihitung ulang dari {len(partitions)} bagian tersimpan")
    return DONE
