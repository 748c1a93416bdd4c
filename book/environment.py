"""Set up ``.venv`` from exact pins: ``python3 book/environment.py [--tests]``; ``--clean`` clears.

Runs on a bare Python (standard library only). A stamp is written last, so an installation that
was killed half-way is begun afresh, never taken for a whole one. One at a time works in a folder.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import marshal
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PINS = {"book": ROOT / "requirements.txt", "tests": ROOT / "tests" / "requirements.txt"}
HELD: list[int] = []  # the file that this process has locked
# What of pip's settings would put packages elsewhere; addresses and certificates stay.
_ELSEWHERE = "PIP_USER|PIP_TARGET|PIP_PREFIX|PIP_ROOT|PIP_DRY_RUN|PIP_NO_DEPS|PYTHON.*"
# What pip says when it reaches no server, and when the disk is full.
_UNREACHED = (
    "NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    "|Network is unreachable|Connection refused|Max retries exceeded"
)
_FULL = "No space left on device|Disk quota exceeded"


def main() -> None:
    """Install what is asked for and not yet there."""
    parser = argparse.ArgumentParser(description="Set up .venv from exact pins.")
    parser.add_argument("--tests", action="store_true", help="also install what the tests need")
    parser.add_argument("--clean", action="store_true", help="remove what was built, nothing else")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - this very file runs on an older Python, to say so
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"This book needs Python 3.11 or newer, and {sys.executable} is {have}: "
                 "install one and run `make PYTHON=python3.11 book`.")  # fmt: skip
    try:
        if options.clean:
            with alone("make clean"):
                shutil.rmtree(BUILD, ignore_errors=True)
            return
        drop_broken_bytecode()
        wanted = ["book", "tests"] if options.tests else ["book"]
        if not all(map(fresh, wanted)) or damaged():
            with alone("an installation into .venv"):
                provide(wanted)
    except OSError as error:
        sys.exit(f"{error.filename or VENV}: {error.strerror}. The installation is not complete.")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next call begins the installation anew.")


@contextlib.contextmanager
def alone(what: str, at: Path | None = None) -> Iterator[None]:
    """Be the only one at work in this folder: wait while another is, and say which.

    Args:
        what: is done.
        at: a file of its own for work that leaves others in peace.

    The system frees the lock of a process that ends, however it ends. A pip that outlives a killed
    installation has the lock too, until it ends.
    """
    holder = at.with_name(f"{at.name}-holder") if at else BUILD / "holder"
    # pyproject.toml is never written here, and in every checkout.
    with (at or ROOT / "pyproject.toml").open() as file:
        if not locked(file):
            whose = holder.read_text() if holder.exists() else "another process"
            print(f"Waiting for {whose}.", flush=True)
            while not locked(file):
                time.sleep(0.2)
        HELD.append(file.fileno())
        with contextlib.suppress(OSError):  # a read-only checkout: who needs to write will say so
            BUILD.mkdir(exist_ok=True)
            holder.write_text(f"process {os.getpid()}, {what}, since {time.strftime('%H:%M:%S')}")
        try:
            yield
        finally:
            HELD.clear()
            with contextlib.suppress(OSError):
                holder.unlink()


def locked(file: IO[str]) -> bool:
    """Take the lock of an open file; return False if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def drop_broken_bytecode() -> None:
    """Remove compiled modules that a full disk has cut: Python would fail on them for ever."""
    for folder in ("book", "lib"):
        for path in (ROOT / folder).rglob(f"*.{sys.implementation.cache_tag}*.pyc"):
            try:
                marshal.loads(path.read_bytes()[16:])
            except (EOFError, ValueError, TypeError):
                path.unlink()


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


def damaged() -> list[str]:
    """Return the pins of installed packages of which a file is gone, or longer or shorter."""
    found = set()
    records = [*VENV.glob("lib/python*/site-packages/*.dist-info/RECORD"),
               *VENV.glob("Lib/site-packages/*.dist-info/RECORD")]  # fmt: skip
    for record in records:
        for line in record.read_text(encoding="utf8").splitlines():
            name, _, size = line.rsplit(",", 2)
            if size and length(record.parent.parent / name.strip('"')) != int(size):
                found.add(record.parent.name[: -len(".dist-info")].replace("-", "=="))
    return sorted(found)


def length(path: Path) -> int:
    """Return the bytes of a file, -1 if it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def provide(wanted: list[str]) -> None:
    """Install the parts that are not there, and anew what is damaged."""
    for part in wanted:
        if not fresh(part):
            install(part)
    for pin in damaged():
        pip(["install", "--force-reinstall", "--no-deps", pin], f"{pin} is damaged: anew", 0)


def install(part: str) -> None:
    """Install one part into ``.venv``, then stamp it."""
    if part == "book":
        # A half-changed environment is worse than none, and wheels come from pip's cache.
        for one in PINS:
            stamp(one).unlink(missing_ok=True)  # first: what is half removed is not there
        if VENV.exists():
            shutil.rmtree(VENV)
        run([sys.executable, "-I", "-m", "venv", str(VENV)], "making .venv")
        # torch first: what depends on it must find this one.
        torch = next(pin for pin in pins("book") if pin.startswith("torch=="))
        pip(["install", torch], f"installing {torch.partition(';')[0]}", 0)
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
    command = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", *arguments]
    run(command, label, total)


def surroundings() -> dict[str, str]:
    """Return the variables for pip: addresses are the reader's, the place is this one."""
    kept = {n: v for n, v in os.environ.items() if not re.fullmatch(_ELSEWHERE, n, re.I)}
    if not os.path.isabs(os.path.expanduser("~")):  # no home is known: pip would make one called ~
        kept["HOME"] = tempfile.gettempdir()
    return kept | {"PIP_USER": "0"}  # whatever pip.conf says


def run(command: list[str], label: str, total: int = 0) -> None:
    """Run a command with a line of progress; on failure print the end of its output and stop."""
    start, seen, lines = time.monotonic(), 0, []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env=surroundings(), pass_fds=HELD if os.name == "posix" else (),
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            new = line.startswith(("Collecting", "Requirement already satisfied"))
            seen = min(seen + new, total)
            if new or line.startswith("Installing collected"):
                doing = "copying files" if line.startswith("Installing") else line.split()[1]
                say(f"{label}: {seen}/{total} {doing}" if total else f"{label}: {doing}")
    if process.returncode:
        print("\n" + "".join(lines[-25:]), file=sys.stderr)
        sys.exit(f"{label} failed, {cause(''.join(lines))}. Run it again.")
    say(f"{label}: done in {time.monotonic() - start:.0f} s", last=True)


def cause(output: str) -> str:
    """Return why an installation failed, as far as it can be seen.

    >>> cause("ERROR: No space left on device"), cause("ERROR: bad wheel")
    ('since the disk is full', 'as printed above')
    """
    if re.search(_FULL, output) or shutil.disk_usage(ROOT).free < 2**20:  # venv hides what pip says
        return "since the disk is full"
    if re.search(_UNREACHED, output):
        return "since the package index was not reached"
    if sys.platform == "darwin" and platform.machine() == "x86_64" and "torch" in output:
        return "since there is no torch of this version for Macs with an Intel processor"
    return "as printed above"


def say(text: str, last: bool = False) -> None:
    """Show a line of progress: in place on a terminal, only the last one elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text[:100]}", end="\n" if last else "", flush=True)
    elif last:
        print(text, flush=True)


if __name__ == "__main__":
    main()
