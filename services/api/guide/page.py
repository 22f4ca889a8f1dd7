"""The page that describes the API to people: plain HTML with a style of its own, no script."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from ...language import wording
from .contents import PARAMETERS, Guide, Resource
from .examples import PATH, examples

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_SECTIONS = (
    "start",
    "examples",
    "tables",
    "data",
    "lists",
    "parameters",
    "trust",
    "limits",
    "errors",
)
_ERRORS = ("400", "401", "404", "429")


def html(guide: Guide) -> str:
    """Return the page."""
    say = guide.say
    other = "id" if guide.lang == "en" else "en"
    links = "".join(f'<li><a href="#{name}">{_text(say(name))}</a></li>' for name in _SECTIONS)
    body = "".join(
        (
            '<header><div class="bar">',
            f'<a href="{guide.root}/?lang={guide.lang}">← {_text(say("home"))}</a>',
            f'<a href="?lang={other}" lang="{other}" hreflang="{other}">{_text(say("other"))}</a>',
            f"</div><h1>{_text(say('title'))}</h1>",
            f'<p class="lead">{_text(say("lead"))}</p><p>{_text(say("stored"))}</p>',
            f'<p class="label">{_text(guide.label)}</p>' if guide.label else "",
            f'<nav aria-label="{_text(say("contents"))}"><ul>{links}</ul></nav></header><main>',
            _start(guide),
            _heading(guide, "tables"),
            f"<p>{_text(say('tables_how'))}</p>",
            *(_resource(guide, table) for table in guide.tables),
            _data(guide),
            _reference(guide),
            f"</main><footer><p>{_text(guide.licence)}</p></footer>",
        )
    )
    return (
        f'<!doctype html><html lang="{guide.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(say('title'))}</title><style>{_style()}</style></head>"
        f"<body>{body}</body></html>"
    )


def _start(guide: Guide) -> str:
    address = f"{guide.root}{PATH}.csv?{guide.example}"
    tools = examples(guide.root, guide.example, private=guide.private)
    return (
        _heading(guide, "start")
        + f"<p>{_text(guide.say('start_how'))}</p>"
        + f'<pre><a href="{_text(address)}">{_text(address)}</a></pre>'
        + _heading(guide, "examples")
        + "".join(
            f"<h3>{_text(guide.say(f'example.{tool}'))}</h3><pre><code>{_text(code)}</code></pre>"
            for tool, code in tools.items()
        )
    )


def _data(guide: Guide) -> str:
    rows = (
        (
            f'<a href="{guide.root}{item.path}{query}"><code>{item.path}</code></a>',
            _text(item.about),
        )
        for item in guide.lists
        for query in [f"?{_text(guide.example)}" if item.kind == "umpan" else ""]
    )
    return (
        _heading(guide, "data")
        + f"<p>{_text(guide.say('data_how'))}</p>"
        + "".join(_resource(guide, dataset) for dataset in guide.datasets)
        + _heading(guide, "lists")
        + _table(rows)
    )


def _resource(guide: Guide, resource: Resource) -> str:
    """Return a table or dataset, folded: its addresses and columns."""
    narrowing = [name for name in PARAMETERS[2:-4] if name in resource.takes]
    narrowed = guide.say("narrowed", names=", ".join(narrowing)) if narrowing else ""
    count = guide.say("columns", n=len(resource.columns))
    about = resource.about or count
    query = _text(guide.example_of(resource))
    links = " ".join(
        f'<a href="{guide.root}{resource.address(form)}?{query}">.{form}</a>'
        for form in resource.forms
        if not resource.needs
    )
    head = ("column", "meaning")
    columns = (
        (f"<code>{_text(name)}</code>", _text(meaning)) for name, meaning in resource.columns
    )
    return (
        f'<details id="{resource.kind}-{resource.name}"><summary><strong><code>{resource.name}'
        f'</code></strong> <span class="quiet">{_text(about)}</span></summary>'
        f"<p><code>{resource.path}</code> {links}</p>"
        + (f"<p>{_text(narrowed)}</p>" if narrowed else "")
        + _table(columns, [guide.say(name) for name in head])
        + "</details>"
    )


def _reference(guide: Guide) -> str:
    """Return the sections to look things up in."""
    say = guide.say
    parameters = ((f"<code>{name}</code>", _text(text)) for name, text in guide.parameters.items())
    limits = (
        (
            f'<span class="number">{wording.number(most, lang=guide.lang)}</span>',
            _text(say(f"limit.{name}")),
        )
        for name, most in guide.limits.items()
    )
    errors = (
        (f"<code>{code}</code>", _text(say(f"error.{code}")))
        for code in _ERRORS
        if code != "401" or guide.private
    )
    trust = "".join(f"<p>{_text(say(f'trust_{name}'))}</p>" for name in ("json", "files", "etag"))
    openapi = f'<a href="{guide.root}/api/openapi.json">/api/openapi.json</a>'
    machine = _text(say("machine", openapi="\x00")).replace("\x00", openapi)
    return "".join(
        (
            _heading(guide, "parameters"),
            f"<p>{_text(say('parameters_how'))}</p>",
            _table(parameters),
            _heading(guide, "trust"),
            trust,
            _heading(guide, "limits"),
            _table(limits),
            _heading(guide, "errors"),
            f"<p>{_text(say('errors_how'))}</p>",
            _table(errors),
            f"<p>{machine}</p>",
        )
    )


def _heading(guide: Guide, name: str) -> str:
    return f'<h2 id="{name}">{_text(guide.say(name))}</h2>'


def _table(rows: Iterable[tuple[str, str]], head: Iterable[str] = ()) -> str:
    """Return a table of two columns, whose cells are HTML."""
    titles = "".join(f'<th scope="col">{_text(title)}</th>' for title in head)
    lines = "".join(f"<tr><td>{first}</td><td>{second}</td></tr>" for first, second in rows)
    return f"<table>{f'<tr>{titles}</tr>' if titles else ''}{lines}</table>"


def _text(text: str) -> str:
    return escape(text, quote=True)


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text("utf-8")
