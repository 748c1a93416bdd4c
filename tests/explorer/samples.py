"""One explorer of each kind and of each way to use it, for the tests here and in the browser."""

import numpy as np

from lib import explorer
from lib.spinglass import SphericalSpinGlass

STEPS = np.linspace(-1.5, 1.5, 31)


def words(name, alt, caption="What one finds here, with its number: 0.16 times as wide."):
    return {"name": name, "alt": alt, "caption": caption}


def ripples(bend, size=1.0):
    """A bowl with ripples, (31, 31)."""
    y, x = np.meshgrid(size * STEPS, size * STEPS, indexing="ij")
    return 0.05 + bend * x**2 + 0.5 * y**2 + 0.2 * np.sin(3 * x + y) ** 2


def plane():
    kinds, sizes = {"raw": 2.0, "layer": 1.0, "filter": 0.5}, [0.25, 0.5, 1.0]
    axes = np.broadcast_to([size * STEPS for size in sizes], (3, 3, 31))
    return explorer.Plane(
        **words("01-plane", "A map of a bowl with ripples beside the curve along a cut through it"),
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
        switch_scale=True,
        marks=[explorer.Mark(0.0, 0.0, "trained network")],
        numbers={"curvature": np.array([[4.0] * 3, [2.0] * 3, [1.0] * 3])},
    )


def turn():
    y, x = np.meshgrid(STEPS, STEPS, indexing="ij")
    return explorer.Plane(
        **words("01-turn", "A map of a saddle and its profile along a line that turns"),
        x=STEPS,
        y=STEPS,
        frames=1.5 + x**2 - 0.6 * y**2 + 0.2 * y**4,
        axis_labels=("random", "the way down"),
        value_label="training loss",
        turn=0.0,
        marks=[explorer.Mark(0.0, 0.0, "saddle")],
    )


