"""The page of lib's names: every room, every public name with its line, the imports as they are."""

import importlib
import inspect
import pkgutil
import random
import re
import statistics
from itertools import combinations
from xml.etree import ElementTree

import grimp
import pytest

import lib
from book.street import house, library
from book.street.places import ROOT, chapters

ROOMS = [room for layer in library.layers() for room in layer]


def first_line(thing, name):
    """Return the first line of the docstring of what bears a name; empty for a value."""
    inner = inspect.unwrap(thing) if callable(thing) else thing
    own = (inspect.isroutine(inner) or inspect.isclass(inner)) and inner.__name__ == name
    return (inspect.getdoc(inner) or "").split("\n")[0] if own else ""


@pytest.fixture(scope="module")
def page():
    """Return the whole page."""
    return library.page()


def test_each_room_is_there_with_its_names_and_once_in_the_diagram(page):
    assert sorted(ROOMS) == sorted(each.name for each in pkgutil.iter_modules(lib.__path__))
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == ROOMS
    drawing = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert sorted(text.text for text in drawing.iter("text")) == sorted(ROOMS)


def test_contributors_are_told_of_each_room_in_a_line():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8")
    house = text.partition("## The house")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \| .{10,80} \|$", house, re.M)
    assert told == [room for layer in reversed(library.layers()) for room in layer]


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "chapters"])
def test_every_public_name_has_its_line(room, page):
    found = dict(library.public(room).values())
    assert [called for called, line in found.items() if len(line) < 10] == []
    module = importlib.import_module(f"lib.{room}")
    offered = getattr(module, "__all__", None) or [
        name for name, thing in vars(module).items()
        if name[0] != "_" and getattr(thing, "__module__", "") == module.__name__
        and (inspect.isfunction(inspect.unwrap(thing)) or inspect.isclass(thing))
    ]  # fmt: skip
    for name in offered:
        assert f"<code>{room}.{name}</code>" in page
        line = found[f"{room}.{name}"]
        assert line == (first_line(getattr(module, name), name) or line)


def test_each_chapters_own_room_is_there_with_its_names(page):
    for chapter in chapters():
        assert f"<summary><code>c{chapter.name[:2]}</code>" in page
    for name in ("c04.experiment", "c12"):
        module = importlib.import_module(f"lib.chapters.{name}")
        own = [n for n, f in inspect.getmembers(module, inspect.isfunction)
               if f.__module__ == module.__name__ and n[0] != "_"]  # fmt: skip
        assert own
        assert [n for n in own if f"<code>{name}.{n}</code>" not in page] == []


def test_the_imports_are_those_that_import_linter_sees():
    graph = grimp.build_graph("lib", cache_dir=None)
    found = {
        room: {
            other for other in ROOMS if other != room
            and graph.direct_import_exists(
                importer=f"lib.{room}", imported=f"lib.{other}", as_packages=True)
        }
        for room in ROOMS
    }  # fmt: skip
    assert library.imports() == found


def test_a_use_is_found_where_a_name_is_defined_however_it_is_called():
    source = """if True:
        from lib import theory, networks as nets
        from lib.theory import mixtures, complexity as how_many
        from lib.prose import num
        theory.static_temperature({3: 1.0}); nets.Recipe.tasks; how_many(1, 3)
        mixtures.threshold_energy({3: 1.0}); other.train(1); "statistics.mean"
    """
    assert library.used(source) >= {
        ("lib.theory.mixtures", "static_temperature"), ("lib.networks.recipe", "Recipe"),
        ("lib.theory.levels", "complexity"), ("lib.theory.mixtures", "threshold_energy"),
    }  # fmt: skip
    assert not {"num", "train", "mean"} & {name for _, name in library.used(source)}


def test_a_name_is_linked_to_the_chapters_that_use_it():
    uses = library.uses()
    everywhere = {chapter.stem for chapter in chapters()}
    assert uses["lib.claims.pages", "table"] == everywhere
    assert "04-depth-experiment" in uses["lib.landscape.reference", "shipped_plane"]
    assert "12-infinite-size" in uses["lib.dynamics.infinite_size", "descend"]
    row = library.table("x", {("lib.dynamics.infinite_size", "descend"): ("a.b", "Do ``it``.")})
    assert "<td><code>a.b</code></td><td>Do <code>it</code>.</td>" in row
    assert '<a href="../notebooks/12-infinite-size.html">12</a>' in row


SMALL = {"top": {"left", "right", "base"}, "left": {"base"}, "right": {"base"}, "base": set(),
         "alone": set()}  # fmt: skip


def test_arrows_lead_down_and_keep_what_follows_from_nothing_else():
    assert house.arrows(SMALL) == [
        ("top", "left"), ("top", "right"), ("left", "base"), ("right", "base")
    ]  # fmt: skip
    imports = library.imports()
    places = house.arrange(house.rows(imports), house.arrows(imports))
    assert len(set(places.values())) == len(ROOMS)
    assert all(places[room][0] < places[other][0] for room in ROOMS for other in imports[room])
    kept = {room: {b for a, b in house.arrows(imports) if a == room} for room in ROOMS}
    assert {room: house.below(room, kept) for room in ROOMS} == {
        room: house.below(room, imports) for room in ROOMS
    }


def crossings(places, arrows):
    """Return how many pairs of arrows cross in a drawing."""
    ends = [((*places[a],), (*places[b],)) for a, b in arrows]
    return sum(house._cross(*one, *other) for one, other in combinations(ends, 2))


def test_the_drawing_has_few_arrows_that_cross():
    imports, rng = library.imports(), random.Random(1)
    arrows, rows = house.arrows(imports), house.rows(imports)
    by_chance = [
        crossings({room: (r, c) for r, row in enumerate(rows)
                   for c, room in enumerate(rng.sample(row, len(row)))}, arrows)
        for _ in range(100)
    ]  # fmt: skip
    assert crossings(house.arrange(rows, arrows), arrows) < statistics.median(by_chance) / 3
    assert house._cross((0, 0), (1, 1), (0, 1), (1, 0))
    assert not house._cross((0, 0), (1, 0), (0, 1), (1, 1))
    assert house._behind((1, 0), (0, 0), (2, 0))
    assert not house._behind((1, 1), (0, 0), (2, 0))


def test_rooms_in_a_circle_are_not_drawn():
    with pytest.raises(RecursionError):
        house.diagram([["a", "b"]], {"a": {"b"}, "b": {"a"}})


def test_the_diagram_says_in_words_what_it_shows():
    drawn = house.diagram([["top"], ["left", "right"], ["base", "alone"]], SMALL)
    assert "top: base, left, right; left: base; right: base." in drawn
    assert drawn.count("<rect") == 5
    assert drawn.count('class="house-arrow"') == 4
