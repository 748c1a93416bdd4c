"""What a site has beside its pages: notebooks to take away, a page for wrong links, one archive."""

from __future__ import annotations

import html
import shutil
import zipfile
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from book.street.address import Address
from book.street.places import ROOT, STAGE, write

FOLDER = "take-away"  # of the stage: the notebooks to take away
ARCHIVE = "spin-glass-models-in-neural-networks.zip"


def complete(site: Path, address: Address) -> None:
    """Put into a rendered site what Sphinx does not make."""
    for file in sorted((STAGE / FOLDER).glob("*.ipynb")):
        shutil.copy(file, site / "notebooks" / file.name)
    not_found(site, address)
    if address.site:
        archive(site)


def not_found(site: Path, address: Address) -> None:
    """Write 404.html, which hosts show at any depth: its links start at the site's own root."""
    template = Template((ROOT / "book" / "_templates" / "404.html").read_text(encoding="utf8"))
    report = address.report("a link that leads nowhere")
    line = f'<p><a href="{html.escape(report)}">Report the link</a></p>' if report else ""
    root = urlsplit(address.site).path or "/"
    write(site / "404.html", template.substitute(root=root, report=line))


def archive(site: Path) -> Path:
    """Pack a site for reading offline, in a folder of the archive's name; return the archive."""
    target = site / ARCHIVE
    target.unlink(missing_ok=True)
    files = [f for f in sorted(site.rglob("*")) if f.is_file() and not f.name.startswith(".")]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, Path(target.stem) / file.relative_to(site))
    return target
