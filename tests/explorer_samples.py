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


SAMPLES = {"plane": plane}
