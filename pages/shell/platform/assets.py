"""The paths of the program and of its files for the browser: styles, scripts, pictures."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The folder that holds dashboard.py."""
ASSETS = ROOT / "pages" / "shell" / "assets"
