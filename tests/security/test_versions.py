"""No version with a known hole is installed, nor let in by the bounds of the project.

No service is asked: the list is kept here. Each entry says what the first fixed version fixes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import requires, version
from pathlib import Path
from types import MappingProxyType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "streamlit": ("1.60", "before it, names in a pydeck tooltip ran as HTML"),
        "starlette": ("1.1", "ranges and multipart forms that take all time and memory"),
        "python-multipart": ("0.0.18", "CVE-2024-53981: one form line holds the server up"),
        "uvicorn": ("0.11.7", "CVE-2020-7694, CVE-2020-7695: log and header injection"),
        "h11": ("0.16.0", "CVE-2025-43859: request smuggling by chunk ends"),
        "httpx": ("0.28.1", "CVE-2021-41945 and what came after it"),
        "anyio": ("4.4.0", "a race that ended the event loop of threads"),
        "idna": ("3.7", "CVE-2024-3651: a host name that takes minutes to encode"),
        "certifi": ("2024.7.4", "CVE-2024-39689: roots that are no longer trusted"),
        "urllib3": ("2.5.0", "CVE-2025-50181, CVE-2025-50182: redirects followed though forbidden"),
        "requests": ("2.32.4", "CVE-2024-47081: .netrc sent to another host"),
        "pillow": ("11.3.0", "CVE-2025-48379: a picture that writes past its buffer"),
        "jinja2": ("3.1.6", "CVE-2025-27516: a way out of the sandbox of templates"),
        "protobuf": ("6.31.1", "CVE-2025-4565: nested messages that end the process"),
        "pyarrow": ("14.0.1", "CVE-2023-47248: a file that runs code when read"),
        "polars": ("2.1", "the oldest that the figures are tested with"),
        "msgspec": ("0.22", "the oldest that answers are tested with"),
        "authlib": (
            "1.6.5",
            "CVE-2025-59420, CVE-2025-61920: tokens with unknown heads, long ones",
        ),
        "joserfc": ("1.3.5", "CVE-2025-65015: a token of any length in a log"),
        "cryptography": ("44.0.1", "CVE-2024-12797: a server's raw key taken unproven"),
    }
)
OWN = ("streamlit", "httpx", "polars", "msgspec")
"""Those that the project names itself: its lower bound must keep the holes out."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@pytest.mark.parametrize("package", FIXED)
def test_the_installed_version_has_what_was_fixed(package: str) -> None:
    assert _numbers(version(package)) >= _numbers(FIXED[package][0]), FIXED[package][1]


@pytest.mark.parametrize("package", OWN)
def test_the_lower_bound_keeps_the_holes_out(package: str) -> None:
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["login"]]
    bounds = [text.partition(">=")[2] for text in asked if re.split(r"[\[>=]", text)[0] == package]
    assert bounds
    assert all(_numbers(bound) >= _numbers(FIXED[package][0]) for bound in bounds)


def test_every_package_that_the_network_or_a_file_reaches_is_looked_at() -> None:
    reached = {re.split(r"[\[<>=!;( ]", text)[0].lower() for text in requires("streamlit") or []}
    doors = {"starlette", "uvicorn", "python-multipart", "pillow", "protobuf", "pyarrow"}
    assert doors & reached <= set(FIXED)
