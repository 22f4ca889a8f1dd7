"""More than a thousand bad values for a field of text, and some for fields of other types, by rule.

Every category crosses a few payloads with a few carriers, so that the list is long, the same on
every run, and says of each value what is bad about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from types import MappingProxyType

HIT = "window.__hit=1"
"""The script in these values: where it ran, a page has `__hit` set, which no page may have."""
_TAGS = (
    "script", "img", "svg", "iframe", "a", "b", "style", "math", "video", "details", "object",
    "form", "input", "textarea", "base", "link", "meta", "marquee", "template", "select",
)  # fmt: skip
_EVENTS = ("onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onbegin")
_LEADS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", " =", "＝", "＋", "－", "＠")
_FORMULAS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://127.0.0.1:9/?"&A1,"klik")',
    "SUM(A1:A9)",
    'WEBSERVICE("http://127.0.0.1:9/")',
    "DDE(\"cmd\";\"/C calc\";\"x\")",
    "IMPORTXML(A1;B1)",
    "62811-",
)  # fmt: skip
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_ZERO = "\u200b\u200c\u200d\ufeff\u2060\u00ad\u180e\u2063\ufe0f\u034f"
_CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
_TEMPLATES = (
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}", "%s%n%x", "{nama}", "$HOME",
    "`id`", "$(id)", "; rm -rf /", "' OR '1'='1", '"; DROP TABLE rup; --', "../../etc/passwd",
    "..\\..\\boot.ini", "file:///etc/passwd", "http://169.254.169.254/", "//127.0.0.1:9/x",
    "%00", "%0d%0aSet-Cookie: a=b", "\\u003cscript\\u003e", "&lt;script&gt;", "&#60;b&#62;",
    "[klik](javascript:window.__hit=1)", "![x](http://127.0.0.1:9/x.png)", "**tebal**", "# judul",
    ":material/warning:", ":red[merah]", "$\\frac{1}{2}$", "~~coret~~", "| a | b |", "<!-- -->",
    "]]>", "<![CDATA[x]]>", "<?xml version='1.0'?>", "<!DOCTYPE x>", "__proto__", "constructor",
    "toString", "null", "undefined", "None", "NULL", "_x000D_", "_x0041_", "x_x000d_\ny",
)  # fmt: skip
_NUMBERS = (
    "0123", "1.5", "1e309", "-0", "00", "1_000", "0x1F", "1.000.000", "1,5", "9007199254740993",
    "9" * 30, "-" + "9" * 30, "1E5", "Infinity", "-inf", "NaN", "nan", "-nan", "true", "False",
    "TRUE", "0000-00-00", "9999-99-99", "2025-02-30", "1/2", "3-4", "12E3", "١٢٣", "½", "²",
)  # fmt: skip
_THOUSANDS = (
    "250.000", "1.250.000", "1,250", "1,250,000.00", "1.250.000,00", "250 000", "250\u00a0000",
    "250\u202f000", "250'000", "250_000", "1.000", "-1.000", "0.000", "Rp250.000", "Rp 1.250.000,-",
    "+5", "0x1", "1e3", "１２.０００", "١٬٢٥٠",
)  # fmt: skip
"""Numbers with marks between thousands, and others that only a lenient reader would take."""
_AUTOLINKS = (
    "www.contoh.example", "WWW.CONTOH.EXAMPLE/a?b=c#d", "www.contoh.example:80/a_(b)",
    "http://contoh.example", "https://contoh.example/a", "HTTPS://CONTOH.EXAMPLE", "a@b",
    "lapor@contoh.example", "mailto:lapor@contoh.example", "xmpp:a@contoh.example/b",
    "ftp://u:p@contoh.example", "tel:112", "//contoh.example/a", "contoh.example",
    "<http://contoh.example>", "<lapor@contoh.example>", "http://127.0.0.1:9/x", "data:text/html,x",
    "javascript:window.__hit=1", "[1]: http://contoh.example", "https://xn--80ak6aa92e.example",
)  # fmt: skip
_TYPOGRAPHY = (
    "A -> B", "A <- B", "A <-> B", "A --> B", "A => B", "A -- B", "A --- B", "A >= B", "A <= B",
    "A != B", "A ~= B", "A +- B", "(c)", "(C)", "(r)", "(tm)", "(p)", "...", "....", "1/2", "3/4",
    "'satu' \"dua\"", "``tiga''", "2x4", "a - b", "<< a >>",
)  # fmt: skip
_DIRECTIVES = (
    ":material/home:", ":material/warning: awas", ":red[merah]", ":blue-background[latar]",
    ":rainbow[a]", ":gray-badge[b]", ":small[c]", ":help[d]", ":streamlit:",
    ":color[e]{foreground=red}",
    ":orange[:material/error: f]", ":violet[**g**]", "::red[h]", ":red [i]", ":red[j", ":red[[k]]",
    ":primary[l]", ":green-badge[:material/check: m]", ":material/tidak_ada:", "$x^2$", "$$y$$",
)  # fmt: skip
_SHORTCODES = (
    ":smile:", ":+1:", ":-1:", ":100:", ":warning:", ":heart:", ":flag-id:", ":indonesia:", ":x:",
    ":o:", ":a:", ":ok:", ":tada::tada:", "10:20:30", "a:b:c", ":)", ":-D", ";-)", "<3", ":smile",
)  # fmt: skip
_MARKDOWN = (
    "**tebal**", "__tebal__", "*miring*", "_miring_", "~~coret~~", "~bawah~", "`kode`", "```\nkode",
    "# judul", "## judul", "1. satu", "1) satu", "- butir", "* butir", "+ butir", "- [x] tugas",
    "> kutipan", "---", "***", "===", "    kode", "\\*bukan\\*", "[a](http://contoh.example)",
    "[a][b]", "![a](http://127.0.0.1:9/x.png)", "[^1]", "| a | b |\n|---|---|", "dua  \nbaris",
    "&amp; &lt; &copy; &#60;", "<!-- a -->", "<br>", "a\\\nb", "^atas^", "==tanda==",
)  # fmt: skip


def _carried(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return each text alone, within words and in brackets."""
    carriers = (("", ""), ("Belanja ", " lanjutan"), ("(", ")"))
    return tuple(f"{a}{text}{b}" for text, (a, b) in product(texts, carriers))