def times():
    times = np.geomspace(0.1, 100, 41)
    later, earlier = np.meshgrid(times, times, indexing="ij")
    ratio = np.minimum(later, earlier) / np.maximum(later, earlier)
    return explorer.Plane(
        **words("12-times", "A map of the overlap at two times with a profile at one of them"),
        x=times,
        y=times,
        frames=[ratio**0.4, ratio**0.8],
        axis_labels=("earlier time t′", "time t"),
        value_label="overlap C",
        log_axes=True,
        cut=10.0,
        sliders=[explorer.Slider("start", ["hot", "cold"])],
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
        **words("03-level", "An arc that moves with the energy level, and its share below zero"),
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


def widths():
    sizes, middles = [25, 50, 100, 250], np.linspace(0.2, 0.6, 33)

    def humps(centre, width):
        return np.exp(-((middles - centre) ** 2) / (2 * width**2)) / 10

    panels = []
    for title, spread in (("trained", 0.4), ("untrained", 0.7)):
        deviations = spread / np.sqrt(sizes)
        bars = np.array([humps(0.4, width) for width in deviations])
        ends = np.array([[0.4 - width, 0.4 + width] for width in deviations])
        series = [
            explorer.Series("networks", middles, bars, style="bars"),
            explorer.Series("width", ends, np.full((4, 2), 0.105), style="span"),
        ]
        panels.append(explorer.Panel(("test loss", "share"), series, title=title))
    return explorer.Curves(
        **words("09-width", "Two histograms with their widths, which shrink as networks grow"),
        sliders=[explorer.Slider("units", sizes, log=True, smooth=True, label="hidden units")],
        panels=panels,
    )


def surface():
    bends = [0.5, 1.0, 2.0]
    return explorer.Surface(
        **words("01-surface", "A bowl with ripples that gets steeper, beside its map"),
        x=STEPS,
        y=STEPS,
        frames=np.array([ripples(bend) for bend in bends]),
        axis_labels=("direction 1", "direction 2"),
        value_label="training loss",
        sliders=[explorer.Slider("bend", bends)],
        marks=[explorer.Mark(0.0, 0.0, "trained network")],
    )


def teeth():
    shifted = {}
    for depth, height in (("one layer", 1.0), ("five layers", 4.0), ("ten layers", 16.0)):
        whole = np.pad(height * ripples(1.0), ((0, 0), (1, 0)), mode="edge")
        aligned, late = whole[:, 1:], whole[:, :-1]
        shipped = np.where(np.arange(31)[:, None] % 2 == 0, aligned, late)
        shifted[depth] = [aligned, shipped]
    return explorer.Surface(
        **words("04-teeth", "Three surfaces with teeth, which vanish as rows are shifted back"),
        x=STEPS,
        y=STEPS,
        frames=shifted,
        axis_labels=("column", "row"),
        value_label="loss",
        common_scale=False,
        switch_scale=True,
        sliders=[explorer.Slider("shift", [0, 1], smooth=True, label="rows shifted by")],
        start={"shift": 1},
    )


def circle():
    orders = [2, 3, 4, 6]
    rng = np.random.default_rng(8)
    return explorer.Circle(
        **words("02-circle", "A wave around a circle with balls that roll to its minima"),
        models=[SphericalSpinGlass.sample(2, p, rng=rng) for p in orders],
        sliders=[explorer.Slider("p", orders, label="spins a term, p")],
        start={"p": 6},
    )


def globe():
    orders = [2, 3, 4, 6]
    rng = np.random.default_rng(3)
    return explorer.Globe(
        **words("02-globe", "A globe coloured by energy with its valleys, passes and peaks"),
        models=[SphericalSpinGlass.sample(3, p, rng=rng) for p in orders],
        sliders=[explorer.Slider("p", orders, label="spins a term, p")],
        start={"p": 4},
    )


def roots():
    rng = np.random.default_rng(2)
    one, other = (SphericalSpinGlass.sample(2, 6, rng=rng) for _ in range(2))
    return explorer.Roots(
        **words("07-roots", "Complex solutions that move and meet on a circle, and the energy"),
        one=one,
        other=other,
        coupling=0.4,
    )


def spins():
    return explorer.Spins(
        **words("02-triangle", "Three spins on a triangle with bonds, one of them not content"),
        bonds={(0, 1): 1, (1, 2): 1, (0, 2): -1},
    )


def letters():
    """Five letters of 8 × 8 points, ±1."""
    rows = {
        "T": "########...##......##......##......##......##......##......##...",
        "L": "##......##......##......##......##......##......########........",
        "X": "##....####....##.##..##...####....####...##..##.##....####....##",
        "O": ".######.##....####....####....####....####....##.######.........",
        "H": "##....####....####....##################....####....####....##..",
    }
    pictures = [[1 if c == "#" else -1 for c in text.ljust(64, ".")[:64]] for text in rows.values()]
    return np.array(pictures).reshape(5, 8, 8), list(rows)


def pad():
    pictures, _ = letters()
    big = pictures.repeat(2, axis=1).repeat(2, axis=2)
    return explorer.Pad(
        **words("06-pad", "A pad with a damaged letter that is recalled, and the letters stored"),
        patterns=big,
        most=60,
        rules=("Hebb", "projection"),
        start={"stored": 3, "damage": 0.25},
    )


def playground():
    return explorer.Playground(
        **words("10-playground", "A map of a saddle with the ways of four methods from one start"),
        surfaces={
            "plain": {(2, 0): 5, (0, 2): -1},
            "monkey": {(3, 0): 1, (1, 2): -3},
            "two valleys": {(2, 0): 1, (0, 4): 0.25, (0, 2): -0.5, (0, 0): 0.25},
        },
        reach=1.5,
        begin=(1.0, 0.05),
        start={"surface": "two valleys"},
    )


def readers():
    rng, side = np.random.default_rng(5), 8
    pictures, names = letters()

    def network(size):
        shapes = [(12, side**2), (10, 12)]
        return [(size * rng.normal(size=s), rng.normal(size=s[0])) for s in shapes]

    return explorer.Readers(
        **words("11-readers", "A pad with a letter, and bars that say how two networks read it"),
        networks={"cold": network(0.2), "warm": network(0.5)},
        images=dict(zip(names, (pictures + 1) / 2, strict=True)),
        said={"teacher": rng.normal(size=(5, 10))},
        labels=range(5),
        start={"image": "L", "temperature": 2.0},
    )


def lessons():
    rng = np.random.default_rng(6)
    pictures, names = letters()

    def network(units):
        shapes = [(units, 64), (10, units)]
        return [(0.3 * rng.normal(size=s), rng.normal(size=s[0])) for s in shapes]

    stops = ["few", "some", "many", "most"]
    numbers, bars = np.array([9.0, 7.0, 6.5, 6.0]), np.full(4, 0.5)
    return explorer.Readers(
        **words("11-lessons", "A pad with a letter, bars that say how it is read, and errors"),
        networks={"plain": network(5), "growing": {s: network(4 + k) for k, s in enumerate(stops)}},
        images=dict(zip(names, (pictures + 1) / 2, strict=True)),
        said={"teacher": rng.normal(size=(5, 10))},
        labels=range(5),
        scores=explorer.Scores(
            explorer.Slider("size", stops),
            {"growing": (numbers, bars), "plain": (numbers + 1, bars)},
            "misread (%)",
            levels={"teacher": 4.0},
            log=True,
        ),
        temperatures=None,
    )


def shown():
    pictures, names = letters()
    return explorer.Readers(
        **words("11-shown", "A letter, and bars that say how a teacher reads it"),
        images=dict(zip(names, (pictures + 1) / 2, strict=True)),
        said={"teacher": np.random.default_rng(7).normal(0, 2, size=(5, 10))},
        labels=range(5),
    )


SAMPLES = {
    make.__name__: make
    for make in (
        plane, turn, times, curves, widths, surface, teeth, circle, globe, roots, spins, pad,
        playground, readers, lessons, shown,
    )
}  # fmt: skip
