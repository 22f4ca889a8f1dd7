"""Small made-up cases of the RUP gateway, read from files and served on loopback.

A case file is `{"about": text, "answers": {KEY: ANSWER}}`. KEY is "DATASET KLPD YEAR", followed by
" CURSOR" for the page behind a cursor. ANSWER is a list of rows, which is served as one whole page
in the gateway's envelope, or an object:

    body      any JSON value, served as it is; or
    text      the body, byte for byte
    status    200 unless given
    headers   added to the answer, or in place of its own
    charset   how the body is encoded: utf-8 unless given; utf-8-sig puts a byte order mark first

Rows in a list get the columns that every row of a KLPD and year has, unless they bring their own;
`{}` stays empty. What no file names is answered with an empty page that is the last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import Asked, Reply, serving

FOLDER = Path(__file__).parent / "contract" / "payloads" / "cases"
Row = dict[str, Any]
Answers = Mapping[str, Any]


def load(*names: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Return the answers of these case files by key."""
    answers: dict[str, Any] = {}
    for name in names:
        answers |= json.loads((folder / f"{name}.json").read_text("utf-8"))["answers"]
    return answers


def envelope(rows: list[Row], **meta: Any) -> dict[str, Any]:
    """Return rows as one whole page; `meta` adds to the members of its meta."""
    told = {"limit": 1000, "has_more": False, "cursor": None, **meta}
    return {"success": True, "data": rows, "meta": told}


@dataclass
class Cases:
    """A gateway that answers from `answers`; `asked` holds the key of every request in order."""

    answers: Answers
    address: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings that point the product at this gateway."""
        return {"INAPROC_BASE_URL": self.address, "INAPROC_TOKEN": "contoh"}

    def answer(self, asked: Asked) -> Reply:
        """Return what a request is answered with."""
        parts = urlsplit(asked.address)
        sent = dict(parse_qsl(parts.query))
        dataset = parts.path.rpartition("/")[2]
        klpd, year = sent.get("kode_klpd", ""), sent.get("tahun", "0")
        key = " ".join(filter(None, (dataset, klpd, year, sent.get("cursor", ""))))
        self.asked.append(key)
        return reply(self.answers.get(key, []), klpd, year)


def reply(answer: Any, klpd: str, year: str) -> Reply:
    """Return an answer of a case file as it goes over the wire."""
    if isinstance(answer, list):
        answer = {"body": envelope([completed(row, klpd, year) for row in answer])}
    text = answer["text"] if "text" in answer else json.dumps(answer["body"])
    headers = {"Content-Type": "application/json", **answer.get("headers", {})}
    body = text.encode(answer.get("charset", "utf-8"))
    return Reply(answer.get("status", 200), body, headers)


def completed(row: Row, klpd: str, year: str) -> Row:
    """Return a row with the columns that every row of a KLPD and year has; {} stays {}."""
    shared = {"kd_klpd": klpd, "nama_klpd": f"KLPD Contoh {klpd}", "jenis_klpd": "KABUPATEN"}
    return {**shared, "tahun_anggaran": int(year), **row} if row else row


@contextmanager
def serving_cases(answers: Answers) -> Iterator[Cases]:
    """Serve answers on loopback until the block ends; yield the gateway."""
    cases = Cases(answers)
    with serving(cases.answer) as cases.address:
        yield cases
