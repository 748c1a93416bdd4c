"""What leads from a page to elsewhere: buttons that run or save it, and the lines at its foot.

Addresses come from ``course`` in the settings, filled in by ``book/street/settings.py``; an empty
one makes no link.
"""

from __future__ import annotations

import calendar
import datetime
import html
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_LOGOS = {"binder": "_static/images/logo_binder.svg", "colab": "_static/images/logo_colab.png"}


def open_doors(
    name: str, context: dict[str, Any], course: Mapping[str, str], names: Collection[str]
) -> None:
    """Give a page its buttons, its foot and the lines in its head, in place.

    Args:
        name: the page, such as ``notebooks/02-spherical-spin-glass``.
        context: what its template is filled with.
        course: addresses and edition.
        names: every page of the site.
    """
    buttons = [b for b in context.get("header_buttons", ()) if b["label"] != "download-buttons"]
    context["header_buttons"] = [*launch(name, course), *save(name), *buttons]
    context["author"] = ""  # the theme's line of its own: the copyright names the authors
    lines = foot(name, course, names, context["pathto"])
    context["theme_extra_footer"] = f"{context.get('theme_extra_footer', '')}\n{lines}"
    tags = f'{context.get("metatags", "")}\n<link rel="license" href="{_LICENCE}">'
    if not course.get("site"):  # a card without an address is no card
        tags = re.sub(r'<meta property="og:(url|image\b[^"]*)"[^>]*>\s*', "", tags)
    context["metatags"] = tags


def launch(name: str, course: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the buttons that run a chapter elsewhere; on the first page, the whole book."""
    asked = {}
    if name.startswith("notebooks/"):
        asked = {host: course.get(host, "").replace("PAGE", quote(name)) for host in _LOGOS}
    elif name == "book/index":
        asked = {"binder": course.get("workspace", "")}
    links = [
        button(host.title(), f"Run this on {host.title()}", _LOGOS[host], address)
        for host, address in asked.items()
        if address
    ]
    return [group("launch-buttons", "Run it elsewhere", "fas fa-rocket", links)] if links else []


def save(name: str) -> list[dict[str, Any]]:
    """Return the buttons that save a page: a chapter as a notebook, any page as a PDF."""
    printed = {"type": "javascript", "javascript": "window.print()", "text": ".pdf",
               "tooltip": "Print this page", "icon": "fas fa-file-pdf",
               "label": "download-pdf-button"}  # fmt: skip
    links = [printed]
    if name.startswith("notebooks/"):
        file = f"{name.partition('/')[2]}.ipynb"
        links.insert(0, button(".ipynb", "Download this notebook", "fas fa-code", file))
    return [group("download-buttons", "Download this page", "fas fa-download", links)]


def button(text: str, tooltip: str, icon: str, url: str) -> dict[str, Any]:
    """Return one link of a group of buttons, as the theme draws it."""
    label = f"{text.strip('.').lower()}-button"
    return {"type": "link", "text": text, "tooltip": tooltip, "icon": icon, "url": url,
            "label": label}  # fmt: skip


def group(label: str, tooltip: str, icon: str, links: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a group of buttons, as the theme draws it."""
    return {"type": "group", "label": label, "tooltip": tooltip, "icon": icon, "buttons": links}


def foot(name: str, course: Mapping[str, str], names: Collection[str], pathto: Any) -> str:
    """Return the lines at the foot of a page: which edition this is, where to turn, how to cite.

    The archive stands by its full address: a page that was unpacked from it has none beside it.
    """
    pages = {page: pathto(page) for page in ("CHANGELOG", "book/accessibility") if page in names}
    report = course.get("report", "")
    links = {
        "Changes": pages.get("CHANGELOG", ""),
        "Accessibility": pages.get("book/accessibility", ""),
        "Report a mistake on this page": report.replace("PAGE", quote(name, safe="")),
        "Read offline (zip)": course.get("archive", ""),
    }
    shown = [f'<a href="{html.escape(to)}">{words}</a>' for words, to in links.items() if to]
    line = f'<p class="course-edition">{" · ".join([edition(course), *shown])}</p>'
    return f'{line}\n<p class="course-cite">Cite as: {cite(course)}</p>'


def cite(course: Mapping[str, str]) -> str:
    """Return how the book is cited, with its DOI, else with its address if it has one.

    >>> cite({"cite": "Ada (2026). A book.", "cited": "https://doi.org/10.1/2"})
    'Ada (2026). A book. <a href="https://doi.org/10.1/2">https://doi.org/10.1/2</a>'
    """
    to = html.escape(course.get("cited", ""))
    link = f' <a href="{to}">{to}</a>' if to else ""
    return f"{html.escape(course.get('cite', ''))}{link}"


def edition(course: Mapping[str, str]) -> str:
    """Return which edition of the book a page belongs to.

    >>> edition({"version": "0.1.0", "released": "2026-11-24"})
    'Version 0.1.0 of 24 November 2026, local build'
    """
    said = f"Version {course.get('version', '')} of {day(course.get('released', ''))}"
    if course.get("commit"):
        said += f", text {course['commit']} of {day(course['committed'])}"
    elif not course.get("site"):
        said += ", local build"
    return f"{said}, changed since" if course.get("changed") else said


def day(date: str) -> str:
    """Return a date in words; what is no date as it is.

    >>> day("2026-11-04")
    '4 November 2026'
    """
    try:
        found = datetime.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"
