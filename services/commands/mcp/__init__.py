"""`mcp`: the figures for a language model's program, over stdio (extra `mcp`)."""

from __future__ import annotations

from argparse import Namespace

from ...errors import ConfigurationMissing
from ...wiring import App
from ..console import DONE, Console

PATH = "/mcp"
"""The address of the same tools over HTTP."""


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Answer on stdin and stdout until the other side closes them."""
    del arguments
    try:
        import anyio  # noqa: PLC0415 - only with the extra

        from .server import server  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationMissing("lensa mcp membutuhkan: pip install 'lensa-rup[mcp]'") from error
    console.say("MCP di stdin dan stdout; hanya yang tersimpan yang dibaca")
    anyio.run(server(lambda: app).run_stdio_async)
    return DONE
