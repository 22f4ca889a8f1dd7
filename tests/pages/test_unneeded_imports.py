"""A process that serves every page imports no library that no page needs.

pandas is not among them: Streamlit imports it for every map, 45 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pages.shell.widgets import menu
from tests.browser.serving import environment
from tests.pages.conftest import ROOT

UNNEEDED = ("xlsxwriter", "altair", "matplotlib", "openpyxl", "duckdb")
SCRIPT = f"""
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_file({str(ROOT / "dashboard.py")!r}, default_timeout=120)
app.query_params.update({{"klpd": "D304", "tahun": "2025"}})
for file in sys.argv[1:]:
    app.switch_page(file).run()
    assert not app.exception, (file, app.exception)
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


def test_no_page_imports_what_it_does_not_need(tmp_path: Path) -> None:
    files = [entry.file for entry in menu.ENTRIES]
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *files],
        cwd=ROOT,
        env=environment(tmp_path, PYTHONPATH=os.fspath(ROOT)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    loaded = set(ran.stdout.split())
    assert {"polars", "pyarrow", "plotly", "pydeck"} <= loaded, "tables, charts and maps were drawn"
    assert loaded.isdisjoint(UNNEEDED)
