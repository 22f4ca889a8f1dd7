"""The boundaries of a region's map, and the note that says whose they are."""

from __future__ import annotations

from pages.shell.sections.regions.place import Place
from pages.shell.state.view import View
from services.boundaries import Boundaries, Level, boundaries
from services.language.wording import WIB, tanggal
from services.reference import loader
from services.settings import Settings

LEVELS: tuple[Level, ...] = ("provinsi", "kabkota", "kecamatan")
"""What the map of a place is made of, by its level; that of a kecamatan is its kab/kota's."""


def ground(settings: Settings, place: Place) -> Boundaries:
    """Return the shapes of a place's map: provinces, a province's kab/kota, a kab/kota's kecamatan.

    Kecamatan are cells that mark places, unless a person's own file has their boundaries.
    """
    level = min(place.level, 2)
    return boundaries(settings, LEVELS[level], place.above(level).code if level else "")


def boundaries_note(view: View, shown: Boundaries) -> str:
    """Return whose boundaries a map shows, and how many regions of it are from elsewhere."""
    if shown.own is None:
        text = loader.BOUNDARIES_NOTE if view.lang == "id" else view.say("wilayah.indicative")
        refused = shown.problem and view.say("wilayah.borders_refused", why=shown.problem)
        return f"{text} {refused}".rstrip()
    own = view.say(
        "wilayah.borders_own",
        berkas=shown.own.file,
        tanggal=tanggal(shown.own.kept_at.astimezone(WIB), view.lang),
        sidik=shown.own.sha256[:12],
    )
    if not shown.indicative:
        return own
    counts = {"n": view.number(shown.indicative), "all": view.number(len(shown.shapes))}
    return f"{own} {view.say('wilayah.borders_mixed', **counts)}"
