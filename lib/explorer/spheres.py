"""Spin glasses of two and three spins, whose whole landscape one sees: physics in the page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import traitlets
from matplotlib.figure import Figure

from lib.explorer import page
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store
from lib.spinglass import SphericalSpinGlass

_MOST = 4294967296  # the script counts in 32 bits
# Rows of a rotation: seen so that all three axes point towards the reader.
_VIEW = (-0.7071, 0.7071, 0.0, -0.3391, -0.3391, 0.8775, 0.6205, 0.6205, 0.4796)


def exponents(n: int, p: int) -> list[tuple[int, ...]]:
    """Return the exponents of the monomials of degree p in n variables, as the script lists them.

    >>> exponents(2, 2)
    [(2, 0), (1, 1), (0, 2)]
    """
    if n == 1:
        return [(p,)]
    return [(k, *rest) for k in range(p, -1, -1) for rest in exponents(n - 1, p - k)]


def coefficients(model: SphericalSpinGlass) -> np.ndarray:
    """Return the energy density of a spin glass as a polynomial on the unit sphere.

    On |σ|² = n, σ = √n x, H/n = Σ J x…x/√n; each monomial gathers the couplings of all orders of
    its factors.

    Returns:
        In the order of ``exponents``.
    """
    found = []
    for exponent in exponents(model.n, model.p):
        place = tuple(i for i, k in enumerate(exponent) for _ in range(k))
        found.append(_orders(exponent) * model.couplings[place] / math.sqrt(model.n))
    return np.array(found)


def drawn(n: int, p: int, seed: int) -> SphericalSpinGlass:
    """Return the spin glass that the page draws from a seed: the same numbers as the script's.

    >>> drawn(3, 4, 7)
    SphericalSpinGlass(n=3, p=4)
    """
    uniform, tensor = _mulberry(seed, p, n), np.zeros((n,) * p)
    for exponent in exponents(n, p):
        radius = math.sqrt(-2 * math.log(1 - next(uniform)))
        normal = radius * math.cos(2 * math.pi * next(uniform))
        place = tuple(i for i, k in enumerate(exponent) for _ in range(k))
        tensor[place] = normal * math.sqrt(_orders(exponent))  # the symmetric part shares it out
    return SphericalSpinGlass(tensor)


def _orders(exponent: Sequence[int]) -> float:
    """Return in how many orders the factors of a monomial can be written."""
    return math.factorial(sum(exponent)) / math.prod(map(math.factorial, exponent))


def _mulberry(*seeds: int) -> Iterator[float]:
    """Yield the numbers in [0, 1) of the script's generator, mulberry32 (random.js)."""

    def step(state: int) -> tuple[int, int]:
        state = (state + 0x6D2B79F5) % _MOST
        t = (state ^ state >> 15) * (state | 1) % _MOST
        t ^= (t + (t ^ t >> 7) * (t | 61)) % _MOST
        return state, t ^ t >> 14

    state = 0
    for seed in seeds:
        state = step(state ^ seed % _MOST)[1]
    while True:
        state, number = step(state)
        yield number / _MOST


class _Landscape(Explorer):
    """Spin glasses of a few spins whose critical points the page finds, with balls to drop.

    Args:
        models: one for each combination of the sliders' values, the last slider fastest.
        sliders: what the reader moves, such as p; none for a single model.
        balls: how many lie on the landscape at first.
        drop: how many the button drops.
        seed: 0 for the models given, else the instance that the page draws from this seed.
        fresh: whether a button draws new instances.
        words: name, caption, alt, start and numbers, as every explorer has them.

    Raises:
        ValueError: if the number of models does not fit the sliders, or they have other spins.
    """

    n: ClassVar[int]
    seed = traitlets.Int(0).tag(sync=True)
    balls = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        *,
        models: Sequence[SphericalSpinGlass],
        sliders: Sequence[Slider] = (),
        balls: int = 12,
        drop: int = 150,
        seed: int = 0,
        fresh: bool = True,
        options: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> None:
        shape = tuple(len(slider.values) for slider in sliders)
        if len(models) != math.prod(shape):
            raise ValueError(
                f"sliders of {shape} values need {math.prod(shape)} models, got {len(models)}"
            )
        if any(model.n != self.n for model in models):
            raise ValueError(f"give models of {self.n} spins, got {sorted({m.n for m in models})}")
        forms = [coefficients(model) for model in models]
        size, store, over = max(map(len, forms)), Store(sliders), [s.name for s in sliders]
        table = np.array([np.pad(form, (0, size - len(form))) for form in forms])
        store.add("form", table.reshape(*shape, size), over, exact=True)
        store.add("order", np.reshape([m.p for m in models], (*shape, 1)), over, exact=True)
        self._models = models
        own = {"balls": drop, "fresh": fresh} | dict(options or {})
        super().__init__(store, own, seed=seed, balls=balls, **words)

    def model(self) -> SphericalSpinGlass:
        """Return the spin glass that the figure now shows."""
        k = 0
        for name, slider in self.sliders.items():
            k = k * len(slider.values) + round(self.position[name])
        given = self._models[k]
        return drawn(self.n, given.p, self.seed) if self.seed else given


