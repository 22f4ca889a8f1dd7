"""The match of KLPD to the regions they govern, and the comparison of two region trees."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from pages.shell.reading import panels
from pages.shell.sections.stored.block import allowed
from pages.shell.sections.stored.store import Store
from pages.shell.state.drawn import Drawn
from pages.shell.state.view import View
from pages.shell.widgets import blocks
from pages.shell.widgets.lists.tables import table
from pages.shell.widgets.provenance.citation import Line
from services.errors import ServiceError
from services.language.wording import instant
from services.matching import klpd, trees
from services.reference import loader
from services.regions import PARENT_PARAM, read_regions, region_request
from services.repository import Progress, Snapshot

TREE = "pohon"
LEVELS = ("provinces", *PARENT_PARAM)
_WORDS = dict(zip(LEVELS, ("provinsi", "kabkota", "kecamatan", "desa"), strict=True))


def governments(store: Store) -> None:
    """Draw how many governments have a region and by which rule; list others and corrections."""
    view = store.view
    known = view.app.klpd()
    table_ = known.table if view.sandbox else known.table.filter(~pl.col("sandbox_only"))
    count = dict(table_.group_by("cocok").len().iter_rows())
    pemda = table_.filter(pl.col("cocok") != klpd.NONE)
    matched = pemda.filter(pl.col("kode_wilayah") != "").height
    if known.problem:
        st.warning(view.say("cocok.problem", why=known.problem), icon=":material/error:")
    blocks.answer(
        view.say(
            "cocok.rate",
            matched=view.number(matched),
            all=view.number(pemda.height),
            share=view.percent(matched / pemda.height if pemda.height else None),
            none=view.number(count.get(klpd.NONE, 0)),
            **{match: view.number(count.get(match, 0)) for match in ("nama", "alias", "koreksi")},
        )
    )
    odd = pemda.filter(pl.col("cocok").is_in([klpd.UNMATCHED, klpd.BY_HAND])).sort("kd_klpd")
    without = odd.filter(pl.col("kode_wilayah") == "").height
    text = view.say("cocok.unmatched", n=view.number(without))
    blocks.note(text if without else view.say("cocok.all_matched"))
    if odd.height:
        columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "cocok", "kode_wilayah")
        listed_rows = odd.select(*columns).rename({"kd_klpd": "kode"})
        listed_rows = listed_rows.with_columns(pl.col("kode_wilayah").replace("", None))
        drawn = Drawn(rows=listed_rows, pairs=())
        table(store.data, "klpd-tanpa-wilayah", drawn, height=260, source=store.source)
    blocks.note(view.say("cocok.how", file=klpd.FILE))


def tree(store: Store) -> None:
    """Draw the comparison of the stored SATUSEHAT tree with the shipped one; offer to read it."""
    view = store.view
    levels: list[Snapshot] = []  # those stored completely, from the provinces down
    induk: Sequence[str] = ()
    for level in LEVELS:
        request = region_request(level, versi="v1", induk=induk)
        snapshot = view.app.repository.peek(request, view.state.snap)
        if snapshot is None:
            break
        levels.append(snapshot)
        induk = snapshot.frame["code"].to_list()

    if len(levels) < len(LEVELS):
        rows = view.number(loader.regions().height)
        blocks.note(view.say("cocok.tree_none", decree=loader.DECREE, rows=rows))
    else:
        _draw_comparison(store, levels)
    if (
        view.state.snap is None
        and st.button(view.say("cocok.tree_read"), icon=":material/account_tree:", key="baca_pohon")
        and allowed(view)
    ):
        _read_tree(view)


def _read_tree(view: View) -> None:
    """Read level by level, each below the regions of the level above; then rerun the page."""
    place = st.empty()
    induk: Sequence[str] = ()
    for level in LEVELS:
        name = view.words(f"wilayah.below.{_WORDS[level]}")

        def show(progress: Progress, name: str = name) -> None:
            rows, pages = view.number(progress.rows), view.number(progress.pages)
            place.caption(view.say("cocok.tree_reading", level=name, rows=rows, pages=pages))

        try:
            snapshot = read_regions(
                view.app.repository,
                level,
                versi="v1",
                induk=induk,
                refresh=True,
                progress=show,
            )
        except ServiceError as error:
            place.empty()
            panels.failed(view, error)
            return
        induk = snapshot.frame["code"].to_list()
    st.rerun()


def _draw_comparison(store: Store, snapshots: Sequence[Snapshot]) -> None:
    """Draw the differences between the stored tree and the shipped one."""
    view = store.view
    stamp = " ".join(s.manifest.digest for s in snapshots)
    frames = [s.frame.select("code", "parent_code", "name") for s in snapshots]
    # no label: what the sandbox answers with is the shipped tree, which is real
    manifests = [s.manifest for s in snapshots]
    hosts = ", ".join(dict.fromkeys(m.address for m in manifests if m.address))
    from_sandbox = all(m.made_up for m in manifests) and not view.app.live["satusehat"]
    source = Line(
        text=view.say(
            "cocok.tree_source",
            sumber=view.words("cocok.tree_sandbox")
            if from_sandbox
            else view.words("cocok.tree_live", host=hosts),
            pages=view.number(sum(m.pages for m in manifests)),
            waktu=instant(min(m.fetched_at for m in manifests), view.lang),
        ),
        newest=max(s.manifest.fetched_at for s in snapshots),
        partitions=snapshots,
    )
    differences = store.data.cached(
        f"{TREE} {stamp}",
        lambda: trees.differences(pl.concat(frames), loader.regions()).lazy(),
    )
    count = dict(differences.group_by("perbedaan").len().iter_rows())
    values = {
        "decree": loader.DECREE,
        "rows": view.number(sum(frame.height for frame in frames)),
        "baru": view.number(count.get(trees.NEW, 0)),
        "hilang": view.number(count.get(trees.GONE, 0)),
        "ganti": view.number(count.get(trees.RENAMED, 0)),
        "ejaan": view.number(count.get(trees.SPELLING, 0)),
    }
    if differences.is_empty():
        same = {name: values[name] for name in ("rows", "decree")}
        blocks.answer(view.say("cocok.tree_same", **same))
    else:
        blocks.answer(view.say("cocok.tree_told", **values))
        drawn = Drawn(rows=differences, pairs=())
        table(store.data, "beda-pohon", drawn, height=360, source=source)
    blocks.note(source.text)
