"""Walk over all pages of a request to a proven end, or raise.

Guards (reliability.md section 1): each cursor is followed once, each page is accepted once,
has_more without a cursor is asked again, there is a page budget and a deadline, and an end that
still has a cursor is probed once. The paginator decides what one answer means; the walker acts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from ...errors import ContractBroken, ServiceError, SourceUnavailable
from ..answer.answers import LimitRefused, Refused, received
from ..answer.envelopes import Envelope
from ..answer.paging import Step
from ..dataset import Request
from ..parsing.frames import Page, page
from .claims import claims
from .progress import Progress, cursor_fraction
from .seen import Seen

BUDGET = 1000
BUDGET_MOST = 40_000  # four times all villages at ten a page
DEADLINE = 3600.0


class Restart(ServiceError):
    """A cursor was refused: the walk must start again from the first page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The result of a proven walk.

    asked: requests made. size: the length of the longest page or list, so that a second walk can
    use another. suspect: rows may be missing. clamped: the served limit when it was below the
    requested one. ends: why the walk ended.
    """

    pages: tuple[Page, ...]
    asked: int
    size: int = 0
    suspect: bool = False
    clamped: int | None = None
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ask:
    """A request to make; `probing` is the step that asked for it as a probe."""

    sent: dict[str, str]
    probing: Step | None = None


@dataclass(slots=True, kw_only=True)
class Walker:
    """The state of one walk. `ask` sends one request and returns the envelope of its answer.

    learned: called with a smaller size that the upstream made necessary. resumed: returns how many
    answers so far were recorded by an earlier walk and took no time.
    """

    request: Request
    ask: Callable[[dict[str, str]], Envelope]
    clock: Callable[[], float]
    budget: int = BUDGET
    progress: Callable[[Progress], None] | None = None
    learned: Callable[[int], None] = lambda size: None
    resumed: Callable[[], int] = lambda: 0
    _pending: deque[_Ask] = field(default_factory=deque)
    _pages: list[Page] = field(default_factory=list)
    _keys: set[tuple[object, ...]] = field(default_factory=set)
    _cursors: set[str] = field(default_factory=set)
    _seen: Seen = field(default_factory=Seen)
    _ends: list[str] = field(default_factory=list)
    _asked: int = 0
    _size: int = 0
    _rows: int = 0
    _total: int | None = None
    _clamped: int | None = None
    _suspect: bool = False
    _replayed: int = 0
    _paced_from: tuple[float, float] = (0.0, 0.0)

    def run(self, first: tuple[dict[str, str], ...]) -> Walk:
        """Walk from the `first` requests to a proven end."""
        began = self.clock()
        self._pending = deque(_Ask(sent) for sent in first)
        while self._pending:
            expected_pages = -(-self._total // 10) if self._total else 0
            if self._asked >= max(self.budget, min(4 * expected_pages, BUDGET_MOST)):
                self._broken(f"sudah {self._asked} halaman dan sumber tidak berhenti")
            if self.clock() - began > DEADLINE:
                raise SourceUnavailable(
                    "satu putaran melewati batas waktu", where=str(self.request)
                )
            self._visit(self._pending.popleft())
            if self.progress:
                elapsed = self.clock() - began
                sent = self._pending[0].sent if self._pending else {}
                done = cursor_fraction(sent.get("cursor", "")) if sent else 1.0
                if sent and self._total:
                    done = min(len(self._keys) / self._total, 1.0)
                self.progress(
                    Progress(
                        label=str(self.request),
                        rows=self._rows,
                        pages=len(self._pages),
                        fraction=done,
                        eta=self._eta(elapsed, done),
                        resumed=self.resumed(),
                    )
                )
        if self._total is not None and len(self._keys) != self._total:
            self._broken(f"sumber menyebut {self._total} baris tetapi memberi {len(self._keys)}")
        return Walk(
            pages=tuple(self._pages),
            asked=self._asked,
            size=self._size,
            suspect=self._suspect,
            clamped=self._clamped,
            ends=tuple(dict.fromkeys(self._ends)),
        )

    def _visit(self, ask: _Ask) -> None:
        """Send one request and act on the answer."""
        try:
            got, step = self._ask_once(ask.sent)
            if ask.probing and self._probe_ends(got, step, ask.probing):
                return
            for _ in range(step.tries - 1):
                if step.kind != "again":
                    break
                got, step = self._ask_once(ask.sent)
        except LimitRefused:
            smaller, size = self.request.dataset.paginator.smaller(ask.sent)
            self.learned(size)
            self._pending.extendleft(_Ask(sent, ask.probing) for sent in reversed(smaller))
        except Refused as error:
            if ask.probing and ask.probing.proven:
                self._ends.append("kursor terakhir ditolak")
            elif "cursor" in ask.sent or "next" in ask.sent:
                raise Restart(error.message, where=error.where) from error
            else:
                raise
        else:
            self._act(got, step)

    def _ask_once(self, sent: dict[str, str]) -> tuple[Page, Step]:
        """Return the page of one request, and what its paginator makes of it."""
        self._asked += 1
        envelope = self.ask(sent)
        got = page(self.request.dataset, envelope.rows_bytes)
        height = got.texts.height
        page_claims = claims(envelope, self.request.dataset.source, height)
        got = replace(got, claims=page_claims) if page_claims else got
        new_keys = self._row_keys(got) - self._keys
        paginator = self.request.dataset.paginator
        step = paginator.step(sent, received(envelope, height), len(self._keys) + len(new_keys))
        if step.limit and step.limit < int(sent.get("limit", "0")):
            self._clamped = step.limit
        if height or not self._size:
            served = min(step.limit or BUDGET_MOST, paginator.length(sent))
            self._size = max(self._size, served)
        if paginator.repeat_ends and height and not new_keys:
            step = replace(step, kind="again", tries=3, otherwise="repeat")
        if step.total is not None and (height or self._total is None):
            if self._total not in (None, step.total):
                self._broken(
                    f"sumber mengubah jumlah baris dari {self._total} menjadi {step.total}"
                )
            self._total = step.total
        return got, step

    def _row_keys(self, got: Page) -> set[tuple[object, ...]]:
        """Return the keys of a page; none for INAPROC, whose ends do not depend on keys."""
        if self.request.dataset.source == "inaproc":
            return set()
        return set(got.texts.select(self.request.dataset.key).iter_rows())

    def _probe_ends(self, got: Page, step: Step, probing: Step) -> bool:
        """Return whether the answer to a probe ends the walk."""
        over = step.kind == "end" or step.otherwise in ("end", "probe")
        if not got.texts.height and over:
            self._ends.append(probing.past)
        elif probing.proven and got in self._seen:
            self._ends.append("kursor terakhir mengulang halaman")
            # Of numbered pages, a full page again may mean that the page number is ignored.
            counted = probing.total is not None and got.texts.height >= (step.limit or 1)
            self._suspect = self._suspect or counted
        else:
            # Rows after a page that was always empty: that page may have had some, too.
            self._suspect = self._suspect or probing.otherwise == "probe"
            return False
        return True

    def _act(self, got: Page, step: Step) -> None:
        """Do what a step says; a page accepted or a cursor followed before breaks the walk."""
        if step.kind == "again":
            if step.otherwise == "fail":
                self._broken(f"{step.why}, {step.tries} kali berturut-turut")
            self._suspect = self._suspect or step.doubtful
            step = replace(step, kind=step.otherwise)
        if step.kind == "split":
            self._pending.extendleft(_Ask(sent) for sent in reversed(step.follow))
            return
        if step.kind == "repeat":
            self._ends.append("halaman berulang")
            # A full page again may also mean that the page number is ignored from here on.
            self._suspect = self._suspect or got.texts.height >= (step.limit or 1)
            return
        if got.texts.height and got in self._seen:
            self._broken("halaman yang sama dijawab dua kali")
        self._keys |= self._row_keys(got)
        self._seen.add(got)
        self._pages.append(got)
        self._rows += got.texts.height
        if step.kind == "end":
            self._ends.append(step.why)
            return
        for sent in reversed(step.follow):
            cursor = sent.get("cursor", "")
            if cursor and cursor in self._cursors:
                self._broken("kursor berputar ke yang sudah dipakai")
            self._cursors.add(cursor)
            self._pending.appendleft(_Ask(sent, step if step.kind == "probe" else None))

    def _broken(self, why: str) -> NoReturn:
        raise ContractBroken(why, where=str(self.request))

    def _eta(self, elapsed: float, done: float | None) -> float | None:
        """Return the seconds left at the pace of the pages that were not recorded before."""
        if done is None:
            return None
        if self.resumed() > self._replayed:
            self._replayed, self._paced_from = self.resumed(), (elapsed, done)
        began, before = self._paced_from
        return (elapsed - began) * (1 - done) / (done - before) if done > before else None
