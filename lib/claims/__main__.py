"""``python -m lib.claims freeze 04 --family 2``: freeze rules before seeds are drawn."""

import sys

from lib.claims.rule import freeze

match sys.argv[1:]:
    case ["freeze", *parts, "--family", family] if parts and family.isdigit():
        try:
            freeze(parts, int(family))
        except ValueError as error:
            sys.exit(str(error))
    case _:
        sys.exit(
            "say what to freeze, parts, chapters or all: "
            "python -m lib.claims freeze C20.jagged 04 … --family 2"
        )
