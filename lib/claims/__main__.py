"""``python -m lib.claims freeze C20.jagged --family 2``."""

from __future__ import annotations

import argparse

from lib.claims.frozen import freeze


def main() -> None:
    """Freeze the rules of parts, before the seeds of a family are drawn."""
    parser = argparse.ArgumentParser(prog="python -m lib.claims")
    parser.add_argument("command", choices=["freeze"])
    parser.add_argument("part", nargs="+")
    parser.add_argument("--family", type=int, required=True)
    asked = parser.parse_args()
    try:
        freeze(asked.part, asked.family)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
