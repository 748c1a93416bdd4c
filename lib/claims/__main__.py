"""``python -m lib.claims freeze C20.jagged --family 2``."""

from __future__ import annotations

import argparse
import sys

from lib.claims.frozen import freeze


def main() -> int:
    """Freeze the rules of parts, before the seeds of a family are drawn; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lib.claims")
    parser.add_argument("command", choices=["freeze"])
    parser.add_argument("part", nargs="+")
    parser.add_argument("--family", type=int, required=True)
    asked = parser.parse_args()
    try:
        freeze(asked.part, asked.family)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
