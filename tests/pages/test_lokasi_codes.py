from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from pages.shell.sections.locations import cascade, codes
from pages.shell.sections.locations.cascade import Step, Trail
from services.reference import loader
from services.sandbox.serving.lokasi_api import location_id
from tests.pages.conftest import Open
from tests.pages.seeing import grid, links, told

PAGE = "pages/lokasi.py"
NAMES = dict(loader.regions().select("code", "name").iter_rows())
LEVELS = cascade.LEVELS


def step(level: str, rows: list[tuple[str, str | None]], chosen: str = "") -> Step:
    frame = pl.DataFrame(rows, schema={"id": pl.String, "name": pl.String}, orient="row")
    row: Any = next((r for r in frame.iter_rows(named=True) if r["id"] == chosen), None)
    return Step(level=level, parent="", snapshots=(), rows=frame, chosen=row)


HOME = step("negara", [("n", "Indonesia"), ("m", "Malaysia")], "n")


def test_codes_follow_the_names_down_the_way() -> None:
    found = Trail(
        steps=(
            HOME,
            step("provinsi", [("a", "Jawa Barat"), ("b", "Atlantis")], "a"),
            step("kabupaten", [("c", "Bogor"), ("d", "Kota Bogor")], "c"),
            step("kecamatan", [("e", "Cibinong"), ("f", None)]),
        )
    )
    cibinong = next(c for c, n in NAMES.items() if n == "Cibinong" and c.startswith("3201"))
    assert cascade.codes(found) == {"a": "32", "c": "3201", "d": "3271", "e": cibinong}


def test_below_what_has_no_code_nothing_has_one() -> None:
    lost = step("provinsi", [("a", "Atlantis")], "a")
    below = step("kabupaten", [("c", "Bogor"), ("d", "Kota Bogor")])
    assert cascade.codes(Trail(steps=(HOME, lost, below))) == {}
    abroad = step("negara", [("n", "Indonesia"), ("m", "Malaysia")], "m")
    johor = step("provinsi", [("a", "Aceh")])
    assert cascade.codes(Trail(steps=(abroad, johor))) == {}
    assert cascade.codes(Trail(steps=())) == {}


@pytest.mark.parametrize("code", ["52", "5202", "520209", "5202092005"])
def test_a_chosen_location_says_its_codes_and_leads_to_the_map(opened: Open, code: str) -> None:
    way = [code[:n] for n in (2, 4, 6, 10) if n <= len(code)]
    ids = [location_id("negara", "ID")]
    ids += [location_id(LEVELS[at], own) for at, own in enumerate(way, 1)]
    jalur = ".".join(map(cascade.mark, ids[:-1]))
    app = opened(PAGE, lokasi=ids[-1], lihat=f"jalur:{jalur}")
    bps = loader.region(code)
    assert bps is not None
    label = f"Kode Kemendagri {code}, BPS {bps.bps_code or '—'}; lihat di peta"
    assert f"wilayah={code}" in links(app)[label]


def test_every_level_says_its_match_rate_and_every_row_its_code(opened: Open) -> None:
    app = opened(PAGE)
    assert "38 dari 38 id di tingkat ini (100" in told(app)
    assert {row["Nama"]: row["Kemendagri"] for row in grid(app)} == {
        NAMES[code]: code for code in NAMES if len(code) == 2
    }


def test_the_download_holds_the_codes() -> None:
    rows = pl.DataFrame({"id": ["a", "b"], "name": ["A", "B"]})
    assert codes.coded(rows, {"a": "52"})["kode_kemendagri"].to_list() == ["52", None]
    assert codes.coded(rows, {})["kode_kemendagri"].to_list() == [None, None]
