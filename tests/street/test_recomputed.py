"""Somebody else computes recorded cases again: which ones, the commit decides.

On the processor that recorded a case all of it is the same; elsewhere what plain instructions gave
as well. A chapter whose code has changed since says so on the page, and is left out here.
"""

import subprocess

import pytest

from book.street import cases, places, results


def commit():
    """Return the name of the commit, or of nothing where there is no repository."""
    command = ["git", "-c", "safe.directory=*", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=places.ROOT, capture_output=True, text=True).stdout


def test_cases_that_the_commit_chooses_give_what_is_on_record():
    files = sorted(results.FOLDER.glob("c*.json"))
    if not files:
        pytest.skip("book/results is empty: no full evidence is on record yet")
    contents = [results.read(path) for path in files]
    compared, said = cases.again([c for c in contents if not results.moved(c)], commit())
    if not compared:
        pytest.skip("no case on record can be compared here: other code, or chaotic elsewhere")
    assert said == []
