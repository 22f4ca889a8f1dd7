"""Write the generated pages of docs/: `python -m tests.docs`; a test compares them.

Commands come from the parser, variables from the settings, the dictionary from the catalog and the
tables. What only a person can say (what a command is for, what a column means) stands here, and a
name without its words raises KeyError.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from services.analysis.tables import TABLES, Table
from services.commands.parser import parser
from services.export import provenance
from services.language.wording import text
from services.settings import DEFAULTS
from services.upstream.catalog import DATASETS
from services.upstream.dataset import Column, Dataset
from tests.column_meanings import MEANINGS

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made by `python -m tests.docs`; a test compares. Change its source, not this page. -->"
ALWAYS = {"help"}

COMMANDS: Mapping[str, tuple[str, str]] = {
    "fetch": (
        "One complete, typed read of a dataset. What is stored and fresh is served; older data are"
        " read anew first. The file is written whole or not at all. `--kode-klpd` and `--tahun` are"
        " for datasets of RUP, `--versi`, `--kode` and `--induk` for regions, `--level`, `--induk`"
        " and `--cari` for locations. Regions of the shipped tree are labelled by their decree.",
        "lensa fetch paket-swakelola --kode-klpd D304 --tahun 2025 --out paket.parquet",
    ),
    "table": (
        "Any table of [method](method.md#tables), the same rows that its page shows."
        " `--klpd all` means every KLPD stored for these years. An option that a table does not"
        " obey is refused.",
        "lensa table kaji-ulang-per-satker --klpd D304 --tahun 2025",
    ),
    "harvest": (
        "Reads many KLPD-years into `LENSA_DATA`, resumable: what is fresh is not read again."
        " `--klpd all` means every KLPD of the catalogue."
        " Reads the three core datasets and `master-satker`; `--datasets` names others, and `semua`"
        " stands for all. Where that takes more than a hundred requests, a line for each dataset"
        " says first how many, and the fewest minutes that the source's rate limits allow: from"
        " the rows of another stored year, else from those usual for the kind of KLPD. What is"
        " fresh costs nothing. Prints a line per problem and a summary.",
        "lensa harvest --provinsi 52 --tahun 2025,2026 --workers 4",
    ),
    "diff": (
        "Added, removed and changed rows between two stored snapshots of one partition; asks no"
        " upstream. A bare date means the end of that day, UTC; the first instant lies before the"
        " second, neither before the first reading nor in the future. A value that is not known is"
        " empty in the rows and `(kosong)` in messages.",
        "lensa diff --dataset paket-swakelola --klpd D304 --tahun 2025 --dari 2026-06-01"
        " --ke 2026-07-01",
    ),
    "watch": (
        "Reads anew, prints what changed since this watch last looked, remembers. A watch is its"
        " set of KLPD and years; each hears of a change once. See [watching](feed.md).",
        "lensa watch --klpd D304 --tahun 2026 --atom umpan.xml --alamat https://rup.contoh.go.id",
    ),
    "status": (
        "What is stored: rows, pages, when read, completeness, quarantine, source.",
        "lensa status --klpd D304 --json",
    ),
    "klpd": (
        "Which KLPD there are, and what is stored of each: every word begins a word of the name,"
        " the code, the kind or the code of the region. Sample data are marked.",
        "lensa klpd lombok tengah",
    ),
    "bungkus": (
        "One file with the newest passes of some partitions, their manifests and `SHA256SUMS`, byte"
        " for byte the same for the same passes; it says how to sign the file. What is not stored"
        " is named; sample data are refused. See [federation](federation.md).",
        "lensa bungkus --klpd D304 --tahun 2025,2026 --out D304.zip",
    ),
    "periksa": (
        "Computes anew what a pinned link or a citation names, from what is stored, and says"
        " whether it stands: the key figures that a citation begins with, and by its `[sidik ...]`"
        " the rows behind its page and its words. Of a link the table is printed. The host of a"
        " link is ignored and nothing is fetched; `-` reads a citation from stdin.",
        "lensa periksa '/program?klpd=D304&tahun=2025&snap=2026-06-22T10:00:00Z'",
    ),
    "impor": (
        "Reads files that people hold into partitions of their own, one for each dataset, KLPD and"
        " year: JSON, CSV, XLSX, Parquet, a ZIP or a folder of them. The dataset is recognised by"
        " the columns, KLPD and year by the rows; the arguments fill what rows lack. The same file"
        " again changes nothing. Completeness is never proven. A file is refused whole with one"
        " line, ends 2 when all are and 3 when some were. See [importing](import.md).",
        "lensa impor unduhan/ --asal 'Bagian PBJ, 2 Maret' --kering",
    ),
    "hapus": (
        "Moves stored partitions aside (`.rusak`, kept 400 days), so that nothing lists, counts or"
        " serves them: national files, search index and watches included. Asks first; without a"
        " terminal it needs `--ya`. `--impor-terakhir` moves only the newest imported pass of each"
        " partition aside: the one before it counts again.",
        "lensa hapus --klpd D304 --tahun 2025 --dataset paket-swakelola --ya",
    ),
    "batas": (
        "Keeps a person's own boundaries for all maps: a GeoJSON in WGS84 is checked, matched by"
        " codes and names, simplified, and kept by level. What did not match is printed; it ends 3"
        " when features were left out, 2 when the file is refused. Without a file it says what is"
        " kept; `--hapus` sets that aside (`.rusak`, kept 400 days). See"
        " [boundaries](boundaries.md).",
        "lensa batas kabkota.geojson --tingkat kabkota",
    ),
    "layani": (
        "Starts the dashboard on this machine, also from an installed wheel, and ends it with"
        " Ctrl+C. `lensa` alone does the same.",
        "lensa layani --port 8600",
    ),
    "mcp": (
        "The figures for the program of a language model, by the Model Context Protocol over stdin"
        " and stdout: six tools that only read what is stored, see [mcp](mcp.md). Needs the extra"
        " `mcp`.",
        "lensa mcp",
    ),
    "sandbox": (
        "Serves all three APIs on loopback with made-up rows and a real region tree, and prints the"
        " environment that points a client at it.",
        "lensa sandbox --port 8080 --faults berubah",
    ),
    "doctor": (
        "Says what is configured, reachable and permitted, step by step for each upstream, with"
        " what to do next and who must; then disk, open files, proxies, versions and every stored"
        " snapshot. No secret is printed. `--perbaiki` first repairs what is stored: what is"
        " missing or damaged leaves its manifest and is set aside in `.rusak` for 400 days; what"
        " cannot be read now is named and left alone.",
        "lensa doctor --klpd D304",
    ),
}
CODES = (
    ("0", "done and complete; an empty answer too, and a stale one served with its age and reason"),
    ("1", "an upstream failed and nothing usable is stored, or completeness was not proven"),
    (
        "2",
        "a value of the wrong form, an argument that does not apply, a wrong setting, or a file"
        " that cannot be written; said before anything is read",
    ),
    (
        "3",
        "finished, but some partitions failed, some files were refused or some features of `batas`"
        " are of no region; each is named",
    ),
    (
        "4",
        "stored data are damaged and no older snapshot serves, or a stored file cannot be read now"
        " (rights, disk, too many open files): it is named, nothing is changed",
    ),
    (
        "10",
        "changes found (`watch`, `diff`), or a citation that does not stand (`periksa`); `watch`"
        " names failed partitions on stderr beside them",
    ),
    ("130", "interrupted"),
)
VARIABLES: Mapping[str, str] = {
    "INAPROC_BASE_URL": "root of the INAPROC gateway; `/api/v1/rup/...` is added",
    "INAPROC_TOKEN": "bearer token, tied to a registered IP address; none: RUP from the sandbox",
    "SATUSEHAT_BASE_URL": "root of SATUSEHAT; the default is staging, production is"
    " `https://api-satusehat.kemkes.go.id`",
    "SATUSEHAT_CLIENT_ID": "client id of Master Wilayah; none: regions from the sandbox",
    "SATUSEHAT_CLIENT_SECRET": "its secret; both or neither",
    "LOKASI_BASE_URL": "root of the locations API; `/v1/locations` is added; none: sandbox",
    "LENSA_DATA": "folder of snapshots and caches; none: `lensa-rup` in the user's cache folder; or"
    " `s3://bucket/prefix` for several hosts, see [scale](scale.md); keys and region are read from"
    " the usual `AWS_*` of the environment",
    "LENSA_CACHE": "with `s3://`: folder for what stays on each machine (recorded pages, file"
    " locks, copies of national files, search index, `klpd-wilayah.csv`, boundaries); none: one for"
    " each bucket in the user's cache folder",
    "LENSA_LOCK": "`redis://host:port/db` or `rediss://` of the locks that hosts share; none: file"
    " locks, for one machine",
    "AWS_ENDPOINT_URL": "with `s3://`: address of an S3 that is not Amazon's",
    "LENSA_BATAS": "a GeoJSON of official boundaries in WGS84, drawn instead of the shipped"
    " indicative ones and of those that `lensa batas` keeps, see [boundaries](boundaries.md)",
    "LENSA_MAX_AGE": "seconds after which a snapshot of the running or coming year is read anew;"
    " closed years keep 30 days",
    "LENSA_SCOPE": "name of the credential's view, part of every stored path; keep it when a token"
    " is renewed, change it when its rights change",
    "LENSA_KLPD_AWAL": "code of the KLPD that the dashboard opens on; none: live a list to choose"
    " from, what is stored first, and in the sandbox Kab. Lombok Tengah",
    "LENSA_PROXY": "addresses or networks, parted by commas, of the proxies whose"
    " `X-Forwarded-For` is believed for the budgets of one visitor; none: the address that"
    " is connected, see [security](security.md#budgets)",
    "LENSA_SUMBER": "where RUP rows come from: `langsung` (INAPROC, needs a token), `berkas`"
    " (imported rows alone; INAPROC is never asked), `contoh` (sandbox, whatever token), `auto`:"
    " with a token live, else imported rows where any are stored, else the sandbox; a change is"
    " announced on every page for a day",
    "LENSA_UNGGAH": "`ya`: visitors may import files on the Data page and undo the newest import;"
    " none: only who is logged in, or anyone on this machine itself where the dashboard listens on"
    " loopback, LENSA_ALAMAT is not set and no proxy stands before it",
    "LENSA_WEBHOOK": "https address (http on loopback only) where `lensa watch` posts changes, see"
    " [alerts](alerts.md); a secret: nothing shows it; needs LENSA_WEBHOOK_RAHASIA",
    "LENSA_WEBHOOK_RAHASIA": "the secret that signs these posts, at least 16 characters",
    "LENSA_ALAMAT": "public root of this installation, such as `https://rup.example.go.id`, for"
    " absolute links in answers of the API; its name is one that the dashboard answers to; none:"
    " the name by which it was asked",
    "LENSA_API": "`tutup`: [the API](api.md) answers 404; `buka`: it is open although login is"
    " configured; none: it is open without login, and with login to the bearer LENSA_API_TOKEN"
    " alone",
    "LENSA_API_TOKEN": "the bearer token of the API where login is configured, a secret",
    "LENSA_LAPOR": "where readers report an error in a figure: `mailto:` or an https page; none: no"
    " such link",
}
OF_TABLES: Mapping[tuple[str, str], str] = {
    ("kaji-ulang-per-satker", "kode"): "distinct codes revised (kd_rup_lama)",
    ("pembatalan-pagu", "kode"): "penyedia codes whose last act is a cancellation",
    ("pembatalan-pagu", "pagu"): "sum of the pagu recorded on these codes; null where that of over"
    " a third is unknown",
    ("pembatalan-pagu", "pagu_tidak_diketahui"): "codes whose pagu is unknown; null while provider"
    " packages are not read",
    ("wilayah", "kode"): "Kemendagri code of the region; empty for KLPD without a region",
    ("wilayah", "nama"): "name of the region",
    ("wilayah", "terumumkan"): "live swakelola packages with status Terumumkan",
    ("tanda", "kode"): "the flagged kd_rup, kd_program_str, or day",
}
"""Columns that mean something of their own in one table."""


def pages() -> dict[str, str]:
    """Return every generated page by its file name in docs/."""
    return {
        "commands.md": commands(),
        "variables.md": variables(),
        "data-dictionary.md": dictionary(),
    }


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands by name."""
    (action,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def commands() -> str:
    """Return the page of the commands."""
    lines = [
        "# Commands",
        MADE,
        "`python -m services COMMAND`, installed as `lensa`. Data go to `--out` or stdout, messages"
        " and progress to stderr, one line per problem: what happened, who must act and, the first"
        " time, what to do next.",
        "Codes and words are matched whatever their case (`d304`, `terumumkan`), codes of regions"
        " with dots or without (`52.02`); `(kosong)` means the rows without a value. A well-formed"
        " value that no row has ends 0, with an empty answer and a line that says so.",
        "## Exit codes",
        *_table(("code", "meaning"), CODES),
    ]
    for name, command in subcommands().items():
        why, example = COMMANDS[name]
        lines += [f"## {name}", why, f"```\n{example}\n```", *_options(command)]
    return _page(lines)


def options(command: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a command that a person gives."""
    return (action for action in command._actions if action.dest not in ALWAYS)


def _options(command: argparse.ArgumentParser) -> Iterator[str]:
    rows = []
    for action in options(command):
        named = ", ".join(action.option_strings) or str(action.metavar)
        value = f" {action.metavar}" if action.option_strings and action.metavar else ""
        rows.append((f"`{named}{value}`", "yes" if action.required else "", str(action.help)))
    yield from _table(("argument", "required", "as `--help` says"), rows)


def variables() -> str:
    """Return the page of the environment variables."""
    rows = [
        (f"`{name}`", VARIABLES[name], f"`{default}`" if default else "none")
        for name, default in DEFAULTS.items()
    ]
    return _page(
        [
            "# Variables",
            MADE,
            "Set in the environment, or in `.streamlit/secrets.toml` under the same names in lower"
            " case (start from `.streamlit/secrets.toml.example`); the environment wins. Each"
            " upstream is live or sandbox on its own. Plain http is taken for loopback hosts only."
            " `lensa doctor` says what is set, without printing a secret.",
            *_table(("variable", "meaning", "default"), rows),
            "Proxy variables of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`) are not"
            " used by any connection of the product; `lensa doctor` says which are set. See"
            " [security](security.md#names-and-proxies).",
            "Login by OpenID Connect is configured by Streamlit's own section `[auth]` in"
            " `secrets.toml`: see [deploy](deploy.md#login).",
        ]
    )


def dictionary() -> str:
    """Return the data dictionary: datasets as read, tables as shown."""
    lines = [
        "# Data dictionary",
        MADE,
        "Types are Polars'. Codes are text. Money is whole rupiah. Every text is trimmed at its"
        " ends and otherwise as served. What does not fit its type goes to quarantine and is"
        " counted, never dropped without a word. How the tables are made: [method](method.md).",
        "## Datasets",
        "What `lensa fetch` gives, in this order of columns.",
    ]
    for dataset in DATASETS.values():
        lines += _dataset(dataset)
    lines += ["## Tables", "What `lensa table NAME`, the pages and the exports give."]
    for table in TABLES.values():
        lines += _columns_of(table)
    return _page(lines)


def _dataset(dataset: Dataset) -> Iterator[str]:
    yield f"### {dataset.folder}"
    asked = ", ".join(
        [f"`{name}` (required)" for name in dataset.required]
        + [f"`{name}`" for name in dataset.optional]
    )
    yield f"`GET {dataset.path}` of {dataset.source}. Parameters: {asked or 'none'}."
    yield f"Natural key: {_coded(dataset.key)}."
    if dataset.dropped:
        yield f"Served but never kept: {_coded(dataset.dropped)}."
    yield from _table(
        ("column", "type", "served as", "meaning"), [_column(c) for c in dataset.columns]
    )


def _column(column: Column) -> tuple[str, ...]:
    served = _coded(column.names) + (", not always" if column.optional else "")
    return f"`{column.name}`", str(column.dtype), served, meaning(column.name)


def meaning(name: str) -> str:
    """Return what a column of a dataset means; raise KeyError for one that nobody described."""
    return MEANINGS.get(name) or text(f"arti.{name}", "en")


def _columns_of(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    narrowed = f" Narrowed by {_coded(table.obeys)}." if table.obeys else ""
    yield f"{text(f'tabel.{table.name}', 'en')}. Reads {_coded(table.reads)}.{narrowed}"
    rows = [
        (
            f"`{name}`",
            text(f"kolom.{name}", "id"),
            text(f"kolom.{name}", "en"),
            OF_TABLES.get((table.name, name))
            or provenance.meaning(table.name, name, "en")
            or text(f"arti.{name}", "en"),
        )
        for name in table.columns
    ]
    yield from _table(("column", "Indonesian", "English", "meaning"), rows)


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    cells = [head, ["---"] * len(head), *rows]
    yield "\n".join(
        f"| {' | '.join(c.replace('|', chr(92) + '|') for c in row)} |" for row in cells
    )


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def main() -> None:
    """Write the pages."""
    for name, content in pages().items():
        (DOCS / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
