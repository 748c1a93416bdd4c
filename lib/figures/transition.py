"""Old drawing functions under the names of new verbs, until every chapter uses the verbs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes


def either(new: Callable[..., Any], old: Callable[..., Any]) -> Callable[..., Any]:
    """Return the new verb, which draws as the old function did where it is given axes first."""

    @functools.wraps(new)
    def drawing(*args: Any, **options: Any) -> Any:
        chosen = old if args and isinstance(args[0], Axes) else new
        return chosen(*args, **options)

    return drawing