def _html() -> Iterator[str]:
    for tag, event in product(_TAGS, _EVENTS):
        yield f"<{tag} src=x href=javascript:{HIT} {event}={HIT}>{tag}</{tag}>"
    for tag, quote in product(_TAGS, ("'", '"', "'\"", "`", "</title>", "-->")):
        yield f"{quote}><{tag} onerror='{HIT}' onload='{HIT}' src=x>"
    for tag in _TAGS:
        yield f"<{tag.upper()}/oNeRrOr={HIT}/src=x>"
    yield f"<script>{HIT}</script>"
    yield f"<scr<script>ipt>{HIT}</scr</script>ipt>"


def _within(letters: str) -> Iterator[str]:
    for letter in letters:
        yield from (f"{letter}awal", f"te{letter}ngah", f"akhir{letter}", letter, letter * 3)


def _long() -> Iterator[str]:
    for length, letter in product((1_000, 32_767, 32_768, 40_000), "A=<é💡"):
        yield letter * length


def _broken() -> Iterator[str]:
    for code in range(0xD800, 0xE000, 0x80):
        yield f"a{chr(code)}b"


TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "html": tuple(_html()),
        "quotes": tuple(
            f"{a}x{b}{c}" for a, b, c in product(("'", '"', "`", "\\"), ("'", '"', ","), ";\n|")
        ),
        "formulas": tuple(f"{lead}{text}" for lead, text in product(_LEADS, _FORMULAS)),
        "bidi": tuple(_within(_BIDI)),
        "zero-width": tuple(_within(_ZERO)),
        "controls": tuple(_within(_CONTROLS)),
        "long": tuple(_long()),
        "templates": tuple(
            f"{a}{t}{b}" for t, (a, b) in product(_TEMPLATES, (("", ""), ("x ", " y")))
        ),
        "numbers": (*_NUMBERS, *(f" {text} " for text in _NUMBERS)),
        "thousands": _carried(_THOUSANDS),
        "autolinks": _carried(_AUTOLINKS),
        "typography": _carried(_TYPOGRAPHY),
        "directives": _carried(_DIRECTIVES),
        "shortcodes": _carried(_SHORTCODES),
        "markdown": _carried(_MARKDOWN),
    }
)
"""Values that a field of text can hold, by what is bad about them."""
BROKEN = tuple(_broken())
"""Values that no text can hold: lone surrogates, which JSON can write all the same."""
NOT_MONEY = (
    "banyak", "1.5", 1.5, 10**19, -(10**19), 10**40, "NaN", "Infinity", "", "1e5", 1e300,
    True, "true", [], {}, [1], {"a": 1}, "0x10", "1_000", "１２", "=1+1", "9223372036854775808",
    *_THOUSANDS, *(f" {text}" for text in _THOUSANDS), "1.0.0", "1.", ".5", "1.05", "--1", "1-",
)  # fmt: skip
NOT_FLAGS = ("ya", "1", 1, 0, 2, "T", "yes", [], {}, 1.0, "=TRUE()")
NOT_TIMES = (
    "0000-00-00", "9999-99-99T00:00:00Z", "2025-02-30T10:00:00Z", "kemarin", 20250101, "10:00",
    "-2025-01-01T00:00:00Z", "2025-13-01T00:00:00Z", "292277026596-12-04", "", True, "NaT",
)  # fmt: skip
NOT_DATES = ("0000-00-00", "2025-02-30", "2025-1-1x", "kemarin", 20250101, "9999-99-99", "", True)


def every() -> list[str]:
    """Return every bad text once, in order."""
    return list(dict.fromkeys(value for values in TEXTS.values() for value in values))