class Circle(_Landscape):
    """Two spins: the energy as a wave around a circle, and unrolled, with balls on both.

    The arguments are those of a landscape: models, sliders, balls, drop, seed, fresh.
    """

    kind, n = "circle", 2
    view = ("seed", "balls")
    heights = (440, 700)

    def picture(self) -> Figure:
        """Draw the energy against the angle."""
        figure, (ax,) = page.panels(1, height=3.0)
        degrees = np.linspace(0, 360, 361)
        around = np.stack([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], axis=-1)
        ax.plot(degrees, self.model().energy(math.sqrt(2) * around) / 2, color="#1478b8")
        ax.set(xlabel="angle in degrees", ylabel="energy density u")
        return figure


class Globe(_Landscape):
    """Three spins: the energy as a globe with hills, its critical points, and balls that roll.

    Args:
        turning: whether it turns slowly until somebody touches it, unless motion is unwanted.
        colour: "energy", or "valley": that in which descent from each point ends.
        arguments: those of a landscape: models, sliders, balls, drop, seed, fresh.
    """

    kind, n = "globe", 3
    view = ("seed", "balls", "rows", "selected", "colour")
    heights = (580, 760)
    rows = traitlets.List(traitlets.Float()).tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)
    colour = traitlets.Enum(["energy", "valley"]).tag(sync=True)

    def __init__(self, *, turning: bool = False, colour: str = "energy", **arguments: Any) -> None:
        options = {"turning": turning}
        super().__init__(rows=list(_VIEW), selected=-1, colour=colour, options=options, **arguments)

    def picture(self) -> Figure:
        """Draw the half of the globe that is seen."""
        figure, (ax,) = page.panels(1, height=3.6)
        side = np.linspace(-1, 1, 241)
        x, y = np.meshgrid(side, side)
        z = np.sqrt(np.clip(1 - x**2 - y**2, 0, None))
        seen = np.stack([x, y, z], axis=-1) @ np.reshape(self.rows, (3, 3))
        sigma = math.sqrt(3) * seen / np.linalg.norm(seen, axis=-1, keepdims=True)
        values = np.where(x**2 + y**2 > 1, np.nan, self.model().energy(sigma) / 3)
        shown = ax.imshow(values, origin="lower", extent=(-1, 1, -1, 1))
        ax.contour(x, y, values, levels=10, colors="white", linewidths=0.5, alpha=0.6)
        figure.colorbar(shown, ax=ax, label="energy density u")
        ax.set_axis_off()
        return figure


class Roots(Explorer):
    """The complex solutions of two spins' equation for critical points, as a coupling changes.

    The model is J = one + coupling · other. Its p solutions e^{2iθ} are shown in the plane: real
    ones, which are critical points, lie on the unit circle, the others in pairs mirrored at it.

    Args:
        one, other: spin glasses of two spins and the same p.
        reach: ends of the coupling.
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
        reach: tuple[float, float] = (-2.0, 2.0),
        coupling: float = 0.0,
        label: str = "coupling",
        **words: Any,
    ) -> None:
        if (one.n, other.n) != (2, 2) or one.p != other.p:
            raise ValueError(f"give two models of two spins and one p, got {one} and {other}")
        store = Store(())
        self._forms = [coefficients(one), coefficients(other)]
        for key, form in zip(("one", "other"), self._forms, strict=True):
            store.add(key, form, exact=True)
        height = 1.05 * max(np.abs(self._energy(value)).max() for value in np.linspace(*reach, 21))
        options = {"reach": list(reach), "order": one.p, "label": label, "height": height}
        super().__init__(store, options, coupling=float(coupling), **words)

    def _energy(self, coupling: float) -> np.ndarray:
        """Return the energy density at whole degrees."""
        angle = np.radians(np.arange(361))
        form = self._forms[0] + coupling * self._forms[1]
        powers = exponents(2, len(form) - 1)
        terms = [np.cos(angle) ** a * np.sin(angle) ** b for a, b in powers]
        return form @ np.array(terms)

    def picture(self) -> Figure:
        """Draw the energy against the angle."""
        figure, (ax,) = page.panels(1, height=3.0)
        ax.plot(self._energy(self.coupling), color="#1478b8")
        ax.set(xlabel="angle in degrees", ylabel="energy density u")
        return figure
