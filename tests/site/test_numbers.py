"""A part of the book numbers its chapters and figures as the whole does."""

from types import SimpleNamespace

import pytest
import site_files as site
from docutils import nodes


@pytest.fixture
def course(monkeypatch):
    monkeypatch.syspath_prepend(str(site.ROOT / "book" / "_ext"))
    import course

    return course


def test_no_line_begins_with_the_mark_after_a_formula(course):
    formula = '<span class="math notranslate nohighlight">\\(N = 2\\)</span>'
    for marks in (".", ",", "),", ":"):
        bound = f'<span class="unbroken">{formula}{marks}</span> and'
        assert course.mend(f"<p>{formula}{marks} and</p>") == f"<p>{bound}</p>"
    assert "unbroken" not in course.mend(f"<p>{formula} and.</p>")


def test_the_second_chapter_of_a_part_has_its_own_number(course):
    name = "notebooks/05-two"
    entry = nodes.reference(secnumber=(2,))
    unnumbered = nodes.reference(secnumber=None)
    title = nodes.title(secnumber=(2,))
    env = SimpleNamespace(
        found_docs=["book/plan", name],
        titles={name: title},
        tocs={name: nodes.paragraph("", "", entry, unnumbered)},
        toc_secnumbers={name: {"": (2,), "#within": None}},
        toc_fignumbers={name: {"figure": {"fig": (2, 7)}}},
    )
    assert course.renumber(None, env) == []
    assert env.toc_secnumbers[name] == {"": (5,), "#within": None}
    assert env.toc_fignumbers[name]["figure"]["fig"] == (5, 7)
    assert (entry["secnumber"], unnumbered["secnumber"], title["secnumber"]) == ((5,), None, (5,))


def test_every_figure_bears_its_chapter_s_number():
    for page in sorted((site.SITE / "notebooks").glob("??-*.html")):
        text = page.read_text(encoding="utf8")
        numbers = site.re.findall(r'class="caption-number">Fig. (\d+)\.', text)
        assert set(numbers) == {str(int(page.name[:2]))}, page.name
