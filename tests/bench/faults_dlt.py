"""The same 24 faults for dlt's RESTClient and for us: `python -m tests.bench.faults_dlt`.

Both meet the same bytes, at the third of five pages of INAPROC. dlt is given its own cursor
paginator and its own retries, without their waits; what it yields is counted by key.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from dlt.common.exceptions import DltException
from dlt.sources.helpers.requests import Client
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator
from requests.exceptions import RequestException

from tests.faults.battery import Stage
from tests.faults.fault_runs import Theatre, theatre
from tests.faults.kinds import KINDS
from tests.faults.scenes import Kind
from tests.upstream.wire import TOKEN

STRUCK = 2
MOST_ASKED = 300
TRIES = 5
DOCUMENTED = (
    "reset in the body",
    "cut body",
    "no length, cut",
    "chunk garbage",
    "HTML with 200",
    "HTML with 502",
    "503",
    "429 with seconds",
    "429 with garbage",
    "success false with 200",
    "status_code 500 with 200",
    "JSON cut",
    "no rows but more",
    "more without cursor",
    "full, no more, no cursor",
    "meta missing",
    "null in the middle",
    "has_more missing",
    "cursor to the start",
    "cursor ignored",
    "repeated rows",
    "row of the page before again",
    "rows of another",
    "early end",
)


def struck(kind: Kind) -> Any:
    """Return a strike at the third page, as often as the kind does."""
    return lambda page, again: kind if page == STRUCK and again < kind.times else None


def ours(stages: Theatre, kind: Kind) -> str:
    """Return how a refresh through the product ends."""
    return stages.play(stages.stage("inaproc"), struck(kind)).word


def theirs(stages: Theatre, kind: Kind) -> str:
    """Return how dlt's client ends with the same bytes."""
    stage = stages.stage("inaproc")
    stage.begin(struck(kind))
    held = Counter(row["kd_program"] for row in stage.book.published)
    try:
        found = Counter(str(row["kd_program"]) for row in _rows(stage))
    except (DltException, RequestException, ValueError, KeyError, TypeError) as error:
        return f"loud ({type(error).__name__})"
    if stage.server.asked >= MOST_ASKED:
        return "runs on"
    if held - found:
        return f"SILENT LOSS of {(held - found).total()} rows"
    return f"{(found - held).total()} rows too many" if found - held else "equal"


def _rows(stage: Stage) -> list[dict[str, Any]]:
    """Return what dlt yields, cut off where it runs on."""
    client = RESTClient(
        base_url=stage.server.address,
        auth=BearerTokenAuth(TOKEN),
        paginator=JSONResponseCursorPaginator(cursor_path="meta.cursor", cursor_param="cursor"),
        data_selector="data",
        session=Client(
            raise_for_status=False,  # as RESTClient has it by default
            request_max_attempts=TRIES,
            request_backoff_factor=0,
            request_max_retry_delay=0,
        ).session,
    )
    request = stage.book.request
    found: list[dict[str, Any]] = []
    for page in client.paginate(request.dataset.path, params={**request.values, "limit": "1000"}):
        found += [row for row in page if row]
        if stage.server.asked >= MOST_ASKED:
            break
    return found


def main() -> int:
    """Print both columns and the totals."""
    named = {kind.name: kind for kind in KINDS}
    counted: dict[str, Counter[str]] = {"ours": Counter(), "dlt": Counter()}
    print(f"{'fault at the third page':30}{'ours':10}dlt")
    with theatre() as stages:
        for name in DOCUMENTED:
            own, other = ours(stages, named[name]), theirs(stages, named[name])
            counted["ours"][own] += 1
            counted["dlt"][_total(other)] += 1
            print(f"{name:30}{own:10}{other}")
    for whose, words in counted.items():
        print(f"{whose}: " + ", ".join(f"{word} {count}" for word, count in words.most_common()))
    return 0


def _total(word: str) -> str:
    if word.startswith("SILENT"):
        return "silent loss"
    return "repeats or strangers kept" if word.endswith("too many") else word.partition(" (")[0]


if __name__ == "__main__":
    sys.exit(main())
