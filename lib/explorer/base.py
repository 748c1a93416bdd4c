"""What every explorer is: a widget in Lab, and the same figure on a page without a kernel."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets

from lib.explorer import page
from lib.explorer.store import Store
from lib.figures import MIME


class Explorer(anywidget.AnyWidget):
    """An interactive figure with sliders; each kind of figure is a subclass.

    Every change that the reader makes arrives here: ``position`` holds where each slider stands
    (whole numbers are stored values), ``values`` what that means; the traits in ``view`` hold the
    rest. The page has the stored values, and the straight line between two of them along a slider
    that is ``smooth``.

    Args:
        store: the sliders and the arrays that follow them.
        options: what the page needs to know besides.
        name: ``NN-what``; the anchor is ``explorer-NN-what``.
        caption: the finding, with its number.
        alt: what is seen, in a sentence or more.
        start: the value each slider begins at; the first stored one if not given.
        numbers: further numbers to read out, {words: array over the sliders}.
        view: the traits that the reader changes, as they begin.

    Raises:
        ValueError: for a malformed name, an empty caption, a text that says nothing, a slider
            that is not there or cannot reach its start.
        TypeError: for an argument that the kind does not take.
    """

    _esm = page.asset("explorers.js") + "export default courseExplorers;\n"
    _css = page.asset("explorer.css")
    kind: ClassVar[str]
    view: ClassVar[tuple[str, ...]] = ()  # further traits that the reader changes
    heights: ClassVar[tuple[int, int]] = (520, 680)  # pixels, on a wide column and on a phone

    definition = traitlets.Dict().tag(sync=True)
    payload = traitlets.Bytes().tag(sync=True)
    position = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        store: Store,
        options: dict[str, Any],
        *,
        name: str,
        caption: str,
        alt: str,
        start: Mapping[str, Any] | None = None,
        numbers: Mapping[str, np.ndarray] | None = None,
        **view: Any,
    ) -> None:
        _check_words(name, caption, alt)
        unknown = [key for key in view if key not in self.view]
        if unknown:
            raise TypeError(f"{name}: {type(self).__name__} takes no argument {unknown[0]!r}")
        self.sliders, self._store = store.sliders, store
        self.name, self.caption, self.alt = name, caption, alt
        for words, array in (numbers or {}).items():  # over the first sliders of their shape
            store.add(f"number {words}", array, [*store.sliders][: np.ndim(array)], gaps=True)
        begin = {key: slider.values[0] for key, slider in self.sliders.items()} | dict(start or {})
        own: dict[str, Any] = {"kind": self.kind, "id": self.id, "caption": caption, "alt": alt}
        own |= {"heights": list(self.heights), "arrays": store.index, "numbers": [*(numbers or {})]}
        own |= {"sliders": [slider.definition() for slider in self.sliders.values()]}
        own |= {"start": self._positions(begin), "startView": view}
        super().__init__(
            definition=own | page.camel(options),
            payload=store.payload,
            position=own["start"],
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
        """Return the figure for a page without a kernel: its state, and a still picture.

        The same definition always gives the same bytes.
        """
        state = {trait: getattr(self, trait) for trait in (*self.view, "definition", "position")}
        state["payload"] = page.base64(self.payload)
        return page.element(state, self.stills())

    def stills(self) -> Sequence[page.Still]:
        """Return the figure as it stands in still panels, for a page without scripts."""
        raise NotImplementedError

    def _positions(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Return where the sliders stand for given values."""
        unknown = [name for name in values if name not in self.sliders]
        if unknown:
            known = ", ".join(self.sliders) or "none"
            raise ValueError(f"{self.name} has no slider {unknown[0]!r}: it has {known}")
        return {name: self.sliders[name].position(value) for name, value in values.items()}

    def _frame(self, key: str) -> np.ndarray:
        """Return the stored array nearest to where the sliders stand."""
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

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the widget where there is a kernel, and the page's figure where there is none."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        figure = {"name": self.id, "caption": self.caption, "alt": self.alt}
        figure["card"] = page.base64(page.png(self.stills(), small=True))
        own = {"text/html": self.html(), "text/plain": repr(self), MIME: figure}
        return {**data, **own}, metadata

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.id}: {self.alt}"


def _check_words(name: str, caption: str, alt: str) -> None:
    """Refuse a malformed name, an empty caption and a text that says nothing."""
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", name):
        raise ValueError(f"an explorer is named NN-what in lower case, got {name!r}")
    if not caption.strip() or len(alt) < 20:
        raise ValueError(f"{name} needs a caption and a sentence in alt: got {caption!r}, {alt!r}")
