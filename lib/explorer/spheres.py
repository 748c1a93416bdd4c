"""Spins whose whole landscape one sees: on a sphere, two or three of them, or ±1 on a polygon."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets

from lib.explorer.base import Explorer
from lib.explorer.page import Curve, Still
from lib.explorer.store import Slider, Store
from lib.spinglass import SphericalSpinGlass

_DROP = 150  # balls that the button drops
_REACH = [-2.0, 2.0]  # ends of the coupling that makes solutions move
# Rows of a rotation: seen so that all three axes point towards the reader.
_VIEW = (-0.7071, 0.7071, 0.0, -0.3391, -0.3391, 0.8775, 0.6205, 0.6205, 0.4796)


def couplings(model: SphericalSpinGlass) -> list[float]:
    """Return the symmetric couplings J_{i ≤ j ≤ …}, each once, in the order of the script.

    >>> couplings(SphericalSpinGlass([[1.0, 0.5], [0.5, -1.0]]))
    [1.0, 0.5, -1.0]
    """
    places = itertools.combinations_with_replacement(range(model.n), model.p)
    return [float(model.couplings[place]) for place in places]


class Landscape(Explorer):
    """Spin glasses of a few spins whose critical points the page finds, with balls to drop.

    Args:
        models: one for each combination of the sliders' values, the last slider fastest.
        sliders: what the reader moves, such as p; none for a single model.
        balls: how many lie on the landscape at first.
        fresh: whether a button draws new instances.
        words: name, caption, alt, start and numbers, as every explorer has them.

    Raises:
        ValueError: if the number of models does not fit the sliders, or they have other spins.
    """

    n: ClassVar[int]
    view: ClassVar[tuple[str, ...]] = ("seed", "balls")
    seed = traitlets.Int(0).tag(sync=True)  # 0: the models given
    balls = traitlets.Int(0).tag(sync=True)
    shown = traitlets.List(traitlets.Float()).tag(sync=True)  # couplings of an instance drawn there

    def __init__(
        self,
        *,
        models: Sequence[SphericalSpinGlass],
        sliders: Sequence[Slider] = (),
        balls: int = 12,
        fresh: bool = True,
        turning: bool = False,
        **words: Any,
    ) -> None:
        shape = tuple(len(slider.values) for slider in sliders)
        if len(models) != math.prod(shape) or any(model.n != self.n for model in models):
            raise ValueError(
                f"sliders of {shape} values need {math.prod(shape)} models of {self.n} spins, "
                f"got {list(models)}"
            )
        self._models = models
        options: dict[str, Any] = {"couplings": [couplings(model) for model in models]}
        options |= {"orders": [model.p for model in models]}
        options |= {"drop": _DROP, "fresh": fresh, "turning": turning}
        super().__init__(Store(sliders), options, seed=0, balls=balls, **words)

    def model(self) -> SphericalSpinGlass:
        """Return the spin glass that the figure now shows, drawn in the page or given."""
        k = 0
        for name, slider in self.sliders.items():
            k = k * len(slider.values) + round(self.position[name])
        given = self._models[k]
        if not (self.seed and self.shown):
            return given
        places = itertools.combinations_with_replacement(range(self.n), given.p)
        tensor = np.zeros((self.n,) * given.p)
        for place, coupling in zip(places, self.shown, strict=True):
            tensor[place] = coupling * len({*itertools.permutations(place)})
        return SphericalSpinGlass(tensor)  # shares each out among its orders


class Circle(Landscape):
    """Two spins: the energy as a wave around a circle, and unrolled, with balls on both.

    The arguments are those of ``Landscape``.
    """

    kind, n = "circle", 2
    heights = (440, 700)

    def stills(self) -> list[Still]:
        """Return the energy against the angle."""
        return [_wave(self.model())]


class Globe(Landscape):
    """Three spins: the energy as a globe with hills, its critical points, and balls that roll.

    The arguments are those of ``Landscape``, and ``turning``: whether it turns slowly until
    somebody touches it, unless motion is unwanted.
    """

    kind, n = "globe", 3
    view = (*Landscape.view, "rows", "selected", "colour")
    heights = (580, 790)
    rows = traitlets.List(traitlets.Float()).tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)
    colour = traitlets.Enum(["energy", "valley"]).tag(sync=True)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(rows=list(_VIEW), selected=-1, colour="energy", **arguments)

    def stills(self) -> list[Still]:
        """Return the half of the globe that is seen."""
        x, y = np.meshgrid(*[np.linspace(-1, 1, 241)] * 2)
        z = np.sqrt(np.clip(1 - x**2 - y**2, 0, None))
        seen = np.stack([x, y, z], axis=-1) @ np.reshape(self.rows, (3, 3))
        sigma = math.sqrt(3) * seen / np.linalg.norm(seen, axis=-1, keepdims=True)
        values = np.where(x**2 + y**2 > 1, np.nan, self.model().energy(sigma) / 3)
        return [Still(("", ""), values, one_unit=True)]


class Roots(Explorer):
    """The complex solutions of two spins' equation for critical points, as a coupling changes.

    The model is J = one + coupling · other. Its p solutions e^{2iθ} are shown in the plane: real
    ones, which are critical points, lie on the unit circle, the others in pairs mirrored at it.

    Args:
        one, other: spin glasses of two spins and the same p.
        coupling: where it begins.
        label: the word for it.
        words: name, caption and alt, as every explorer has them.

    Raises:
        ValueError: if a model has other than two spins, or the orders differ.
    """

    kind = "roots"
    view = ("coupling",)
    heights = (440, 690)
    coupling = traitlets.Float().tag(sync=True)

    def __init__(
        self,
        *,
        one: SphericalSpinGlass,
        other: SphericalSpinGlass,
        coupling: float = 0.0,
        label: str = "coupling",
        **words: Any,
    ) -> None:
        if (one.n, other.n) != (2, 2) or one.p != other.p:
            raise ValueError(f"give two models of two spins and one p, got {one} and {other}")
        self._models = (one, other)
        options: dict[str, Any] = {"reach": _REACH, "order": one.p, "label": label}
        options |= {"one": couplings(one), "other": couplings(other)}
        super().__init__(Store(()), options, coupling=float(coupling), **words)

    def stills(self) -> list[Still]:
        """Return the energy against the angle."""
        one, other = (model.couplings for model in self._models)
        return [_wave(SphericalSpinGlass(one + self.coupling * other))]


class Spins(Explorer):
    """A few spins ±1 on a polygon with bonds, E = −Σ J S S; the reader flips both.

    Args:
        bonds: couplings, {(spin, other spin): J}, spins counted from 0.
        spins: the state at first; all up if not given.
        words: name, caption and alt, as every explorer has them.

    Raises:
        ValueError: for a bond of a spin with itself or given twice, more than seven spins, or a
            state that is not ±1 for each.
    """

    kind = "spins"
    view = ("spins", "couplings")
    heights = (440, 690)
    spins = traitlets.List(traitlets.Int()).tag(sync=True)
    couplings = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        *,
        bonds: Mapping[tuple[int, int], float],
        spins: Sequence[int] | None = None,
        **words: Any,
    ) -> None:
        pairs = [sorted(pair) for pair in bonds]
        count = 1 + max((pair[1] for pair in pairs), default=0)
        alone = any(i == j or i < 0 for i, j in pairs) or len({*map(tuple, pairs)}) < len(pairs)
        if not 2 <= count <= 7 or alone:
            raise ValueError(f"bonds join two of two to seven spins, each once; got {[*bonds]}")
        state = [1] * count if spins is None else [int(s) for s in spins]
        if len(state) != count or not {*state} <= {-1, 1}:
            raise ValueError(f"give ±1 for each of {count} spins, got {state}")
        J = [float(value) for value in bonds.values()]
        options = {"count": count, "pairs": pairs}
        super().__init__(Store(()), options, spins=state, couplings=J, **words)

    def stills(self) -> list[Still]:
        """Return the spins on their polygon, those up and those down."""
        angle = np.pi / 2 - 2 * np.pi * np.arange(len(self.spins)) / len(self.spins)
        x, y = np.cos(angle), np.sin(angle)
        bonds = {
            f"bond {i + 1}–{j + 1}: {J:+g}": Curve(x[[i, j]], y[[i, j]])
            for (i, j), J in zip(self.definition["pairs"], self.couplings, strict=True)
        }
        return [Still(("", ""), curves=bonds, title=f"spins {self.spins}")]


def _wave(model: SphericalSpinGlass) -> Still:
    """Return the energy of two spins along their circle."""
    angle = np.linspace(0, 2 * np.pi, 361)
    sigma = math.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    curve = {"": Curve(np.degrees(angle), model.energy(sigma) / 2)}
    return Still(("angle in degrees", "energy density u"), curves=curve)
