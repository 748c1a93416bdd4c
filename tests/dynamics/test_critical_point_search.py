import numpy as np
import pytest
import torch

from lib.curvature import NetworkSurface, hessian, morse_index
from lib.dynamics import critical_point
from lib.networks import MLP, objective, set_parameters


def himmelblau_gradient(p):
    x, y = p[..., 0], p[..., 1]
    a, b = x**2 + y - 11, x + y**2 - 7
    return np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b], -1)


def himmelblau_hessian(p):
    x, y = p[..., 0], p[..., 1]
    xx, yy, xy = 12 * x**2 + 4 * y - 42, 12 * y**2 + 4 * x - 26, 4 * (x + y)
    return np.stack([np.stack([xx, xy], -1), np.stack([xy, yy], -1)], -2)


def one_dimension(gradient, slope):
    return gradient, lambda x: slope(x)[..., None]


def counted(function):
    """Return a function, and a list that grows by the arguments of each call."""
    calls = []
    return lambda x: function(calls.append(x) or x), calls


def test_all_nine_critical_points_of_himmelblau_are_found_with_their_index():
    grid = np.linspace(-5, 5, 12)
    starts = np.stack(np.meshgrid(grid, grid), -1).reshape(-1, 2)
    found = critical_point(himmelblau_gradient, himmelblau_hessian, starts)
    points = np.unique(found.points[found.converged].round(6), axis=0)
    assert len(points) == 9
    indices = morse_index(np.linalg.eigvalsh(himmelblau_hessian(points))).tolist()
    assert sorted(indices) == [0] * 4 + [1] * 4 + [2]
    minima = points[np.array(indices) == 0]
    x, y = minima.T
    assert (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2 == pytest.approx(0, abs=1e-8)
    assert np.abs(minima - [3, 2]).sum(1).min() == pytest.approx(0, abs=1e-6)


def test_points_of_a_network_have_no_gradient_by_an_independent_count():
    rng = np.random.default_rng(0)
    inputs, labels = rng.standard_normal((40, 3)), rng.integers(0, 3, 40)
    network = MLP((3, 3, 3), activation="tanh", rng=rng).double()
    mean_loss = objective(inputs, labels)
    surface = NetworkSurface.of(network, mean_loss, decay=0.01)
    starts = rng.standard_normal((24, surface.size))
    found = critical_point(surface.gradient, surface.hessian, starts)
    assert found.converged.sum() >= 6
    indices = set()
    for x in found.points[found.converged]:
        set_parameters(network, torch.as_tensor(x))
        operator = hessian(network, mean_loss)
        assert torch.linalg.vector_norm(operator.gradient + 0.01 * torch.as_tensor(x)) < 1e-8
        shifted = operator @ torch.eye(operator.size).double() + 0.01 * torch.eye(operator.size)
        indices.add(int(morse_index(np.linalg.eigvalsh(shifted.numpy()))))
    assert len(indices) > 1  # saddles of several kinds, not minima only
    norms = np.linalg.norm(surface.gradient(found.points), axis=1)
    assert norms == pytest.approx(found.gradient_norms, abs=1e-12)
    assert set(found.status) <= {"critical", "gradient-flat", "escaping", "unfinished"}


def test_a_quadratic_is_solved_whatever_its_signs():
    rng = np.random.default_rng(3)
    h = rng.standard_normal((6, 6))
    h, centre = h + h.T, rng.standard_normal(6)
    found = critical_point(
        lambda x: (x - centre) @ h, lambda x: np.broadcast_to(h, (*x.shape, 6)), np.zeros(6)
    )
    assert found.status.tolist() == ["critical"]
    assert found.points[0] == pytest.approx(centre, abs=1e-7)
    assert found.eigenvalues[0] == pytest.approx(np.linalg.eigvalsh(h))


def test_convergence_is_quadratic_at_a_regular_point():
    counts = []
    for tolerance in (1e-4, 1e-15):
        gradient, tried = counted(np.sin)
        found = critical_point(*one_dimension(gradient, np.cos), [[0.5]], tolerance=tolerance)
        assert found.converged.all()
        counts.append(len(tried))
    assert 1 <= counts[1] - counts[0] <= 3


def test_a_minimum_of_the_gradient_that_is_no_zero_is_called_flat():
    # f = x³/3 + x has f′ = x² + 1 ≥ 1: |f′| is least at 0, where f″ = 0.
    found = critical_point(*one_dimension(lambda x: x**2 + 1, lambda x: 2 * x), [[1.0], [-2.0]])
    assert found.status.tolist() == ["gradient-flat"] * 2
    assert found.gradient_norms == pytest.approx(1)


def test_a_plateau_that_flattens_for_ever_is_called_escaping():
    found = critical_point(*one_dimension(lambda x: -np.exp(-x), lambda x: np.exp(-x)), [[0.0]])
    assert found.status.tolist() == ["escaping"]
    assert found.gradient_norms[0] < 1e-8
    assert found.corrections[0] == pytest.approx(1)


def test_a_search_cut_short_is_called_unfinished():
    gradient, tried = counted(himmelblau_gradient)
    found = critical_point(gradient, himmelblau_hessian, [[4.9, 4.9]], max_steps=2)
    assert found.status.tolist() == ["unfinished"]
    assert len(tried) == 3  # at the start and after two steps
    assert not found.converged.any()


def test_a_start_on_a_critical_point_stays():
    gradient, tried = counted(lambda x: x)
    found = critical_point(gradient, lambda x: np.ones((*x.shape, 1)), [[0.0]])
    assert (found.points[0], len(tried), found.status[0]) == (0, 1, "critical")


def test_a_degenerate_point_is_reached_too():
    # f = x⁴: f″ vanishes at the point itself.
    found = critical_point(*one_dimension(lambda x: 4 * x**3, lambda x: 12 * x**2), [[1.0]])
    assert found.gradient_norms[0] < 1e-8
    assert found.points[0] == pytest.approx([0], abs=2e-3)


def test_a_batch_ends_where_each_start_alone_does():
    starts = np.random.default_rng(5).uniform(-5, 5, (6, 2))
    together = critical_point(himmelblau_gradient, himmelblau_hessian, starts)
    for i, start in enumerate(starts):
        alone = critical_point(himmelblau_gradient, himmelblau_hessian, start)
        assert alone.points[0] == pytest.approx(together.points[i], abs=1e-12)


def test_a_step_out_of_the_domain_is_not_taken():
    # f′ = ln x exists for x > 0 only; Newton's step from 10 would land at −13.
    def gradient(x):
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.log(x)

    found = critical_point(*one_dimension(gradient, lambda x: 1 / x), [[10.0]])
    assert found.status.tolist() == ["critical"]
    assert found.points[0] == pytest.approx([1])


def test_starts_that_are_none_are_refused():
    for wrong in ([[np.nan]], [[np.inf, 0]], np.zeros((2, 2, 2))):
        with pytest.raises(ValueError, match="starts must be finite"):
            critical_point(np.sin, np.cos, wrong)
