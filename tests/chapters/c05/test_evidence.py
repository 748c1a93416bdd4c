"""All rows that the ledger asks of chapter 05, small; and their words for data made to measure."""

from types import SimpleNamespace

import numpy as np
import pytest

from lib import claims, critical_points, presets, sweep
from lib.chapters.c05 import evidence, glass, network
from lib.spinglass import draw

PARTS = {"C02.linnerud-outputs", "C22.two-on-a-plane", "C22.finite-minima", "C23.linear-network",
         "C23.index-curve", "C24.band-network"}  # fmt: skip


@pytest.fixture
def plan(monkeypatch):
    """Every setting and constant of the full size, on few and short runs, nothing kept."""
    here = vars(presets.chapter("05", "full")) | {
        "workers": 1, "chords": 20, "group": 6, "groups": 2, "free_steps": 40, "linear_steps": 200,
        "training_steps": 50, "side": 21, "glasses": 2, "glass_sizes": [4, 6, 10], "tables": 3,
        "starts": 20, "scales": [0.3, 1.0], "leads": [0, 8],
    }  # fmt: skip
    monkeypatch.setattr(
        sweep, "run", lambda function, cases, **_: [function(**case) for case in cases]
    )
    return SimpleNamespace(**here)


def test_all_that_the_ledger_asks_is_there(plan):
    rows = evidence.evidence(plan)
    recorded = [claims.Evidence(
        part=f"{row['claim']}.{row['name']}", effect=row["effect"], control=row["control"],
        setting=row.get("setting", "reference"), figure=row["figure"],
    ) for row in rows]  # fmt: skip
    names = [(each.part, each.setting) for each in recorded]
    assert len(set(names)) == len(names)
    assert {part for part, _ in names} == PARTS
    for name in PARTS:
        asked = {"reference", *claims.part(name).variants}
        assert {setting for part, setting in names if part == name} == asked, name


def test_a_family_has_seeds_of_its_own(plan):
    how = {"hidden": [2], "decay": 0.01, "steps": 10}
    one, again, other = (evidence.runs(plan, "runs", **how, family=k) for k in (1, 1, 2))
    np.testing.assert_array_equal(one.points, again.points)
    assert np.abs(one.points - other.points).min() > 0
    assert one.points.shape == (12, 17)
    tables = [each.points for each in evidence.censuses(plan, 0.01, 2)]
    assert len(tables) == 3


def test_above_counts_minima_above_a_loss():
    losses, there = np.array([1.0, 1.0, 2.0, 2.0]), np.array([True, True, True, False])
    found = network.Descents(np.zeros((4, 17)), losses, there, np.zeros((1, 4)))
    assert evidence.above(found, 1.0).estimate == 0.25
    assert evidence.above(found, 2.0).estimate == 0


def test_halves_and_lowest_indices():
    points = glass.Ranked(np.array([-2.0, -1.0, 0.5, 1.0]), np.array([0.0, 0.25, 0.5, 0.25]))
    assert evidence.lower_half(points).energies.tolist() == [-2, -1]
    assert evidence.lowest_index(points).energies.tolist() == [-2, -1, 1]


def test_a_swap_plane_shows_both_copies_and_a_random_one_its_minimum():
    case = {"decay": 1e-2, "seed": 3, "count": 6, "steps": 200, "half_widths": [1.0, 2.0]}
    both = evidence.minima_seen("swap", **case, side=41)
    alone = evidence.minima_seen("random", **case, side=41)
    assert both.shape == alone.shape
    assert both.shape[1] == 2
    assert 3 < len(both) <= 6
    assert (both >= 2).all()
    assert (alone >= 1).all()
    assert (alone[:, 0] < 2).any()


def test_a_plane_shows_several_minima_from_two_on(plan, monkeypatch):
    counts = np.array([[1] * len(plan.half_widths), [2] * len(plan.half_widths)])
    monkeypatch.setattr(evidence, "repeated", lambda *_, **__: [counts])
    for seen in evidence.planes(plan, "random", 0.0).values():
        assert seen.tolist() == [False, True]


def test_a_grid_holds_both_points_and_is_hardly_narrower():
    grid = evidence._grid(2.0, 41, 0.37)
    assert len(grid) == 41
    assert np.abs(grid - 0.37).min() < 1e-12
    assert 1.8 < grid[-1] == -grid[0] <= 2
    np.testing.assert_allclose(evidence._grid(2.0, 41, 0.0), np.linspace(-2, 2, 41), atol=1e-12)


def test_an_instance_whose_census_is_not_complete_is_left_out_of_both_and_counted(monkeypatch):
    def some(n, p, seed, starts=0):
        certificate = SimpleNamespace(complete=seed[-1] != 1)
        energies, indices = np.arange(4.0) + seed[-1], np.array([0, 1, 2, 3])
        return SimpleNamespace(energies=energies, indices=indices, certificate=certificate)

    for name in ("census_of", "search_of"):
        monkeypatch.setattr(evidence, name, some)
    monkeypatch.setattr(
        sweep, "run", lambda function, cases, **_: [function(**case) for case in cases]
    )
    plan = SimpleNamespace(glasses=3, glass_starts=5, bins=[2], workers=1)
    both = evidence.landscapes(plan, 4)
    assert [[each.energies[0] for each in kind] for kind in both] == [[0, 2], [0, 2]]
    found = evidence._gap(plan, both[0], both, "")
    assert found["note"] == "1 of 3 instances left out: their census is not complete"
    assert found["control"] == 0


def test_a_landscape_is_the_census_and_a_search_sees_some_of_it(plan):
    every, some = evidence.landscapes(plan, 4)
    model, rng = draw(4, 3, presets.seeds("05-glass", family=1, count=1)[0])
    whole = critical_points.find_all(model, rng=rng)
    np.testing.assert_allclose(every[0].energies, whole.energies)
    np.testing.assert_allclose(every[0].fractions * 3, whole.indices, atol=1e-12)
    assert 0 < len(some[0].energies) <= len(every[0].energies)


def test_the_interval_of_a_share_ends_at_0_and_1():
    energies, fractions = np.array([0.0, 1.0, 2.0]), np.array([0.0, 0.5, 0.0])
    net = [glass.Ranked(energies, fractions), glass.Ranked(energies[:2], fractions[:2])]
    found = evidence._order([*net, glass.Ranked(energies[:1], fractions[:1])], 0.0, "")
    assert found["effect"].estimate == 0.75
    assert found["effect"].interval == (0, 1)
    assert found["note"].startswith("1 of 3 instances left out")
