"""Set up ``.venv`` from exact pins: ``python3 book/environment.py [--tests]``.

Runs on a bare Python (standard library only). A stamp is written last, so an installation that
was killed half-way is begun afresh, never taken for a whole one.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PINS = {"book": ROOT / "requirements.txt", "tests": ROOT / "tests" / "requirements.txt"}


def main() -> None:
    """Install what is asked for and not yet there."""
    parser = argparse.ArgumentParser(description="Set up .venv from exact pins.")
    parser.add_argument("--tests", action="store_true", help="also install what the tests need")
    wanted = ["book", "tests"] if parser.parse_args().tests else ["book"]
    if sys.version_info < (3, 11):  # noqa: UP036 - this very file runs on an older Python, to say so
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"This book needs Python 3.11 or newer, and python3 is {have}: "
                 "install one and run `make PYTHON=python3.11 book`.")  # fmt: skip
    for part in wanted:
        if not fresh(part):
            install(part)


def stamp(part: str) -> Path:
    """Return the file that says which pins of a part are installed."""
    return VENV / f"installed-{part}"


def key(part: str) -> str:
    """Return a digest of what an installed part depends on: pins, metadata, Python, place."""
    parts = [PINS["book"].read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    if part == "tests":
        parts.append(PINS["tests"].read_bytes())
    parts += [sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def fresh(part: str) -> bool:
    """Say whether a part is installed, whole and from today's pins."""
    return stamp(part).exists() and stamp(part).read_text() == key(part)


def install(part: str) -> None:
    """Install one part into ``.venv``, then stamp it."""
    if part == "book":
        # A half-changed environment is worse than none, and wheels come from pip's cache.
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(VENV)], "making .venv")
        # torch first: what depends on it must find this one.
        torch = next(pin for pin in pins("book") if pin.startswith("torch=="))
        pip(["install", torch], f"installing {torch}", 0)
    pip(["install", "-r", str(PINS[part])], f"installing for the {part}", len(pins(part)))
    if part == "book":
        editable = ["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
        pip(editable, "installing this project, editable", 0)
    stamp(part).write_text(key(part))


def pins(part: str) -> list[str]:
    """Return the pins of one part."""
    lines = PINS[part].read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pip(arguments: list[str], label: str, total: int) -> None:
    """Run pip in ``.venv``, showing one line that counts packages."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    run(command, label, total)


def run(command: list[str], label: str, total: int = 0) -> None:
    """Run a command with a line of progress; on failure print the end of its output and stop."""
    start, seen, lines = time.monotonic(), 0, []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            new = line.startswith(("Collecting", "Requirement already satisfied"))
            seen = min(seen + new, total)
            if new or line.startswith("Installing collected"):
                doing = "copying files" if line.startswith("Installing") else line.split()[1]
                say(f"{label}: {seen}/{total} {doing}" if total else f"{label}: {doing}")
    if process.returncode:
        print("\n" + "".join(lines[-25:]), file=sys.stderr)
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"{label} failed, as printed above; the network may be down. Run it again.")
    say(f"{label}: done in {time.monotonic() - start:.0f} s", last=True)


def say(text: str, last: bool = False) -> None:
    """Show a line of progress: in place on a terminal, only the last one elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text[:100]}", end="\n" if last else "", flush=True)
    elif last:
        print(text, flush=True)


if __name__ == "__main__":
    main()
