"""Where the parts are put together: live or sandbox on its own, and a place for each view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from services import wiring
from services.errors import BadRequest, ConfigurationMissing
from services.settings import from_mapping
from services.wiring import App, connect
from tests.imports import manifest, publish
from tests.repositories import programs

LIVE = {
    "INAPROC_TOKEN": "kunci-uji-8f3a",
    "SATUSEHAT_CLIENT_ID": "satu",
    "SATUSEHAT_CLIENT_SECRET": "dua",
    "LOKASI_BASE_URL": "https://lokasi.contoh.id",
}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[App]]:
    """Return the parts a test connects; all are closed after it."""
    parts: list[App] = []
    yield parts
    for one in parts:
        one.close()


def scope(opened: list[App], tmp_path: Path, **settings: str) -> str:
    """Return the stored name of the INAPROC view of these settings."""
    parts = connect(from_mapping({"LENSA_DATA": str(tmp_path), **settings}))
    opened.append(parts)
    return parts.repository.place(programs()).scope


def test_without_settings_every_source_is_the_sandbox_with_its_own_credentials(
    opened: list[App], tmp_path: Path
) -> None:
    assert scope(opened, tmp_path) == "sandbox-umum"
    (parts,) = opened
    assert dict(parts.live) == {"inaproc": False, "satusehat": False, "lokasi": False}
    assert parts.clients["inaproc"].upstream.token == "contoh"  # noqa: S105 - opens the sandbox
    assert parts.settings.secrets == ()


def test_each_source_is_live_by_its_own_settings(opened: list[App], tmp_path: Path) -> None:
    scope(opened, tmp_path, **LIVE)
    (parts,) = opened
    assert dict(parts.live) == {"inaproc": True, "satusehat": True, "lokasi": True}
    assert parts.clients["satusehat"].upstream.client_id == "satu"


def test_a_view_is_stored_by_address_and_scope_and_never_by_token(
    opened: list[App], tmp_path: Path
) -> None:
    token = {"INAPROC_TOKEN": "kunci-uji-8f3a"}
    usual = scope(opened, tmp_path, **token)
    assert usual.startswith("data-inaproc-id-")
    assert usual.endswith("-umum")
    assert scope(opened, tmp_path, INAPROC_TOKEN="kunci-baru") == usual  # noqa: S106
    others = [
        scope(opened, tmp_path, **token, LENSA_SCOPE="lain"),
        scope(opened, tmp_path, **token, INAPROC_BASE_URL="https://data.inaproc.id/awalan"),
        scope(opened, tmp_path, **token, INAPROC_BASE_URL="https://data-inaproc.id"),
        scope(opened, tmp_path, **token, INAPROC_BASE_URL="http://127.0.0.1:8080"),
        scope(opened, tmp_path),
    ]
    assert len({usual, *others}) == 6
    assert not [found for found in others if "kunci" in found]


def test_an_address_however_long_gives_a_name_a_disk_takes(
    opened: list[App], tmp_path: Path
) -> None:
    far = "https://" + ".".join(["a" * 60] * 4)
    assert len(scope(opened, tmp_path, INAPROC_TOKEN="x", INAPROC_BASE_URL=far)) < 120  # noqa: S106


def test_requests_come_in_the_order_klpd_year_dataset(opened: list[App], tmp_path: Path) -> None:
    scope(opened, tmp_path)
    made = opened[0].rup(("program-master", "paket-swakelola"), ("D304", "K1"), (2025, 2026))
    assert [str(request) for request in made] == [
        f"{dataset} {kode} {year}"
        for kode in ("D304", "K1")
        for year in (2025, 2026)
        for dataset in ("program-master", "paket-swakelola")
    ]
    with pytest.raises(BadRequest):
        opened[0].request("program-master", kode_klpd="D304")
    with pytest.raises(BadRequest):
        opened[0].request("program-master", kode_klpd="D304", tahun="2026", cursor="x")


def test_a_hostile_value_never_becomes_a_path(opened: list[App], tmp_path: Path) -> None:
    scope(opened, tmp_path)
    for kode in ("../../..", "a/b", "/etc", "D304\n"):
        with pytest.raises(BadRequest):
            opened[0].repository.load(programs(kode=kode))
    assert list(tmp_path.glob("snapshots/**/*")) == []


def test_connecting_asks_nothing_and_starts_nothing(
    opened: list[App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = wiring._Sandbox()
    monkeypatch.setattr(wiring, "_SANDBOX", sandbox)
    scope(opened, tmp_path, **LIVE, INAPROC_BASE_URL="http://127.0.0.1:9")
    scope(opened, tmp_path)
    assert [parts.repository.peek(programs()) for parts in opened] == [None, None]
    assert sandbox.handle is None


def test_a_data_folder_that_cannot_be_made_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(ConfigurationMissing, match="LENSA_DATA"):
        connect(from_mapping({"LENSA_DATA": str(tmp_path / "berkas" / "data")}))


def test_imported_rows_alone_are_read_where_they_are_stored_and_no_token_is_set(
    opened: list[App], tmp_path: Path
) -> None:
    publish(tmp_path, programs(), pl.DataFrame(schema=programs().dataset.schema), manifest(0))
    assert scope(opened, tmp_path) == "berkas-umum"
    (parts,) = opened
    assert (parts.rup_source, parts.settings.rup) == ("berkas", "berkas")
    assert (parts.sandbox, parts.live["inaproc"]) == (False, False)
    with pytest.raises(ConfigurationMissing, match="tidak pernah ditanya"):
        parts.clients["inaproc"].check(programs())
    assert scope(opened, tmp_path, LENSA_SUMBER="contoh", INAPROC_TOKEN="x") == "sandbox-umum"  # noqa: S106
    assert opened[1].clients["inaproc"].upstream.token == "contoh"  # noqa: S105 - opens the sandbox
