"""The pattern explorer: a two-valued picture recalled step by step, beside the memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.base import Explorer
from lib.explorer.path import step_slider
from lib.explorer.slider import Slider
from lib.explorer.store import Store
from lib.figures import PALETTE


class Pattern(Explorer):
    """A network's state as a picture, step by step, beside the memory it should recall.

    Args:
        name, title, alt: ``NN-what``, a heading, and what is seen in a sentence or more.
        sliders: what the reader moves, such as temperature and load; a slider named ``step``
            is added.
        memory: the stored picture, ±1 of shape (rows, columns), or with the first sliders' axes
            in front.
        states: the network's states, ±1 of shape (values of each slider…, steps, rows, columns).
        overlaps: {words: overlap at each step, (values of each slider…, steps)}.
        start: the value each slider begins at; the first stored one if not given.
        step_label: the words for the step.
        captions: the words over the two pictures.
        numbers: further numbers to read out, {words: array over the sliders}.

    Raises:
        ValueError: if shapes do not fit.
    """

    _esm = scripts.source("pattern")
    kind = "pattern"

    def __init__(
        self,
        *,
        name: str,
        title: str,
        alt: str,
        sliders: Sequence[Slider],
        memory: np.ndarray,
        states: np.ndarray,
        overlaps: Mapping[str, np.ndarray],
        start: Mapping[str, Any] | None = None,
        step_label: str = "sweep",
        captions: tuple[str, str] = ("memory", "state of the network"),
        numbers: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        states, memory = np.asarray(states), np.asarray(memory)
        if states.ndim != len(sliders) + 3 or memory.shape[-2:] != states.shape[-2:]:
            raise ValueError(
                f"{name}: states of shape {states.shape} and a memory of shape {memory.shape} do "
                f"not fit {len(sliders)} sliders: states need their axes, steps, rows and columns"
            )
        if not overlaps:
            raise ValueError(f"{name} needs at least one overlap to show against the steps")
        every = [*sliders, step_slider(states.shape[-3], step_label)]
        store, over = Store(every), [slider.name for slider in every]
        store.add_bits("state", states, over)
        store.add_bits("memory", memory, over[: memory.ndim - 2])
        for k, (words, overlap) in enumerate(overlaps.items()):
            if np.shape(overlap) != states.shape[:-2]:
                raise ValueError(
                    f"{words}: overlaps of shape {np.shape(overlap)}, not {states.shape[:-2]}"
                )
            store.add(f"overlap {k}", overlap, over[:-1])
        super().__init__(
            name=name,
            title=title,
            alt=alt,
            sliders=every,
            store=store,
            options={
                "names": list(overlaps),
                "stepLabel": step_label,
                "captions": list(captions),
            },
            start=start,
            numbers=numbers,
            compute=None,
        )

    def picture(self) -> Figure:
        """Draw the memory, the state and the overlaps as they stand."""
        options = self.definition
        figure, (memory, state, curves) = page.panels(3, height=2.6, width_ratios=[1, 1, 1.4])
        for ax, key, caption in zip(
            (memory, state), ("memory", "state"), options["captions"], strict=True
        ):
            ax.imshow(self._array(key), cmap="Blues", vmin=-0.3, vmax=1.2)
            ax.set(title=caption, xticks=[], yticks=[])
        for k, words in enumerate(options["names"]):
            curves.plot(self._array(f"overlap {k}"), color=PALETTE[k % 8], label=words)
        curves.axvline(self.position["step"], color="grey", linestyle=":")
        curves.set(xlabel=options["stepLabel"], ylabel="overlap")
        curves.legend(frameon=False, fontsize=8)
        return figure
