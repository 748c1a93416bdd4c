"""The site's settings: ``_config.yml`` with the address, the authors and the edition filled in.

Authors, version, date and how to cite the book stand once, in CITATION.cff.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from book.street import shown
from book.street.address import THEME_KNOWS, WORKSPACE, Address, git
from book.street.places import ROOT
from book.street.publish import ARCHIVE


def fill(text: str, address: Address) -> str:
    """Return the settings with which a site is built.

    Args:
        text: ``_config.yml``.
        address: where the build belongs.
    """
    config = yaml.safe_load(text)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf8"))
    config.pop(shown.KEY, None)
    config["author"] = authors(citation)
    config["copyright"] = f"{config.get('copyright', '')} {config['author']}".strip()
    config["html"]["baseurl"] = address.site
    config["sphinx"]["config"] |= {
        "ogp_site_url": address.site,
        "course": links(address) | edition(citation, address),
    }
    if address.host in THEME_KNOWS:
        config["repository"] = {"url": address.repository, "branch": address.branch}
    else:
        config["html"]["use_repository_button"] = False
        del config["repository"]
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def links(address: Address) -> dict[str, str]:
    """Return what a page's links are made of: addresses in which ``PAGE`` is the page's name."""
    return {
        "site": address.site,
        "repository": address.repository,
        "report": address.report("PAGE"),
        "binder": address.binder("PAGE.ipynb"),
        "colab": address.colab("PAGE.ipynb"),
        "workspace": address.binder(WORKSPACE),
        "archive": f"{address.site}{ARCHIVE}" if address.site else "",
    }


def edition(citation: Mapping[str, Any], address: Address) -> dict[str, str]:
    """Return version and date of the book, how it is cited, and the commit if that is known."""
    made = {"version": str(citation["version"]), "released": str(citation["date-released"])}
    made["cite"] = (
        f"{authors(citation)} ({made['released'][:4]}). {citation['title']}, "
        f"version {made['version']}."
    )
    doi = citation.get("doi", "")
    made["cited"] = f"https://doi.org/{doi}" if doi else address.site
    if address.commit:
        made["commit"] = address.commit[:7]
        made["committed"] = git("show", "--no-patch", "--format=%cs", address.commit)
    if address.changed:
        made["changed"] = "yes"
    return made


def authors(citation: Mapping[str, Any]) -> str:
    """Return the authors in one line: persons by name, others as they are called.

    >>> authors({"authors": [{"given-names": "Ada", "family-names": "L."}, {"name": "A club"}]})
    'Ada L., A club'
    >>> authors({"authors": [{"name-particle": "van", "family-names": "Zoest"}]})
    'van Zoest'
    """
    parts = ("name", "given-names", "name-particle", "family-names", "name-suffix")
    names = ([who[part] for part in parts if part in who] for who in citation["authors"])
    return ", ".join(" ".join(name) for name in names)
