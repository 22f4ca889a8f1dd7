"""The Python API: the same rows as the commands, with what is needed to quote them."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from services.errors import BadRequest, ConfigurationMissing, ServiceError
from services.export.files import csv_bytes
from services.python_api import Lensa, connect
from tests.commands.conftest import Lensa as Command
from tests.commands.conftest import data, gateway, lensa
from tests.commands.running import clean
from tests.gateway import Gateway, error

__all__ = ["data", "gateway", "lensa"]
KLPD, YEAR = "D304", 2025


@pytest.fixture
def app(data: Path) -> Lensa:
    return connect(data=str(data))


@pytest.mark.parametrize(
    ("name", "narrowing"),
    [
        ("pagu-per-program", {}),
        ("kaji-ulang-per-satker", {}),
        ("swakelola-status", {"status": "Terumumkan"}),
        ("perubahan-per-program", {}),
    ],
)
def test_a_table_has_the_rows_of_the_command(
    lensa: Command, app: Lensa, name: str, narrowing: dict[str, str]
) -> None:
    years = [2024, 2025]
    with app:
        result = app.table(name, klpd="d304", tahun=years, **narrowing)
    options = [word for field, text in narrowing.items() for word in (f"--{field}", text)]
    ran = lensa("table", name, "--klpd", KLPD, "--tahun", "2024,2025", *options, "--apa-adanya")
    assert ran.code == 0
    assert ran.out.encode() == csv_bytes(result.frame, raw=True)
    assert result.frame.height


def test_rows_are_those_of_fetch(lensa: Command, app: Lensa) -> None:
    with app:
        result = app.read("paket-swakelola", klpd=KLPD, tahun=YEAR, status="terumumkan")
        regions = app.read("provinces")
    words = ("paket-swakelola", "--kode-klpd", KLPD, "--tahun", str(YEAR), "--status", "Terumumkan")
    ran = lensa("fetch", *words, "--apa-adanya")
    read = pl.read_csv(io.BytesIO(ran.out.encode()), infer_schema=False)
    assert read["kd_rup"].to_list() == result.frame["kd_rup"].cast(pl.String).to_list()
    assert regions.frame.height == 38
    assert regions.citation == ""


def test_every_result_says_where_its_rows_come_from_and_its_citation_stands(
    lensa: Command, app: Lensa
) -> None:
    with app:
        app.table("kaji-ulang-per-satker", klpd=KLPD, tahun=YEAR)
        app.table("pagu-per-program", klpd=KLPD, tahun=[2024, YEAR])
        results = [
            app.table("pagu-per-program", klpd=KLPD, tahun=YEAR),
            app.table("silsilah", klpd=KLPD, tahun=YEAR),
            app.read("program-master", klpd=KLPD, tahun=YEAR),
        ]
    for result in results:
        assert result.label == "DATA CONTOH (sintetis)"
        assert result.label in result.citation
        assert result.link in result.citation
        assert "snap=" in result.link
        assert "DATA CONTOH" in result._repr_html_()
        assert result.provenance["lengkap"].all()
        assert lensa("periksa", result.citation).code == 0
    first = results[0].provenance.row(0, named=True)
    assert (first["dataset"], first["kd_klpd"], first["tahun"]) == ("program-master", KLPD, YEAR)
    link = lensa("periksa", results[1].link)
    assert link.out.encode() == csv_bytes(results[1].frame)


def test_wrong_values_are_errors_on_one_line(app: Lensa) -> None:
    with app:
        for wrong in (
            lambda: app.table("tidak-ada", klpd=KLPD, tahun=YEAR),
            lambda: app.table("pagu-per-program", klpd="??", tahun=YEAR),
            lambda: app.table("pagu-per-program", klpd=KLPD, tahun=YEAR, statusnya="x"),
            lambda: app.table("mutu", klpd=KLPD, tahun=YEAR, satker="1"),
            lambda: app.read("program-master", klpd=KLPD),
        ):
            with pytest.raises(BadRequest) as raised:
                wrong()
            assert "\n" not in str(raised.value)
    with pytest.raises(BadRequest):
        connect(lensa_dta="x")
    with pytest.raises(ConfigurationMissing):
        connect(lensa_sumber="langsung")


def test_what_cannot_be_read_is_an_error_unless_the_rest_is_asked_for(
    gateway: Gateway, data: Path
) -> None:
    gateway.programs(3)
    gateway.meddle = lambda number: error(403, "ACCESS_DENIED") if number > 1 else None
    with connect(data=str(data)) as app:
        app.table("pagu-per-program", klpd=KLPD, tahun=2026)
        with pytest.raises(ServiceError):
            app.table("pagu-per-program", klpd=KLPD, tahun=[2025, 2026])
        result = app.table("pagu-per-program", klpd=KLPD, tahun=[2025, 2026], partial=True)
    assert result.frame["pagu"].sum() == 3000
    assert len(result.problems) == 1
    assert (result.label, result.provenance.height) == ("", 1)


def test_the_package_in_a_checkout_is_imported_under_one_name(tmp_path: Path) -> None:
    code = (
        "import sys, lensa_rup; print(lensa_rup.connect(data='d').tables[0]);"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'services']"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=clean(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert ran.stdout.decode().strip() == "pagu-per-program"
