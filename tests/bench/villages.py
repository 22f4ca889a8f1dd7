"""All 83,762 villages by the client: requests sent, all levels above included."""

from __future__ import annotations

import tempfile

from services import settings
from services.regions import read_regions
from services.sandbox.serving.server import serve
from services.upstream.catalog import LEVELS
from services.wiring import connect
from tests.bench.timing import Goal, Row

VILLAGES = 83_762
OTHERS = "v2 at ten a page 8,378; a walk from parent to parent 7,285"


def measure() -> Row:
    """Count the answers that reading every village by v1 takes on an empty store."""
    with serve() as handle, tempfile.TemporaryDirectory() as folder:
        parts = connect(settings.from_mapping({**handle.environment, "LENSA_DATA": folder}))
        villages = read_regions(parts.repository, LEVELS[-1], versi="v1").frame
        assert villages["code"].n_unique() == villages.height == VILLAGES
        asked = {
            place.dataset: history.passes[-1].pages
            for place, history in parts.repository.everything()
        }
        parts.close()
    return Row(
        what=f"all {VILLAGES:,} villages by the client, requests",
        sides={level: f"{pages} requests" for level, pages in asked.items()},
        figure=sum(asked.values()),
        goal=Goal(most=20, unit="requests"),
        notes=(OTHERS,),
    )


if __name__ == "__main__":
    print(measure())
