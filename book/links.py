"""Ask every link of the built book that leads elsewhere whether it still does: ``make links``.

Sphinx's ``linkcheck`` asks, from the pages that the last build staged. A place that refuses to
answer a program is not called broken: many publishers do.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from book.street.places import BUILD, STAGE

FOLDER = BUILD / "links"
ANSWERS = FOLDER / "_build" / "html" / "output.json"
# Refused, not for programs, too many requests, the server's own fault, too slow.
_NOT_TOLD = re.compile(r"\b(401|403|405|406|418|429|5\d\d)\b|timed? ?out", re.I)


def main() -> int:
    """Ask, print the links that lead nowhere, and return 1 if there is one."""
    if not STAGE.exists():
        sys.exit("There are no pages to look at yet: run `make book` first.")
    ANSWERS.unlink(missing_ok=True)
    program = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    options = ["build", str(STAGE), "--path-output", str(FOLDER), "--builder", "linkcheck", "--all"]
    done = subprocess.run([sys.executable, "-c", program, *options], capture_output=True, text=True)
    if not ANSWERS.exists():
        sys.exit(f"Sphinx asked nothing:\n{(done.stdout + done.stderr)[-2000:]}")
    answers = [json.loads(line) for line in ANSWERS.read_text(encoding="utf8").splitlines()]
    gone = broken(answers)
    print("\n".join(gone) or "No link leads nowhere.")
    asked = sum(answer["status"] != "unchecked" for answer in answers)
    print(f"{asked} links asked, {len(gone)} broken.")
    return int(bool(gone))


def broken(answers: Iterable[dict[str, str]]) -> list[str]:
    """Return a line for each link that leads nowhere, from what ``linkcheck`` was told."""
    return [
        f"{Path(a['filename']).name}: {a['uri']}: {a['info'][:200]}"
        for a in answers
        if a["status"] == "broken" and not _NOT_TOLD.search(a["info"])
    ]


if __name__ == "__main__":
    sys.exit(main())
