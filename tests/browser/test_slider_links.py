"""Every link to a slider, on whatever page it stands, names a slider and a value that are there."""

from collections import defaultdict
from urllib.parse import unquote, urlsplit

import pytest
import site_files as site
from turns import some
from visits import Visit

pytestmark = pytest.mark.browser


def links():
    """Return the fragments of links to sliders by the page that they lead to."""
    found = defaultdict(set)
    for path in site.pages() + site.decks():
        for link in site.Page(path).links:
            parts = urlsplit(link)
            if parts.fragment.startswith("explorer-") and ":" in parts.fragment:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                found[target].add(parts.fragment)
    return {page: sorted(fragments) for page, fragments in sorted(found.items())}


LINKS = links()
READY = "!document.querySelector('course-explorer:not([data-ready])')"


@pytest.mark.parametrize("page", some([*LINKS], of=3), ids=lambda p: str(p.relative_to(site.SITE)))
def test_links_to_sliders_lead_somewhere(browser, page):
    with Visit(browser, page.as_uri(), width=1000, height=800) as visit:
        visit.page.wait_for_function(READY)
        wrong = LINKS[page][0].partition(":")[0] + ":no-such=1"
        for fragment in [*LINKS[page], wrong]:
            visit.page.evaluate("(fragment) => { location.hash = fragment }", fragment)
            visit.rest(2)
        # Addresses are followed in turn, so what is said of the wrong one is said last of all.
        for _ in range(100):
            if any("no-such" in text for text in visit.said):
                break
            visit.page.wait_for_timeout(100)
        nowhere = [text for text in visit.said if "leads nowhere" in text]
        assert len(nowhere) == 1, nowhere
        assert "no-such=1" in nowhere[0], "a wrong link is not noticed"
