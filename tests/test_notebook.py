"""The notebook of the documentation runs, and is stored without outputs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.commands.running import ROOT, clean

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
CHECKS = """
assert result.frame.height and result.provenance["lengkap"].all()
assert figure.data[0].x and "DATA CONTOH" in figure.layout.title.text
assert statuses["count"].sum() == rows.frame.height
"""


def test_the_cells_run_in_one_namespace_of_plain_python(tmp_path: Path) -> None:
    """A process of its own: a checkout's modules would be there as `services` too."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    program = "\n\n".join(["".join(cell["source"]) for cell in code] + [CHECKS])
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=clean(tmp_path, LENSA_DATA=str(tmp_path / "data")),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert "[sidik " in ran.stdout.decode()
