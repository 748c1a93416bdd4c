"""Cut the icon font and its style sheet down to the icons that the pages use."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path

from fontTools import subset


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
    for other in (site / "_static").rglob("*.css"):  # icons that a style sheet draws by code point
        if other != sheet:
            points |= private_points(other.read_text(encoding="utf8", errors="ignore"))
    for font in (vendor / "webfonts").glob("*.woff2"):
        if font.name in rules:
            # In the sheet itself: a font in a file of its own is refused on a page from file://.
            subset_font(font, points)
            data = base64.b64encode(font.read_bytes()).decode()
            rules = rules.replace(f"../webfonts/{font.name}", f"data:font/woff2;base64,{data}")
    sheet.write_text(rules, encoding="utf8")
    for folder in ("webfonts", "js"):
        shutil.rmtree(vendor / folder)


def private_points(text: str) -> set[int]:
    """Return the icons' code points in a style sheet, written as escapes or as themselves."""
    escaped = {int(code, 16) for code in re.findall(r"\\(f[0-9a-f]{3})\b", text)}
    return escaped | {ord(letter) for letter in text if 0xE000 <= ord(letter) <= 0xF8FF}


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
