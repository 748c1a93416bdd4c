"""Cut the icon font and its style sheet down to the icons that the pages use."""

from __future__ import annotations

import re
from pathlib import Path

from fontTools import subset

_FAMILIES = {"fa-solid-900": "solid", "fa-brands-400": "brands", "fa-regular-400": "regular"}


def subset_icons(site: Path, pages: list[Path]) -> None:
    """Rewrite Font Awesome's fonts and style sheet in a built site, keeping what is used.

    The style sheet keeps every rule that is not an icon's own, and the icons named in any page
    or script of the theme.
    """
    vendor = next(iter((site / "_static" / "vendor").glob("fontawesome/*")), None)
    if vendor is None:
        return
    sheet = vendor / "css" / "all.min.css"
    texts = [page.read_text(encoding="utf8") for page in pages]
    scripts = [p for p in (site / "_static").rglob("*.js") if "vendor" not in p.parts]
    texts += [script.read_text(encoding="utf8", errors="ignore") for script in scripts]
    used = {name for text in texts for name in re.findall(r"\bfa-[a-z0-9-]+", text)}
    rules, points = kept_rules(sheet.read_text(encoding="utf8"), used)
    sheet.write_text(rules, encoding="utf8")
    for font in (vendor / "webfonts").iterdir():
        if font.suffix == ".woff2" and font.stem in _FAMILIES:
            subset_font(font, points)
        else:
            font.unlink()
    for script in (vendor / "js").glob("*"):
        script.unlink()


def kept_rules(sheet: str, used: set[str]) -> tuple[str, set[int]]:
    """Return the style sheet without unused icons, and the code points of the used ones."""
    points: set[int] = set()

    def keep(rule: re.Match[str]) -> str:
        names = re.findall(r"\.(fa-[a-z0-9-]+):+before", rule[1])
        if not used.intersection(names):
            return ""
        text = rule[2]
        points.add(int(text[1:], 16) if text.startswith("\\") else ord(text))
        return rule[0]

    pattern = r'((?:\.fa-[a-z0-9-]+:+before,?)+)\{content:"(\\[0-9a-f]+|.)"\}'
    sheet = re.sub(pattern, keep, sheet)
    # Formats that no longer ship with the site, and the version-4 names.
    sheet = re.sub(r",url\([^)]*\.ttf\) format\(\"truetype\"\)", "", sheet)
    sheet = re.sub(r"@font-face\{[^}]*v4compatibility[^}]*\}", "", sheet)
    return sheet, points


def subset_font(font: Path, points: set[int]) -> None:
    """Rewrite one font file with the given code points only."""
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True)
    loaded = subset.load_font(str(font), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(points))
    cutter.subset(loaded)
    subset.save_font(loaded, str(font), options)
