"""The path explorer: the ways of several optimisers over one map, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.plane import Field
from lib.explorer.slider import Slider
from lib.explorer.store import Store
from lib.figures import MARKERS, PALETTE


class Path(Field):
    """Named paths over a map with contour lines, and the value that each has reached.

    The arguments are those of ``Field``, but for ``compute``; ``sliders`` may be empty, and a
    slider named ``step`` is added. Further:

    Args:
        paths: {name: points (steps, 2)}, or with the sliders' axes in front; NaN once a path has
            ended or run away.
        reached: {name: the function along the path, (steps,)}, likewise.
        step_label: the words for the step.

    Raises:
        ValueError: if the names differ, or the numbers of steps.
    """

    _esm = scripts.source("path")
    kind = "path"
    free = 1

    def __init__(
        self,
        *,
        paths: Mapping[str, np.ndarray],
        reached: Mapping[str, np.ndarray],
        sliders: Sequence[Slider] = (),
        step_label: str = "step",
        **arguments: Any,
    ) -> None:
        if list(paths) != list(reached) or not paths:
            raise ValueError(f"paths are {list(paths)}, but reached has {list(reached)}")
        self._paths, self._reached = paths, reached
        steps = {np.shape(path)[-2] for path in paths.values()}
        if len(steps) > 1:
            raise ValueError(f"all paths need as many steps, fill up with NaN: got {steps}")
        super().__init__(
            sliders=[*sliders, step_slider(steps.pop(), step_label)],
            options={"names": list(paths), "stepLabel": step_label},
            **arguments,
        )

    def _add(self, store: Store, over: list[str]) -> None:
        """Keep the paths and what they reach."""
        for k, (name, path) in enumerate(self._paths.items()):
            path, values = np.asarray(path, float), np.asarray(self._reached[name], float)
            if path.shape != (*values.shape, 2):
                raise ValueError(f"{name}: a path of {path.shape} does not go with {values.shape}")
            follows = over[: path.ndim - 2]
            store.add(f"path {k}", path, follows, gaps=True)
            if self.logarithmic:
                values = np.log10(values, where=values > 0, out=np.full(values.shape, np.nan))
            store.add(f"value {k}", values, follows, gaps=True)

    def picture(self) -> Figure:
        """Draw the map with the paths so far, and what they reached."""
        options, x, y = self.definition, self._array("x"), self._array("y")
        figure, (plan, curves) = page.panels(2, height=3.1, width_ratios=[1.25, 1])
        label = f"log₁₀ {options['valueLabel']}" if self.logarithmic else options["valueLabel"]
        page.contour_map(plan, x, y, self._array("values"), label)
        last = int(self.position["step"]) + 1
        for k, name in enumerate(options["names"]):
            style = {"color": PALETTE[k % 8], "marker": MARKERS[k % 8], "markevery": [-1]}
            plan.plot(*self._array(f"path {k}")[:last].T, markeredgecolor="white", **style)
            curves.plot(self._array(f"value {k}"), color=PALETTE[k % 8], alpha=0.4)
            curves.plot(self._array(f"value {k}")[:last], label=name, **style)
        plan.set(xlim=x, ylim=y, xlabel=options["axisLabels"][0], ylabel=options["axisLabels"][1])
        curves.set(xlabel=options["stepLabel"], ylabel=label)
        curves.legend(frameon=False, fontsize=8)
        return figure


def step_slider(steps: int, label: str) -> Slider:
    """Return the slider over the steps of a process, with a play button.

    Raises:
        ValueError: if there are not at least two steps.
    """
    if steps < 2:
        raise ValueError(f"a process needs at least two steps to be played, got {steps}")
    return Slider("step", list(range(steps)), label=label, play=True)
