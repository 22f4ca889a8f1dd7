"""Import files on the Data page: drop, preview, confirm, result, undo of the newest import.

Nothing is stored before the reader agrees. The plan stays in the session until then, and the import
that it became, so that a visitor can undo that one and no other.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import UploadedFile

from pages.shell.platform import uploads as rule
from pages.shell.reading import rate_limits, rup_source
from pages.shell.state import error_text
from pages.shell.state.view import View
from pages.shell.widgets import blocks, layout
from services import inventory, removal
from services.errors import ServiceError
from services.importing import Hints, Plan, PlannedPass, Results, Step
from services.language.plain_text import plain, visible

MOST_FILES, MOST_BYTES = 20, 64 << 20
MOST_LINES = 12
TYPES = ("json", "ndjson", "jsonl", "csv", "tsv", "txt", "xlsx", "parquet", "zip")
_PLAN, _RESULT, _UNDONE, _ROUND = "impor_rencana", "impor_hasil", "impor_urung", "impor_ke"


def uploads(view: View) -> None:
    """Draw the import of files for who may import; others learn how it is done."""
    if not rule.allowed(view.app.settings, rule.visit()):
        blocks.note(view.say("impor.tidak_boleh"))
        return
    rule.admit()
    blocks.note(view.say("impor.tentang"))
    _draw_result(view)
    box = f"impor_berkas_{st.session_state.setdefault(_ROUND, 0)}"
    label = view.say("impor.jatuhkan", n=MOST_FILES)
    files = st.file_uploader(label, type=TYPES, accept_multiple_files=True, key=box)
    if files:
        plan = _planned(view, files)
        if plan is not None:
            _draw_plan(view, plan)


def _planned(view: View, files: Sequence[UploadedFile]) -> Plan | None:
    """Return what an import of the files would do, computed once; None when it cannot be."""
    size = sum(file.size for file in files)
    if len(files) > MOST_FILES or size > MOST_BYTES:
        values = {"n": len(files), "mb": view.number(size / 1e6), "most": MOST_FILES}
        st.warning(view.say("impor.terlalu_banyak", **values, most_mb=MOST_BYTES >> 20))
        return None
    identity = hashlib.sha256(repr([file.file_id for file in files]).encode()).hexdigest()
    known: tuple[str, Plan] = st.session_state.get(_PLAN, ("", Plan()))
    if known[0] == identity:
        return known[1]
    if not rate_limits.pressed(view):
        return None
    place = st.empty()
    try:
        with tempfile.TemporaryDirectory(prefix="lensa-") as folder:
            paths = []
            for at, file in enumerate(files):
                # in a folder of its own, under its own name as far as that is one
                own_name = visible(Path(file.name.replace("\\", "/")).name).strip(". ")[:120]
                path = Path(folder, str(at), own_name or "berkas")
                path.parent.mkdir()
                path.write_bytes(file.getbuffer())
                paths.append(path)
            plan = view.app.importer.plan(paths, Hints(), _progress(view, place))
    except ServiceError as error:
        st.error(error_text.message(error, view.lang))
        return None
    finally:
        place.empty()
    st.session_state[_PLAN] = (identity, plan)
    return plan


def _progress(view: View, place: DeltaGenerator) -> Callable[[Step], None]:
    def show(step: Step) -> None:
        label = view.say("impor.langkah", label=step.label, done=step.done, all=step.all)
        place.progress(step.done / max(step.all, 1), text=label)

    return show


def _draw_plan(view: View, plan: Plan) -> None:
    """Draw the preview, and the buttons that store it or drop it."""
    new = [planned for planned in plan.passes if not planned.same]
    counts = {"n": len(new), "sama": len(plan.passes) - len(new), "ditolak": len(plan.refusals)}
    with st.container(border=True, key="impor_pratinjau"):
        st.markdown(view.say("impor.isi", **counts))
        if plan.passes:
            rows = [_cells(view, planned) for planned in plan.passes]
            st.dataframe(
                pl.DataFrame(rows).to_arrow(),
                hide_index=True,
                key="impor_tabel",
                lazy=False,
                alt=view.words("impor.alt"),
            )
        for refusal in plan.refusals[:MOST_LINES]:
            st.markdown(f":orange[:material/block: {view.say('impor.ditolak', apa=str(refusal))}]")
        for note in plan.notes[:MOST_LINES]:
            blocks.note(view.say("impor.catatan", apa=note))
        shrinking = sum(planned.change.shrinks for planned in new)
        replacing = bool(shrinking) and st.checkbox(
            view.say("impor.menyusut", n=shrinking), key="impor_ganti"
        )
        with layout.row():
            stored = new and st.button(
                view.say("impor.simpan", n=len(new)), type="primary", key="impor_simpan"
            )
            st.button(view.say("impor.batal"), key="impor_batal", on_click=_drop)
        if stored:
            place = st.empty()
            importer = view.app.importer
            results = importer.apply(plan, replacing=replacing, progress=_progress(view, place))
            st.session_state[_RESULT] = results
            st.session_state.pop(_UNDONE, None)
            _drop()
            _look_again(view)
            st.rerun()


def _cells(view: View, planned: PlannedPass) -> dict[str, str]:
    """Return the cells of one planned pass by the heads of their columns."""
    manifest, change = planned.manifest, planned.change
    origin = manifest.imported
    against = view.words("impor.baru")
    if planned.same:
        against = planned.same
    elif change.before:
        numbers = {"tambah": change.added, "hilang": change.removed, "ubah": change.changed}
        shown = {name: view.number(number) for name, number in numbers.items()}
        against = view.words("impor.beda", **shown)
    cells = {
        "bagian": str(planned.request),
        "baris": view.number(manifest.rows),
        "berkas": visible(" ".join(filter(None, (origin.file, origin.sheet)))) if origin else "",
        "akibat": against,
        "sisih": view.number(manifest.quarantined),
        "kolom": visible(" ".join(manifest.drift)),
    }
    return {view.words(f"impor.kolom.{name}"): text for name, text in cells.items()}


def _drop() -> None:
    """Forget the plan and start with an empty box."""
    st.session_state.pop(_PLAN, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _look_again(view: View) -> None:
    view.app.repository.changed()
    rup_source.look_again()


def _draw_result(view: View) -> None:
    """Draw what the last import of this session stored, and the button that undoes it."""
    results: Results = st.session_state.get(_RESULT, Results())
    for error in results.errors:
        st.markdown(f":orange[:material/error: {error_text.message(error, view.lang)}]")
    if results.stored or results.unchanged or results.held_back:
        counts = {"n": len(results.stored), "sama": len(results.unchanged)}
        text = view.say("impor.hasil", **counts, tahan=len(results.held_back))
        st.markdown(f":green[:material/check_circle: {text}]")
    undone: int | None = st.session_state.get(_UNDONE)
    if undone is not None:
        st.markdown(f":green[:material/undo: {view.say('impor.diurungkan', n=undone)}]")
    newest = _newest(view, results)
    if newest:
        origin = newest[0].newest.imported
        label = view.say("impor.urung", n=len(newest), berkas=plain(origin.file if origin else ""))
        if st.button(label, icon=":material/undo:", key="impor_urungkan"):
            app = view.app
            places = [partition.place for partition in newest]
            done = removal.undo_imports(
                app.repository, places, data=app.settings.data, locks=app.locks
            )
            st.session_state[_RESULT] = Results(errors=done.errors)
            st.session_state[_UNDONE] = len(done.removed)
            _look_again(view)
            st.rerun()


def _newest(view: View, results: Results) -> list[inventory.Partition]:
    """Return the partitions whose newest pass the newest import stored.

    That is the import of this session; where visitors in general may not import, it is the newest
    of all, since whoever sees this button may undo it by command as well.
    """
    scope = view.app.importer.scope
    imported = [p for p in inventory.partitions(view.app.repository) if p.place.scope == scope]
    own = {planned.place: planned.manifest.imported for planned in results.stored}
    if own:
        return [p for p in imported if own.get(p.place) == p.newest.imported and p.place in own]
    if view.app.settings.uploads or not imported:
        return []
    latest = max(imported, key=lambda p: p.newest.fetched_at).newest.imported
    return [p for p in imported if p.newest.imported == latest]
