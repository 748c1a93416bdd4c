"""The scripts of the explorers: one ES module a kind, put together as text, for both hosts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np

from lib.figures import PALETTE

_HERE = Path(__file__).parent
# The parts of each module, in order: those of all kinds, then those of one.
_FRAME = ("panel", "numbers", "slider", "theme", "links", "stage", "brush")
_PARTS = {
    "plane": ("contour", "plane"),
    "curves": ("curves",),
    "surface": ("contour", "mesh", "webgl", "plain", "surface"),
    "globe": ("mesh", "webgl", "plain", "globe"),
    "path": ("contour", "track", "path"),
    "pattern": ("track", "pattern"),
}


def modules() -> dict[str, str]:
    """Return the ES module of every kind of explorer as text, by kind.

    A module stands alone, so it can be loaded from a Blob, also on a page opened from a file.

    >>> "plane" in modules()
    True
    """
    return {kind: source(kind) for kind in _PARTS}


@cache
def source(kind: str) -> str:
    """Return the ES module of one kind.

    Raises:
        ValueError: if there is no such kind.
    """
    if kind not in _PARTS:
        raise ValueError(f"there is no explorer {kind!r}: choose one of {', '.join(_PARTS)}")
    texts = [_read(f"{part}.js") for part in (*_FRAME, *_PARTS[kind])]
    last = "export default { render: ({ model, el }) => mount({ model, el }, draw) };\n"
    return "\n".join([_colours(), *texts, last])


def assets() -> dict[str, str]:
    """Return the files that a static page needs beside the host script, by name in ``_static``.

    ``explorers/<kind>.js`` is a classic script that leaves the module's text where the host
    finds it; ``explorer.css`` is the style sheet that the live widget carries by itself.
    """
    files = {f"explorers/{kind}.js": script(kind) for kind in _PARTS}
    return {**files, "explorer.css": style_sheet()}


def script(kind: str) -> str:
    """Return the classic script that registers one kind's module as text."""
    registry = "window.courseExplorers = window.courseExplorers || {};\n"
    return f"{registry}window.courseExplorers[{json.dumps(kind)}] = {json.dumps(source(kind))};\n"


@cache
def style_sheet() -> str:
    """Return the style sheet of the explorers, the same live and static."""
    return _read("explorer.css")


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf8")


def _colours() -> str:
    """Write the colours that Python's figures use as constants of the module."""
    stops = np.rint(255 * mpl.colormaps["viridis"](np.linspace(0, 1, 33))[:, :3]).astype(int)
    return (
        f"const VIRIDIS = {json.dumps(stops.tolist(), separators=(',', ':'))};\n"
        f"const PALETTE = {json.dumps(PALETTE)};\n"
    )
