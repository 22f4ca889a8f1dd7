"""`/api/klpd`, `/api/wilayah`, `/api/tersimpan`: what can be asked for, and what is stored."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import polars as pl

from ... import inventory
from ...errors import BadRequest
from ...export import origin
from ...link import LinkState, pairs
from ...reference import loader
from ...settings import RupSource
from ..answers import Answer, Asked
from .formats import Rows, encoded, paged, utc
from .question import state_of

_REGIONS = ("code", "parent_code", "name", "level")


def klpd(asked: Asked) -> Answer:
    """Return every known KLPD with its region and the years that are stored of it."""
    state = state_of(asked, ("hal",))
    known = asked.app.klpd().table
    if not asked.app.sandbox:
        known = known.filter(~pl.col("sandbox_only"))
    years: dict[str, list[int]] = {}
    for year in inventory.listed(asked.app.repository):
        years.setdefault(year.kode, []).append(year.tahun)
    stored = pl.DataFrame(
        {"kd_klpd": list(years), "tahun_tersimpan": list(years.values())},
        schema={"kd_klpd": pl.String, "tahun_tersimpan": pl.List(pl.Int16)},
    )
    columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah")
    frame = known.select(columns).join(stored, on="kd_klpd", how="left", maintain_order="left")
    return _list(asked, state, "klpd", frame, asked.app.rup_source)


def regions(asked: Asked) -> Answer:
    """Return provinces and regencies, or with `wilayah` that region and those directly below it."""
    state = state_of(asked, ("wilayah", "hal"))
    every = loader.regions()
    if state.wilayah:
        below = pl.col("parent_code") == state.wilayah
        frame = every.filter((pl.col("code") == state.wilayah) | below)
        if not frame.height:
            raise BadRequest(f"wilayah tidak dikenal: {state.wilayah}", where="wilayah")
    else:
        frame = every.filter(pl.col("level") <= 2)
    known = [name for name in _REGIONS if name in frame.columns]
    return _list(asked, state, "wilayah", frame.select(known))


def stored(asked: Asked) -> Answer:
    """Return every stored partition of a KLPD: rows, instant, digest, completeness, address."""
    state = state_of(asked, ("klpd", "tahun", "hal"))
    chosen = [
        partition
        for partition in inventory.partitions(asked.app.repository)
        if partition.kode
        and (not state.klpd or partition.kode in state.klpd)
        and (not state.tahun or partition.tahun in (None, *state.tahun))
    ]
    records = []
    for partition in chosen:
        newest = partition.newest
        tahun = (partition.tahun,) if partition.tahun else ()
        query = urlencode(pairs(LinkState(klpd=(partition.kode,), tahun=tahun)))
        records.append(
            {
                "dataset": partition.dataset,
                "kd_klpd": partition.kode,
                "tahun": partition.tahun,
                "baris": newest.rows,
                "snapshot": utc(newest.fetched_at),
                "lengkap": newest.proven,
                "keadaan": origin.state(newest),
                "sumber": origin.kind([newest]),
                "digest": newest.digest,
                "putaran": len(partition.passes),
                "alamat": f"{asked.root}/api/data/{partition.dataset}.json?{query}",
            }
        )
    frame = pl.DataFrame(records, schema=_STORED, orient="row")
    return _list(asked, state, "tersimpan", frame, asked.app.rup_source)


_STORED = {
    "dataset": pl.String,
    "kd_klpd": pl.String,
    "tahun": pl.Int16,
    "baris": pl.Int64,
    "snapshot": pl.String,
    "lengkap": pl.Boolean,
    "keadaan": pl.String,
    "sumber": pl.String,
    "digest": pl.String,
    "putaran": pl.Int64,
    "alamat": pl.String,
}


def _list(
    asked: Asked,
    state: LinkState,
    name: str,
    frame: pl.DataFrame,
    listed_from: RupSource = "langsung",
) -> Answer:
    """Return a list as an answer; it is short, so that it is made at once."""
    rows = Rows(
        kind="daftar",
        name=name,
        frame=frame,
        height=frame.height,
        state=state,
        listed_from=listed_from,
    )
    body = encoded(paged(rows, "json"), "json", asked.root)
    return Answer(identity=hashlib.sha256(body.content).hexdigest(), make=lambda: body, heavy=False)
