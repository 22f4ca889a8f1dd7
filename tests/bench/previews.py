"""What a preview costs: the HTML of a shared link over that of Streamlit alone, and a picture.

Both sides are asked for the same path: Streamlit looks for a file of that name before it answers
with its page.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx

from services import settings as configuration
from services.analysis.frames import RUP
from services.repository import gather
from services.wiring import connect
from tests.bench.pages import HELLO
from tests.bench.timing import Goal, Row, Timing, in_turn, ratio
from tests.browser.serving import dashboard
from tests.waiting import until

LINK = "/program?klpd=D304&tahun={}"
YEARS = (2021, 2022, 2023, 2024, 2025)
ROUNDS = 60


def measure() -> Row:
    """Measure warm HTML on both sides in turn, and the pictures of five links never asked for."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = connect(configuration.from_mapping({"LENSA_DATA": str(folder / "data")}))
        gather(app.repository, app.rup(RUP, ("D304",), YEARS))
        app.close()
        ours = stack.enter_context(dashboard(folder))
        bare = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hello = stack.enter_context(dashboard(bare, script=HELLO))
        clients = [stack.enter_context(httpx.Client(base_url=s.url)) for s in (ours, hello)]
        link = LINK.format(YEARS[-1])
        until(lambda: "Rp" in clients[0].get(link).text)
        timed = in_turn(
            {
                "with the preview": lambda: clients[0].get(link).raise_for_status(),
                "Streamlit's page": lambda: clients[1].get(link).raise_for_status(),
            },
            ROUNDS,
        )
        cold = Timing(seconds=tuple(_picture(clients[0], year) for year in YEARS[:-1]))
    return Row(
        what="HTML of a shared link whose preview is cached, over Streamlit's own page",
        sides={name: str(timing) for name, timing in timed.items()},
        figure=ratio(timed, *timed),
        goal=Goal(most=2),
        notes=(f"a picture that was never asked for: {cold} (goal ≤ 1 s); kept after",),
    )


def _picture(client: httpx.Client, year: int) -> float:
    """Return the seconds to the picture of a link whose preview was never asked for."""
    query = LINK.format(year).partition("?")[2]
    began = time.perf_counter()
    answer = client.get(f"/pratinjau.png?halaman=program&{query}")
    taken = time.perf_counter() - began
    assert len(answer.raise_for_status().content) > 10_000
    return taken
