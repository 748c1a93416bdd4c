"""What every explorer is: one definition and its bytes, and traits."""

import io
import json
import re
from base64 import b64decode

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import SAMPLES

from lib import explorer
from lib.explorer import page

STEPS = np.linspace(-1.0, 1.0, 9)
BENDS = [1.0, 2.0, 8.0]


def bowl(bend):
    return bend * STEPS[:, None] ** 2 + STEPS[None, :] ** 2


def plane(**changes):
    arguments = {
        "name": "01-bowl",
        "caption": "A bowl is 8 times as steep",
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


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_definition_gives_the_same_bytes(name):
    first, second = SAMPLES[name](), SAMPLES[name]()
    assert first.html() == second.html()
    assert first.model_id != second.model_id
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)
    assert len(first.html()) < 250_000


@pytest.mark.parametrize("name", SAMPLES)
def test_a_figure_knows_its_height_and_is_a_still_picture_first(name):
    text, figure = SAMPLES[name]().html(), SAMPLES[name]()
    wide, narrow = figure.heights
    assert f"--wide: {wide}px; --narrow: {narrow}px" in text
    assert wide <= 600
    assert narrow <= 790
    assert 'src="data:image/png;base64,' in text
    assert "A still picture" in text


def test_words_are_escaped():
    text = plane(caption="a </script> trap", alt='what "is" seen <here> in words').html()
    assert text.count("</script>") == 1
    assert 'alt="what &quot;is&quot; seen &lt;here&gt; in words"' in text


def test_the_bundle_holds_the_widget_the_page_and_the_caption():
    data, _ = plane()._repr_mimebundle_()
    assert data["text/html"] == plane().html()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "Plane explorer-01-bowl: A bowl whose bend follows the slider"
    figure = data["application/vnd.course.figure+json"]
    assert b64decode(figure.pop("card")).startswith(b"\x89PNG")
    assert figure == {
        "name": "explorer-01-bowl",
        "caption": "A bowl is 8 times as steep",
        "alt": "A bowl whose bend follows the slider",
    }


def test_python_sees_a_change_and_makes_one():
    figure, seen = plane(), []
    figure.observe(lambda change: seen.append(figure.values), "position")
    figure.position = {"bend": 2}  # as the page sets it
    figure.set(bend=2.0)
    assert seen == [{"bend": 8.0}, {"bend": 2.0}]
    assert state(figure)["position"] == {"bend": 1.0}


@settings(max_examples=25)
@given(st.integers(0, 1), st.floats(0.01, 0.99))
def test_a_place_between_two_values_has_a_value_too(low, part):
    figure = plane()
    figure.position = {"bend": low + part}  # as the page sets it
    bend = (1 - part) * BENDS[low] + part * BENDS[low + 1]
    assert figure.values["bend"] == pytest.approx(bend)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "plane"}, "NN-what"),
        ({"alt": "a bowl"}, "a sentence in alt: got .* 'a bowl'"),
        ({"caption": " "}, "needs a caption"),
        ({"start": {"bend": 9.0}}, "cannot reach 9.0"),
        ({"start": {"width": 1.0}}, "no slider 'width'"),
        ({"numbers": {"count": np.zeros(2)}}, "need leading axes"),
        ({"numbers": {"count": np.array([1, np.inf, 2])}}, "holds inf"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(changes, message):
    with pytest.raises(ValueError, match=message) as caught:
        plane(**changes)
    assert "\n" not in str(caught.value)


def test_a_caption_is_required_and_nothing_unknown_is_taken():
    with pytest.raises(TypeError, match="caption"):
        explorer.Spins(name="02-a", alt="three spins on a triangle", bonds={(0, 1): 1})
    with pytest.raises(TypeError, match="Plane takes no argument 'title'"):
        plane(title="A bowl")


def test_a_position_outside_the_slider_is_refused():
    figure = plane()
    with pytest.raises(traitlets.TraitError, match="bend"):
        figure.position = {"bend": 3}
    assert figure.position == {"bend": 0.0}


def test_a_card_shows_a_hollow_beside_a_cliff():
    cliff = bowl(1.0)
    cliff[-1, -1] = 1e6
    picture = mpl.image.imread(io.BytesIO(page.png([page.Still(("", ""), cliff)], small=True)))
    drawn = picture[picture[..., 3] == 1][:, :3]
    assert np.ptp(np.quantile(drawn, [0.1, 0.9], axis=0), axis=0).max() > 0.3
