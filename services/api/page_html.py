"""Complete a page's HTML: the tags by which chats, networks and search engines say what it is.

Texts hold names from outside: everything is escaped here, for an attribute in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from ..preview.picture import HEIGHT, WIDTH
from ..preview.values import Preview

SITE = "Lensa RUP"
PICTURE = "/pratinjau.png"
PAGE = "halaman"
"""The parameter of the picture's address that names the page."""
_LOCALES = {"id": "id_ID", "en": "en_US"}
_TITLE = re.compile(rb"<title>[^<]*</title>", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_LANGUAGE = re.compile(rb'(<html\b[^>]*\blang=")[A-Za-z-]*(")', re.IGNORECASE)


def completed(html: bytes, preview: Preview, root: str, picture: str) -> bytes:
    """Return a page with its title and tags; a document without a head stays as it is.

    root: the address that absolute links begin with. picture: address of the picture below it.
    """
    end = _HEAD_END.search(html)
    if end is None:
        return html
    tags = "\n".join(_tags(preview, root, picture)).encode()
    head, rest = html[: end.start()], html[end.start() :]
    title = f"<title>{escape(preview.title)}</title>".encode()
    head, replaced = _TITLE.subn(lambda _: title, head, count=1)
    head = _LANGUAGE.sub(lambda found: found[1] + preview.lang.encode() + found[2], head, count=1)
    return b"".join((head, b"" if replaced else title, tags, b"\n", rest))


def picture_address(preview: Preview, page: str, version: str) -> str:
    """Return the address of a link's picture; the version lets a changed figure be fetched anew."""
    if preview.generic and not version:
        return PICTURE
    query = urlsplit(preview.address).query
    parts = (f"{PAGE}={page}", query, f"v={version}" if version else "")
    return f"{PICTURE}?{'&'.join(part for part in parts if part)}"


def _tags(preview: Preview, root: str, picture: str) -> Iterator[str]:
    def meta(kind: str, name: str, content: str) -> str:
        return f'<meta {kind}="{name}" content="{escape(content, quote=True)}">'

    address, image = f"{root}{preview.address}", f"{root}{picture}"
    yield meta("name", "description", preview.description)
    yield f'<link rel="canonical" href="{escape(address, quote=True)}">'
    yield meta("property", "og:type", "website")
    yield meta("property", "og:site_name", SITE)
    yield meta("property", "og:locale", _LOCALES[preview.lang])
    yield meta("property", "og:title", preview.title)
    yield meta("property", "og:description", preview.description)
    yield meta("property", "og:url", address)
    yield meta("property", "og:image", image)
    yield meta("property", "og:image:type", "image/png")
    yield meta("property", "og:image:width", str(WIDTH))
    yield meta("property", "og:image:height", str(HEIGHT))
    yield meta("property", "og:image:alt", preview.alt)
    yield meta("name", "twitter:card", "summary_large_image")
    yield meta("name", "twitter:title", preview.title)
    yield meta("name", "twitter:description", preview.description)
    yield meta("name", "twitter:image", image)
    yield meta("name", "twitter:image:alt", preview.alt)
