"""The page of lib's public names: a line each, by room, with the chapters that use them.

All is read from the sources, none is imported: what a name is from its docstring (a constant's from
the comment ``#:`` above it), who uses it from the code of the chapters and of their rooms.
"""

from __future__ import annotations

import ast
import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

from book.street import expressions, gather, house
from book.street.places import ROOT, chapters

Uses = Mapping[tuple[str, str], set[str]]


@dataclass(frozen=True)
class Module:
    """What a module of lib offers.

    Attributes:
        line: the first line of its docstring.
        names: what it defines in public, each with its line.
        taken: what it takes from elsewhere in lib: the local name, and from where.
        offered: its ``__all__``; empty if it has none.
    """

    line: str
    names: dict[str, str]
    taken: dict[str, str]
    offered: list[str]


def page() -> str:
    """Return the page: the diagram of the rooms, then each room with its names, as Markdown."""
    rooms = (room for layer in layers() for room in layer)
    return "\n\n".join([house.diagram(layers(), imports()), *map(room_text, rooms)])


def layers() -> list[list[str]]:
    """Return the rooms of lib, a list a layer, from the top: what stands higher may import."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (rows,) = (each["layers"] for each in contracts if each.get("containers") == ["lib"])
    return [row.split(" : ") for row in rows]


def imports() -> dict[str, set[str]]:
    """Return for each room of lib the others that it imports."""
    found: dict[str, set[str]] = {room: set() for layer in layers() for room in layer}
    for name, module in modules().items():
        for path in module.taken.values():
            room, other = _room(name), _room(path)
            if room and other and other != room:
                found[room].add(other)
    return found


def public(room: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return a room's public names: where each is defined, how it is called, its line.

    Those of ``__all__``, and of the modules that a chapter takes whole, as in
    ``from lib.theory import mixtures``; without ``__all__``, what the module defines.
    """
    top = f"lib.{room}"
    offered = modules()[top].offered or modules()[top].names
    found = {origin(f"{top}.{name}"): f"{room}.{name}" for name in offered}
    for path in sorted(whole()):
        if path.startswith(f"{top}."):
            called = path.removeprefix(f"{top}.")
            for name in modules()[path].names:
                found.setdefault((path, name), f"{called}.{name}")
    return {place: (called, line(*place)) for place, called in found.items()}


def line(module: str, name: str) -> str:
    """Return what a name is, in a line; empty if nothing says so."""
    return modules()[module].names.get(name, "")


@cache
def uses() -> Uses:
    """Return for each public name, by where it is defined, the chapters that use it."""
    found: dict[tuple[str, str], set[str]] = {}
    for chapter in chapters():
        for source in _sources(chapter):
            for place in used(source):
                found.setdefault(place, set()).add(chapter.stem)
    return found


def used(source: str) -> set[tuple[str, str]]:
    """Return the names of lib that code uses, each by where it is defined.

    >>> used("from lib.theory import complexity\\nprint(complexity(u, 3))")
    {('lib.theory.levels', 'complexity')}
    """
    tree = ast.parse(source)
    taken = _taken(tree)
    paths = (_path(node, taken) for node in ast.walk(tree))
    return {origin(path) for path in paths if path and path.rpartition(".")[0] in modules()}


def origin(path: str) -> tuple[str, str]:
    """Return the module that defines what a path such as ``lib.theory.complexity`` leads to."""
    module, _, name = path.rpartition(".")
    taken = modules()[module].taken if module in modules() else {}
    return origin(taken[name]) if name in taken else (module, name)


@cache
def whole() -> set[str]:
    """Return the modules of rooms that a chapter takes whole."""
    taken = (path for chapter in chapters() for source in _sources(chapter)
             for path in _taken(ast.parse(source)).values())  # fmt: skip
    return {path for path in taken if path.count(".") == 2 and path in modules()}


