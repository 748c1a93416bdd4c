"""Numbers that the prose takes from the cells: glued under ``NN_name``, never typed."""

from __future__ import annotations

import re
from numbers import Integral, Real

from IPython.display import display


def glue(chapter: str, **values: float | int | str) -> None:
    """Publish numbers of a chapter under ``NN_name`` for ``{glue:text}`` in its prose.

    Values are stored as plain Python numbers, so that a format such as ``{glue:text}`01_loss:.3f```
    works on them. Nothing is shown in the notebook.

    Args:
        chapter: chapter number of two digits.
        **values: numbers or words, by name.

    Raises:
        ValueError: if a name or chapter is malformed, or a value is neither number nor word.

    >>> glue("1", loss=0.25)
    Traceback (most recent call last):
    ...
    ValueError: a chapter is named by two digits, such as '01'; got '1'
    """
    if not re.fullmatch(r"\d\d", chapter):
        raise ValueError(f"a chapter is named by two digits, such as '01'; got {chapter!r}")
    for name, value in values.items():
        key = f"{chapter}_{name}"
        metadata = {"scrapbook": {"name": key, "mime_prefix": "application/papermill.record/"}}
        data = {"application/papermill.record/text/plain": _plain(key, value)}
        display(data, raw=True, metadata=metadata)


def _plain(key: str, value: float | int | str) -> str:
    """Write a value as the text that the book's formatter reads back."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Integral):
        return repr(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    raise ValueError(f"glue a number or a word under {key!r}, not a {type(value).__name__}")
