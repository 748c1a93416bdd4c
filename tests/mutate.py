"""``make mutate``: small mistakes are made in ``lib``, one by one; do the tests beside it notice?

Usage: ``python tests/mutate.py [--number N] [--seed S] [WORD …]``; N mutations at random (default
200) among those whose place, ``lib/theory/levels.py:31``, contains one of the words, all without.
Each is made in a copy of the project, where the module's examples and the tests of its room run
until one fails. What survives is printed, at the end once more. Not part of the tests.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("theory", "spinglass", "critical_points", "landscape", "networks", "statistics", "claims")
PATIENCE = 5  # a mutation may take so many times the processor's time of the unchanged tests
SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,), ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,), ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,), ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
NAMES = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "sum": "mean", "mean": "sum", "sin": "cos", "cos": "sin", "minimum": "maximum",
    "maximum": "minimum", "argmin": "argmax", "argmax": "argmin", "randperm": "arange",
    "permutation": "arange", "zeros": "ones", "ones": "zeros", "log": "log1p", "exp": "expm1",
    "sqrt": "square", "abs": "negative", "eigvalsh": "eigvals", "sorted": "list",
}  # fmt: skip
# What a reader sees of a module and no result hangs on.
PASSED_OVER = (ast.Raise, ast.JoinedStr, ast.Assert, ast.Import, ast.ImportFrom)
PASSED_KEYWORDS = ("strict",)  # of zip: lengths agree where nothing is wrong


@dataclass(frozen=True)
class Mutation:
    """A change of one place of a file: bytes from start to end become others."""

    file: Path
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        pairs = enumerate(zip(self.old, self.new.strip("()"), strict=False))
        same = next((at for at, (one, other) in pairs if one != other), 0)
        old, new = (text[max(0, same - 30) : same + 50] for text in (self.old, self.new))
        return f"{self.file}:{self.line}  {old}  →  {new}"

    def apply(self, source: bytes) -> bytes:
        """Return the file with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


# --- mutations ----------------------------------------------------------------------------------


def mutations(file: Path) -> Iterator[Mutation]:
    """Yield all mutations of a module, given by its path from the project's root."""
    text = (ROOT / file).read_text(encoding="utf8")
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in places(ast.parse(text)):
        for new in changes(node):
            yield Mutation(
                file,
                node.lineno,
                starts[node.lineno - 1] + node.col_offset,
                starts[node.end_lineno - 1] + node.end_col_offset,
                ast.unparse(node),
                new,
            )


def places(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions and statements that are computed, no annotations and no messages."""
    if isinstance(node, PASSED_OVER) or getattr(node, "arg", None) in PASSED_KEYWORDS:
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from places(child)


def changes(node: ast.AST) -> Iterator[str]:
    """Yield the other texts that a node may have."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in SWAPS.get(type(operator), ()):
                yield with_(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        for other in SWAPS.get(type(node.op), ()):
            yield with_(node, op=other())
    elif isinstance(node, ast.AugAssign):
        for other in SWAPS.get(type(node.op), ()):
            yield with_(node, op=other())[1:-1]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant):
        yield from other_constants(node.value)
    elif isinstance(node, ast.Call):
        for at, given in enumerate(node.keywords):
            if given.arg in PASSED_KEYWORDS:
                continue
            yield with_(node, keywords=node.keywords[:at] + node.keywords[at + 1 :])
        yield from other_names(node)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "pass"


def with_(node: ast.AST, **fields: object) -> str:
    """Return the text of a node some of whose fields are others."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return f"({ast.unparse(ast.fix_missing_locations(other))})"


def other_constants(value: object) -> Iterator[str]:
    """Yield a constant's neighbours: the other truth, one more, twice or a thousand times."""
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int):
        yield repr(value + 1)
    elif isinstance(value, float):
        yield repr(value * (1000 if abs(value) < 0.01 else 2) or 1.0)


def other_names(node: ast.Call) -> Iterator[str]:
    """Yield a call of the function that is most easily taken for the one that is called."""
    called = node.func
    if isinstance(called, ast.Name) and called.id in NAMES:
        yield with_(node, func=ast.Name(NAMES[called.id]))
    elif isinstance(called, ast.Attribute) and called.attr in NAMES:
        yield with_(node, func=ast.Attribute(called.value, NAMES[called.attr]))


