"""An environment of the street's own: nothing of a reader's settings, and no home of theirs.

Whoever set ``PYTHONSTARTUP``, a ``matplotlibrc``, another ``lib`` on ``PYTHONPATH``, a profile of
IPython or Jupyter gets the book that everybody gets. What says which machine this is and what leads
out of it is kept: kind of processor, paths of programs, proxies, certificates, where data lie.
Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_KEPT = (
    r"PATH|LD_LIBRARY_PATH|DYLD_\w+|TERM|TMPDIR|TEMP|TMP|CI|CHROMIUM|COURSE_\w+|GITHUB_\w+"
    r"|CI_(PROJECT|PAGES)_URL|CI_COMMIT_(SHA|REF_NAME)|CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    r"|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NPM_CONFIG_\w+"
    r"|OPENBLAS_CORETYPE|OPENBLAS_L2_SIZE"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|NUMBER_OF_PROCESSORS"
)


def environment() -> dict[str, str]:
    """Return the variables that everything of the street runs with."""
    kept = {name: value for name, value in os.environ.items() if re.fullmatch(_KEPT, name, re.I)}
    theirs = Path(os.path.expanduser("~"))  # "~" itself where nobody knows a home
    if theirs.is_absolute():
        kept.setdefault("COURSE_DATA", str(theirs / ".cache" / "course-data"))
        kept.setdefault("NPM_CONFIG_USERCONFIG", str(theirs / ".npmrc"))  # a registry's address
    home = str(place() / "home")
    return kept | {
        "HOME": home,
        "USERPROFILE": home,
        "USER": "reader",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def place() -> Path:
    """Return the folder of what outlives ``_build``: in ``.venv``, if Python runs from one."""
    inside = sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK)
    return Path(sys.prefix) / "street" if inside else ROOT / "_build" / "street"


def enter() -> None:
    """Begin this program anew, sealed, with the same arguments: its last words are the new one's.

    Python's own settings are out of reach once it runs; so ``-E`` and ``-s`` are given to it.
    """
    sealed = environment()
    if sys.flags.ignore_environment and os.environ.get("HOME") == sealed["HOME"]:
        return
    command = [sys.executable, "-E", "-s", "-X", "utf8", "-m", "book.build", *sys.argv[1:]]
    if os.name == "nt":  # where exec does not wait
        sys.exit(subprocess.run(command, env=sealed).returncode)
    sys.stdout.flush()
    os.execve(sys.executable, command, sealed)


def warm() -> None:
    """Let matplotlib list the fonts, once: whoever does it first is told that it takes a while.

    Raises:
        OSError: if the folder cannot be written.
    """
    stamp, cache = place() / "fonts-are-listed", place() / "home" / ".cache" / "matplotlib"
    if stamp.exists():
        return
    shutil.rmtree(cache, ignore_errors=True)  # half a list, of a build that was killed
    (place() / "home").mkdir(parents=True, exist_ok=True)
    listing = [sys.executable, "-c", "import matplotlib.font_manager"]
    done = subprocess.run(listing, env=environment(), capture_output=True)
    if done.returncode == 0:
        stamp.touch()
