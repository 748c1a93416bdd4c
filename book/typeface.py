"""Make the book's typeface: subsets of Source Sans 3 for Matplotlib, and the same for the pages.

Matplotlib reads no WOFF2 and a browser need not load a whole family, so both get the letters,
the Greek and the mathematics that the book uses. The name "Source" is reserved by its licence for
the unchanged fonts: the cut ones are called Course Sans. The results are committed: a build needs
neither this nor a network. To make them anew, from the variable fonts (the Python package
``fontpkg-source-sans-3`` has them, among others):

    python -m book.typeface FOLDER-OF-THE-VARIABLE-FONTS
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from book.street.places import ROOT

TTF, WOFF2 = ROOT / "lib" / "figures" / "fonts", ROOT / "book" / "_static" / "fonts"
NAME = "Course Sans"
# Style → file of the variable font, the weight taken from it, and how it is registered: the weight
# by which it is asked for, and the bits of fsSelection and macStyle.
STYLES = {
    "Regular": ("SourceSans3[wght].ttf", 400, (400, 0xC0, 0)),
    "Italic": ("SourceSans3-Italic[wght].ttf", 400, (400, 0x81, 2)),
    "Bold": ("SourceSans3[wght].ttf", 650, (700, 0xA0, 1)),
}
# Latin with its accents, Greek, punctuation, small and lowered figures, arrows, operators, shapes.
LETTERS = "20-7E A0-17F 2C6 2DA 2DC 300-304 306-308 30A 30C 391-3C9 3D1 3D5 3F5 1D40"
SIGNS = "2010-2015 2018-201E 2020-2022 2026 2030 2032 2033 2039 203A 2044 2070-208E 20AC 2113"
MATHEMATICS = "2190-2194 21D2 2200-22FF 25B2 25BC 25B6 25C0 25CB 25CF 2713 2717 27E8 27E9 FB01 FB02"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "sups", "subs"]


def unicodes() -> list[int]:
    """Return the code points that the book's typeface keeps, where the full one has them."""
    points: list[int] = []
    for part in f"{LETTERS} {SIGNS} {MATHEMATICS}".split():
        first, _, last = part.partition("-")
        points += range(int(first, 16), int(last or first, 16) + 1)
    return points


def cut(variable: Path, style: str, target: Path) -> None:
    """Write one style of a variable font, cut down to ``unicodes``, under the book's name."""
    _, weight, (registered, selection, mac) = STYLES[style]
    font = instancer.instantiateVariableFont(TTFont(variable), {"wght": weight})
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes())
    cutter.subset(font)
    words = {1: NAME, 2: style, 4: f"{NAME} {style}", 6: f"{NAME.replace(' ', '')}-{style}"}
    for number, word in words.items():
        font["name"].setName(word, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass, font["OS/2"].fsSelection = registered, selection
    font["head"].macStyle = mac
    font.recalcTimestamp = False
    font.save(target)


def pack(ttf: Path, target: Path) -> None:
    """Write a font for the pages: the same glyphs, compressed."""
    font = TTFont(ttf, recalcTimestamp=False)
    font.flavor = "woff2"
    font.save(target)


def main(arguments: Sequence[str]) -> None:
    """Write the fonts of ``lib`` and of the pages from a folder with the variable ones."""
    if len(arguments) != 1:
        raise SystemExit("say where the variable fonts are: python -m book.typeface FOLDER")
    for style, (name, *_) in STYLES.items():
        ttf = TTF / f"CourseSans-{style}.ttf"
        cut(Path(arguments[0]) / name, style, ttf)
        pack(ttf, WOFF2 / f"CourseSans-{style}.woff2")


if __name__ == "__main__":
    main(sys.argv[1:])
