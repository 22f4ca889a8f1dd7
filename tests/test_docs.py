"""What is built is documented, what is documented is built, and no link leads nowhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pages.shell.widgets.menu import ENTRIES
from services.analysis.frames import Options
from services.analysis.tables import TABLES
from services.analysis.tanda.flags import CATATAN
from services.boundaries import archive, geojson, recognition
from services.commands.parser import parser
from services.reference import batas_pengadaan_langsung
from services.settings import DEFAULTS
from services.upstream.catalog import DATASETS
from tests import docs
from tests.analysis.strategies import frames

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
HEADING = re.compile(r"^#+ (.+)$", re.M)
VARIABLE = re.compile(r"\b(?:LENSA|INAPROC|SATUSEHAT|LOKASI)_[A-Z_]+\b")


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def anchors(page: str) -> set[str]:
    """Return the anchors of a page as GitHub makes them."""
    titles = HEADING.findall(FENCE.sub("", page))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def section(page: str, title: str) -> str:
    """Return what stands below a heading, down to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}$", page, re.M)
    assert found, f"no section {title}"
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.M)
    return rest[: end.start()] if end else rest


@pytest.mark.parametrize("name", docs.pages())
def test_generated_pages_are_current(name: str) -> None:
    assert read(name) == docs.pages()[name], "run python -m tests.docs"


@pytest.mark.parametrize("command", docs.subcommands())
def test_every_command_is_documented_with_every_argument(command: str) -> None:
    said = section(read("commands.md"), command)
    for action in docs.options(docs.subcommands()[command]):
        for word in action.option_strings or [str(action.metavar)]:
            assert f"`{word}" in said
        assert action.help, f"{command} {action.dest} has no help"
    assert docs.COMMANDS[command][1].startswith(f"lensa {command}")


def test_nothing_is_described_that_is_not_there() -> None:
    assert set(docs.COMMANDS) == set(docs.subcommands())
    assert set(docs.VARIABLES) == set(DEFAULTS)
    served = {column.name for dataset in DATASETS.values() for column in dataset.columns}
    assert set(docs.MEANINGS) - served == set()
    assert all(column in TABLES[table].columns for table, column in docs.OF_TABLES)


def examples() -> list[tuple[str, str]]:
    """Return every command line of the pages that begins with `lensa`."""
    found = []
    for path in PAGES:
        blocks = "\n".join(FENCE.findall(path.read_text(encoding="utf-8"))).replace("\\\n", " ")
        lines = (re.sub(r"^\$ ", "", line.strip()) for line in blocks.splitlines())
        found += [(path.name, line) for line in lines if line.startswith("lensa ")]
    return found


def test_every_example_is_a_command_that_the_parser_takes() -> None:
    lines = examples()
    assert {line.split()[1] for _, line in lines} == set(docs.subcommands())
    for _, line in lines:
        words = shlex.split(re.split(r" [>|]|\|\|", line)[0], comments=True)
        assert parser().parse_args(words[1:]).command == words[1]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry.name))
def test_every_page_is_documented(entry: object) -> None:
    file = str(getattr(entry, "file", ""))
    address = "/" if file == "dashboard.py" else f"/{Path(file).stem}"
    assert len(section(read("method.md"), f"`{address}`").split()) > 20
    assert f"`{address}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: str(table.name))
def test_every_table_is_documented_with_every_column(table: object) -> None:
    name, columns = str(getattr(table, "name", "")), getattr(table, "columns", ())
    said = section(read("method.md"), f"`{name}`")
    missing = [c for c in columns if c not in {"tahun", "kd_klpd"} and f"`{c}`" not in said]
    assert missing == []
    assert f"### {name}\n" in read("data-dictionary.md")


def test_every_property_by_which_a_boundary_is_recognised_is_documented() -> None:
    said = {
        re.sub(r"[^a-z0-9]", "", name.lower())
        for name in re.findall(r"`(\w+)`", read("boundaries.md"))
    }
    assert recognition.PROPERTIES - said == set()


