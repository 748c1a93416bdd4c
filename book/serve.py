"""Show the built site on loopback: ``python3 book/serve.py [port]``. Standard library only."""

from __future__ import annotations

import functools
import http.server
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"


def main() -> None:
    """Serve ``_build/html`` on 127.0.0.1 until interrupted."""
    if not (SITE / "index.html").exists():
        sys.exit("There is no site yet: run `make book` first.")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(SITE))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        sys.exit(
            f"Port {port} cannot be used ({error.strerror}): try `make serve PORT={port + 1}`."
        )
    print(f"The book is at http://127.0.0.1:{port}/ (stop with Ctrl-C)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
