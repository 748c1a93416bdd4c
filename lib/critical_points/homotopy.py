"""All roots of an instance by a total-degree homotopy, from x_i^(p−1) = x_i to T x^(p−1) = x."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_info, threadpool_limits

from lib import checks
from lib.critical_points import eigenpairs
from lib.critical_points.eigenpairs import Complex, Real
from lib.spinglass import SphericalSpinGlass
from lib.spinglass.tensor import SymmetricForm
from lib.theory import eigenpair_count

_MOST_PATHS = 2**17
_TOLERANCES = (3e-3, 3e-4, 3e-5)  # of the first try, and of more where paths were lost or met
_SAME = 1e-9  # sine of the angle between two computations of one root
_BLOCK = 512  # paths followed at once by one thread: whatever their number, the same ends
_FIRST_STEP, _LEAST_STEP = 0.02, 1e-8
_MOST_ROUNDS = 20_000


def find_roots(model: SphericalSpinGlass, *, rng: np.random.Generator) -> Complex:
    """Return the different roots that a homotopy from x_i^(p−1) = x_i finds.

    Where paths are lost, or end where another ends, all are followed again with another γ and
    smaller steps, and what is new is added, until all ``theory.eigenpair_count`` roots are found or
    the tries end.

    Args:
        model: the spin glass.
        rng: source of γ.

    Returns:
        Unit vectors y with T y^(p−1) = λy, T = couplings/√n, one a root, shape (m, n).

    Raises:
        ValueError: if there are more than 131,072 paths to follow.

    >>> rng = np.random.default_rng(0)
    >>> find_roots(SphericalSpinGlass.sample(4, 3, rng=rng), rng=rng).shape
    (15, 4)
    """
    expected = eigenpair_count(n=model.n, p=model.p)
    if expected > _MOST_PATHS:
        raise ValueError(
            f"n = {model.n}, p = {model.p} has {expected} roots, more than {_MOST_PATHS}: "
            "lower n or p, or look for some of the points with search or find_minima"
        )
    form, rng = eigenpairs.form_of(model), checks.generator(rng)
    if model.p == 2:
        return np.linalg.eigh(form.tensor())[1].T.astype(np.complex128)
    starts, roots = start_roots(model.n, model.p), np.zeros((0, model.n), dtype=np.complex128)
    for tolerance in _TOLERANCES:
        ends = follow(form, starts, np.exp(2j * np.pi * rng.uniform()), tolerance)
        arrived = np.isfinite(ends).all(axis=1)
        roots = np.concatenate([roots, eigenpairs.polish(form, ends[arrived])])
        roots = roots[np.unique(_groups(roots, rng), return_index=True)[1]]
        if len(roots) >= expected:
            break
    return roots


def _groups(roots: Complex, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return a group number for each unit vector, equal for those on one line."""
    n = roots.shape[1]
    directions = rng.standard_normal((n, 3)) + 1j * rng.standard_normal((n, 3))
    return eigenpairs.group(
        eigenpairs.projections(roots, directions / np.linalg.norm(directions, axis=0)), _SAME
    )


