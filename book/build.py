"""Build the book: stage → execute → gather → render. ``python -m book.build book --preset quick``.

The chapters are executed with papermill, in parallel and cached by content; what they recorded is
gathered; the site is rendered with warnings fatal. Nothing changed: nothing is done. Killed at any
moment: what was finished is kept, and the next call goes on from there.
"""

from __future__ import annotations

from book.street import sealed

if __name__ == "__main__":
    sealed.enter()  # before anything of a reader's own can be imported

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

from book import environment
from book.street import execute, keys, places, render, shown
from lib import presets


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    options = parser().parse_args(arguments)
    try:
        parameters = read_parameters(options)
        chosen = choose(options.chapter or chapters_of(options.meeting))
        if options.step == "evidence":
            measure([chapter.name[:2] for chapter in chosen], rehearse=options.rehearse)
            return 0
        with environment.alone(f"the step {options.step!r}"):
            build(options, chosen, parameters)
    except places.BuildError as error:
        return failed(str(error), options.step)
    except OSError as error:
        what = error.filename or "a file"
        return failed(f"{what}: {error.strerror or error}", options.step)
    except KeyboardInterrupt:
        print("\nInterrupted; what was finished is kept.", file=sys.stderr)
        return 130
    return 0


def failed(reason: str, step: str) -> int:
    """Say why there is no result, and return the exit status."""
    what = "The evidence is not whole." if step == "evidence" else "The book was not built."
    print(f"\n{reason}\n\n{what}", file=sys.stderr)
    return 1


def measure(chapters: list[str], *, rehearse: bool) -> None:
    """Put chapters' full evidence on record; the book may be built meanwhile."""
    from book.street import evidence  # imports what a build can do without

    lock = places.BUILD / "evidence" / "lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    with environment.alone("a run of the evidence", lock):
        evidence.run(chapters, rehearse=rehearse)


def build(options: argparse.Namespace, chosen: list[Path], parameters: dict[str, Any]) -> None:
    """Walk the street as far as is asked for."""
    if len(chosen) < len(places.chapters()) and options.step == "pdf":
        raise places.BuildError("the book is printed whole: leave --chapter out")
    if options.step == "slides" and not shown.read().teaching:
        raise places.BuildError("_config.yml says `teaching: false`: this edition has no slides")
    if options.step in ("slides", "pdf"):
        from book.street import paper  # imports what only printing needs

        paper.chromium_or_stop()  # before the chapters take their minutes
    runs = execute.execute_all(chosen, parameters)
    if options.step != "execute":
        site = finish(runs)
    if options.step in ("slides", "pdf"):
        put_on_paper(options.step, site)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m book.build", description="Build the book.")
    parser.add_argument(
        "step",
        choices=["book", "execute", "slides", "pdf", "evidence"],
        help="the whole street; chapters only; the street and then handouts, or the book, as PDF; "
        "or what the ledger asks, measured at full size",
    )
    parser.add_argument("--preset", default="quick", help="quick (default) or full")
    parser.add_argument(
        "--chapter",
        metavar="NN",
        help="this chapter only, or 04,05; with the pages that need no other",
    )
    parser.add_argument(
        "--rehearse", action="store_true",
        help="measure at teaching size with the seeds of family 1, and write nothing",
    )  # fmt: skip
    parser.add_argument(
        "--meeting", metavar="N", help="the chapters of this meeting of the seminar"
    )
    parser.add_argument(
        "-p", dest="extra", action="append", default=[], metavar="NAME=VALUE",
        help="a further parameter of the chapters",
    )  # fmt: skip
    return parser


def read_parameters(options: argparse.Namespace) -> dict[str, Any]:
    """Return the parameters to inject; a preset that is not there is refused."""
    if options.preset not in presets.names():
        known = " or ".join(presets.names())
        raise places.BuildError(f"there is no preset {options.preset!r}: choose {known}")
    parameters: dict[str, Any] = {"preset": options.preset}
    for item in options.extra:
        name, equals, value = item.partition("=")
        if not equals:
            raise places.BuildError(f"a parameter is given as NAME=VALUE, got {item!r}")
        try:
            parameters[name] = json.loads(value)
        except json.JSONDecodeError:
            parameters[name] = value
    return parameters


def chapters_of(meeting: str | None) -> str | None:
    """Return the numbers of a meeting's chapters, as ``choose`` takes them; None for all."""
    if not meeting:
        return None
    from book.street import meetings

    known = meetings.read()
    if meeting not in known:
        raise places.BuildError(f"there is no meeting {meeting!r}: choose from {', '.join(known)}")
    return ",".join(known[meeting]["chapters"])


def choose(numbers: str | None) -> list[Path]:
    """Return the chapters to run: all of them, or those whose numbers are given, as "04,05"."""
    known = {chapter.name[:2]: chapter for chapter in places.chapters()}
    wanted = list(known) if numbers is None else numbers.split(",")
    for number in wanted:
        if number not in known:
            choice = ", ".join(known)
            raise places.BuildError(f"there is no chapter {number!r}: choose from {choice}")
    return [chapter for number, chapter in known.items() if number in wanted]


def finish(runs: list[execute.Run]) -> Path:
    """Gather, stage and render, unless the site is already made from exactly this; return it."""
    site = places.SITE if len(runs) == len(places.chapters()) else places.PART
    key = keys.site_key(run.notebook for run in runs)
    if not render.rendered(site, key):
        from book.street import stage  # imports the drawing, which an unchanged book can do without

        start = time.monotonic()
        render.npm_packages()
        stage.stage(runs)
        print("render: running", flush=True)
        render.render(site, key)
        print(f"render: done in {time.monotonic() - start:.0f} s", flush=True)
    elif changed := render.restyle(site, key, keys.sheets()):
        print(f"new style: {', '.join(changed)}", flush=True)
    if site == places.SITE:
        print(f"The book lies in {site / 'index.html'}\n"
              "Open that file in a browser, or run `make serve`.")  # fmt: skip
    else:
        print(f"These chapters and the pages that need no other lie in {site / 'index.html'}")
    return site


def put_on_paper(what: str, site: Path) -> None:
    """Print the handouts of a site's decks, or the book, and say where they lie."""
    from book.street import paper

    start = time.monotonic()
    print("printing: running", flush=True)
    made = paper.handouts(site) if what == "slides" else [paper.book()]
    print(f"printing: done in {time.monotonic() - start:.0f} s", flush=True)
    if what == "slides":
        print(f"The seminar's plan is {site / 'book' / 'teaching' / 'plan.html'}\n"
              f"Decks lie in {site / 'slides'}, handouts are")  # fmt: skip
    print("\n".join(map(str, made)))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as an interruption does
    sys.exit(main())
