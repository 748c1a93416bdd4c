"""One small explorer of each kind, for the tests in Python and in the browser."""

import numpy as np

from lib import explorer

STEPS = np.linspace(-1.5, 1.5, 31)


def ripples(bend, size):
    """A bowl with ripples, (31, 31)."""
    y, x = np.meshgrid(size * STEPS, size * STEPS, indexing="ij")
    return 0.05 + bend * x**2 + 0.5 * y**2 + 0.2 * np.sin(3 * x + y) ** 2


def plane():
    kinds, sizes = {"raw": 2.0, "layer": 1.0, "filter": 0.5}, [0.25, 0.5, 1.0]
    axes = np.broadcast_to([size * STEPS for size in sizes], (3, 3, 31))
    return explorer.Plane(
        name="01-plane",
        title="A plane through a minimum",
        alt="A map of a bowl with ripples beside the curve along a cut through its middle",
        x=axes,
        y=axes,
        frames=np.array([[ripples(bend, size) for size in sizes] for bend in kinds.values()]),
        axis_labels=("direction 1", "direction 2"),
        value_label="training loss",
        sliders=[
            explorer.Slider("normalisation", list(kinds)),
            explorer.Slider("zoom", sizes, labels=["4 ×", "2 ×", "1 ×"], log=True),
        ],
        start={"zoom": 1.0},
        marks=[explorer.Mark(0.0, 0.0, "trained network")],
        numbers={"curvature": np.array([[4.0] * 3, [2.0] * 3, [1.0] * 3])},
    )


def curves():
    orders, levels = [3, 4, 6], np.linspace(-1.8, 0.0, 10).round(2)
    shares = np.array([np.clip(levels / order + 0.5, 0, 1) for order in orders])
    energy = np.linspace(-6, 6, 61)
    arcs = np.sqrt(np.clip(9 - (energy + 2 * levels[:, None]) ** 2, 0, None))
    level = explorer.Series("level", levels[:, None], over=("level",), style="rule")
    measured = explorer.Series(
        "measured", levels, shares + 0.02, style="points", error=np.full((3, 10), 0.03)
    )
    return explorer.Curves(
        name="03-level",
        title="What the energy level decides",
        alt="An arc that moves with the energy level, and the share of it below zero",
        sliders=[explorer.Slider("p", orders), explorer.Slider("level", levels, play=True)],
        panels=[
            explorer.Panel(
                ("eigenvalue", "density"),
                [explorer.Series("semicircle", energy, arcs, over=("level",), style="area")],
                title="Hessian",
            ),
            explorer.Panel(
                ("energy density", "share"),
                [explorer.Series("theory", levels, shares), measured, level],
                title="Index",
                drag="level",
            ),
        ],
        numbers={"index fraction": shares},
    )


def surface():
    bends = [0.5, 1.0, 2.0]
    return explorer.Surface(
        name="01-surface",
        title="A bowl that bends",
        alt="A bowl with ripples that gets steeper with the slider, beside its map",
        x=STEPS,
        y=STEPS,
        frames=np.array([ripples(bend, 1.0) for bend in bends]),
        axis_labels=("direction 1", "direction 2"),
        value_label="training loss",
        sliders=[explorer.Slider("bend", bends)],
        marks=[explorer.Mark(0.0, 0.0, "trained network")],
    )


def quadric(axes):
    """Half-axes along x, y, z: six critical points on the axes."""
    points = np.concatenate([np.eye(3), -np.eye(3)])
    rank = np.argsort(np.argsort(axes))
    return explorer.Sphere(
        lambda s: s**2 @ np.array(axes), points, [*axes, *axes], [*rank, *rank], degree=4
    )


def cube(sign):
    """The product xyz: four valleys, four peaks, six passes between them."""
    corners = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])
    heights = sign * corners.prod(axis=1)
    points = np.concatenate([corners, np.eye(3), -np.eye(3)])
    energies = [*(heights / 3**1.5), *[0.0] * 6]
    indices = [*np.where(heights < 0, 0, 2), *[1] * 6]
    return explorer.Sphere(lambda s: sign * s.prod(axis=1), points, energies, indices, degree=4)


def globe():
    return explorer.Globe(
        name="02-globe",
        title="Energy on the sphere of three spins",
        alt="A globe coloured by energy with its valleys, passes and peaks marked by shapes",
        sliders=[explorer.Slider("p", [2, 3]), explorer.Slider("instance", [1, 2])],
        spheres=[quadric((-1.0, 0.2, 0.8)), quadric((0.5, -0.7, 0.1)), cube(1), cube(-1)],
        guides={"threshold": np.array([-0.9, -0.5])},
    )


def saddle(points):
    """A saddle, (…, 2) → (…)."""
    return points[..., 0] ** 2 - 0.5 * points[..., 1] ** 2 + 2.0


def path():
    steps = np.arange(12)[:, None]
    ways = {
        "descent": [1.2, 0.1] * np.array([0.7, 1.2]) ** steps,
        "Newton": [1.0, -0.8] * np.array([0.6, 0.6]) ** steps,
    }
    grid = np.stack(np.meshgrid(STEPS, STEPS), axis=-1)
    return explorer.Path(
        name="10-saddle",
        title="Two ways at a saddle",
        alt="A map of a saddle with two paths: one is drawn to it, one leaves it",
        x=STEPS,
        y=STEPS,
        frames=saddle(grid),
        axis_labels=("x", "y"),
        value_label="loss",
        log=True,
        paths=ways,
        reached={name: saddle(way) for name, way in ways.items()},
        marks=[explorer.Mark(0.0, 0.0, "saddle")],
    )


def pattern():
    rng = np.random.default_rng(6)
    memory = np.ones((8, 8))
    memory[2:6, 3:5] = -1
    noise = rng.random((2, 3, 5, 8, 8)) < np.array([0.05, 0.3])[:, None, None, None, None]
    noise = noise & (rng.random((2, 3, 5, 8, 8)) < np.linspace(1, 0.2, 5)[:, None, None])
    states = np.where(noise, -memory, memory)
    return explorer.Pattern(
        name="06-recall",
        title="A pattern recalled",
        alt="A pattern of eight by eight points recalled step by step, and its overlap",
        sliders=[
            explorer.Slider("temperature", [0.1, 0.5]),
            explorer.Slider("load", [1, 5, 9], label="patterns stored"),
        ],
        memory=memory,
        states=states,
        overlaps={"with the memory": (states * memory).mean(axis=(-2, -1))},
    )


SAMPLES = {
    "plane": plane,
    "curves": curves,
    "surface": surface,
    "globe": globe,
    "path": path,
    "pattern": pattern,
}
