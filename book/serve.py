"""Show the built site on loopback: ``python3 book/serve.py [port]``. Standard library only."""

from __future__ import annotations

import functools
import http.server
import os
import re
import sys
import webbrowser
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "_build"
# The book, or where there is none yet what a part of it was built into.
SITE = BUILD / ("html" if (BUILD / "html").exists() else "part")
TRIED = 20  # ports, from the one asked for


def main() -> None:
    """Serve the site on 127.0.0.1 until interrupted, and open a browser on it."""
    if not (SITE / "index.html").exists():
        sys.exit("There is no site yet: run `make book` first.")
    asked = sys.argv[1] if len(sys.argv) > 1 else "8000"
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        sys.exit(f"{asked!r} is no port: give a number below 65536, as in `make serve PORT=8000`.")
    with listen(int(asked)) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The book is at {address} (stop with Ctrl-C)", flush=True)
        if has_screen():
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def listen(port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of the site on the first free port from this one on."""
    handler = functools.partial(Handler, directory=str(SITE))
    for tried in range(port, min(port + TRIED, 65536)):
        try:
            return Server(("127.0.0.1", tried), handler)
        except OSError as error:
            reason = error.strerror
    sys.exit(f"No port from {port} to {tried} can be used ({reason}): try `make serve PORT=9000`.")


def has_screen() -> bool:
    """Say whether somebody sits before this machine: a window opens nowhere else."""
    graphical = {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return sys.stdout.isatty() and bool(graphical or sys.platform in ("darwin", "win32"))


class Server(http.server.ThreadingHTTPServer):
    """A server that never shares its port, which Windows would let it."""

    allow_reuse_address = sys.platform != "win32"


class Handler(http.server.SimpleHTTPRequestHandler):
    """The site's files, and its own page where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a wrong address with 404.html, whose links start at this server's root."""
        page = SITE / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        text = re.sub('<base href="[^"]*">', '<base href="/">', page.read_text(encoding="utf8"))
        content = text.encode()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return None


if __name__ == "__main__":
    main()
