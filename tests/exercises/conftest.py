"""The judge of checks: every answer gets its word, and no reply holds the solution."""

import re

import numpy as np
import pytest

from lib import exercises


def _said(reply):
    """Return everything that a reply shows."""
    return " ".join([str(reply), repr(reply), reply._repr_html_()])


def _forms(right):
    """Return how a right answer could be printed, where it is a number or an array of them."""
    if callable(right) or isinstance(right, str | set):
        return []
    values = np.ravel(np.asarray(right, dtype=float))
    return {f"{value:{form}}" for value in values for form in (".3g", ".4g", ".3f", ".6f")}


@pytest.fixture
def judge_all():
    """Return the function that tries all answers of an exercise."""

    def judge(id, right, nearly, wrong):
        tried = [("right", right)]
        tried += [("nearly", answer) for answer in nearly]
        tried += [("wrong", answer) for answer in wrong]
        for word, answer in tried:
            reply = exercises.check(id, answer)
            assert reply.word == word, (id, answer, str(reply))
            assert word == "right" or len(reply.hint) > 10, (id, answer)
            for form in _forms(right):
                assert not re.search(rf"(?<![\d.-]){re.escape(form)}(?!\d)", _said(reply)), form

    return judge
