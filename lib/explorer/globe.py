"""The globe explorer: a function on the sphere in three dimensions, with its critical points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets
from matplotlib.figure import Figure

from lib.explorer import page, scripts
from lib.explorer.base import Explorer
from lib.explorer.slider import Slider
from lib.explorer.store import Store

_MARKS = [("o", "white", "valleys"), ("D", "#f0a43a", "passes"), ("^", "#14103c", "peaks")]
# Rows of a rotation: seen so that all three axes point towards the reader.
_START = (-0.7071, 0.7071, 0.0, -0.3391, -0.3391, 0.8775, 0.6205, 0.6205, 0.4796)


class Sphere:
    """One globe: a polynomial on the unit sphere and its critical points.

    On the sphere z² = 1 − x² − y², so a polynomial of degree d is a sum of monomials
    x^a y^b z^c with c ≤ 1 and a + b + c ≤ d: (d + 1)² numbers that say it exactly.

    Args:
        energy: takes unit vectors (m, 3), returns their values (m,).
        points: critical points of any positive length, (k, 3).
        energies: their values, (k,).
        indices: their Morse indices 0, 1 or 2, (k,).
        degree: the polynomial's degree at most.

    Raises:
        ValueError: if the function is no polynomial of that degree, or shapes do not fit.

    >>> globe = Sphere(lambda s: s[:, 2], [[0, 0, -1], [0, 0, 1]], [-1, 1], [0, 2])
    >>> globe.value(np.array([[0.6, 0.0, 0.8]])).round(6)
    array([0.8])
    """

    def __init__(
        self,
        energy: Callable[[np.ndarray], np.ndarray],
        points: np.ndarray,
        energies: np.ndarray,
        indices: np.ndarray,
        *,
        degree: int = 6,
    ) -> None:
        self.degree = degree
        self.points = np.asarray(points, float).reshape(-1, 3)
        self.points = self.points / np.linalg.norm(self.points, axis=1, keepdims=True)
        self.energies, self.indices = np.asarray(energies, float), np.asarray(indices, float)
        if not len(self.points) == len(self.energies) == len(self.indices):
            raise ValueError(
                f"{len(self.points)} critical points need as many energies and indices, "
                f"got {len(self.energies)} and {len(self.indices)}"
            )
        if not np.isin(self.indices, (0, 1, 2)).all():
            raise ValueError(f"on a globe an index is 0, 1 or 2, got {sorted(set(self.indices))}")
        places = directions(6 * (degree + 1) ** 2)
        values = np.asarray(energy(places), float)
        if values.shape != (len(places),):
            raise ValueError(f"energy gave shape {values.shape} for {len(places)} unit vectors")
        matrix = monomials(places, degree)
        self.coefficients = np.linalg.lstsq(matrix, values, rcond=None)[0]
        miss = np.abs(matrix @ self.coefficients - values).max()
        if not miss <= 1e-6 * max(np.ptp(values), 1e-12):
            raise ValueError(f"the energy is no polynomial of degree {degree}: it misses by {miss}")

    def value(self, directions: np.ndarray) -> np.ndarray:
        """Return the function at unit vectors, (m, 3) → (m,)."""
        return monomials(directions, self.degree) @ self.coefficients


class Globe(Explorer):
    """The sphere coloured by a function, with hills, turned by drag, touch and keys.

    Args:
        name, title, alt: ``NN-what``, a heading, and what is seen in a sentence or more.
        sliders: what the reader moves, such as p and the instance.
        spheres: one for each combination of the sliders' values, the last slider fastest.
        value_label: what the function is.
        start: the value each slider begins at; the first stored one if not given.
        guides: levels to draw on the ladder of energies, {words: array over the sliders}.
        common_scale: one colour scale for all spheres; otherwise each has its own.
        numbers: further numbers to read out, {words: array over the sliders}.

    Raises:
        ValueError: if the number of spheres does not fit the sliders.
    """

    _esm = scripts.source("globe")
    kind = "globe"
    view = ("rows", "selected")
    rows = traitlets.List(traitlets.Float()).tag(sync=True)
    selected = traitlets.Int(-1).tag(sync=True)

    def __init__(
        self,
        *,
        name: str,
        title: str,
        alt: str,
        sliders: Sequence[Slider],
        spheres: Sequence[Sphere],
        value_label: str = "energy density",
        start: Mapping[str, Any] | None = None,
        guides: Mapping[str, np.ndarray] | None = None,
        common_scale: bool = False,
        numbers: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        shape = tuple(len(slider.values) for slider in sliders)
        if len(spheres) != np.prod(shape):
            raise ValueError(
                f"{name}: sliders of {shape} values need {np.prod(shape)} spheres, "
                f"got {len(spheres)}"
            )
        degree = max(sphere.degree for sphere in spheres)
        if min(sphere.degree for sphere in spheres) != degree:
            raise ValueError(f"{name}: give all spheres the same degree, such as {degree}")
        store, over = Store(sliders), [slider.name for slider in sliders]
        for key, array in _arrays(spheres).items():
            store.add(key, array.reshape(*shape, *array.shape[1:]), over, gaps=True)
        for words, level in (guides or {}).items():
            store.add(f"guide {words}", level, over[: np.ndim(level)])
        options = {
            "valueLabel": value_label,
            "degree": degree,
            "guides": list(guides or {}),
            "commonScale": common_scale,
        }
        super().__init__(
            name=name,
            title=title,
            alt=alt,
            sliders=sliders,
            store=store,
            options=options,
            start=start,
            numbers=numbers,
            compute=None,
            rows=list(_START),
            selected=-1,
        )

    def energy(self, directions: np.ndarray) -> np.ndarray:
        """Return the function that the globe now shows at unit vectors, (m, 3) → (m,)."""
        return monomials(directions, self.definition["degree"]) @ self._array("field")

    def picture(self) -> Figure:
        """Draw the half of the globe that is seen, and the ladder of energies."""
        figure, (ball, ladder) = page.panels(2, height=3.4, width_ratios=[1.2, 1])
        turn = np.array(self.rows).reshape(3, 3)
        side = np.linspace(-1, 1, 241)
        x, y = np.meshgrid(side, side)
        z = np.sqrt(np.clip(1 - x**2 - y**2, 0, None))
        seen = np.stack([x, y, z], axis=-1)
        values = self.energy((seen @ turn).reshape(-1, 3)).reshape(x.shape)
        values[x**2 + y**2 > 1] = np.nan
        shown = ball.imshow(values, origin="lower", extent=(-1, 1, -1, 1))
        ball.contour(x, y, values, levels=10, colors="white", linewidths=0.5, alpha=0.6)
        figure.colorbar(shown, ax=ball, label=self.definition["valueLabel"])
        ball.set_axis_off()
        points = self._array("points").reshape(-1, 3) @ turn.T
        energies, indices = self._array("energies"), self._array("indices")
        for index, (marker, colour, words) in enumerate(_MARKS):
            mine = indices == index
            front = mine & (points[:, 2] > 0.05)
            style = {"color": colour, "markeredgecolor": page.INK, "linestyle": "none"}
            ball.plot(points[front, 0], points[front, 1], marker=marker, **style)
            place = np.full(mine.sum(), float(index))
            ladder.plot(place, energies[mine], marker=marker, label=words, **style)
        ladder.set_xticks([0, 1, 2], [f"{words}" for *_, words in _MARKS])
        ladder.set(ylabel=self.definition["valueLabel"], xlim=(-0.5, 2.5))
        return figure


def directions(count: int) -> np.ndarray:
    """Return unit vectors spread evenly over the sphere, (count, 3): a spiral of Fibonacci's."""
    k = np.arange(count) + 0.5
    z, angle = 1 - 2 * k / count, np.pi * (1 + np.sqrt(5)) * k
    radius = np.sqrt(1 - z**2)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=1)


