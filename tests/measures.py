"""Measure how readable a checkout is: `python -m tests.measures [FOLDER]` prints a table.

FOLDER is any checkout, this one by default, so that before and after come from one script. Only
`services/`, `pages/` and `dashboard.py` are measured, from their source alone; ruff and mypy of
this environment run as programs. What is counted, and how, stands in the docstring of each
measure.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

TABLE_LINES = 10
"""A longer assignment at module level is a table of data."""
COMPLEXITY, FILE_LINES, FOLDER_FILES = 10, 350, 12
VAGUE = ("told", "said", "found", "one", "kept", "taken", "way", "part")
OWN = ("services", "pages", "dashboard", "tests")
PRIVATE = (
    "streamlit.elements",
    "streamlit.runtime",
    "streamlit.web",
    "streamlit.proto",
    "streamlit.dataframe_util",
    "streamlit.type_util",
    "uvicorn.protocols",
    "httpx._",
    "httpcore._",
)
"""Modules that their libraries do not document; below them, too."""
PROCESS_WIDE = frozenset(
    {
        *("gc.freeze", "gc.unfreeze", "gc.disable", "gc.set_threshold", "sys.setswitchinterval"),
        *("stamina.instrumentation.set_on_retry_hooks", "stamina.set_active"),
        *("socket.setdefaulttimeout", "locale.setlocale", "sys.setrecursionlimit"),
    }
)
"""Calls that change the whole process wherever they stand."""
AT_IMPORT = frozenset(
    {
        *("warnings.filterwarnings", "warnings.simplefilter", "atexit.register", "signal.signal"),
        *("logging.basicConfig", "logging.disable", "mimetypes.add_type", "os.environ.update"),
    }
)
"""Calls that change the process when a module makes them while it is imported."""
OF_A_LOGGER = frozenset({"setLevel", "addFilter", "addHandler", "removeFilter", "removeHandler"})

Function = ast.FunctionDef | ast.AsyncFunctionDef
Row = tuple[str, str, str]
"""measure, value, where: the places that a reader may want to look at"""


@dataclass(frozen=True, eq=False)
class Module:
    """One source file: its path relative to the checkout and its text."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def name(self) -> str:
        """Return the dotted name: services.store for services/store/__init__.py."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def lines(self) -> int:
        """Return what `wc -l` says."""
        return self.text.count("\n")

    @cached_property
    def imports(self) -> frozenset[str]:
        """Return the dotted names that are imported, relative ones resolved."""
        return frozenset(
            dotted
            for node in self.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for dotted in self.imported(node).values()
        )

    def imported(self, node: ast.Import | ast.ImportFrom) -> dict[str, str]:
        """Return what an import binds: local name to dotted name."""
        if isinstance(node, ast.Import):
            return {
                alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names
            }
        base = node.module or ""
        if node.level:
            package = self.name.split(".")
            if self.path.name != "__init__.py":
                package = package[:-1]
            above = package[: len(package) - node.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        return {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}

    @cached_property
    def bound(self) -> dict[str, str]:
        """Return local names to the dotted names that imports bind them to."""
        return {
            local: dotted
            for node in self.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for local, dotted in self.imported(node).items()
        }

    def dotted(self, node: ast.expr) -> str:
        """Return the dotted name of an expression by the module's imports, "" for another."""
        if isinstance(node, ast.Name):
            return self.bound.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (base := self.dotted(node.value)):
            return f"{base}.{node.attr}"
        return ""

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))


def modules(folder: Path) -> list[Module]:
    """Return the source files of a checkout, in the order of their paths."""
    paths = [
        *(folder / "services").rglob("*.py"),
        *(folder / "pages").rglob("*.py"),
        *folder.glob("dashboard.py"),
    ]
    return [Module(path.relative_to(folder), path.read_text("utf-8")) for path in sorted(paths)]


