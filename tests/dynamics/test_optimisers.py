import numpy as np
import pytest

from lib.curvature import NetworkSurface, morse_index
from lib.dynamics import newton_step, saddle_free_step, walk


def descent(gradient, hessian, damping):
    return -gradient / damping


SADDLE = np.diag([10.0, -2.0])  # the Hessian of 5x² − y²


def on_saddle(method, start, steps, **options):
    return walk(method, lambda x: x @ SADDLE, lambda x: SADDLE, start, steps, **options)


def monkey_gradient(x):
    return np.stack([3 * x[..., 0] ** 2 - 3 * x[..., 1] ** 2, -6 * x[..., 0] * x[..., 1]], -1)


def monkey_hessian(x):
    u, v = 6 * x[..., 0], 6 * x[..., 1]
    return np.stack([np.stack([u, -v], -1), np.stack([-v, -u], -1)], -2)


def test_saddle_free_newton_doubles_the_way_out_each_step():
    path = on_saddle(saddle_free_step, [1.0, 1e-3], 10)
    assert path[:, 1] == pytest.approx(1e-3 * 2.0 ** np.arange(11), rel=1e-12)
    assert path[10, 1] == pytest.approx(1.024, abs=1e-12)
    assert path[1:, 0] == pytest.approx(np.zeros(10), abs=1e-12)


def test_newton_is_on_the_saddle_after_one_step():
    assert on_saddle(newton_step, [1.0, 1e-3], 1)[1] == pytest.approx([0, 0], abs=1e-12)


def test_descent_leaves_a_saddle_at_its_rate():
    path = on_saddle(descent, [1.0, 1e-3], 10, dampings=[20.0])
    assert path[10] == pytest.approx([0.5**10, 1e-3 * 1.1**10])


def test_damping_shifts_every_eigenvalue():
    g, values = np.array([3.0, -4.0]), np.array([10.0, -2.0])
    assert newton_step(g, np.diag(values), 0.5) == pytest.approx(-g / (values + 0.5))
    assert saddle_free_step(g, np.diag(values), 0.5) == pytest.approx(-g / (np.abs(values) + 0.5))


def test_newton_solves_the_linear_equation():
    rng = np.random.default_rng(0)
    h = rng.standard_normal((7, 5, 5))
    h, g = h + np.swapaxes(h, 1, 2), rng.standard_normal((7, 5))
    assert newton_step(g, h) == pytest.approx(-np.linalg.solve(h, g[..., None])[..., 0])
    assert newton_step(g, h, 9.0) == pytest.approx(
        -np.linalg.solve(h + 9 * np.eye(5), g[..., None])[..., 0]
    )


def test_saddle_free_step_goes_down_and_squares_to_newtons():
    rng = np.random.default_rng(1)
    h = rng.standard_normal((7, 5, 5))
    h, g = h + np.swapaxes(h, 1, 2), rng.standard_normal((7, 5))
    step = saddle_free_step(g, h)
    assert (np.sum(step * g, 1) < 0).all()
    # |H| = (H²)^½, so applying the step twice is −(−H⁻²) g, as with Newton's.
    twice = saddle_free_step(step, h)
    assert twice == pytest.approx(newton_step(newton_step(g, h), h))


@pytest.mark.parametrize("method", [newton_step, saddle_free_step, descent])
def test_steps_turn_with_the_axes(method):
    rng = np.random.default_rng(2)
    h, g = np.diag([4.0, -1.0, 0.5]), rng.standard_normal(3)
    turn, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    turned = method(turn @ g, turn @ h @ turn.T, 0.3)
    assert turned == pytest.approx(turn @ method(g, h, 0.3))


def test_directions_of_no_curvature_get_no_step():
    g = np.array([2.0, 1.0])
    for method in (newton_step, saddle_free_step):
        assert method(g, np.diag([4.0, 0.0])) == pytest.approx([-0.5, 0])
        assert np.array_equal(method(g, np.zeros((2, 2))), [0, 0])


def test_monkey_saddle_holds_newton_and_lets_saddle_free_go():
    # x³ − 3xy² is homogeneous: H x = 2 g, so Newton's step is −x/2 from everywhere.
    starts = np.array([[0.3, 0.0], [-0.3, 0.0], [0.2, -0.7]])
    halves = walk(newton_step, monkey_gradient, monkey_hessian, starts, 5)
    assert halves == pytest.approx(starts * 0.5 ** np.arange(6)[:, None, None])
    # Along −x the loss falls: there |H|⁻¹ turns the same step round, −x/2 to x/2.
    out = walk(saddle_free_step, monkey_gradient, monkey_hessian, starts[:2], 3)
    assert out[-1] == pytest.approx(np.array([[0.3 * 0.5**3, 0], [-0.3 * 1.5**3, 0]]))


def test_the_damping_of_lowest_loss_is_taken_by_each_start():
    starts = np.array([[1.0, 0.0], [0.0, 1.0]])
    loss = lambda x: 5 * x[..., 0] ** 2 - x[..., 1] ** 2  # noqa: E731
    path = on_saddle(saddle_free_step, starts, 1, dampings=[10.0, 0.0, 2.0], loss=loss)
    assert path[1] == pytest.approx(np.array([[0, 0], [0, 2]]))
    never = on_saddle(
        newton_step, starts, 2, dampings=[1.0, 2.0], loss=lambda x: x[..., 0] * np.nan
    )
    assert np.array_equal(never, np.stack([starts] * 3))


def test_a_batch_walks_as_each_start_alone():
    starts = np.random.default_rng(0).standard_normal((4, 2))
    together = walk(saddle_free_step, monkey_gradient, monkey_hessian, starts, 6, dampings=[0.1])
    for i, start in enumerate(starts):
        alone = walk(saddle_free_step, monkey_gradient, monkey_hessian, start, 6, dampings=[0.1])
        assert alone == pytest.approx(together[:, i])


def test_dampings_without_a_choice_are_refused():
    for dampings in ([], [0.1, 0.2]):
        with pytest.raises(ValueError, match="one damping, or several and the loss"):
            on_saddle(newton_step, [1.0, 1.0], 1, dampings=dampings)


def test_near_the_origin_of_a_network_newton_keeps_the_saddle_and_saddle_free_leaves_it():
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((60, 6))
    labels = (inputs[:, 0] > 0) * 2 + (inputs[:, 1] > 0)
    # Without decay the saddle at the origin is degenerate and Newton's steps are erratic.
    surface = NetworkSurface([6, 4, 4], inputs, labels, decay=0.01)
    functions = {"gradient": surface.gradient, "hessian": surface.hessian}
    starts = 0.01 * rng.standard_normal((5, surface.size))
    kept = walk(newton_step, starts=starts, steps=8, **functions)[-1]
    assert np.linalg.norm(surface.gradient(kept), axis=1) == pytest.approx(0, abs=1e-8)
    assert morse_index(np.linalg.eigvalsh(surface.hessian(kept))).tolist() == [12] * 5
    dampings = [1e-3, 1e-2, 1e-1, 1.0]
    free = walk(
        saddle_free_step, starts=starts, steps=30, dampings=dampings, loss=surface.loss, **functions
    )[-1]
    assert surface.loss(free).max() < surface.loss(kept).min() - 0.5
