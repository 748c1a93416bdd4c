"""What every explorer is: a widget in Lab, and the same figure on a page without a kernel."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.slider import Slider
from lib.explorer.store import Store


class Explorer(anywidget.AnyWidget):
    """An interactive figure with sliders; each kind of figure is a subclass.

    Every change that the reader makes arrives here: ``position`` holds where each slider stands
    (whole numbers are stored values), ``values`` what that means. With ``compute`` a slider may
    stand between stored values; Python then computes the frame. Without a kernel the page has the
    stored values only.
    """

    _css = scripts.style_sheet()
    kind: ClassVar[str]
    view: ClassVar[tuple[str, ...]] = ()  # further traits that the reader changes

    definition = traitlets.Dict().tag(sync=True)
    payload = traitlets.Bytes().tag(sync=True)
    position = traitlets.Dict().tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        *,
        name: str,
        title: str,
        alt: str,
        sliders: Sequence[Slider],
        store: Store,
        options: dict[str, Any],
        start: Mapping[str, Any] | None,
        numbers: Mapping[str, np.ndarray] | None,
        compute: Callable[..., Any] | None,
        **view: Any,
    ) -> None:
        _check_words(name, title, alt)
        self.sliders = {slider.name: slider for slider in sliders}
        self.name, self.title, self.alt = name, title, alt
        self._store, self._compute = store, compute
        _add_numbers(store, numbers or {})
        begin = {**{slider.name: slider.values[0] for slider in sliders}, **(start or {})}
        position = self._positions(begin)
        definition = {
            "kind": self.kind,
            "id": self.id,
            "title": title,
            "alt": alt,
            "sliders": [slider.definition() for slider in sliders],
            "start": position,
            "startView": view,
            "arrays": store.index,
            "numbers": list(numbers or {}),
            **options,
        }
        super().__init__(
            definition=definition,
            payload=store.payload,
            position=position,
            live=compute is not None,
            **view,
        )

    @property
    def id(self) -> str:
        """The figure's anchor on the page."""
        return f"explorer-{self.name}"

    @property
    def values(self) -> dict[str, float | str]:
        """The value at which each slider stands."""
        return {k: slider.value(self.position[k]) for k, slider in self.sliders.items()}

    def set(self, **values: float | str) -> None:
        """Move sliders to values, as the reader would.

        Raises:
            ValueError: if there is no such slider, or it cannot reach the value.
        """
        self.position = self._positions({**self.values, **values})

    def html(self) -> str:
        """Return the figure for a page without a kernel: its state, and a picture without script.

        The same definition always gives the same bytes.
        """
        state = {
            "definition": self.definition,
            "payload": page.base64(self.payload),
            "position": self.position,
            "live": False,
            "answer": {},
            **{trait: getattr(self, trait) for trait in self.view},
        }
        return page.element(self.id, self.kind, state, page.png(self.picture), self.alt)

    def picture(self) -> Figure:
        """Draw the figure as it stands, for a page without scripts."""
        raise NotImplementedError

    def _evaluate(self, values: dict[str, float | str]) -> dict[str, np.ndarray]:
        """Return the arrays of a frame that is not stored, by their keys in the store."""
        raise NotImplementedError

    def _positions(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Return where the sliders stand for given values."""
        unknown = [name for name in values if name not in self.sliders]
        if unknown:
            raise ValueError(
                f"{self.name} has no slider {unknown[0]!r}: it has {', '.join(self.sliders)}"
            )
        return {name: self.sliders[name].position(value) for name, value in values.items()}

    def _array(self, key: str) -> np.ndarray:
        """Return an array as the figure now shows it: computed if the sliders ask, else stored."""
        if key in self.answer.get("arrays", {}):
            array = self.answer["arrays"][key]
            return np.frombuffer(array["data"], "<f8").reshape(array["shape"])
        return self._store.frame(key, self.position)

    @traitlets.validate("position")
    def _whole_position(self, proposal: Any) -> dict[str, float]:
        """Complete a position and refuse one outside the sliders."""
        position = {**self.definition["start"], **self.position, **proposal["value"]}
        for name, place in position.items():
            slider = self.sliders.get(name)
            if slider is None or not 0 <= place <= len(slider.values) - 1:
                raise traitlets.TraitError(f"{self.name}: no position {place!r} of {name!r}")
        return {name: float(place) for name, place in position.items()}

    @traitlets.observe("position")
    def _follow(self, change: Any) -> None:
        """Compute the frame when a slider stands between stored values."""
        stored = all(math.isclose(p, round(p), abs_tol=1e-9) for p in change["new"].values())
        if self._compute is None or stored:
            self.answer = {}
            return
        try:
            arrays = self._evaluate(self.values)
        except Exception as problem:
            self.answer = {"position": change["new"], "error": f"no picture here: {problem}"}
            raise
        packed = {key: _packed(array) for key, array in arrays.items()}
        self.answer = {"position": change["new"], "arrays": packed}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the widget where there is a kernel, and the page's figure where there is none."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/html": self.html(), "text/plain": repr(self)}, metadata

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.id}: {self.alt}"


def _check_words(name: str, title: str, alt: str) -> None:
    """Refuse a malformed name, an empty title and a text that says nothing."""
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", name):
        raise ValueError(f"an explorer is named NN-what in lower case, got {name!r}")
    if not title.strip():
        raise ValueError(f"explorer {name} needs a title: it is the figure's name for a reader")
    if len(alt) < 20:
        raise ValueError(f"{name}: say what is seen in a sentence, got the text {alt!r}")


def _add_numbers(store: Store, numbers: Mapping[str, np.ndarray]) -> None:
    """Keep numbers to be read out, one a frame: they follow the first sliders of their shape."""
    names = list(store.sliders)
    for name, array in numbers.items():
        store.add(f"number {name}", array, names[: np.ndim(array)], gaps=True)


def _packed(array: np.ndarray) -> dict[str, Any]:
    """Return an array as the widget's messages carry it."""
    return {"shape": list(np.shape(array)), "data": np.asarray(array, "<f8").tobytes()}
