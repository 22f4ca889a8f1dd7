"""Draw a page while its data are being read: progress, placeholders, buttons to stop and resume.

The page's run draws what is complete and ends. A fragment keeps running: it draws the progress,
reports to the readings that this tab is still open, and reruns the page as soon as a partition is
complete. When the tab is closed the fragment ends, and after a while the readings drop the reader
(services.harvest.readings).
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading import panels, partitions, rate_limits
from pages.shell.reading.data import Data
from pages.shell.state.unread import NotRead, Partition, Unread
from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.charts.palette import palette
from services.harvest import Status
from services.language.plain_text import plain
from services.language.wording import WIB, instant, tanggal, texts
from services.repository import Outcome, Request

BEAT = 1.0
"""Seconds between two checks of the readings while a page waits for them."""
LINES = 8
"""The most lines of progress; further partitions in the queue are only counted."""
SLOW = 20.0
"""Seconds without an answer after which the page says that the source is slow."""
HEIGHT = 420
"""Default pixels of a placeholder: a chart with its line of buttons."""


def explain(view: View) -> None:
    """Draw what the page is waiting for, and how to resume should the run be stopped.

    Streamlit's own Stop ends the run immediately, and this stays on the page. It has no more
    elements than the progress that replaces it: a browser keeps elements that are not replaced.
    """
    with st.container(border=True, key="membaca_awal"):
        st.markdown(f"**{view.say('baca.mulai', **_subject(view))}**")
        st.caption(view.say("baca.mulai_tentang"))
        st.button(view.say("baca.lanjut"), key="lanjut_awal", icon=":material/play_arrow:")


def progress(
    view: View, outcomes: Sequence[Outcome], unread: Unread, place: DeltaGenerator
) -> None:
    """Draw the progress with a button to stop it, or that this reader stopped it.

    Nothing is drawn when everything is read.
    """
    if not unread.partitions:
        place.empty()
        return
    with place.container():
        if unread.stopped:
            _draw_stopped(view, outcomes)
        else:
            _draw_reading(view, outcomes)


def _draw_reading(view: View, outcomes: Sequence[Outcome]) -> None:
    with st.container(border=True, key="membaca"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            done = sum(not outcome.unread for outcome in outcomes)
            title = view.say("baca.judul", **_subject(view))
            share = view.say("baca.sebagian", done=done, all=len(outcomes))
            st.markdown(
                f"**{title}**  \n:orange[:material/hourglass_top: {share}]", width="stretch"
            )
            st.button(
                view.say("baca.batal"),
                key="batalkan",
                icon=":material/close:",
                on_click=partitions.stop,
                args=(view, [outcome.request for outcome in outcomes]),
            )
        _follow(view, outcomes)
        st.caption(view.say("baca.tentang"))


@contextmanager
def when_read(data: Data, height: int = HEIGHT) -> Iterator[None]:
    """Draw a section once all partitions that it needs are read; until then, a placeholder.

    The tables and figures in the section raise NotRead for what they need. Titles drawn before the
    first of them stay.
    """
    unread = data.unread
    unread.sections += 1
    try:
        yield
    except NotRead as missing:
        draw = _placeholder if unread.stopped else _moving_placeholder
        draw(data.view, missing.partitions, height)
    finally:
        unread.sections -= 1


def whole_page(view: View, unread: Unread, missing: Sequence[Partition]) -> None:
    """Draw a placeholder for a page whose first figure is not read yet."""
    if unread.stopped:
        panels.what_works(view)
        return
    _moving_placeholder(view, tuple(missing), 360)


@st.fragment(run_every=BEAT)
def _follow(view: View, outcomes: Sequence[Outcome]) -> None:
    """Draw the lines of progress; rerun the page when a partition is complete."""
    readings = view.app.readings
    known = readings.seen(partitions.reader())
    unread = [outcome.request for outcome in outcomes if outcome.unread]
    held = [hold.left for hold in partitions.waiting_for_budget(unread).values()]
    asked = [request for request in unread if request not in partitions.waiting_for_budget(unread)]
    statuses = {request: readings.status(request) for request in asked}
    dropped = bool(asked) and not known
    over = any(status.state == "over" for status in statuses.values())
    if dropped or over or any(not wait.seconds for wait in held):
        st.rerun()
    st.html(_lines(view, outcomes, statuses))
    if held:
        why = rate_limits.why(view, min(held, key=lambda wait: wait.seconds))
        st.markdown(f":orange[:material/hourglass: {view.say('batas.lanjut', sebab=why)}]")
    silence = min((s.silence for s in statuses.values() if s.state == "reading"), default=0.0)
    if queue := rate_limits.queue(view):
        st.markdown(f":orange[:material/hourglass: {plain(queue)}]")
    elif silence >= SLOW:
        st.markdown(f":orange[:material/schedule: {view.say('baca.lambat', n=int(silence))}]")


def _draw_stopped(view: View, outcomes: Sequence[Outcome]) -> None:
    read_before = partitions.read_before_stop([o.request for o in outcomes if o.unread])
    statuses = {o.request: view.app.readings.status(o.request) for o in outcomes if o.unread}
    with st.container(border=True, key="dihentikan"):
        st.markdown(f"**{view.say('baca.dihentikan')}**")
        st.html(_lines(view, outcomes, statuses, read_before))
        explanation = view.say("baca.dihentikan_tentang")
        if any(status.readers for status in statuses.values()):
            explanation = f"{explanation} {view.say('baca.dihentikan_lain')}"
        st.caption(explanation)
        st.button(
            view.say("baca.lanjut"),
            key="lanjutkan",
            icon=":material/play_arrow:",
            on_click=partitions.go_on,
            args=(view,),
        )


def _subject(view: View) -> dict[str, str]:
    klpd, years = view.state.klpd, view.state.tahun
    several = view.words("baca.banyak_klpd", n=len(klpd))
    return {
        "nama": view.nama if len(klpd) == 1 else several,
        "tahun": listed([str(year) for year in years], view.lang),
    }


def _lines(
    view: View,
    outcomes: Sequence[Outcome],
    statuses: dict[Request, Status],
    read_before: dict[Request, tuple[int, int]] | None = None,
) -> str:
    """Return one line for each dataset and year as HTML, with all texts escaped."""
    active = [o for o in outcomes if not _waits(statuses.get(o.request))]
    waiting = [o for o in outcomes if _waits(statuses.get(o.request))]
    under_way = [o for o in active if o.unread]
    shown = [*(active if len(outcomes) <= LINES else under_way), *waiting][:LINES]
    lines = [
        _line(view, o, statuses.get(o.request), (read_before or {}).get(o.request)) for o in shown
    ]
    hidden = sum(o not in shown for o in waiting)
    more = html.escape(view.words("baca.antre", n=hidden)) if hidden else ""
    still = sum(_untouched(o, statuses.get(o.request)) for o in outcomes)
    narrow = html.escape(view.words("baca.antre_sempit", n=still)) if still else ""
    others = max((status.readers - 1 for status in statuses.values()), default=0)
    if others > 0 and read_before is None:
        more = f"{more} {html.escape(view.words('baca.pembaca_lain', n=others))}".strip()
    colours = palette(view.theme)
    style = f"--isi:{colours.brand};--alas:{colours.no_data};--garis:{colours.line}"
    body = "".join(lines)
    return (
        f'<div class="lensa-baca" style="{style}"><ul>{body}</ul><p class="sempit">{narrow}</p>'
        f"<p>{more}</p></div>"
    )


def _untouched(outcome: Outcome, status: Status | None) -> bool:
    """Tell whether nothing is read of a partition yet; a narrow window hides its line."""
    return outcome.unread and (status is None or status.progress is None)


def _waits(status: Status | None) -> bool:
    return status is not None and status.state == "waiting"


def _line(
    view: View, outcome: Outcome, status: Status | None, read_before: tuple[int, int] | None
) -> str:
    """Return the line of a partition as HTML: name, bar, amount and state."""
    values = outcome.request.values
    klpd, several = values["kode_klpd"], len(view.state.klpd) > 1
    key = f"baca.dataset.{outcome.request.dataset.name}"
    name = " · ".join(
        [
            view.words(key) if key in texts() else outcome.request.dataset.name,
            *([view.names.get(klpd, klpd)] if several else []),
            *([values["tahun"]] if "tahun" in values else []),
        ]
    )
    share, count, state = _cells(view, outcome, status, read_before)
    width = f"{100 * share:.1f}"
    label = html.escape(name)
    bar = (
        f'<span class="jalur" role="progressbar" aria-label="{label}" aria-valuemin="0"'
        f' aria-valuemax="100" aria-valuenow="{width}"><i style="width:{width}%"></i></span>'
    )
    quiet = ' class="sepi"' if _untouched(outcome, status) and read_before is None else ""
    return (
        f"<li{quiet}><b>{label}</b>{bar}<span>{html.escape(count)}</span>"
        f"<small>{html.escape(state)}</small></li>"
    )


def _cells(
    view: View, outcome: Outcome, status: Status | None, read_before: tuple[int, int] | None
) -> tuple[float, str, str]:
    """Return the share that is read, the amount in words, and the state in words."""
    if outcome.snapshot:
        manifest = outcome.snapshot.manifest
        count = _count(view, manifest.rows, manifest.pages, None)
        day = manifest.fetched_at.astimezone(WIB).date()
        waktu = instant(manifest.fetched_at, view.lang)
        if day == datetime.now(WIB).date():
            waktu = waktu.removeprefix(f"{tanggal(day, view.lang)} ")
        key = "baca.diimpor" if manifest.from_file else "baca.lengkap"
        return 1.0, count, view.words(key, waktu=waktu)
    if outcome.error:
        return 0.0, "", view.words("baca.gagal")
    if read_before is not None:
        rows, pages = read_before
        return 0.0, _count(view, rows, pages, None) if pages else "", view.words("baca.belum")
    tally = status.progress if status else None
    state = _state(view, status)
    if tally is None:
        return 0.0, "", state
    share = tally.fraction or 0.0
    return share, _count(view, tally.rows, tally.pages, tally.fraction), state


def _count(view: View, rows: int, pages: int, fraction: float | None) -> str:
    counts = {"rows": view.number(rows), "pages": view.number(pages)}
    if fraction is None:
        return view.words("baca.jumlah", **counts)
    percent = view.percent(math.floor(100 * fraction) / 100)
    return view.words("baca.jumlah_persen", **counts, persen=percent)


def _state(view: View, status: Status | None) -> str:
    """Return the words for when a partition will be complete, or what it waits for."""
    if status is None or status.state in {"over", "waiting"}:
        return view.words("baca.giliran" if status and status.readers else "baca.belum")
    if status.state == "elsewhere":
        return view.words("baca.tempat_lain")
    if status.silence >= SLOW:
        return view.words("baca.diam", n=int(status.silence))
    if status.progress is None:
        return view.words("baca.pertama")
    if status.progress.reading > 1:
        return view.words("baca.ulang")
    if status.late:
        return view.words("baca.terlambat")
    if status.left is None:
        return ""
    # rounded up in steps, so that the time left never rises
    if status.left > 90:
        return view.words("baca.sisa_menit", n=math.ceil(status.left / 60))
    step = 5 if status.left > 10 else 1
    return view.words("baca.sisa_detik", n=max(1, step * math.ceil(status.left / step)))


@st.fragment(run_every=2 * BEAT)
def _moving_placeholder(view: View, missing: Sequence[Partition], height: int) -> None:
    _placeholder(view, missing, height, moving=True)


def _placeholder(
    view: View, missing: Sequence[Partition], height: int, *, moving: bool = False
) -> None:
    """Draw the placeholder of a section: what it waits for and, while `moving`, how far that is."""
    statuses = [
        view.app.readings.status(partitions.request(view, partition)) for partition in missing
    ]
    several = len({kode for _, kode, _ in missing}) > 1
    names = [
        " ".join(filter(None, (dataset, kode if several else "", str(year or ""))))
        for dataset, kode, year in missing
    ]
    shown = names[:4] + ([view.words("shell.more", n=len(names) - 4)] if len(names) > 4 else [])
    key = "baca.menunggu" if moving else "baca.menunggu_belum"
    title = view.words(key, apa=listed(shown, view.lang))
    shares = [(s.progress.fraction or 0.0) if s.progress else 0.0 for s in statuses]
    rows = sum(s.progress.rows for s in statuses if s.progress)
    amount = (
        view.words("baca.terbaca", rows=view.number(rows)) if rows else view.words("baca.kosong")
    )
    colours = palette(view.theme)
    style = (
        f"min-height:{height}px;--isi:{colours.brand};--alas:{colours.no_data};"
        f"--garis:{colours.no_data_line}"
    )
    width = f"{100 * min(shares):.1f}%"
    bar = f'<span class="jalur"><i style="width:{width}"></i></span>' if moving else ""
    st.html(
        f'<div class="lensa-tunggu" style="{style}"><p>{html.escape(title)}</p>{bar}'
        f"<small>{html.escape(amount)}</small></div>"
    )
