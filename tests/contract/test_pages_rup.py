"""The other RUP endpoints with pages, as the gateway really answers them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.errors import AccessDenied, ServiceError
from services.upstream.answer.answers import TokenRefused
from services.upstream.catalog import DATASETS, RUP, find
from services.upstream.connection.client import running_year
from services.upstream.dataset import Dataset
from services.upstream.parsing.frames import Reading, assemble
from tests.contract.expected import EXPECTED
from tests.contract.samples import rows
from tests.upstream.wire import Wire, as_json, as_text, connect, in_turn

PAGED = [
    dataset
    for dataset in DATASETS.values()
    if dataset.by_klpd and not dataset.bare and dataset not in RUP
]
EVERY = pytest.mark.parametrize("dataset", PAGED, ids=lambda dataset: dataset.name)
Rows = list[dict[str, Any]]


def answer(served: Rows, **meta: Any) -> dict[str, Any]:
    return {"success": True, "meta": {"limit": 1000, **meta}, "data": served}


def read(dataset: Dataset, *bodies: dict[str, Any]) -> tuple[Reading, Wire]:
    """Return what a walk over these answers gives, and what was sent."""
    wire = Wire(in_turn(*map(as_json, bodies)))
    request = dataset.partition("D998", 2026)
    walked = connect("inaproc", wire).walk(request)
    return assemble(dataset, walked.pages, request.values), wire


@EVERY
def test_pages_that_say_more_only_while_there_is_more(dataset: Dataset) -> None:
    first, *rest = rows(dataset)
    reading, wire = read(
        dataset,
        answer([first], cursor="a", has_more=True),
        answer(rest, cursor="b"),
        answer([], cursor="b"),
    )
    assert reading.frame.height == len(EXPECTED[dataset.name])
    assert (reading.drift, reading.quarantine, reading.repeats) == ((), (), 0)
    assert [query.get("cursor") for query in wire.queries[:3]] == [None, "a", "b"]
    assert {query["tahun"] for query in wire.queries} == {
        str(running_year()) if dataset.sends_year else "2026"
    }


@EVERY
def test_a_success_code_among_the_errors_is_no_error(dataset: Dataset) -> None:
    odd = {"error": {"code": "000", "message": "Success", "details": "Success"}}
    reading, _ = read(dataset, {**odd, **answer(rows(dataset), has_more=False)})
    assert reading.frame.height == len(EXPECTED[dataset.name])


@EVERY
def test_rows_in_any_order_of_columns_are_the_same(dataset: Dataset) -> None:
    turned = [dict(reversed(row.items())) for row in rows(dataset)]
    one, _ = read(dataset, answer(rows(dataset), has_more=False))
    other, _ = read(dataset, answer(turned, has_more=False))
    assert one.frame.equals(other.frame)


@EVERY
def test_unknown_and_missing_columns_are_named(dataset: Dataset) -> None:
    column = next(name for name in reversed(dataset.schema) if not _optional(dataset, name))
    served = {wire for c in dataset.columns if c.name == column for wire in c.names}
    changed = [
        {**{name: value for name, value in row.items() if name not in served}, "baru": 1}
        for row in rows(dataset)
    ]
    reading, _ = read(dataset, answer(changed, has_more=False))
    assert reading.drift == ("+baru", f"-{column}")
    assert reading.frame[column].null_count() == reading.frame.height


def _optional(dataset: Dataset, name: str) -> bool:
    return next(column.optional for column in dataset.columns if column.name == name)


@EVERY
def test_personal_columns_are_dropped_without_a_word(dataset: Dataset) -> None:
    marked = [{**row, **dict.fromkeys(dataset.dropped, "X*** Y***")} for row in rows(dataset)]
    reading, _ = read(dataset, answer(marked, has_more=False))
    assert reading.drift == ()
    assert "X***" not in json.dumps(reading.frame.to_dicts(), default=str)


@EVERY
@pytest.mark.parametrize(("status", "kind"), [(401, TokenRefused), (403, AccessDenied)])
def test_a_token_that_may_not_read_is_refused_at_once(
    dataset: Dataset, status: int, kind: type[ServiceError]
) -> None:
    wire = Wire(in_turn(as_text('{"success": false}', status)))
    with pytest.raises(kind):
        connect("inaproc", wire).walk(dataset.partition("D998", 2026))
    assert len(wire.sent) == 1


def test_budget_rows_alike_but_for_their_number_all_count() -> None:
    dataset = find("paket-anggaran-penyedia")
    (first, *_) = rows(dataset)
    alike = [{**first, "id_paket_anggaran_penyedia": number} for number in range(5)]
    reading, _ = read(dataset, answer(alike, has_more=False))
    assert (reading.frame.height, reading.repeats, reading.conflicts) == (5, 0, 0)


def test_satkers_that_share_a_code_both_count() -> None:
    dataset = find("master-satker")
    (first, second) = rows(dataset)
    shared = [first, {**second, "kd_satker_str": first["kd_satker_str"]}]
    reading, _ = read(dataset, answer(shared, has_more=False))
    assert reading.frame["kd_satker_str"].n_unique() == 1
    assert reading.frame.height == 2
