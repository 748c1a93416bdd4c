"""The book's own Sphinx extension: every asset local and small, and a page that reads well.

What the theme brings and the book does not want is taken out here, in one place.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import doors
from docutils.nodes import reference
from icons import subset_icons
from sphinx.application import Sphinx
from terms import define

# sphinx-thebe needs the network and a kernel, and declares THEBE_JS_URL twice (a console error).
_UNWANTED = re.compile(r"thebe|fontawesome.*\.js|sphinx-thebe")
# A formula in a line, and the marks that would begin the next one without it.
_MARKED = re.compile(r'\(?<span class="math notranslate nohighlight">[^<]*</span>[.,:;!?)]+')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the hooks."""
    app.setup_extension("terms")
    # The ledger's formulas are HTML, which Sphinx does not look for; ``mend`` takes the script off
    # the pages without mathematics.
    app.set_html_assets_policy("always")
    app.add_config_value("course", {}, "html")  # addresses and edition: book/street/settings.py
    app.connect("env-get-updated", renumber, priority=900)  # after Sphinx has numbered
    app.connect("html-page-context", clean_page, priority=990)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def renumber(app: Sphinx, env: Any) -> list[str]:
    """Give the chapters of a part of the book, and their figures, the numbers of the whole."""
    for name in env.found_docs:
        chapter = re.match(r"notebooks/(\d\d)-", name)
        if chapter is None:
            continue
        first = int(chapter[1])
        figures = env.toc_fignumbers.get(name, {})
        for numbers in [env.toc_secnumbers.get(name, {}), *figures.values()]:
            for anchor, number in numbers.items():
                numbers[anchor] = number and (first, *number[1:])
        for node in [env.titles[name], *env.tocs[name].findall(reference)]:
            if node.get("secnumber"):
                node["secnumber"] = (first, *node["secnumber"][1:])
    return []


def clean_page(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Leave out of a page the scripts and styles that the book does not use; add its own doors."""
    for kind in ("script_files", "css_files"):
        context[kind] = [f for f in context.get(kind, ()) if not _unwanted(f)]
    doors.open_doors(name, context, app.config.course, app.env.all_docs)


def _unwanted(file: Any) -> bool:
    """Say whether an asset is one of those."""
    text = f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}"
    return bool(_UNWANTED.search(text))


def finish(app: Sphinx, error: Exception | None) -> None:
    """Mend the written pages and cut the icon font down to what they use."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for template in (site / "_static").glob("*webpack-macros.html"):  # of the themes, no page
        template.unlink()
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        page.write_text(define(mend(page.read_text(encoding="utf8"))), encoding="utf8")
    subset_icons(site, pages)
    if app.config.html_baseurl:
        write_sitemap(site, sorted(app.env.all_docs), app.config.html_baseurl)


def write_sitemap(site: Path, names: list[str], base: str) -> None:
    """List the pages for search engines; say where the list is, if they would look for that.

    They ask a host for robots.txt, never a folder of it.
    """
    places = [f"{name}.html" for name in names]
    entries = "".join(f"<url><loc>{base}{place}</loc></url>" for place in places)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'{head}<urlset xmlns="{space}">{entries}</urlset>\n'
    (site / "sitemap.xml").write_text(text, encoding="utf8")
    if urlsplit(base).path == "/":
        (site / "robots.txt").write_text(f"Sitemap: {base}sitemap.xml\n", encoding="utf8")


def mend(page: str) -> str:
    """Return a page with the theme's own faults mended.

    Out go sphinx-thebe's line (declared twice, it is a console error), the icon script of 1.4 MB
    (style sheet and font do), preloads of what is no longer there, and MathJax where there is no
    mathematics. A list of references is not a ``list`` to a screen reader: its entries say so. No
    line begins with the full stop after a formula.
    """
    page = _MARKED.sub(r'<span class="unbroken">\g<0></span>', page)
    page = re.sub(r"<script>[^<]*THEBE_JS_URL[^<]*</script>", "", page)
    page = re.sub(r"<script[^>]*fontawesome[^>]*></script>", "", page)
    page = re.sub(r"<link(?=[^>]*preload)[^>]*as=\"(script|font)\"[^>]*>", "", page)
    if not re.search(r'class="math |data-caption="', page):  # captions are put in afterwards
        page = re.sub(r"<script>window\.MathJax[^<]*</script>", "", page)
        page = re.sub(r"<script[^>]*mathjax[^>]*></script>", "", page)
    scrolls = '<div class="pst-scrollable-table-container"'
    page = page.replace(scrolls, f'{scrolls} tabindex="0"')  # the keyboard must reach what scrolls
    return page.replace('class="citation-list" role="list"', 'class="citation-list"').replace(
        'role="list" class="citation-list"', 'class="citation-list"'
    )