def monomials(places: np.ndarray, degree: int) -> np.ndarray:
    """Return x^a y^b z^c with c ≤ 1 and a + b + c ≤ degree, (m, 3) → (m, (degree + 1)²)."""
    x, y, z = np.asarray(places, float).T
    powers = [
        (a, b, c) for c in (0, 1) for a in range(degree - c + 1) for b in range(degree - c - a + 1)
    ]
    return np.stack([x**a * y**b * (z if c else 1.0) for a, b, c in powers], axis=1)


def _arrays(spheres: Sequence[Sphere]) -> dict[str, np.ndarray]:
    """Return what is stored of all spheres, lists of points filled up with gaps."""
    most = max(len(sphere.points) for sphere in spheres)
    fine = directions(4000)

    def filled(array: np.ndarray) -> np.ndarray:
        gap = np.full((most - len(array), *array.shape[1:]), np.nan)
        return np.concatenate([array, gap])

    ends = []
    for sphere in spheres:
        values = np.concatenate([sphere.value(fine), sphere.energies])
        ends.append([values.min(), values.max()])
    return {
        "field": np.array([sphere.coefficients for sphere in spheres]),
        "points": np.array([filled(sphere.points) for sphere in spheres]),
        "energies": np.array([filled(sphere.energies) for sphere in spheres]),
        "indices": np.array([filled(sphere.indices) for sphere in spheres]),
        "range": np.array(ends),
    }
