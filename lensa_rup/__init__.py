"""Lensa RUP from Python: tables and rows of Indonesian procurement plans, with their provenance.

    import lensa_rup

    app = lensa_rup.connect()
    result = app.table("pagu-per-program", klpd="D304", tahun=2025)
    result.frame        # a Polars DataFrame, the rows of the page and of `lensa table`
    result.provenance   # which snapshots, how complete, from where
    result.citation     # the text to quote, with its pinned link
    rows = app.read("paket-swakelola", klpd="D304", tahun=2025)

All errors are a `ServiceError`; its text is one line that says what, where and who must act.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
if not (_HERE / "services").is_dir():
    # A checkout holds `services` beside this package, an installed one inside it.
    __path__.append(str(_HERE.parent))

from .services.errors import BadRequest, ConfigurationMissing, ServiceError  # noqa: E402
from .services.python_api import Lensa, Result, connect  # noqa: E402

__all__ = ["BadRequest", "ConfigurationMissing", "Lensa", "Result", "ServiceError", "connect"]
