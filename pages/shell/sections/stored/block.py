"""The blocks of the data page: stored partitions, their age, state and source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from pages.shell.reading import panels, rate_limits
from pages.shell.reading.partitions import Bar
from pages.shell.sections.stored import rows
from pages.shell.sections.stored.store import Store, draw_downloads
from pages.shell.state import error_text
from pages.shell.state.view import View
from pages.shell.state.words import age, listed
from pages.shell.widgets import blocks, filters
from pages.shell.widgets.lists.link_grid import grid
from pages.shell.widgets.lists.tables import table
from services import inventory
from services.analysis.frames import RUP
from services.connection_check import settings_text
from services.errors import StoreUnreadable
from services.language.plain_text import plain
from services.language.wording import DASH, instant
from services.repository import Outcome, gather
from services.settings import SOURCES

_SOURCES: dict[str, pl.DataType] = {
    "sumber": pl.String(),
    "asal": pl.String(),
    "host": pl.String(),
    "baca": pl.Datetime("us", "UTC"),
    "bagian": pl.Int64(),
}
_SHOWN = ("dataset", "rows", "fetched_at", "keadaan", "quarantined", "set_aside", "source")


def answer(store: Store) -> None:
    """Draw how much is stored, the state of the chosen partitions, and damaged partitions."""
    view = store.view
    counted = rows.totals(_all_partitions(store))
    text = view.say("data.answer", **{k: view.number(v) for k, v in counted.items()})
    if store.chosen:
        have = [partition.newest for partition in store.chosen if partition.newest is not None]
        values = {
            "nama": listed([view.names.get(k, k) for k in view.state.klpd], view.lang),
            "tahun": listed([str(year) for year in view.state.tahun], view.lang),
            "have": len(have),
            "all": len(store.chosen),
        }
        standing = view.say("data.none", **values)
        if have:
            oldest = min(last.fetched_at for last in have)
            standing = view.say("data.standing", **values, umur=age(oldest, view.lang))
        text = f"{text} {standing}"
    blocks.answer(text)
    for error in store.damaged:
        advice = view.say(
            "data.unreadable" if isinstance(error, StoreUnreadable) else "data.damaged"
        )
        st.markdown(f":orange[:material/error: {error_text.message(error, view.lang)} {advice}]")


def renew(view: View) -> tuple[Outcome, ...]:
    """Draw the buttons that refresh or verify the newest chosen year, and do what was pressed."""
    if view.state.snap or not view.state.klpd or view.imported_only:
        return ()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="baca"):
        subject = view.say("data.which", nama=view.nama, tahun=view.tahun)
        again = st.button(view.say("data.refresh"), icon=":material/refresh:", key="segarkan")
        twice = st.button(view.say("data.verify"), icon=":material/rule:", key="verifikasi")
        st.caption(subject, width="content")
    if not again and not twice:
        return ()
    if not allowed(view):
        return ()
    waits = rate_limits.admit(view, [(name, view.klpd, view.tahun) for name in RUP])
    if waits:
        longest = max(waits.values(), key=lambda wait: wait.seconds)
        reason = plain(rate_limits.why(view, longest))
        st.markdown(f":orange[:material/hourglass: {reason}]")
        return ()
    view.app.readings.forget_failures()
    requests = view.app.rup(RUP, (view.klpd,), (view.tahun,))
    bar = Bar(view=view, place=st.empty(), rest=st.empty())
    done = gather(view.app.repository, requests, refresh=again, verify=twice, tell=bar.tell)
    bar.clear()
    return tuple(done)


def allowed(view: View) -> bool:
    """Tell whether another reading may be started by hand, and count it; a toast says so if not."""
    return rate_limits.pressed(view, reads=True)


def outcome(view: View, done: Sequence[Outcome]) -> None:
    """Draw the result of the refresh or verification."""
    if not done:
        return
    panels.notices(view, done)
    renewed = [o.snapshot for o in done if o.snapshot and not o.snapshot.stale]
    if renewed:
        count = sum(s.manifest.rows for s in renewed)
        verified = all(s.manifest.verified for s in renewed)
        key = "data.verified" if verified else "data.refreshed"
        text = view.say(key, n=len(renewed), rows=view.number(count))
        st.markdown(f":green[:material/check_circle: {text}]")


def choice(store: Store) -> None:
    """Draw the chosen partitions, stored or not."""
    frame = rows.partitions(store.chosen, datetime.now(UTC))
    filled = [name for name in ("claims", "drift", "berkas") if frame[name].count()]
    columns = (*_SHOWN[:3], "umur_jam", *_SHOWN[3:], *filled)
    drawn = store.data.drawn(frame)
    table(store.data, "pilihan", drawn, columns=columns, first=True, source=store.source)
    missing = rows.missing(frame)
    if missing:
        blocks.note(store.view.say("data.missing", parts=listed(missing, store.view.lang)))


def sources(store: Store) -> None:
    """Draw the three sources: live or sandbox, host, last success, number of partitions."""
    view = store.view
    cells = []
    for source in SOURCES:
        live, last = view.app.live[source], store.newest.get(source)
        if source == inventory.SOURCE and view.imported_only:
            comes_from = "asal.label_panjang"
        elif view.imported_only and not live:
            comes_from = {"lokasi": "asal.lokasi_tidak", "satusehat": "asal.pohon"}[source]
        else:
            real = live and not (last and last.made_up)
            comes_from = "data.live" if real else f"data.sandbox.{source}"
        cells.append(
            (
                view.words(f"data.source.{source}"),
                view.words(comes_from),
                view.app.settings.upstream(source).host if live else DASH,
                last.fetched_at if last else None,
                store.count.get(source, 0),
            )
        )
    rows = pl.DataFrame(cells, schema=_SOURCES, orient="row")
    heads = {name: view.words(f"data.column.{name}") for name in _SOURCES}
    none = view.words("absent.not_yet")
    shown = rows.with_columns(
        pl.Series("baca", [instant(at, view.lang, none=none) for at in rows["baca"]]),
        pl.Series("bagian", [view.number(n) for n in rows["bagian"]]),
    )
    st.dataframe(
        shown.rename(heads).to_arrow(),
        hide_index=True,
        key="sumber",
        column_config={
            heads["bagian"]: st.column_config.TextColumn(heads["bagian"], alignment="right"),
        },
        lazy=False,
        alt=view.words("data.sources_alt"),
    )
    draw_downloads(store, rows, "sumber")
    about = "asal.sumber_tentang" if view.imported_only else "data.sources_note"
    blocks.note(view.say("data.settings", settings=settings_text(view.app.settings, view.lang)))
    blocks.note(view.say(about))


def history(store: Store) -> None:
    """Draw the passes of a dataset in the newest chosen year; a click opens the data of then."""
    view = store.view
    stored = (s.dataset for s in store.chosen if s.passes)
    options = {name: name for name in dict.fromkeys((*RUP, *stored))}
    name = filters.switch(view, "riwayat", options, label=view.say("data.dataset"))
    partition = next((s for s in store.chosen if s.dataset == name), None)
    if partition is None or not partition.passes:
        blocks.note(view.say("data.no_history"))
        return
    frame = rows.passes(partition)
    heads = [view.words(f"kolom.{column}") for column in frame.columns]
    cells = [
        (
            instant(row["fetched_at"], view.lang),
            view.number(row["rows"]),
            view.number(row["pages"]),
            view.words(f"shell.state.{row['keadaan']}"),
            view.number(row["quarantined"]),
            row["digest"],
            view.words(f"asal.{row['source']}"),
        )
        for row in frame.iter_rows(named=True)
    ]
    read, count, pages, state, set_aside, digest, source = heads
    grid(
        pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row"),
        [view.state.change(snap=row) for row in frame["fetched_at"]],
        key=f"riwayat_{name}_{partition.kd_klpd}_{partition.tahun}",
        button=read,
        widths={
            read: 172,
            count: 80,
            pages: 84,
            state: 168,
            set_aside: 92,
            digest: 120,
            source: 120,
        },
        left=(state, digest, source),
        height=420,
        alt=view.words("data.history_alt", dataset=name),
    )
    draw_downloads(store, frame, "riwayat", [(partition.kd_klpd, partition.tahun or 0)])
    blocks.note(view.say("data.history_note"))


def quarantined(store: Store) -> None:
    """Draw the values that do not fit their column, or a note that there are none."""
    frame = rows.quarantine(store.chosen)
    if frame.is_empty():
        any_stored = any(partition.passes for partition in store.chosen)
        blocks.note(store.view.say("data.no_quarantine" if any_stored else "data.no_quality"))
        return
    table(store.data, "karantina", store.data.drawn(frame), source=store.source)


def quality(store: Store) -> None:
    """Draw table `mutu` of the chosen partitions that are stored."""
    if any(partition.passes for partition in store.chosen):
        table(store.data, "mutu", height=360, source=store.source)
    else:
        blocks.note(store.view.say("data.no_quality"))


def everything(store: Store) -> None:
    """Draw every stored partition of RUP."""
    frame = _all_partitions(store).sort(
        "kd_klpd", "tahun", "dataset", descending=[False, True, False]
    )
    columns = (*_SHOWN, "passes")
    drawn = store.data.drawn(frame)
    table(store.data, "semua-tersimpan", drawn, columns=columns, source=store.source)


def _all_partitions(store: Store) -> pl.DataFrame:
    return rows.partitions(store.every, datetime.now(UTC))