# --- tests --------------------------------------------------------------------------------------


def tests_beside(file: Path) -> list[str]:
    """Return what judges a module: its examples, the test of its name, the others of its room."""
    found = sorted((ROOT / "tests" / file.parts[1]).glob("test_*.py"))
    found.sort(key=lambda path: path.stem != f"test_{file.stem}")
    return [str(file), *(str(path.relative_to(ROOT)) for path in found)]


def outcome(copied: Path, arguments: list[str], seconds: float | None) -> tuple[int, float]:
    """Return pytest's status in a process of its own, and the processor's seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = os.fork()
    if not child:
        os.chdir(copied)
        sys.path.insert(0, str(copied))
        os.environ["PYTHONPATH"] = str(copied)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        with contextlib.suppress(BaseException):
            os._exit(pytest.main(["-x", "-n0", "-p", "no:cacheprovider", *arguments]))
        os._exit(9)
    _, status = os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return status, sum(after[:2]) - sum(before[:2])


def baseline(copied: Path, rooms: set[str]) -> dict[str, float]:
    """Return the processor's seconds of each room's tests as they are.

    Raises:
        SystemExit: if they fail without any mutation.
    """
    seconds = {}
    for room in sorted(rooms):
        status, seconds[room] = outcome(copied, [f"lib/{room}", f"tests/{room}"], None)
        print(f"{room}: {seconds[room]:.0f} s without a mutation", flush=True)
        if status:
            raise SystemExit(f"tests/{room} fails without any mutation; mend that first.")
    return seconds


def main(arguments: list[str] | None = None) -> None:
    """Make mutations, run the tests and print what survives."""
    parser = argparse.ArgumentParser(description="Make mistakes in lib; do its tests notice?")
    parser.add_argument("words", nargs="*", help="places that are changed; all without")
    parser.add_argument("--number", type=int, default=200, help="so many at random (default 200)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (default 0)")
    options = parser.parse_args(arguments)
    files = sorted(file.relative_to(ROOT) for room in ROOMS
                   for file in (ROOT / "lib" / room).glob("*.py"))  # fmt: skip
    found = [mutation for file in files for mutation in mutations(file)
             if not options.words or any(f"{file}:{mutation.line} ".find(word) >= 0
                                         for word in options.words)]  # fmt: skip
    chosen = random.Random(options.seed).sample(found, min(options.number, len(found)))
    print(f"{len(chosen)} of {len(found)} mutations", flush=True)
    sys.dont_write_bytecode = True  # a module may change twice in a second
    many = len(chosen) > 20
    for package in ("scipy.stats", "mpmath", "torch") if many else ():  # once for all processes
        importlib.import_module(package)
    os.environ |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "COURSE_TESTS": "all"}
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "project"
        ignored = shutil.ignore_patterns("__pycache__", ".venv", "_build", ".git", ".*_cache")
        shutil.copytree(ROOT, copied, ignore=ignored, symlinks=True)
        survivors = tried(copied, chosen)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} were noticed. Survivors:")
    print("\n".join(map(str, survivors)) or "none")


def tried(copied: Path, chosen: list[Mutation]) -> list[Mutation]:
    """Make each mutation in the copy and print what becomes of it; return those that survive."""
    seconds = baseline(copied, {mutation.file.parts[1] for mutation in chosen})
    survivors = []
    for number, mutation in enumerate(chosen, 1):
        target, begin = copied / mutation.file, time.monotonic()
        source = target.read_bytes()
        target.write_bytes(mutation.apply(source))
        limit = 20 + PATIENCE * seconds[mutation.file.parts[1]]
        status, _ = outcome(copied, tests_beside(mutation.file), limit)
        target.write_bytes(source)
        survivors += [] if status else [mutation]
        word = "noticed" if status else "SURVIVED"
        print(f"{number} {word} {time.monotonic() - begin:.0f} s {mutation}", flush=True)
    return survivors


if __name__ == "__main__":
    main()
