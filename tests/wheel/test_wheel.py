"""The wheel and the sdist: the whole product, installed beside another package `services`.

Each environment is new and gets the wheel with what it asks for: on this Python in the versions of
.ci/constraints.txt, in the long form (UJI_PANJANG) in the newest ones; on the newest Python of this
machine in the newest versions that have a wheel for it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.commands.running import ROOT, clean
from tests.commands.test_layani import answers, free_port
from tests.sampling import LONG
from tests.waiting import until

QUESTION = ("pagu-per-program", "--klpd", "D304", "--tahun", "2025")
API = """
import io, sys
import polars as pl
import lensa_rup, services

assert services.NAME == "another"
app = lensa_rup.connect()
result = app.table("pagu-per-program", klpd="D304", tahun=2025)
assert result.label == "DATA CONTOH (sintetis)" and result.provenance["lengkap"].all()
written = pl.read_csv(io.BytesIO(sys.stdin.buffer.read()), schema=result.frame.schema)
assert written.equals(result.frame) and result.frame.height
"""
PAGE = """
import sys
from pathlib import Path
import lensa_rup as installed

folder = str(Path(installed.__file__).parent)
for name in [name for name in sys.modules if name.startswith("lensa_rup")]:
    del sys.modules[name]
sys.path.insert(0, folder)
from streamlit.testing.v1 import AppTest

page = AppTest.from_file(f"{folder}/dashboard.py", default_timeout=120).run()
assert not page.exception and page.title
import services
assert services.__file__.startswith(folder)
"""


def pythons() -> list[str]:
    """Return this Python and in the long form the newest: on the path, or from pyenv beside it."""
    beside = Path(sys.base_prefix).parent
    newer = [
        path
        for minor in range(sys.version_info.minor + 1, 20)
        for path in (
            shutil.which(f"python3.{minor}"),
            *map(str, beside.glob(f"3.{minor}.*/bin/python3.{minor}")),
        )
        if path and starts(path)
    ]
    return [sys.executable, *(newer[-1:] if LONG else ())]


def starts(path: str) -> bool:
    """Tell whether a program is there: pyenv has stand-ins for what it does not run."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist of the checkout, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run([*build, "-t", "sdist", "-d", str(folder)], cwd=ROOT, check=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        sdist.extractall(folder / "unpacked", filter="data")
    source = next((folder / "unpacked").iterdir())
    subprocess.run([*build, "-t", "wheel", "-d", str(folder)], cwd=source, check=True)
    return folder


def wheel_of(built: Path) -> Path:
    return next(built.glob("*.whl"))


def environment(folder: Path, wheel: Path, python: str) -> Path:
    """Return the folder of the programs of a new environment with the wheel."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    interpreter = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(interpreter)]
    install = [*pip, "install", "-q", "--no-compile"]
    tested = python == sys.executable and not LONG
    constraints = ["-c", str(ROOT / ".ci" / "constraints.txt")] if tested else []
    subprocess.run([*install, "--only-binary=:all:", *constraints, str(wheel)], check=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    another = site / "services"
    another.mkdir()
    (another / "__init__.py").write_text("NAME = 'another'\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_holds_every_file_of_the_product_in_one_package(built: Path) -> None:
    with zipfile.ZipFile(wheel_of(built)) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    listing = [str(shutil.which("git")), "ls-files", "-co", "--exclude-standard"]
    product = ["services", "pages", "dashboard.py", ".streamlit"]
    files = subprocess.run(
        [*listing, *product], cwd=ROOT, capture_output=True, text=True, check=True
    )
    expected = {f"lensa_rup/{name}" for name in files.stdout.split()}
    assert names == expected | {"lensa_rup/__init__.py", "lensa_rup/py.typed"}


@pytest.mark.parametrize("python", pythons())
def test_the_installed_wheel_answers_as_a_command_in_python_and_as_a_dashboard(
    built: Path, tmp_path: Path, python: str
) -> None:
    programs = environment(tmp_path / "env", wheel_of(built), python)
    settings = clean(tmp_path, LENSA_DATA=str(tmp_path / "data"))
    del settings["PYTHONPATH"]

    def run(*words: str, given: bytes = b"") -> bytes:
        command = [str(programs / words[0]), *words[1:]]
        ran = subprocess.run(
            command, input=given, env=settings, cwd=tmp_path, capture_output=True, check=False
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout

    assert b"layani" in run("lensa", "--help")
    run("lensa", "harvest", "--klpd", "D304", "--tahun", "2025")
    table = run("lensa", "table", *QUESTION, "--apa-adanya")
    run("python", "-c", API, given=table)
    run("python", "-c", PAGE)
    port = free_port()
    serve = [str(programs / "lensa"), "layani", "--port", str(port)]
    with subprocess.Popen(serve, env=settings, cwd=tmp_path, stderr=subprocess.PIPE) as served:
        try:
            until(lambda: answers(port) or served.poll() is not None, within=120)
            root = f"http://127.0.0.1:{port}"
            with urlopen(f"{root}/program?klpd=D304", timeout=60) as answer:
                shell = answer.read().decode()
            script = re.search(r'src="\./(static/js/[^"]+)"', shell)
            assert script is not None
            for path in (script[1], "api/klpd", "api/tabel/banding.json?klpd=D304&tahun=2025"):
                with urlopen(f"{root}/{path}", timeout=60) as answer:
                    assert answer.status == 200
        finally:
            served.terminate()
    assert served.returncode == 0
