"""Remember the last answers of a shared store, for when it does not answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ...errors import StoreUnavailable

_Answer = TypeVar("_Answer")


class Recent(Generic[_Answer]):
    """The last answer to each question, for the `bound` questions that were asked last."""

    def __init__(self, bound: int = 4096) -> None:
        """Start empty."""
        self._bound = bound
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()
        self._lock = threading.Lock()

    def ask(
        self, question: Hashable, read: Callable[[], _Answer]
    ) -> tuple[_Answer, StoreUnavailable | None]:
        """Return the answer of `read`; if that fails the last one, with the error.

        Raises StoreUnavailable when there is no earlier answer.
        """
        try:
            answer, failure = read(), None
        except StoreUnavailable as error:
            with self._lock:
                if question not in self._answers:
                    raise
                answer, failure = self._answers[question], error
        with self._lock:
            self._answers[question] = answer
            self._answers.move_to_end(question)
            while len(self._answers) > self._bound:
                self._answers.popitem(last=False)
        return answer, failure

    def drop(self, question: Hashable) -> None:
        """Forget the answer to a question whose subject was removed."""
        with self._lock:
            self._answers.pop(question, None)

    def __len__(self) -> int:
        """Return the number of answers."""
        with self._lock:
            return len(self._answers)
