"""Files on the Data page: a preview before anything is stored, the result, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from services.sandbox.serving import server as sandbox
from services.settings import from_mapping
from services.wiring import connect
from tests.gateway import Row, program
from tests.pages.conftest import Open
from tests.pages.seeing import told

DATA = "pages/data.py"
LINK = {"klpd": "D304", "tahun": "2026"}


def content(*rows: Row) -> bytes:
    return json.dumps(list(rows)).encode()


def stored(folder: Path) -> list[str]:
    return sorted(str(path) for path in (folder / "snapshots").rglob("manifest.json"))


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    given = [(name, raw, "application/octet-stream") for name, raw in files]
    return app.file_uploader[0].set_value(given).run()


@pytest.fixture
def permitted(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LENSA_UNGGAH", "ya")
    return nothing_stored


def test_without_permission_there_is_no_box_and_the_command_is_named(
    opened: Open, nothing_stored: Path
) -> None:
    del nothing_stored
    app = opened(DATA, **LINK)
    assert len(app.file_uploader) == 0
    assert "lensa impor BERKAS" in told(app)


def test_a_file_is_shown_before_it_is_stored_then_stored_and_undone(
    opened: Open, permitted: Path
) -> None:
    app = opened(DATA, **LINK)
    drop(app, ("unduhan.json", content(*(program(n) for n in range(1, 21)))))
    assert "1 bagian siap disimpan, 0 tidak berubah, 0 berkas ditolak" in told(app)
    (preview,) = [e for e in app.dataframe if "Dari berkas" in e.value.columns]
    (row,) = preview.value.to_dict("records")
    assert (row["Bagian"], row["Baris"]) == ("program-master D304 2026", "20")
    assert row["Dari berkas"] == "unduhan.json"
    assert not [path for path in stored(permitted) if "berkas-" in path]

    app.button(key="impor_simpan").click().run()
    assert "1 bagian disimpan, 0 tidak berubah" in told(app)
    assert len([path for path in stored(permitted) if "berkas-umum" in path]) == 1
    assert "BERKAS: unduhan.json (sha256" in told(opened("pages/program.py", **LINK))
    assert "berganti dari DATA CONTOH" in "".join(info.value for info in app.info).replace("*", "")

    app.button(key="impor_urungkan").click().run()
    assert "1 bagian diurungkan" in told(app)
    assert not [path for path in stored(permitted) if "berkas-umum" in path]
    assert "impor_urungkan" not in {button.key for button in app.button}


def test_another_visitor_cannot_undo_an_import(opened: Open, permitted: Path) -> None:
    app = opened(DATA, **LINK)
    drop(app, ("unduhan.json", content(program(1))))
    app.button(key="impor_simpan").click().run()
    other = opened(DATA, **LINK)
    assert "impor_urungkan" not in {button.key for button in other.button}
    assert "impor_urungkan" in {button.key for button in app.run().button}
    assert len([path for path in stored(permitted) if "berkas-umum" in path]) == 1


def test_a_file_that_is_not_rup_or_is_sample_data_is_refused_in_one_line(
    opened: Open, permitted: Path
) -> None:
    with sandbox.serve() as handle:
        texts = {**sandbox.environment(handle.base_url), "LENSA_DATA": str(permitted / "lain")}
        parts = connect(from_mapping(texts))
        (request,) = parts.rup(("program-master",), ("D304",), (2025,))
        sample = parts.repository.load(request).frame.write_json().encode()
        parts.close()
    app = opened(DATA, **LINK)
    drop(app, ("resep.json", b'[{"gula": 1}]'), ("contoh.json", sample))
    assert "2 berkas ditolak" in told(app)
    assert "Ditolak: resep.json" in told(app)
    assert "Ditolak: contoh.json" in told(app)
    assert "impor_simpan" not in {button.key for button in app.button}


def test_a_name_from_outside_is_text_and_never_a_path(opened: Open, permitted: Path) -> None:
    app = opened(DATA, **LINK)
    drop(app, ("../../<b>x</b>.json", content(program(1))))
    app.button(key="impor_simpan").click().run()
    assert not list(permitted.parent.glob("*.json"))
    assert len([path for path in stored(permitted) if "berkas-umum" in path]) == 1


def test_a_pass_that_shrinks_is_stored_only_when_asked_for(opened: Open, permitted: Path) -> None:
    app = opened(DATA, **LINK)
    drop(app, ("satu.json", content(*(program(n) for n in range(1, 21)))))
    app.button(key="impor_simpan").click().run()
    drop(app, ("dua.json", content(program(1))))
    app.button(key="impor_simpan").click().run()
    assert "0 bagian disimpan, 0 tidak berubah, 1 tidak disimpan" in told(app)
    drop(app, ("dua.json", content(program(1))))
    app.checkbox(key="impor_ganti").check().run()
    app.button(key="impor_simpan").click().run()
    assert "1 bagian disimpan" in told(app)
    assert permitted.exists()


def test_dropping_the_plan_stores_nothing(opened: Open, permitted: Path) -> None:
    app = opened(DATA, **LINK)
    drop(app, ("satu.json", content(program(1))))
    app.button(key="impor_batal").click().run()
    assert "siap disimpan" not in told(app)
    assert not [path for path in stored(permitted) if "berkas-" in path]
