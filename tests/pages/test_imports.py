"""Pages where only imported rows are read: no sample data anywhere, and the label everywhere."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.widgets import menu
from services.analysis.frames import RUP
from services.sandbox.serving import server as sandbox
from services.settings import from_mapping
from services.wiring import connect
from tests.gateway import TOKEN, Gateway, loopback
from tests.imports import manifest, publish
from tests.pages.conftest import Open
from tests.pages.seeing import bare, headings, links, lists, told
from tests.repositories import START

FILES = [entry.file for entry in menu.ENTRIES]
SAMPLE_WORDS = ("data contoh", "sintetis", "sample data", "synthetic", "kotak pasir", "sandbox")
CODES = ("D304", "D305")
SHORT = hashlib.sha256(b"pagu.csv").hexdigest()[:12]


def rows_of_a_gateway() -> Gateway:
    """Return a gateway that holds rows of two KLPD, as a live one serves them."""
    gateway = Gateway()
    with sandbox.serve() as handle:
        token = sandbox.environment(handle.base_url)["INAPROC_TOKEN"]
        for name in RUP:
            for kode in CODES:
                answer = httpx.get(
                    f"{handle.base_url}/api/v1/rup/{name}",
                    params={"kode_klpd": kode, "tahun": "2025", "limit": "1000"},
                    headers={"authorization": f"Bearer {token}"},
                )
                gateway.rows[name, kode, "2025"] = answer.json()["data"]
    return gateway


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    return rows_of_a_gateway()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, gateway: Gateway) -> Path:
    """Return a data folder that holds nothing but imported partitions."""
    root, source = tmp_path_factory.mktemp("impor"), tmp_path_factory.mktemp("sumber")
    with loopback(gateway) as address:
        texts = {"INAPROC_BASE_URL": address, "INAPROC_TOKEN": TOKEN, "LENSA_DATA": str(source)}
        app = connect(from_mapping(texts))
        for request in app.rup(RUP, CODES, (2025,)):
            frame = app.repository.load(request).frame
            publish(root, request, frame, manifest(frame.height))
        app.close()
    return root


@pytest.fixture
def imported(data: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the pages the imported partitions and no credentials."""
    del data
    monkeypatch.setenv("LENSA_DATA", str(files))
    return files


def every_text(app: AppTest) -> str:
    """Return all that a reader sees: running text, titles, labels, tables, charts, links."""
    parts: list[Any] = [told(app), *headings(app), *links(app)]
    parts += [bare(e.value) for kind in ("title", "info", "code", "badge") for e in app.get(kind)]
    parts += [e.proto.body for e in app.get("html") if "<style" not in e.proto.body]
    parts += [json.dumps(e.value.to_dict("records"), default=str) for e in app.dataframe]
    parts += [
        str(e.proto) for kind in ("plotly_chart", "deck_gl_json_chart") for e in app.get(kind)
    ]
    parts += [json.dumps(data, ensure_ascii=False) for data in lists(app).values()]
    return "\n".join(map(str, parts))


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_is_labelled_and_holds_no_sample_word(
    opened: Open, imported: Path, file: str, lang: str
) -> None:
    del imported
    query = {"klpd": list(CODES), "tahun": "2025", "lang": lang, "q": "jalan"}
    seen = every_text(opened(file, **query))
    label = "FILE (imported, completeness not proven)" if lang == "en" else "BERKAS (impor"
    assert label in seen
    assert [word for word in SAMPLE_WORDS if word in seen.lower()] == []


def test_a_fresh_machine_opens_on_what_is_imported_without_a_question(
    opened: Open, imported: Path
) -> None:
    del imported
    app = opened()
    assert (app.query_params["klpd"], app.query_params["tahun"]) == ("D304", "2025")
    assert app.metric
    seen = told(app)
    assert f"BERKAS: pagu.csv (sha256 {SHORT}, diimpor 22 Jun 2026)" in seen
    assert "kelengkapan tidak dibuktikan" in seen
    assert "· lengkap" not in seen


def test_a_klpd_year_that_is_not_imported_is_named_and_what_is_there_is_offered(
    opened: Open, imported: Path
) -> None:
    del imported
    app = opened("pages/program.py", klpd="D306", tahun="2025")
    assert "Belum diimpor" in told(app)
    assert {button.key for button in app.button} >= {"works_D304_2025", "works_D305_2025"}
    assert app.selectbox(key="f_klpd").options[:-1] != []
    assert not app.metric


def test_only_imported_klpd_and_years_are_offered(opened: Open, imported: Path) -> None:
    del imported
    app = opened("pages/program.py", klpd="D304", tahun="2025")
    assert len(app.selectbox(key="f_klpd").options) == len(CODES)
    assert app.multiselect(key="f_tahun").options == ["2025"]


def test_a_change_of_the_source_is_announced_on_pages_for_a_day(
    opened: Open, files: Path, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened("pages/data.py")
    assert "berganti" not in every_text(first)
    monkeypatch.setenv("LENSA_SUMBER", "berkas")
    changed = every_text(opened("pages/data.py"))
    assert "berganti dari DATA CONTOH (sintetis) menjadi BERKAS" in changed
    note = nothing_stored / "sumber" / "umum.json"
    stored = json.loads(note.read_text())
    stored["since"] = (START - timedelta(days=300)).isoformat()
    note.write_text(json.dumps(stored))
    assert "berganti" not in every_text(opened("pages/data.py"))


def test_an_import_beside_live_rows_is_labelled_and_ranked_only_when_included(
    opened: Open,
    gateway: Gateway,
    files: Path,
    nothing_stored: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(files / "snapshots", nothing_stored / "snapshots")
    with loopback(gateway) as address:
        live = {"INAPROC_BASE_URL": address, "INAPROC_TOKEN": TOKEN}
        for name, value in live.items():
            monkeypatch.setenv(name, value)
        app = connect(from_mapping({**live, "LENSA_DATA": str(nothing_stored)}))
        for request in app.rup(RUP, ("D304",), (2025,)):
            assert not app.repository.load(request).manifest.from_file
        app.close()
        asked = len(gateway.asked)
        query = {"klpd": list(CODES), "tahun": "2025"}
        page = opened("pages/banding.py", **query)
        seen = every_text(page)
        assert "BERKAS (impor" in seen
        assert "1 dari yang dibandingkan berasal dari BERKAS" in seen
        assert "dari BERKAS, kelengkapan tidak dibuktikan" in seen
        now = [(name, sent["kode_klpd"], sent["tahun"]) for name, sent in gateway.asked[asked:]]
        assert not [name for name, *pair in now if pair == ["D305", "2025"] and name in RUP]
        page.button(key="ikutkan_berkas").click().run()
        assert page.query_params["lihat"] == "berkas:ya"
        seen = every_text(page)
        assert "Termasuk baris dari BERKAS" in seen
        assert "· kelengkapan tidak dibuktikan" in "".join(headings(page))