def start_roots(n: int, p: int) -> Complex:
    """Return the roots of x_i^(p−1) = x_i other than 0, one of each class x ~ ωx, ω^(p−2) = 1.

    Each x_i is 0 or a (p−2)-th root of unity; the first that is not 0 is taken as 1.

    Returns:
        Shape (((p−1)^n − 1)/(p−2), n).

    >>> start_roots(2, 3).real.tolist()
    [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    digits = np.indices((p - 1,) * n).reshape(n, -1).T
    leading = digits[np.arange(len(digits)), np.argmax(digits > 0, axis=1)]
    values = np.concatenate([[0], np.exp(2j * np.pi * np.arange(p - 2) / (p - 2))])
    return values[digits[leading == 1]]


def follow(form: SymmetricForm, starts: Complex, gamma: complex, tolerance: float) -> Complex:
    """Follow the roots of (1−t) γ (x^[p−1] − x) + t (T x^(p−1) − x) from t = 0 to t = 1.

    For all but finitely many γ on the unit circle no two paths meet before t = 1 and none
    leaves for infinity (Sommese and Wampler 2005, ch. 8). All paths advance together, each at its
    own pace: a cubic through the last two points and their tangents predicts, one Newton
    step corrects, and a step is kept if the correction is small against |x|.

    Args:
        form: T.
        starts: roots at t = 0, shape (m, n).
        gamma: γ, of modulus 1.
        tolerance: largest correction in units of |x|; smaller is slower and safer.

    Returns:
        Ends at t = 1, shape (m, n), NaN where a path could not be followed.
    """
    blocks = [starts[i : i + _BLOCK] for i in range(0, len(starts), _BLOCK)]
    one = partial(_follow_block, form, gamma=gamma, tolerance=tolerance)
    if len(blocks) == 1:
        return one(starts)
    threads = _threads()
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(one, blocks)))


def _threads() -> int:
    """Return how many threads NumPy's linear algebra may use here; one where it does not say."""
    pools = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(pools, default=1)


@np.errstate(all="ignore")  # a path that overflows is reported as NaN
def _follow_block(form: SymmetricForm, x: Complex, gamma: complex, tolerance: float) -> Complex:
    ends = np.full_like(x, np.nan)
    alive = np.arange(len(x))
    t, h = np.zeros(len(x)), np.full(len(x), _FIRST_STEP)
    v = _newton(form, x, t, gamma)[1]
    square, cube = np.zeros_like(x), np.zeros_like(x)
    for _ in range(_MOST_ROUNDS):
        h = np.minimum(h, 1 - t)
        step = h[:, None]
        y = x + step * (v + step * (square + step * cube))
        later = np.where(h >= 1 - t, 1.0, t + h)
        correction, w = _newton(form, y, later, gamma)
        size = np.linalg.norm(correction, axis=1) / np.linalg.norm(y, axis=1)
        size[~np.isfinite(size)] = np.inf
        y = y - correction
        kept = size < tolerance
        bends = _cubic(x, v, y, w, step)
        here = kept[:, None]
        x, v = np.where(here, y, x), np.where(here, w, v)
        square, cube = np.where(here, bends[0], square), np.where(here, bends[1], cube)
        t = np.where(kept, later, t)
        pace = np.clip(0.7 * (tolerance / np.maximum(size, 1e-300)) ** 0.25, 0.2, 2.5)
        h = h * np.where(kept, pace, np.minimum(pace, 0.5))
        ends[alive[t >= 1]] = x[t >= 1]
        on = (t < 1) & (h > _LEAST_STEP)
        if not on.all():
            x, v, square, cube, t, h, alive = (
                part[on] for part in (x, v, square, cube, t, h, alive)
            )
        if not len(alive):
            break
    return ends


def _cubic(x: Complex, v: Complex, y: Complex, w: Complex, step: Real) -> tuple[Complex, Complex]:
    """Return the cubic's coefficients of s² and s³ about y: from x, slope v, to y, slope w."""
    mean, turn = w - (y - x) / step, w - v
    return (3 * mean - turn) / step, (2 * mean - turn) / step**2


def _newton(form: SymmetricForm, x: Complex, t: Real, gamma: complex) -> tuple[Complex, Complex]:
    """Return Newton's correction h_x⁻¹ h and the path's tangent −h_x⁻¹ h_t, from one solve."""
    matrix = form.matrix(x)
    target = (matrix @ x[..., None])[..., 0] - x
    power = x ** (form.p - 2)
    start = gamma * (power * x - x)
    s = t[:, None]
    matrix *= ((form.p - 1) * t)[:, None, None]
    diagonal = np.arange(form.n)
    matrix[:, diagonal, diagonal] += (1 - s) * gamma * ((form.p - 1) * power - 1) - s
    sides = np.stack([(1 - s) * start + s * target, start - target], axis=-1)
    solved = eigenpairs.solve(matrix, sides)
    return solved[..., 0], solved[..., 1]
