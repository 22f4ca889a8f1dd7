"""Names that a browser shows as something else unless they are made plain text."""

from __future__ import annotations

from types import MappingProxyType

NAMES = (
    "Program www.uji.example/a lapor@uji.example",
    "Program A -> B -- C >= D <- E <= F ~= G",
    "Program :smile: :material/home: :streamlit:",
    "Program :red[merah] :help[x] 10:20:30 :+1:",
    "Program https://uji.example WWW.UJI.EXAMPLE",
    "Program mailto:a@b.co ftp://u:p@uji.example",
    "Program $x^2$ $$y$$ Rp $5 (c) \"kutip\" 'x'",
    "1. Program **b** _m_ ~~s~~ `k` [a](http://b)",
    "- Program <b>b</b> &amp; <http://b.co> {b}",
    '# Program =HYPERLINK("http://b.co") | a |',
    "PROGRAM\u202e TERBALIK\u202c\u200b www.uji.example:80/c",
    "Program a@b.co_x000d_ lain_x000D_\n",
)
"""Short enough to stand whole beside a bar."""
SHOWN = MappingProxyType(
    dict(enumerate(NAMES))
    | {10: "PROGRAM TERBALIK www.uji.example:80/c", 11: "Program a@b.co lain"}
)
"""The same as a reader sees them, by their place."""
