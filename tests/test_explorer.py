"""The explorers in Python: numbers kept, bytes repeated, values between computed."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import explorer
from lib.explorer.store import Store


def _load_samples():
    path = Path(__file__).with_name("explorer_samples.py")
    spec = importlib.util.spec_from_file_location("explorer_samples", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SAMPLES


SAMPLES = _load_samples()
STEPS = np.linspace(-1.0, 1.0, 9)
BENDS = [1.0, 2.0, 8.0]


def bowl(bend):
    return bend * STEPS[:, None] ** 2 + STEPS[None, :] ** 2


def plane(**changes):
    arguments = {
        "name": "01-bowl",
        "title": "A bowl",
        "alt": "A bowl whose bend follows the slider",
        "x": STEPS,
        "y": STEPS,
        "frames": np.array([bowl(bend) for bend in BENDS]),
        "axis_labels": ("a", "b"),
        "value_label": "height",
        "sliders": [explorer.Slider("bend", BENDS)],
    }
    return explorer.Plane(**{**arguments, **changes})


def state(figure):
    """Return the state that the static page carries."""
    text = re.search(r'<script type="application/json">(.*?)</script>', figure.html()).group(1)
    return json.loads(text)


# ---- sliders


@given(
    st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=6, unique=True),
    st.floats(0, 1),
    st.booleans(),
)
def test_slider_position_is_the_inverse_of_value(values, part, log):
    slider = explorer.Slider("s", sorted(values), log=log)
    place = part * (len(values) - 1)
    value = slider.value(place)
    assert slider.value(slider.position(value)) == pytest.approx(value)
    assert min(values) <= value <= max(values)


def test_slider_of_words_has_nothing_between():
    slider = explorer.Slider("kind", ["raw", "filter"])
    assert slider.words
    assert [slider.value(p) for p in (0, 0.2, 0.8, 1)] == ["raw", "raw", "filter", "filter"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("two words", [1, 2]), "keyword"),
        (("s", [1]), "at least two values"),
        (("s", [2, 1]), "must rise"),
        (("s", [1, np.nan]), "numbers or words"),
        (("s", [1, 2], ["one"]), "1 labels"),
        (("s", [-1, 2], None, None, True), "not positive"),
    ],
)
def test_bad_sliders_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        explorer.Slider(*arguments)


# ---- the store


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_store_keeps_numbers_to_half_a_step(seed, size):
    array = size * np.random.default_rng(seed).normal(size=(2, 3, 4, 5))
    sliders = [explorer.Slider("a", [0, 1]), explorer.Slider("b", [0, 1, 2])]
    store = Store(sliders)
    store.add("z", array, ("a", "b"))
    for i in range(2):
        for j in range(3):
            frame = store.frame("z", {"a": i, "b": j})
            step = np.ptp(array[i, j]) / 65534
            assert np.abs(frame - array[i, j]).max() <= 0.5001 * step
            assert frame.min() == array[i, j].min()


def test_store_keeps_gaps_and_bits():
    store = Store([explorer.Slider("a", [0, 1])])
    curve = np.array([[1.0, np.nan, 3.0], [np.nan] * 3])
    store.add("curve", curve, ("a",), gaps=True)
    pattern = np.array([[[1, -1, 1], [-1, -1, 1]], [[-1, 1, 1], [1, 1, -1]]])
    store.add_bits("pattern", pattern, ("a",))
    for k in (0, 1):
        np.testing.assert_array_equal(store.frame("curve", {"a": k}), curve[k])
        np.testing.assert_array_equal(store.frame("pattern", {"a": k}), pattern[k] > 0)


# ---- one definition, the same bytes


def test_the_same_definition_gives_the_same_bytes():
    first, second = plane(), plane()
    assert first.html() == second.html()
    assert first.model_id != second.model_id
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)


def test_the_page_carries_state_picture_and_words():
    text = plane(title="a </script> trap").html()
    assert text.startswith('<course-explorer id="explorer-01-bowl" kind="plane">')
    assert text.count("</script>") == 1
    assert 'alt="A bowl whose bend follows the slider"' in text
    assert "data:image/png;base64," in text
    assert state(plane())["position"] == {"bend": 0.0}


def test_the_bundle_holds_the_widget_and_the_page():
    data, _ = plane()._repr_mimebundle_()
    assert data["text/html"] == plane().html()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "Plane explorer-01-bowl: A bowl whose bend follows the slider"


def test_modules_stand_alone():
    for kind, text in explorer.modules().items():
        assert not re.search(r"^\s*import\b|\bimport\s*\(|\brequire\(", text, re.M), kind
        assert text.count("export default") == 1, kind
        assert json.dumps(text) in explorer.script(kind)
    names = {f"explorers/{kind}.js" for kind in explorer.modules()} | {"explorer.css"}
    assert set(explorer.assets()) == names


# ---- sliders and Python


def test_python_sees_a_change_and_makes_one():
    figure, seen = plane(), []
    figure.observe(lambda change: seen.append(figure.values), "position")
    figure.position = {"bend": 2}  # as the page sets it
    figure.set(bend=2.0)
    assert seen == [{"bend": 8.0}, {"bend": 2.0}]
    np.testing.assert_allclose(figure.frame(), bowl(2.0), atol=1e-4)


@settings(max_examples=25)
@given(st.integers(0, 1), st.floats(0.01, 0.99))
def test_a_value_between_is_computed_directly(low, part):
    figure = plane(compute=bowl)
    figure.position = {"bend": low + part}  # as the page sets it
    bend = (1 - part) * BENDS[low] + part * BENDS[low + 1]
    assert figure.values["bend"] == pytest.approx(bend)
    np.testing.assert_allclose(figure.frame(), bowl(bend), rtol=1e-12)


def test_a_computed_frame_may_bring_its_own_grid():
    zooms = [1.0, 2.0]
    axes = np.array([zoom * STEPS for zoom in zooms])

    def closer(zoom):
        return zoom * STEPS, zoom * STEPS, zoom**2 * bowl(1.0)

    figure = plane(
        x=axes,
        y=axes,
        frames=np.array([closer(zoom)[2] for zoom in zooms]),
        sliders=[explorer.Slider("zoom", zooms)],
        compute=closer,
        start={"zoom": 1.5},
    )
    np.testing.assert_allclose(figure.frame(), 2.25 * bowl(1.0))
    np.testing.assert_allclose(figure._array("x"), [-1.5, 1.5])
    figure.set(zoom=2.0)
    assert figure.answer == {}
    np.testing.assert_array_equal(figure._array("x"), [-2.0, 2.0])


def test_a_failing_compute_is_told_to_the_reader_and_raised():
    def fails(bend):
        raise RuntimeError(f"no bowl of bend {bend:.1f}")

    figure = plane(compute=fails)
    with pytest.raises(RuntimeError, match="no bowl"):
        figure.set(bend=1.5)
    assert "no bowl of bend 1.5" in figure.answer["error"]


def test_without_compute_the_page_shows_stored_values_only():
    figure = plane()
    figure.position = {"bend": 0.4}
    np.testing.assert_allclose(figure.frame(), bowl(1.0), atol=1e-4)
    assert not figure.live


def test_a_logarithmic_figure_keeps_small_values_exactly():
    frames = 10.0 ** np.array([-6 * bowl(1.0), -3 * bowl(1.0), bowl(1.0)])
    figure = plane(frames=frames, log=True)
    np.testing.assert_allclose(figure.frame(), frames[0], rtol=1e-3)


# ---- bad input


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "plane"}, "NN-what"),
        ({"alt": "a bowl"}, "say what is seen"),
        ({"title": " "}, "needs a title"),
        ({"frames": np.zeros((2, 9, 9))}, r"need leading axes \(3,\)"),
        ({"frames": np.zeros(9)}, "rows and columns"),
        ({"frames": np.full((3, 9, 9), np.nan)}, "finite"),
        ({"frames": np.zeros((3, 9, 9)), "log": True}, "positive"),
        ({"x": STEPS[:-1]}, "9 along that axis"),
        ({"x": STEPS**3}, "evenly spaced"),
        ({"x": -STEPS}, "must rise"),
        ({"start": {"bend": 9.0}}, "cannot reach 9.0"),
        ({"start": {"width": 1.0}}, "no slider 'width'"),
        ({"numbers": {"count": np.zeros(2)}}, "need leading axes"),
        ({"frames": np.random.default_rng(0).random((3, 250, 250))}, "limit is 500"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(changes, message):
    if np.shape(changes.get("frames"))[-1:] == (250,):
        changes = {**changes, "x": np.arange(250), "y": np.arange(250)}
    with pytest.raises(ValueError, match=message) as caught:
        plane(**changes)
    assert "\n" not in str(caught.value)


def test_a_position_outside_the_slider_is_refused():
    figure = plane()
    with pytest.raises(traitlets.TraitError, match="bend"):
        figure.position = {"bend": 3}
    assert figure.position == {"bend": 0.0}


def test_compute_must_keep_the_shape():
    figure = plane(compute=lambda bend: np.zeros((2, 2)))
    with pytest.raises(ValueError, match=r"shape \(2, 2\), expected \(9, 9\)"):
        figure.set(bend=3.0)


# ---- curves

LINE = np.linspace(0.1, 2.0, 20)


def curves(series=None, **changes):
    power = explorer.Series("power", LINE, np.array([LINE**bend for bend in BENDS]))
    panel = explorer.Panel(("x", "y"), [series or power], y_log=True)
    arguments = {
        "name": "03-curves",
        "title": "Powers",
        "alt": "A power whose exponent follows the slider",
        "sliders": [explorer.Slider("bend", BENDS)],
        "panels": [panel],
    }
    return explorer.Curves(**{**arguments, **changes})


def test_curves_between_stored_values_are_computed_directly():
    figure = curves(compute=lambda bend: {"power": LINE**bend})
    for bend in (2.0, 2.5):
        figure.set(bend=bend)
        x, y = figure.curve("power")
        np.testing.assert_allclose(x, LINE, rtol=1e-4)
        np.testing.assert_allclose(y, LINE**bend, rtol=1e-3 if bend == 2.0 else 1e-12)


def test_what_a_logarithmic_axis_cannot_show_is_a_gap():
    series = explorer.Series("signed", LINE, LINE - 1.0)
    _, y = curves(series).curve("signed")
    assert np.isnan(y[LINE <= 1.0]).all()
    np.testing.assert_allclose(y[LINE > 1.0], (LINE - 1.0)[LINE > 1.0], rtol=1e-3)


def test_ranges_hold_all_frames():
    (panel,) = curves().definition["panels"]
    assert panel["xRange"] == [0.1, 2.0]
    assert panel["yRange"][0] < np.log10(0.1**8)
    assert panel["yRange"][1] > np.log10(2.0**8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((LINE, LINE[:-1]), "as many points"),
        ((LINE, np.ones((2, 20))), r"need leading axes \(3,\)"),
        ((LINE, LINE, ("width",)), "leading axes"),
        ((LINE, LINE, None, "dots"), "no style 'dots'"),
        ((LINE, None), "give y"),
        ((LINE, LINE, None, "rule"), "give y"),
    ],
)
def test_bad_series_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        curves(explorer.Series("bad", *arguments))


@pytest.mark.parametrize(
    ("answer", "message"),
    [({"other": LINE}, "is no series"), ({"power": LINE[:-1]}, "20 points")],
)
def test_bad_answers_of_compute_are_refused(answer, message):
    figure = curves(compute=lambda bend: answer)
    with pytest.raises(ValueError, match=message):
        figure.set(bend=3.0)


def test_panels_that_cannot_be_are_refused():
    panel = explorer.Panel(("x", "y"), [explorer.Series("a", LINE, LINE)])
    for panels, message in [
        ([], "one to three"),
        ([explorer.Panel(("x", "y"), [])], "no series"),
        ([explorer.Panel(("x", "y"), panel.series, drag="width")], "no slider 'width'"),
    ]:
        with pytest.raises(ValueError, match=message):
            curves(panels=panels)
    with pytest.raises(ValueError, match="only one series"):
        curves(panels=[panel, panel], compute=dict)


# ---- surfaces


def surface(**changes):
    arguments = {
        "name": "01-hills",
        "title": "A bowl",
        "alt": "A bowl whose bend follows the slider",
        "x": STEPS,
        "y": STEPS + 3.0,
        "frames": np.array([bowl(bend) for bend in BENDS]),
        "axis_labels": ("a", "b"),
        "value_label": "height",
        "sliders": [explorer.Slider("bend", BENDS)],
    }
    return explorer.Surface(**{**arguments, **changes})


def test_a_surface_is_a_plane_with_a_marker_and_a_view():
    figure = surface(compute=bowl)
    assert figure.marker == [0.0, 3.0]
    figure.set(bend=4.5)
    np.testing.assert_allclose(figure.frame(), bowl(4.5), rtol=1e-12)
    figure.angles = [10.0, 50.0]
    assert state(figure)["angles"] == [10.0, 50.0]
    assert state(figure)["definition"]["startView"]["angles"] == [-35.0, 38.0]


# ---- globes


def height(places):
    x, y, z = places.T
    return x**3 * z - 2 * y * z**2 + 0.5 * x


POLES = np.array([[0.0, 0.0, -2.0], [0.0, 0.0, 2.0]])


def test_a_sphere_says_its_polynomial_exactly():
    places = np.random.default_rng(4).normal(size=(50, 3))
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    sphere = explorer.Sphere(height, POLES, [0, 1], [0, 2])
    np.testing.assert_allclose(sphere.value(places), height(places), atol=1e-12)
    np.testing.assert_allclose(sphere.points, POLES / 2)
    figure = SAMPLES["globe"]()
    figure.set(p=3, instance=2)
    np.testing.assert_allclose(figure.energy(places), -places.prod(axis=1), atol=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((lambda s: np.abs(s[:, 0]), POLES, [0, 1], [0, 2]), "no polynomial of degree 6"),
        ((lambda s: np.nan * s[:, 0], POLES, [0, 1], [0, 2]), "no polynomial"),
        ((height, POLES, [0.0], [0, 2]), "2 critical points need"),
        ((height, POLES, [0, 1], [0, 3]), "0, 1 or 2"),
        ((lambda s: s, POLES, [0, 1], [0, 2]), "gave shape"),
    ],
)
def test_bad_spheres_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        explorer.Sphere(*arguments)


def test_spheres_must_match_the_sliders():
    sphere = explorer.Sphere(height, POLES, [0, 1], [0, 2])
    words = {"name": "02-globe", "title": "A globe", "alt": "A globe coloured by its height"}
    with pytest.raises(ValueError, match="need 3 spheres, got 2"):
        explorer.Globe(**words, sliders=[explorer.Slider("p", [2, 3, 4])], spheres=[sphere] * 2)
    other = explorer.Sphere(height, POLES, [0, 1], [0, 2], degree=5)
    with pytest.raises(ValueError, match="same degree"):
        explorer.Globe(**words, sliders=[explorer.Slider("p", [2, 3])], spheres=[sphere, other])


# ---- paths and patterns


def path(**changes):
    way = np.array([[0.5, 0.5], [0.2, 0.1], [np.nan, np.nan]])
    arguments = {
        "name": "10-ways",
        "title": "Ways",
        "alt": "A map of a bowl with one way down it",
        "x": STEPS,
        "y": STEPS,
        "frames": bowl(1.0),
        "axis_labels": ("a", "b"),
        "value_label": "height",
        "paths": {"descent": way},
        "reached": {"descent": (way**2).sum(axis=1)},
    }
    return explorer.Path(**{**arguments, **changes})


def test_a_path_keeps_its_steps_and_its_end():
    figure = path()
    assert figure.sliders["step"].values == [0, 1, 2]
    np.testing.assert_allclose(figure._array("path 0")[:2], [[0.5, 0.5], [0.2, 0.1]], atol=1e-4)
    assert np.isnan(figure._array("value 0")[2])
    np.testing.assert_allclose(figure.frame(), bowl(1.0), atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reached": {"Newton": np.ones(3)}}, "reached has"),
        ({"paths": {}, "reached": {}}, "reached has"),
        ({"reached": {"descent": np.ones(2)}}, "does not go with"),
        ({"paths": {"descent": np.ones((1, 2))}, "reached": {"descent": [1]}}, "two steps"),
        (
            {
                "paths": {"a": np.ones((3, 2)), "b": np.ones((4, 2))},
                "reached": {"a": np.ones(3), "b": np.ones(4)},
            },
            "as many steps",
        ),
    ],
)
def test_bad_paths_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        path(**changes)


def pattern(**changes):
    states = np.sign(np.random.default_rng(3).normal(size=(2, 4, 3, 5)))
    arguments = {
        "name": "06-picture",
        "title": "A picture",
        "alt": "A picture of three by five points recalled step by step",
        "sliders": [explorer.Slider("load", [1, 2])],
        "memory": states[0, 0],
        "states": states,
        "overlaps": {"memory": (states * states[0, 0]).mean(axis=(-2, -1))},
    }
    return explorer.Pattern(**{**arguments, **changes}), states


def test_a_pattern_keeps_every_state():
    figure, states = pattern()
    for load in (0, 1):
        for step in range(4):
            figure.position = {"load": load, "step": step}
            np.testing.assert_array_equal(figure._array("state"), states[load, step] > 0)
    np.testing.assert_array_equal(figure._array("memory"), states[0, 0] > 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"memory": np.ones((3, 4))}, "do not fit 1 sliders"),
        ({"states": np.ones((4, 3, 5))}, "do not fit 1 sliders"),
        ({"overlaps": {}}, "at least one overlap"),
        ({"overlaps": {"memory": np.ones((2, 3))}}, r"not \(2, 4\)"),
    ],
)
def test_bad_patterns_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        pattern(**changes)


# ---- every kind


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_repeats_its_bytes_and_stays_small(kind):
    first, second = SAMPLES[kind](), SAMPLES[kind]()
    assert first.html() == second.html()
    assert len(first.html()) < 500_000
    assert kind == first.kind
    assert kind in explorer.modules()


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_draws_its_picture_at_both_ends(kind):
    figure = SAMPLES[kind]()
    for end in (0, -1):
        figure.set(**{name: slider.values[end] for name, slider in figure.sliders.items()})
        assert "data:image/png;base64," in figure.html()
