"""`make links` calls a link broken when it leads nowhere, not when it refuses a program."""

import pytest

from book import links


def answer(status, info):
    return {"filename": "book/a.md", "uri": "https://example.org/x", "status": status, "info": info}


@pytest.mark.parametrize(
    ("status", "info", "gone"),
    [
        ("broken", "404 Client Error: Not Found for url", True),
        ("broken", "410 Client Error: Gone for url", True),
        ("broken", "Max retries exceeded (Caused by NameResolutionError)", True),
        ("broken", "403 Client Error: Forbidden for url", False),
        ("broken", "429 Client Error: Too Many Requests for url", False),
        ("broken", "503 Server Error: Service Unavailable for url", False),
        ("broken", "Read timed out. (read timeout=30)", False),
        ("working", "", False),
        ("unchecked", "", False),
        ("redirected", "https://example.org/404", False),
    ],
)
def test_a_link_is_broken_where_it_leads_nowhere(status, info, gone):
    assert bool(links.broken([answer(status, info)])) is gone


def test_the_line_names_page_and_link():
    (line,) = links.broken([answer("broken", "404 Not Found")])
    assert line == "a.md: https://example.org/x: 404 Not Found"


def test_without_a_built_book_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(links, "STAGE", tmp_path / "none")
    with pytest.raises(SystemExit, match="run `make book` first"):
        links.main()
