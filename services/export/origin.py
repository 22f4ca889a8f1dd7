"""Where rows come from, in words: the one place that labels sample data and imported rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..language import wording
from ..language.plain_text import visible
from ..settings import RupSource
from ..store.manifests import FILE, SANDBOX, Imported, Manifest

MOST_NAMED = 3
"""Files that a line names; the rest are counted."""
SHORT = 12
"""Characters of a digest in a line; exports have all of them."""
_NAMES: Mapping[RupSource, str] = MappingProxyType(
    {"langsung": "shell.live", "contoh": "shell.sandbox", "berkas": "asal.label.berkas"}
)


def kind(manifests: Iterable[Manifest]) -> RupSource:
    """Return what the rows of these passes must be labelled as; `langsung` needs no label."""
    return of_sources(manifest.source for manifest in manifests)


def of_sources(sources: Iterable[str]) -> RupSource:
    """Return the same for the sources that manifests and Frames.stored name."""
    every = set(sources)
    if SANDBOX in every:
        return "contoh"
    return "berkas" if FILE in every else "langsung"


def label(origin: RupSource, lang: str = "id") -> str:
    """Return the label of sample data or of imported rows, "" for others."""
    return "" if origin == "langsung" else name(origin, lang)


def name(origin: RupSource, lang: str = "id") -> str:
    """Return the words for a source of RUP rows."""
    return wording.text(_NAMES[origin], lang)


def words(manifests: Iterable[Manifest], lang: str = "id", *, full: bool = False) -> str:
    """Return where rows come from: live, sample data, or the files with digest and import date.

    full: all files, with whole digests; otherwise at most MOST_NAMED with short ones.
    """
    every = tuple(manifests)
    if kind(every) == "contoh":
        return label("contoh", lang)
    files = {m.imported.sha256 if m.imported else m.digest: m for m in every if m.from_file}
    named = [_file(manifest, lang, full=full) for manifest in files.values()]
    if len(named) > MOST_NAMED and not full:
        rest = wording.text("shell.more", lang, n=len(named) - MOST_NAMED + 1)
        named = [*named[: MOST_NAMED - 1], rest]
    only_files = bool(every) and all(manifest.from_file for manifest in every)
    live = [] if only_files else [wording.text("shell.live", lang)]
    of_files = [f"{label('berkas', lang)}: {'; '.join(named)}"] if named else []
    return "; ".join([*live, *of_files])


def state(manifest: Manifest, lang: str = "id") -> str:
    """Return what was proven of a pass, or what the named maker of a bundle says about it."""
    imported = manifest.imported
    if imported and manifest.state == "lengkap menurut pengirim":
        return wording.text("asal.menurut", lang, pengirim=_maker(imported, lang))
    return wording.text(f"shell.state.{manifest.state}", lang)


def _file(manifest: Manifest, lang: str, *, full: bool) -> str:
    """Describe the file of one pass: name, sheet, digest, import date, who made it."""
    imported = manifest.imported
    day = wording.tanggal(manifest.fetched_at.astimezone(wording.WIB).date(), lang)
    if imported is None:
        return wording.text("asal.diimpor", lang, tanggal=day)
    digest = imported.sha256 if full else imported.sha256[:SHORT]
    sheet = f" [{visible(imported.sheet)}]" if imported.sheet else ""
    about = [f"sha256 {digest}", wording.text("asal.diimpor", lang, tanggal=day)]
    if imported.stated_origin and full:
        about.append(visible(imported.stated_origin))
    if imported.maker or imported.maker_state:
        about.append(wording.text("asal.dari", lang, pengirim=_maker(imported, lang)))
    if imported.maker_instant:
        read = wording.instant(imported.maker_instant, lang)
        about.append(wording.text("asal.dibaca_pengirim", lang, waktu=read))
    return f"{visible(imported.file)}{sheet} ({', '.join(about)})"


def _maker(imported: Imported, lang: str) -> str:
    """Return the verified maker's name; what an unverified one calls itself is not repeated."""
    if imported.maker_verified:
        return visible(imported.maker)
    return wording.text("asal.pengirim_lain", lang)