@cache
def modules() -> dict[str, Module]:
    """Return every module of lib by its name."""
    found = {}
    for file in sorted((ROOT / "lib").rglob("*.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = read(file.read_text(encoding="utf8"))
    return found


def read(source: str) -> Module:
    """Return what a module offers.

    >>> read('"A noun."\\n#: Sides.\\nSIDES = 4\\ndef f():\\n    "Do it."\\n').names
    {'SIDES': 'Sides.', 'f': 'Do it.'}
    """
    tree, above, names, offered = ast.parse(source), ["", *source.splitlines()], {}, []
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                names[node.name] = _first(ast.get_docstring(node))
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                said = re.match(r"#: (.*)", above[node.lineno - 1])
                for name in _assigned(node):
                    if name == "__all__" and node.value:
                        offered += ast.literal_eval(node.value)
                    elif said:
                        names[name] = said[1]
    public = {name: line for name, line in names.items() if not name.startswith("_")}
    return Module(_first(ast.get_docstring(tree)), public, _taken(tree), offered)


def room_text(room: str) -> str:
    """Return a room as Markdown: its heading, what it is for, what it imports, its names."""
    others = ", ".join(f"`{other}`" for other in sorted(imports()[room]))
    head = f"## {room}\n\n{modules()[f'lib.{room}'].line}"
    if others:
        head = f"{head} Imports {others}."
    if room == "chapters":
        return "\n\n".join([head, *map(_chapter, chapters())])
    return f"{head}\n\n{table(f'Names of {room}', public(room))}"


def table(
    caption: str, names: Mapping[tuple[str, str], tuple[str, str]], *, linked: bool = True
) -> str:
    """Return a table of names, a line each, with links to the chapters that use them."""
    rows = []
    for place, (called, line) in sorted(names.items(), key=lambda each: each[1][0].lower()):
        links = " ".join(map(_link, sorted(uses().get(place, ()))))
        rows.append(
            f"<tr><td><code>{called}</code></td><td>{_html(line)}</td>"
            f"{f'<td>{links}</td>' if linked else ''}</tr>"
        )
    heads = ["Name", "What it is", *(["Chapters"] if linked else [])]
    head = f"<tr>{''.join(f'<th>{each}</th>' for each in heads)}</tr>"
    return gather.table(caption, head, "".join(rows), "course-names")


def _chapter(chapter: Path) -> str:
    """Return a chapter's own room, folded."""
    top = f"lib.chapters.c{chapter.name[:2]}"
    names = {
        (module, name): (f"{module.removeprefix('lib.chapters.')}.{name}", line)
        for module, found in modules().items()
        if module == top or module.startswith(f"{top}.")
        for name, line in found.names.items()
    }
    room, line = top.rpartition(".")[2], modules()[top].line.partition(": ")[2]
    return (
        f"<details><summary><code>{room}</code> {_html(line)}</summary>"
        f'<p><a href="../notebooks/{chapter.stem}.html">Its chapter</a></p>'
        f"{table(f'Names of {room}', names, linked=False)}</details>"
    )


def _link(chapter: str) -> str:
    """Return a link to a chapter, its number."""
    return f'<a href="../notebooks/{chapter}.html">{int(chapter[:2])}</a>'


def _sources(chapter: Path) -> Iterator[str]:
    """Yield a chapter's code, the expressions in its text included, and each module of its room."""
    code = []
    for cell in nbformat.read(chapter, as_version=4).cells:
        if cell.cell_type == "code":
            code.append(re.sub(r"^\s*%.*$", "", cell.source, flags=re.M))
        else:
            code += expressions.asked(cell.source)
    yield "\n".join(code)
    room = ROOT / "lib" / "chapters" / f"c{chapter.name[:2]}"
    for file in [room.with_suffix(".py"), *sorted(room.glob("*.py"))]:
        if file.exists():
            yield file.read_text(encoding="utf8")


def _taken(tree: ast.Module) -> dict[str, str]:
    """Return what code takes from lib: the local name, and from where."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and re.match(r"lib(\.|$)", node.module or "")
        for alias in node.names
    }


def _path(node: ast.AST, taken: Mapping[str, str]) -> str:
    """Return where a name or an attribute leads, as a path in lib; empty if elsewhere."""
    match node:
        case ast.Name(name):
            return taken.get(name, "")
        case ast.Attribute(value, name):
            inner = _path(value, taken)
            return f"{inner}.{name}" if inner else ""
    return ""


def _assigned(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[str]:
    """Return the names that a statement assigns to."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [
        each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
    ]


def _room(path: str) -> str:
    """Return the room that a path in lib leads into; none for lib itself."""
    return path.split(".")[1] if "." in path else ""


def _first(docstring: str | None) -> str:
    """Return the first line of a docstring."""
    return (docstring or "").split("\n")[0]


def _html(text: str) -> str:
    """Return a docstring's line as HTML.

    >>> _html("Return ``a < b``.")
    'Return <code>a &lt; b</code>.'
    """
    return re.sub(r"``(.+?)``", r"<code>\1</code>", html.escape(text, quote=False))
