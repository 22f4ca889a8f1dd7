"""A connection notices a second answer to one request, however the bytes are split."""

from __future__ import annotations

import pytest

from services.upstream.connection.sockets import Answers

BODY = b'{"data":"HTTP/1.1 200 OK"}'
SAID = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalo!\r\n0\r\n\r\n"
BOTH = CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-length: 4\r\n\r\n", 1)
UNTOLD = b"HTTP/1.0 503 Service Unavailable\r\n\r\nhalo"
GOES_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


def several(raw: bytes, size: int) -> bool:
    answers = Answers()
    for at in range(0, len(raw), size):
        answers.add(raw[at : at + size])
    return answers.several


@pytest.mark.parametrize("size", [1, 2, 5, 11, 12, 13, 40, 64, 1000])
@pytest.mark.parametrize("one", [CHUNKED, BOTH, UNTOLD, GOES_ON + CHUNKED, GOES_ON + UNTOLD])
def test_a_second_answer_is_noticed_wherever_the_pieces_end(one: bytes, size: int) -> None:
    assert not several(one, size)
    assert several(one + SAID[: len(b"HTTP/1.1 200")], size)
    assert several(one + one, size)


@pytest.mark.parametrize("size", [1, 7, 41, 64, 1000])
def test_bytes_after_the_content_length_are_a_second_answer(size: int) -> None:
    assert several(SAID + SAID, size)
    assert several(SAID + b"HTTP/1.1 200", size)


@pytest.mark.parametrize("size", [len(SAID) - len(BODY), len(SAID) - 1, len(SAID), 1000])
def test_an_answer_that_says_its_length_may_hold_what_looks_like_one(size: int) -> None:
    assert not several(SAID, size)
    assert several(SAID + b" ", size)


def test_nothing_read_is_no_answer() -> None:
    assert not Answers().several
