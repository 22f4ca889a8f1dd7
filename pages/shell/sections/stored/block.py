"""The composed blocks of the data page: what is stored, how fresh, how whole, from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from pages.shell.reading import panels, rate_limits
from pages.shell.reading.partitions import Bar
from pages.shell.sections.stored import rows
from pages.shell.sections.stored.store import Store, ways
from pages.shell.state import error_text
from pages.shell.state.view import View
from pages.shell.state.words import age, listed
from pages.shell.widgets import blocks, filters
from pages.shell.widgets.link_grid import grid
from pages.shell.widgets.tables import table
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
_SHOWN = ("dataset", "rows", "pages", "fetched_at", "keadaan", "quarantined", "set_aside", "source")


def answer(store: Store) -> None:
    """Say how much is stored, and how the choice stands."""
    view = store.view
    counted = rows.totals(_every(store))
    said = view.say("data.answer", **{k: view.number(v) for k, v in counted.items()})
    blocks.answer(f"{said} {_standing(store)}" if store.chosen else said)
    for error in store.damaged:
        advice = view.say(
            "data.unreadable" if isinstance(error, StoreUnreadable) else "data.damaged"
        )
        st.markdown(f":orange[:material/error: {error_text.said(error, view.lang)} {advice}]")


def _standing(store: Store) -> str:
    view = store.view
    have = [one.newest for one in store.chosen if one.newest is not None]
    told = {
        "nama": listed([view.names.get(k, k) for k in view.state.klpd], view.lang),
        "tahun": listed([str(year) for year in view.state.tahun], view.lang),
        "have": len(have),
        "all": len(store.chosen),
    }
    if not have:
        return view.say("data.none", **told)
    oldest = min(last.fetched_at for last in have)
    return view.say("data.standing", **told, umur=age(oldest, view.lang))


def renew(view: View) -> tuple[Outcome, ...]:
    """Offer to read the newest chosen year anew or twice, within bounds; do what was pressed."""
    if view.state.snap or not view.state.klpd:
        return ()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="baca"):
        said = view.say("data.which", nama=view.nama, tahun=view.tahun)
        again = st.button(view.say("data.refresh"), icon=":material/refresh:", key="segarkan")
        twice = st.button(view.say("data.verify"), icon=":material/rule:", key="verifikasi")
        st.caption(said, width="content")
    if not again and not twice:
        return ()
    if not allowed(view) or not _admitted(view):
        return ()
    view.app.readings.forget_failures()
    requests = view.app.rup(RUP, (view.klpd,), (view.tahun,))
    bar = Bar(view=view, place=st.empty(), rest=st.empty())
    done = gather(view.app.repository, requests, refresh=again, verify=twice, tell=bar.tell)
    bar.clear()
    return tuple(done)


def allowed(view: View) -> bool:
    """Tell whether one more read may be started by hand, and count it; say so when not."""
    return rate_limits.pressed(view, reads=True)


def _admitted(view: View) -> bool:
    """Count the partitions that a press reads; say why and how long when not all may be read."""
    waits = rate_limits.admit(view, [(name, view.klpd, view.tahun) for name in RUP])
    if waits:
        longest = max(waits.values(), key=lambda wait: wait.seconds)
        said = plain(rate_limits.why(view, longest))
        st.markdown(f":orange[:material/hourglass: {said}]")
    return not waits


def told(view: View, done: Sequence[Outcome]) -> None:
    """Say what became of what was started."""
    if not done:
        return
    panels.notices(view, done)
    whole = [o.snapshot for o in done if o.snapshot and not o.snapshot.stale]
    if whole:
        count = sum(s.manifest.rows for s in whole)
        verified = all(s.manifest.verified for s in whole)
        key = "data.verified" if verified else "data.refreshed"
        said = view.say(key, n=len(whole), rows=view.number(count))
        st.markdown(f":green[:material/check_circle: {said}]")


def choice(store: Store) -> None:
    """Draw the chosen partitions, stored or not."""
    frame = rows.partitions(store.chosen, datetime.now(UTC))
    odd = [name for name in ("claims", "drift") if frame[name].count()]
    columns = (*_SHOWN[:4], "umur_jam", *_SHOWN[4:], *odd)
    drawn = store.data.drawn(frame)
    table(store.data, "pilihan", drawn, columns=columns, first=True, source=store.source)
    gone = rows.missing(frame)
    if gone:
        blocks.note(store.view.say("data.missing", parts=listed(gone, store.view.lang)))


def sources(store: Store) -> None:
    """Draw the three upstreams: live or sandbox, host, last success, partitions stored."""
    view = store.view
    rows = pl.DataFrame([_source_row(store, one) for one in SOURCES], schema=_SOURCES, orient="row")
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
    ways(store, rows, "sumber")
    blocks.note(view.say("data.settings", told=settings_text(view.app.settings, view.lang)))


def _source_row(store: Store, source: str) -> tuple[object, ...]:
    view = store.view
    live, last = view.app.live[source], store.newest.get(source)
    real = live and not (last and last.made_up)
    return (
        view.words(f"data.source.{source}"),
        view.words("data.live" if real else f"data.sandbox.{source}"),
        view.app.settings.upstream(source).host if live else DASH,
        last.fetched_at if last else None,
        store.count.get(source, 0),
    )


def history(store: Store) -> None:
    """Draw the passes of one dataset of the newest chosen year; an instant opens the data then."""
    view = store.view
    options = {name: name for name in RUP}
    name = filters.switch(view, "riwayat", options, label=view.say("data.dataset"))
    one = next((s for s in store.chosen if s.dataset == name), None)
    if one is None or not one.passes:
        blocks.note(view.say("data.no_history"))
        return
    frame = rows.passes(one)
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
    read, count, pages, state, odd, digest, source = heads
    grid(
        pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row"),
        [view.state.change(snap=row) for row in frame["fetched_at"]],
        key=f"riwayat_{name}_{one.kd_klpd}_{one.tahun}",
        button=read,
        widths={read: 172, count: 80, pages: 84, state: 168, odd: 92, digest: 120, source: 120},
        left=(state, digest, source),
        height=420,
        alt=view.words("data.history_alt", dataset=name),
    )
    ways(store, frame, "riwayat", [(one.kd_klpd, one.tahun)])
    blocks.note(view.say("data.history_note"))


def quarantined(store: Store) -> None:
    """Draw the values that their column could not hold, or say that there are none."""
    frame = rows.quarantine(store.chosen)
    if frame.is_empty():
        looked = any(one.passes for one in store.chosen)
        blocks.note(store.view.say("data.no_quarantine" if looked else "data.no_quality"))
        return
    table(store.data, "karantina", store.data.drawn(frame), source=store.source)


def quality(store: Store) -> None:
    """Draw table `mutu` of the chosen partitions that are stored."""
    if any(one.passes for one in store.chosen):
        table(store.data, "mutu", height=360, source=store.source)
    else:
        blocks.note(store.view.say("data.no_quality"))


def everything(store: Store) -> None:
    """Draw every stored partition of RUP."""
    frame = _every(store).sort("kd_klpd", "tahun", "dataset", descending=[False, True, False])
    columns = (*_SHOWN, "passes")
    drawn = store.data.drawn(frame)
    table(store.data, "semua-tersimpan", drawn, columns=columns, source=store.source)


def _every(store: Store) -> pl.DataFrame:
    return rows.partitions(store.every, datetime.now(UTC))
