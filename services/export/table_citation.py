"""The pinned link and the citation of a table: what an answer to a program is quoted with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from types import MappingProxyType
from urllib.parse import urlencode

from ..analysis.frames import Options
from ..language import wording
from ..link import LinkState, pairs
from ..repository import Repository, Stored
from . import origin
from .citation import PAGES, rows_digest, sealed

_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "pagu-per": "program",
        "program-": "program",
        "perubahan-per-program": "program",
        "swakelola": "swakelola",
        "pengumuman": "swakelola",
        "paket": "swakelola",
        "wilayah": "wilayah",
        "banding": "banding",
        "tanda": "tanda",
        "penyedia": "penyedia",
        "sumber-dana": "penyedia",
        "pemanfaatan": "penyedia",
        "mutu": "data",
    }
)
"""The page that shows a table, by the beginning of its name; the others are about revisions."""
_REVISIONS = "kaji-ulang"
MOST_NAMED = 3
"""KLPD that a citation names; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """link: the pinned link, from the root of an installation or absolute. text: the citation."""

    link: str
    text: str


def of_table(
    name: str,
    options: Options,
    stored: Sequence[Stored],
    repository: Repository,
    *,
    names: Mapping[str, str],
    address: str = "",
    lang: str = "id",
) -> Quoted:
    """Return how a table is quoted, computed from these partitions, of which there is one at least.

    `lensa periksa` recomputes both the link and the citation. names: code to name of the KLPD.
    address: the public root of the installation, "" for a link without host.
    """
    path = path_of(name)
    chosen = {field: getattr(options, field) for field in _NARROWING}
    state = LinkState(klpd=options.klpd, tahun=options.tahun, **chosen)
    if PAGES[path].table != name:
        state = state.switched("tabel", name)
    key = f"tabel.{name}"
    title = wording.text(key, lang) if key in wording.texts() else name
    return of_page(title, path, state, stored, repository, names=names, address=address, lang=lang)


def path_of(name: str) -> str:
    """Return the address of the page that shows a table, below the first one."""
    return next((path for start, path in _PATHS.items() if name.startswith(start)), _REVISIONS)


def of_rows(
    stored: Stored,
    repository: Repository,
    *,
    names: Mapping[str, str],
    address: str = "",
    lang: str = "id",
) -> Quoted:
    """Return how the rows of one partition of a KLPD are quoted."""
    dataset, kode, tahun = stored.request.partition
    state = LinkState(klpd=(kode,), tahun=(tahun,) if tahun else ())
    return of_page(
        dataset, "data", state, [stored], repository, names=names, address=address, lang=lang
    )


_NARROWING = ("wilayah", "satker", "program", "status", "jenis", "kode", "metode", "pengadaan")


def of_page(
    title: str,
    path: str,
    state: LinkState,
    stored: Sequence[Stored],
    repository: Repository,
    *,
    names: Mapping[str, str],
    address: str = "",
    lang: str = "id",
) -> Quoted:
    """Return how a page in this state is quoted; path: its address, title: what it shows."""
    ends = [entry.manifest.fetched_at for entry in stored]
    state = replace(state, snap=max(ends), lang=lang)
    link = f"{address}/{path}?{urlencode(pairs(state))}"
    manifests = [entry.manifest for entry in stored]
    codes = list(dict.fromkeys(entry.request.values["kode_klpd"] for entry in stored))
    named = [f"{names[kode]} ({kode})" if kode in names else kode for kode in codes]
    if len(named) > MOST_NAMED:
        more = wording.text("shell.more", lang, n=len(named) - MOST_NAMED)
        named = [*named[:MOST_NAMED], more]
    years = sorted({entry.request.tahun for entry in stored if entry.request.tahun})
    part = wording.text(
        "kutipan.part" if years else "kutipan.part_no_year",
        lang,
        datasets=", ".join(dict.fromkeys(entry.request.dataset.name for entry in stored)),
        klpd=", ".join(named),
        tahun=", ".join(map(str, years)),
    )
    spans = [
        (wording.instant(end, lang), f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        for end in (min(ends), max(ends))
    ]
    read, utc = (" – ".join(dict.fromkeys(texts)) for texts in zip(*spans, strict=True))
    text = wording.text(
        "kutipan.text_file" if origin.kind(manifests) == "berkas" else "kutipan.text",
        lang,
        apa=title,
        bagian=part,
        waktu=read,
        utc=utc,
        keadaan=", ".join(dict.fromkeys(origin.state(manifest, lang) for manifest in manifests)),
        asal=origin.words(manifests, lang),
        tautan=link,
    )
    return Quoted(link=link, text=sealed(text, rows_digest(repository, PAGES[path], state)))