def test_every_limit_of_boundaries_is_documented() -> None:
    said = read("boundaries.md")
    limits = geojson.LIMITS
    for number in (limits.features, limits.corners, *archive.MOST_CORNERS.values()):
        assert f"| {number:,} |" in said
    assert f"| {limits.file // geojson.MIB} MiB |" in said


def test_every_rule_of_the_flags_is_documented() -> None:
    said = section(read("method.md"), "`tanda`")
    assert [rule for rule in CATATAN if f"`{rule}`" not in said] == []


def test_the_limits_of_direct_procurement_stand_in_the_method() -> None:
    said = section(read("method.md"), "`tanda`")
    for row in batas_pengadaan_langsung().iter_rows():
        cells = "|".join(f" {cell} " if cell is not None else " " for cell in row)
        assert f"|{cells}|" in said


def test_every_variable_is_documented_and_no_other_is_named() -> None:
    assert [name for name in DEFAULTS if f"`{name}`" not in read("variables.md")] == []
    named = {
        (path.name, name)
        for path in PAGES
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
        if name not in DEFAULTS
    }
    assert named == set()


def test_the_example_of_secrets_holds_every_variable_and_is_toml_once_filled_in() -> None:
    example = (ROOT / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8")
    assert tomllib.loads(example) == {}
    filled = tomllib.loads(re.sub(r"^# (?=[a-z_]+ = |\[)", "", example, flags=re.M))
    assert {name.upper() for name in filled if name != "auth"} == set(DEFAULTS)
    assert {"redirect_uri", "cookie_secret", "client_id", "client_secret"} <= set(filled["auth"])
    assert "server_metadata_url" in filled["auth"]


def test_the_login_of_the_example_is_that_of_the_page_on_deploying() -> None:
    example = (ROOT / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8")
    filled = tomllib.loads(re.sub(r"^# (?=[a-z_]+ = |\[)", "", example, flags=re.M))
    (block,) = re.findall(r"```toml\n(\[auth\].*?)```", read("deploy.md"), flags=re.S)
    told = tomllib.loads(block)["auth"]
    assert filled["auth"].keys() == told.keys()
    for name in ("redirect_uri", "server_metadata_url"):
        assert filled["auth"][name] == told[name]


def test_the_nginx_file_carries_the_headers_that_the_page_on_security_advises() -> None:
    header = re.compile(r"^ *add_header (.+) always;$", re.M)
    advised = header.findall(read("security.md"))
    assert len(advised) > 5
    assert header.findall(read("deploy/nginx.conf")) == advised


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.name))
def test_links_inside_the_house_lead_somewhere(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    for target in LINK.findall(FENCE.sub("", page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        other = (path.parent / file).resolve() if file else path
        assert other.exists(), f"{path.name}: {target}"
        assert other.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(other.read_text(encoding="utf-8")), f"{path.name}: {target}"


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.suffix != ".md":
            continue
        seen.add(path)
        targets = LINK.findall(path.read_text(encoding="utf-8"))
        local = (t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t))
        waiting += [(path.parent / target).resolve() for target in local]
    assert {path.name for path in PAGES} - {path.name for path in seen} == set()


def test_the_table_of_the_readme_can_be_added_as_it_stands() -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    example: dict[str, Any] = {}
    exec(source, example)  # noqa: S102 - our own documentation
    table = example["TABLE"]
    assert table.name not in TABLES
    lead = {"tahun": 2025, "kd_klpd": "D304"}
    rows = [
        {**lead, "kd_satker": satker, "kd_program": number, "pagu_program": pagu}
        for number, (satker, pagu) in enumerate([("7", None), ("7", 5), ("8", None), ("7", None)])
    ]
    made = table.build(frames(program=rows), Options(klpd=("D304",), tahun=(2025,))).collect()
    assert tuple(made.columns) == table.columns
    assert made.rows() == [(2025, "D304", "7", 2), (2025, "D304", "8", 1)]
