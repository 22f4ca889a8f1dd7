"""Random schedules: several faults in one run, or rows that move while they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.faults import bytes_kinds
from tests.faults.battery import Outcome, published, same
from tests.faults.books import BOOKS, Book, Pair, place_pair, program_pair, region_pair
from tests.faults.books import place_of as order
from tests.faults.fault_runs import Theatre
from tests.faults.kinds import KINDS
from tests.faults.report import Report
from tests.faults.scenes import Kind
from tests.faults.server import REFUSALS

MOST_ASKED = 400
COSTLY = {"gzip bomb", "bomb in a bomb", "endless new rows", "a text without end"}
PLAYED = [kind for kind in KINDS if kind.name.partition(",")[0] not in COSTLY]
PASSING = {kind.name for kind in bytes_kinds.KINDS if kind.times == 1}
MOVING = ("inaproc", "satusehat v2", "satusehat v1", "lokasi")

Plan = tuple[str, dict[int, list[Kind]]]
"""A book, and by page the faults that meet its first asks, one after the other."""

Move = tuple[int, str, int]
"""Before which ask, what (insert, update, delete), and which row."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw one to three faults for each of one to three pages."""
    book = draw(st.sampled_from(list(BOOKS)))
    kinds = st.sampled_from([kind for kind in PLAYED if book in kind.books])
    faults = st.lists(kinds, min_size=1, max_size=3)
    return book, draw(st.dictionaries(st.integers(0, 4), faults, min_size=1, max_size=3))


def judge(outcome: Outcome, *words: str) -> None:
    """Check how a run ended and that it was bounded."""
    assert outcome.word in words, f"{outcome.word}: {outcome.reason}"
    assert outcome.asked <= MOST_ASKED


def scheduled(theatre: Theatre, plan: Plan) -> Outcome:
    """Play a schedule: equal, or loud with nothing touched; equal when all of it passes."""
    name, faults = plan

    def strike(page: int, again: int) -> Kind | None:
        waiting = faults.get(page, [])
        return waiting[again] if again < len(waiting) else None

    outcome = theatre.play(theatre.stage(name), strike)
    passes = all(_passes(name, kinds) for kinds in faults.values())
    judge(outcome, "equal") if passes else judge(outcome, "equal", "loud")
    return outcome


def _passes(book: str, kinds: list[Kind]) -> bool:
    """Tell whether faults in a row must be overcome: under five failures, and one token a page."""
    failures = sum(1 + REFUSALS * (kind.name == "refused") for kind in kinds)
    tokens = sum(kind.name.startswith("token expired") for kind in kinds)
    mild = all(kind.name in PASSING and kind.expected(book) == "equal" for kind in kinds)
    return mild and failures < 5 and tokens < 2


@dataclass
class Moving:
    """Lets rows of a book move at given asks; `states` are all that the book ever held."""

    book: Book
    moves: list[Move]
    asked: int = 0
    states: list[pl.DataFrame] = field(default_factory=list)

    def __call__(self, page: int, again: int) -> None:
        """Move what is due before this ask is answered."""
        del page, again
        due = [move for move in self.moves if move[0] == self.asked]
        self.asked += 1
        for _, what, number in due:
            _moved(self.book, what, number)
            self.states.append(published(self.book))


def _pair(book: Book, number: int, edition: int) -> Pair:
    """Return a row of a book by number, those of the first edition among them."""
    if book.name == "inaproc":
        return program_pair(number + 1, edition)
    if book.name == "satusehat v2":
        return region_pair(f"{1101 + number}", edition)
    if book.name == "satusehat v1":
        return region_pair(f"{1000 + 20 * number}01", edition)
    return place_pair(number, edition)


def _moved(book: Book, what: str, number: int) -> None:
    """Insert, update or delete one row where it stands in the order of the book."""
    key = book.request.dataset.key[0]
    pair = _pair(book, number, 7 if what == "update" else 1)
    rest = [other for other in book.pairs if other[1][key] != pair[1][key]]
    held = len(rest) < len(book.pairs)
    if what == "delete" or (what == "update" and not held):
        book.pairs = rest
        return
    place: Callable[[Pair], Any] = lambda one: one[1][key]  # noqa: E731 - a key, not a function
    if book.name == "inaproc":
        place = lambda one: order(int(one[1][key]))  # noqa: E731
    book.pairs = sorted([*rest, pair], key=place)


MOVES = st.lists(
    st.tuples(
        st.integers(0, 20), st.sampled_from(["insert", "update", "delete"]), st.integers(0, 52)
    ),
    min_size=1,
    max_size=6,
)


def moved(theatre: Theatre, name: str, moves: list[Move]) -> Outcome:
    """Verify while rows move: one state that there was, or `changing`, or loud."""
    stage = theatre.stage(name)
    moving = Moving(stage.book, moves, states=[published(stage.book)])
    outcome = theatre.play(stage, moving, verify=True)
    if outcome.word in ("equal", "silent: other rows were published"):
        assert outcome.snapshot is not None
        assert outcome.snapshot.manifest.verified
        assert any(same(outcome.snapshot.frame, state) for state in moving.states)
        return Outcome(word="one state", asked=outcome.asked, snapshot=outcome.snapshot)
    judge(outcome, "changing", "loud")
    if outcome.word == "changing":
        assert outcome.snapshot is not None
        assert outcome.snapshot.manifest.differing > 0
    return outcome


def _often(count: int, start: int | None) -> Callable[[Any], Any]:
    """Return a decorator that runs a property so often: the same examples always, or by a seed."""
    often = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=start is None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: often(test if start is None else seed(start)(test))


def run_schedules(theatre: Theatre, report: Report, count: int, start: int | None = None) -> None:
    """Play so many random schedules of faults; `start` is the seed of others than CI's."""

    @_often(count, start)
    @given(plans())
    def play(plan: Plan) -> None:
        outcome = scheduled(theatre, plan)
        report.add("schedules", outcome.word, outcome.asked)

    play()


def run_moves(theatre: Theatre, report: Report, count: int, start: int | None = None) -> None:
    """Play so many schedules of rows that move; `start` is the seed of others than CI's."""

    @_often(count, start)
    @given(st.sampled_from(MOVING), MOVES)
    def play(name: str, moves: list[Move]) -> None:
        outcome = moved(theatre, name, moves)
        report.add("moving rows", outcome.word, outcome.asked)

    play()
