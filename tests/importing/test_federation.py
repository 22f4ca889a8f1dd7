"""The lines of docs/federation.md do what the page says, in a shell of their own."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.commands.running import ROOT, clean, live
from tests.gateway import Gateway, loopback, program
from tests.importing.making import serve

PAGE = (ROOT / "docs" / "federation.md").read_text(encoding="utf-8")
KEY, PUBLISH, MERGE = re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)


def shell(folder: Path, lines: str, **settings: str) -> str:
    """Run lines of the page in a folder; `lensa` is this checkout's. Return stderr."""
    folder.mkdir(exist_ok=True)
    script = f'set -eu\nlensa() {{ "{sys.executable}" -m services "$@"; }}\n{lines}'
    ran = subprocess.run(
        ["bash", "-c", script],  # noqa: S607
        cwd=folder,
        env=clean(folder, LENSA_DATA=str(folder / "data"), **settings),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def test_makers_publish_and_anybody_merges_as_the_page_says(tmp_path: Path) -> None:
    gateway, reader = Gateway(), tmp_path / "pembaca"
    serve(gateway, "D304", program(1, 100))
    serve(gateway, "D305", program(1, 40))
    reader.mkdir()
    with loopback(gateway) as address:
        for kode, name in (("D304", "kementerian"), ("D305", "provinsi")):
            lines = f"{KEY}\n{PUBLISH}".replace("D304", kode).replace("kementerian", name)
            maker = tmp_path / name
            shell(maker, lines, **live(address))
            for file in (f"{kode}.zip", f"{kode}.zip.sig", f"penanda-{name}"):
                shutil.copy(maker / file, reader)
    said = shell(reader, MERGE)
    for name in ("kementerian", "provinsi"):
        assert f"lengkap menurut biro@{name}.go.id" in said
    with (reader / "wilayah.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["jumlah_klpd"] != "0"]
    assert [(row["kode"], row["jumlah_klpd"], row["pagu_program"]) for row in rows] == [
        ("52", "2", "140")
    ]
    with (reader / "banding.csv").open(encoding="utf-8") as file:
        assert {row["kd_klpd"] for row in csv.DictReader(file)} == {"D304", "D305"}
