"""The kinds whose physics runs in the page: what Python hands over, and what it refuses."""

import numpy as np
import pytest
from samples import SAMPLES, letters

from lib import explorer
from lib.spinglass import SphericalSpinGlass

WORDS = {"name": "02-live", "caption": "c", "alt": "what is seen here in some words"}


def scores(points):
    return explorer.Scores(explorer.Slider("size", [1, 2]), points, "misread (%)")


def models(n, *orders):
    rng = np.random.default_rng(0)
    return [SphericalSpinGlass.sample(n, p, rng=rng) for p in orders]


def test_a_landscape_shows_the_model_of_its_sliders():
    given = models(3, 2, 2, 3, 3)
    sliders = [explorer.Slider("p", [2, 3]), explorer.Slider("instance", [1, 2])]
    figure = explorer.Globe(**WORDS, models=given, sliders=sliders)
    figure.set(p=3, instance=1)
    assert figure.model() is given[2]
    assert explorer.Circle(**WORDS, models=models(2, 4)).model().p == 4


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (explorer.Globe, {"models": models(3, 2)[:0]}, "need 1 models of 3 spins"),
        (explorer.Globe, {"models": models(2, 2)}, "need 1 models of 3 spins"),
        (explorer.Circle, {"models": models(3, 2)}, "need 1 models of 2 spins"),
        (explorer.Roots, {"one": models(2, 3)[0], "other": models(2, 4)[0]}, "one p"),
        (explorer.Spins, {"bonds": {}}, "two to seven spins"),
        (explorer.Spins, {"bonds": {(0, 0): 1}}, "two to seven spins"),
        (explorer.Spins, {"bonds": {(0, 1): 1, (1, 0): 1}}, "each once"),
        (explorer.Spins, {"bonds": {(0, 1): 1}, "spins": [1, 2]}, "±1 for each of 2"),
        (explorer.Pad, {"patterns": np.ones((0, 4, 4))}, "pictures of ±1"),
        (explorer.Pad, {"patterns": np.full((2, 4, 4), np.nan)}, "±1"),
        (explorer.Pad, {"patterns": letters()[0], "rules": ["Storkey"]}, "Hebb or projection"),
        (explorer.Playground, {"surfaces": {}}, "needs a term"),
        (explorer.Playground, {"surfaces": {"flat": {}}}, "needs a term"),
        (explorer.Readers, {"images": {"a": np.full((4, 4), 2.0)}}, "from 0 to 1"),
        (explorer.Readers, {"images": {"a": np.full((4, 4), np.nan)}}, "from 0 to 1"),
        (explorer.Readers, {"images": {"a": np.zeros(16)}}, "from 0 to 1"),
        (explorer.Readers, {"networks": {"m": [(np.zeros((10, 9)), np.zeros(10))]}}, "16 pixels"),
        (explorer.Readers, {"networks": {"m": [(np.zeros((3, 16)), np.zeros(3))]}}, "to 10"),
        (explorer.Readers, {"said": {"t": np.zeros((3, 10))}}, "for 2 images"),
        (explorer.Readers, {"labels": [1, 2, 3]}, "3 labels for 2 images"),
        (explorer.Readers, {"scores": scores({"m": ([1], [0])})}, "1 scores for 2 values"),
        (
            explorer.Readers,
            {"scores": scores({}), "networks": {"m": {1: []}}},
            "the slider has",
        ),
    ],
)
def test_bad_input_is_refused_in_one_sentence(kind, arguments, message):
    if kind is explorer.Playground:
        arguments = {"surfaces": {"a": {(2, 0): 1}}, "reach": 1, "begin": (0, 0)} | arguments
    if kind is explorer.Readers:
        network = {"m": [(np.zeros((10, 16)), np.zeros(10))]}
        pictures = {name: np.zeros((4, 4)) for name in "ab"}
        needed = {"networks": network, "images": pictures, "said": {}, "labels": [0, 1]}
        arguments = needed | arguments
    with pytest.raises(ValueError, match=message) as caught:
        kind(**WORDS, **arguments)
    assert "\n" not in str(caught.value)


def test_a_slider_chooses_among_networks():
    figure = SAMPLES["lessons"]()
    assert figure.definition["layers"] == [[2], [2] * 4]  # one stays, the other follows the slider
    assert figure.definition["choice"] == "size"
    for stop, units in enumerate((4, 5, 6, 7)):
        index = figure.definition["arrays"]
        assert index[f"1.{stop}.0.weights"]["shape"] == [64 * units]
        assert index[f"1.{stop}.1.biases"]["shape"] == [10]
    figure.set(size="many", image="L")
    assert figure.values == {"size": "many", "image": "L"}


def test_images_can_be_shown_without_networks():
    figure = SAMPLES["shown"]()
    assert figure.definition["networks"] == []
    assert figure.definition["labels"] == [0, 1, 2, 3, 4]


def test_sliders_of_the_page_can_be_set_from_python():
    pad, ground = SAMPLES["pad"](), SAMPLES["playground"]()
    pad.set(temperature=0.7, stored=40, rule="projection", pattern=2)
    assert pad.values["temperature"] == pytest.approx(0.7)
    ground.set(surface="monkey", rate=0.05, step=3)
    assert ground.values["rate"] == pytest.approx(0.05)
