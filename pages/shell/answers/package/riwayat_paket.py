"""What happened last to a package and at each end of its family, in words."""

from __future__ import annotations

from pages.shell.state.view import View
from pages.shell.widgets.lists import targets
from pages.shell.widgets.prose import Link, Paragraph, joined, paragraph
from services.charts.timeline import Family
from services.charts.timeline.family import MADE, Event, Node
from services.charts.timeline.words import moment, quoted_reasons

MOST_ENDS = 5
"""The most paragraphs on ends of a family; the timeline shows all."""


def last_acts(view: View, family: Family, node: Node) -> list[Paragraph]:
    """Return what happened last to a code, and a paragraph for each end of its family.

    What came of a code that one other replaced stands in the paragraph on the code itself.
    """
    last = _last(family, node)
    paragraphs = [
        paragraph(
            view,
            f"paket.own.{_key(family, node)}",
            kode=_codes(view, last),
            n=len(last.codes) if last else 0,
            waktu=moment(last.time if last else None, view.lang),
            alasan=_because(view, last),
            kali=_cancellations(family, node),
        )
    ]
    # the other ends of the code's own family: what came of the code, newest first; parts of one
    # split that nothing befell since are together
    ends = [end for end in family.ends if end[:2] == node[:2] and end != node]
    latest = {end: act.time for end in ends if (act := _last(family, end)) and act.time}
    ends.sort(key=lambda end: str(latest.get(end, "")), reverse=True)
    ends.sort(key=lambda end: not _descends(family, end, node))
    together: dict[tuple[str, object], list[Node]] = {}
    for end in ends:
        act = _last(family, end)
        quiet = (act is None or act.kind == MADE) and end in family.makers
        key = ("bagian", family.makers[end]) if quiet else ("kode", end)
        together.setdefault(key, []).append(end)
    groups = list(together.values())
    # an heir came of the chosen code, and nothing befell it since it was made
    heir = groups[0][0] if groups and state_name(family, node) == "diganti" else None
    if heir and _descends(family, heir, node) and _key(family, heir) == "aktif":
        newest = groups.pop(0)
        direct = family.parents[newest[0]] == node
        since = paragraph(view, "paket.since") if direct else _end(view, family, newest, heir=True)
        paragraphs[0] = joined(paragraphs[0], since)
    paragraphs += [_end(view, family, group) for group in groups[:MOST_ENDS]]
    left = sum(len(group) for group in groups[MOST_ENDS:])
    if left:
        paragraphs.append(paragraph(view, "paket.more_ends", n=view.number(left)))
    if any(_reactivated(family, end) for end in family.ends if end[:2] == node[:2]):
        paragraphs[-1] = joined(paragraphs[-1], paragraph(view, "paket.reactivated"))
    return paragraphs


def state_name(family: Family, node: Node) -> str:
    """Return the state of a code as its texts are called: a split and a re-activation apart."""
    if _reactivated(family, node):
        return "diaktifkan"
    state = family.state(node)
    if state != "diganti":
        return str(state)
    last = _last(family, node)
    return "dipecah" if last and last.kind == "SATUKEBANYAK" else "diganti"


def _end(view: View, family: Family, group: list[Node], *, heir: bool = False) -> Paragraph:
    """Describe the last act at an end, or at several parts of one split that nothing befell.

    heir: the end is what came of the chosen code.
    """
    node, last = group[0], _last(family, group[0])
    key = _key(family, node)
    if key == "aktif":
        maker = family.events[family.makers[node]] if node in family.makers else None
        key = "bagian" if maker and maker.kind == "SATUKEBANYAK" else "penerus" if heir else "aktif"
    return paragraph(
        view,
        f"paket.end.{key}",
        kode=[_link(view, each[2]) for each in group],
        lama=_codes(view, last),
        waktu=moment(last.time if last else None, view.lang),
        alasan=_because(view, last),
        kali=_cancellations(family, node),
    )


def _key(family: Family, node: Node) -> str:
    """Return which text describes the last act on a code."""
    state, last = state_name(family, node), _last(family, node)
    if state == "diaktifkan" and not _cancellations(family, node):
        return "diaktifkan_saja"
    if state == "aktif" and not (last and last.codes):
        return "berdiri"
    return state


def _descends(family: Family, node: Node, ancestor: Node) -> bool:
    above = family.parents[node]
    while above is not None and above != ancestor:
        above = family.parents[above]
    return above is not None


def _reactivated(family: Family, node: Node) -> bool:
    return bool(family.states.get(node, {}).get("asal") == "diaktifkan")


def _last(family: Family, node: Node) -> Event | None:
    """Return the last event of a code's lane, None without any."""
    lane = family.lanes.get(node, ())
    return family.events[lane[-1]] if lane else None


def _cancellations(family: Family, node: Node) -> int:
    return sum(family.events[at].kind == "PEMBATALAN" for at in family.lanes.get(node, ()))


def _because(view: View, event: Event | None) -> str:
    """Return the reason of an act as the end of a clause."""
    quoted = quoted_reasons(event.reasons, view.lang) if event else ""
    return view.words("paket.because", alasan=quoted) if quoted else view.words("paket.no_reason")


def _codes(view: View, event: Event | None) -> list[Link] | str:
    """Return the codes of an event as links, or the words for unknown ones."""
    links = [_link(view, code) for code in event.codes] if event else []
    return links or view.words("absent.unknown")


def _link(view: View, code: str) -> Link:
    return Link(text=code, target=targets.package(view, code))