def table_lines(module: Module) -> int:
    """Return the lines of tables of data: long assignments at module level."""
    assigned = [n for n in module.tree.body if isinstance(n, ast.Assign | ast.AnnAssign)]
    return sum(lines for lines in map(_height, assigned) if lines > TABLE_LINES)


def docstring_lines(module: Module) -> int:
    """Return the lines of docstrings: statements that are a string alone."""
    return sum(_height(node) for node in module.nodes if _is_text(node))


def _height(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def function_lines(function: Function) -> int:
    """Return the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def helpers_used_once(sources: Iterable[Module]) -> list[str]:
    """Return private functions and methods that exactly one place outside them refers to.

    Private: the name begins with `_` and is no dunder; functions inside functions do not count.
    A place: a name or attribute of that name in the same module outside the function itself, or in
    a module that imports something of it and does not define the name itself.
    """
    sources = list(sources)
    uses = {module.name: _uses(module) for module in sources}
    private = {module.name: _private(module) for module in sources}
    found = []
    for module in sources:
        readers = [
            other.name
            for other in sources
            if other is not module and any(_below(n, module.name) for n in other.imports)
        ]
        for function in private[module.name]:
            inside = _names(ast.walk(function))[function.name]
            count = uses[module.name][function.name] - inside
            count += sum(
                uses[reader][function.name]
                for reader in readers
                if all(own.name != function.name for own in private[reader])
            )
            if count == 1:
                found.append(f"{module.path}:{function.lineno} {function.name}")
    return found


def _private(module: Module) -> list[Function]:
    bodies = [module.tree.body, *(n.body for n in module.nodes if isinstance(n, ast.ClassDef))]
    return [
        node
        for body in bodies
        for node in body
        if isinstance(node, Function)
        and node.name.startswith("_")
        and not node.name.startswith("__")
    ]


def _uses(module: Module) -> Counter[str]:
    return _names(module.nodes)


def _names(nodes: Iterable[ast.AST]) -> Counter[str]:
    found: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ast.Name):
            found[node.id] += 1
        elif isinstance(node, ast.Attribute):
            found[node.attr] += 1
    return found


def _below(dotted: str, module: str) -> bool:
    return dotted == module or dotted.startswith(f"{module}.")


def shell_graph(sources: Iterable[Module]) -> dict[str, set[str]]:
    """Return which sub-folders and loose modules of pages/shell import which others."""
    graph: dict[str, set[str]] = {}
    known = [m for m in sources if m.name.startswith("pages.shell.")]
    for module in known:
        graph.setdefault(module.name.split(".")[2], set())
    for module in known:
        own = module.name.split(".")[2]
        below = {name.split(".")[2] for name in module.imports if name.startswith("pages.shell.")}
        graph[own] |= (below & graph.keys()) - {own}
    return graph


def cycles(graph: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return each node of a graph with the nodes that it forms a cycle with, itself included."""

    def reached(start: str) -> frozenset[str]:
        seen, waiting = set(), [start]
        while waiting:
            for node in graph[waiting.pop()] - seen:
                seen.add(node)
                waiting.append(node)
        return frozenset(seen)

    reach = {node: reached(node) for node in graph}
    return {
        node: frozenset({node, *(other for other in reach[node] if node in reach[other])})
        for node in graph
    }


def floors(graph: Mapping[str, set[str]]) -> int:
    """Return the longest chain of imports in a graph, in nodes; a cycle counts as one node."""
    cycle = cycles(graph)

    @cache
    def height(nodes: frozenset[str]) -> int:
        below = {cycle[other] for node in nodes for other in graph[node]} - {nodes}
        return 1 + max(map(height, below), default=0)

    return max((height(nodes) for nodes in cycle.values()), default=0)


def loose_modules(sources: Iterable[Module]) -> list[str]:
    """Return the modules directly in pages/shell, without `__init__`."""
    shell = Path("pages/shell")
    return [m.path.stem for m in sources if m.path.parent == shell and m.path.name != "__init__.py"]


def path_parsers(sources: Iterable[Module]) -> list[str]:
    """Return the modules that read the keys of a stored place out of it.

    They call `dict(X.parts)`, subscript `X.parts` of a name or attribute `place`, or cut a text at
    "=" with partition, rpartition or split, as folders such as kode_klpd=D906 are written.
    """
    return [str(m.path) for m in sources if any(map(_parses_path, m.nodes))]


def _parses_path(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        parts = node.value
        return _is_parts(parts) and _last_name(parts.value) == "place"
    if not isinstance(node, ast.Call) or not node.args:
        return False
    first = node.args[0]
    if isinstance(node.func, ast.Name):
        return node.func.id == "dict" and _is_parts(first)
    cuts = isinstance(node.func, ast.Attribute) and node.func.attr in {
        *("partition", "rpartition", "split"),
    }
    return cuts and isinstance(first, ast.Constant) and first.value == "="


def _is_parts(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "parts"


def _last_name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def foreign_internals(sources: Iterable[Module]) -> list[str]:
    """Return, by module and kind, what reaches into other libraries or acts at import.

    patch: setattr on a module of another library, or an assignment to its attribute. private
    import: of PRIVATE or of a name that begins with `_`. process-wide: a call of PROCESS_WIDE
    anywhere, of AT_IMPORT or of `logging.getLogger(...)` with a method OF_A_LOGGER outside any
    function.
    """
    kinds = {"patch": _patches, "private import": _private_imports, "process-wide": _process_wide}
    return [
        f"{module.path} {kind}"
        for module in sources
        for kind, holds in kinds.items()
        if holds(module)
    ]


def _patches(module: Module) -> bool:
    foreign = {
        local for local, dotted in module.bound.items() if dotted.partition(".")[0] not in OWN
    }
    for node in module.nodes:
        if isinstance(node, ast.Assign) and "sys.modules" in ast.unparse(node.value):
            foreign |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    targets = [
        target.value
        for node in module.nodes
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
    ]
    targets += [
        node.args[0]
        for node in module.nodes
        if isinstance(node, ast.Call) and module.dotted(node.func) == "setattr" and node.args
    ]
    return any(_first_name(target) in foreign for target in targets)


def _first_name(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _private_imports(module: Module) -> bool:
    return any(
        dotted.startswith(PRIVATE) or "._" in dotted
        for dotted in module.imports
        if dotted.partition(".")[0] not in (*OWN, "__future__")
    )


def _process_wide(module: Module) -> bool:
    inside = {node for function in module.functions() for node in ast.walk(function)}
    for node in module.nodes:
        if not isinstance(node, ast.Call):
            continue
        called = module.dotted(node.func)
        if called in PROCESS_WIDE:
            return True
        if node not in inside and (called in AT_IMPORT or _on_a_logger(module, node.func)):
            return True
    return False


def _on_a_logger(module: Module, called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in OF_A_LOGGER
        and isinstance(called.value, ast.Call)
        and module.dotted(called.value.func) == "logging.getLogger"
    )


def words(sources: Iterable[Module]) -> Counter[str]:
    """Return how often VAGUE words are identifiers; underscores at the ends do not matter."""
    fields = ("id", "attr", "arg", "name", "asname")
    found: Counter[str] = Counter()
    for module in sources:
        for node in module.nodes:
            for field in fields:
                value = getattr(node, field, None)
                if isinstance(value, str) and value.strip("_") in VAGUE:
                    found[value.strip("_")] += 1
    return found


def long_files(sources: Iterable[Module]) -> list[str]:
    """Return the files of more than FILE_LINES lines, tables of data apart."""
    return [str(m.path) for m in sources if m.lines - table_lines(m) > FILE_LINES]


def full_folders(sources: Iterable[Module]) -> list[str]:
    """Return the folders that hold FOLDER_FILES modules or more, without `__init__`."""
    files = Counter(str(m.path.parent) for m in sources if m.path.name != "__init__.py")
    return [f"{folder} {count}" for folder, count in sorted(files.items()) if count >= FOLDER_FILES]


def complex_functions(folder: Path) -> list[str]:
    """Return the functions of a complexity above COMPLEXITY, by ruff without regard to `noqa`."""
    here = [name for name in ("services", "pages", "dashboard.py") if (folder / name).exists()]
    options = ["--isolated", "--no-cache", "--ignore-noqa", "--exit-zero", "--select=C901"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *options, "--output-format=json",
         f"--config=lint.mccabe.max-complexity={COMPLEXITY}", *here],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    root = folder.resolve()
    return [
        f"{Path(one['filename']).relative_to(root)}:{one['location']['row']}"
        for one in json.loads(done.stdout)
    ]


def type_errors(folder: Path) -> list[str]:
    """Return mypy's strict errors in pages and dashboard.py, by the settings of the checkout."""
    asked = ["-p", "pages", *(["-m", "dashboard"] if (folder / "dashboard.py").exists() else [])]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={os.devnull}", *asked],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise RuntimeError(f"mypy did not run: {done.stdout}{done.stderr}")
    lines = done.stdout.splitlines()
    return [x for x in lines if ": error: " in x and x.startswith(("pages/", "dashboard.py:"))]


def measure(folder: Path) -> list[Row]:
    """Return every measure of a checkout."""
    sources = modules(folder)
    functions = [(module, function) for module in sources for function in module.functions()]
    lengths = {
        f"{module.path}:{function.lineno}": function_lines(function)
        for module, function in functions
    }
    longest = max(lengths, key=lengths.__getitem__, default="")
    once = helpers_used_once(sources)
    share = len(once) / len(functions) if functions else 0.0
    loose = loose_modules(sources)
    vague = words(sources)
    errors = type_errors(folder)
    by_file = Counter(line.partition(":")[0] for line in errors)
    lines = sum(module.lines for module in sources)
    bare = lines - sum(table_lines(m) + docstring_lines(m) for m in sources)
    graph = shell_graph(sources)
    circles = sorted(" <-> ".join(sorted(c)) for c in {*cycles(graph).values()} if len(c) > 1)
    rows = [
        ("lines of services, pages and dashboard.py", f"{lines:,}", ""),
        ("the same without tables of data and docstrings", f"{bare:,}", ""),
        ("functions and methods", f"{len(functions):,}", ""),
        ("private helpers used once, of all functions", f"{share:.1%} ({len(once):,})", ""),
        ("floors of pages/shell", str(floors(graph)), "; ".join(circles)),
        ("loose modules in pages/shell", str(len(loose)), ""),
        _listed("places that parse a stored path", path_parsers(sources)),
        _listed("patches of foreign internals, import side effects", foreign_internals(sources)),
        ("mypy strict errors in pages", str(len(errors)), ", ".join(sorted(by_file))),
        ("longest function, lines without docstring", str(lengths.get(longest, 0)), longest),
        _listed(f"functions above complexity {COMPLEXITY}", complex_functions(folder)),
        _listed(f"files over {FILE_LINES} lines, tables of data apart", long_files(sources)),
        _listed(f"folders with {FOLDER_FILES} or more modules", full_folders(sources)),
    ]
    return rows + [(f"`{word}` as an identifier", f"{vague[word]:,}", "") for word in VAGUE]


def _listed(what: str, places: list[str]) -> Row:
    return what, str(len(places)), ", ".join(places)


def table(rows: Iterable[Row]) -> str:
    """Return measures as a Markdown table."""
    heads = ["| measure | value | where |", "|---|---|---|"]
    return "\n".join([*heads, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


if __name__ == "__main__":
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
    sys.stdout.write(table(measure(checkout)))
