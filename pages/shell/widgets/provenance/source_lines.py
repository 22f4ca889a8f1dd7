"""The provenance of partitions in words: a line under a figure, the facts of an export."""

from __future__ import annotations

from collections.abc import Sequence

from pages.shell.state.drawn import partition_words, state_of, states
from pages.shell.state.view import View
from services.export import origin
from services.export.provenance import kind
from services.language.wording import instant
from services.repository import Stored


def source_line(view: View, partitions: Sequence[Stored], names: Sequence[Stored] = ()) -> str:
    """Return the provenance of some partitions as one line of Markdown.

    names: partitions from which only names were taken.
    """
    ends = [s.manifest.fetched_at for s in partitions]
    first, last = instant(min(ends), view.lang), instant(max(ends), view.lang)
    line = view.say(
        "shell.source_file" if kind(partitions) == "berkas" else "shell.source",
        bagian=partition_words(view, partitions, "shell.source_part", view.names),
        waktu=first if first == last else f"{first} – {last}",
        keadaan=states(view, partitions),
        asal=origin.words([s.manifest for s in partitions], view.lang),
    )
    if not names:
        return line
    of_names = partition_words(view, names, "shell.source_part", view.names)
    return f"{line} · {view.say('shell.source_names', bagian=of_names)}"


def provenance(view: View, snapshots: Sequence[Stored]) -> dict[str, str]:
    """Return the provenance for an export: each partition and how it was read."""
    return {
        str(s.request): ", ".join(
            [
                instant(s.manifest.fetched_at, view.lang),
                state_of(view, s),
                origin.words([s.manifest], view.lang, full=True),
            ]
        )
        for s in snapshots
    }
