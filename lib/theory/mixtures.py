"""Levels and temperatures of mixed spherical models at N = ∞, in closed form.

A mixture {p: a_p} is the model with covariance E[H(σ)H(σ')] = N f(σ·σ'/N), f(q) = Σ a_p q^p; the
pure model is {p: 1}. Energies are positive here, as ``theory.threshold_energy`` is.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from lib import checks

Real = NDArray[np.float64]

LARGEST = 1e50  # number: its squares are still numbers
_HIGHEST = 100  # order: f is a polynomial with all coefficients up to it


def covariance(mixture: Mapping[int, float]) -> Polynomial:
    """Return f of a mixture {p: a_p}, f(q) = Σ a_p q^p.

    Raises:
        ValueError: if it is no mixture, an order is above 100, a coefficient is negative, or the
            scale is beyond numbers.

    >>> covariance({3: 0.5, 4: 0.5})(1.0)
    np.float64(1.0)
    """
    if not isinstance(mixture, Mapping) or not mixture:
        raise ValueError(
            f"no mixture: give {{order: coefficient}}, such as {{3: 1.0}}; got {mixture!r}"
        )
    orders = [checks.whole(p, "an order of the mixture", 2, most=_HIGHEST) for p in mixture]
    values = [checks.real(a, f"the coefficient of order {p}", least=0) for p, a in mixture.items()]
    if not 1 / LARGEST < sum(values) < LARGEST:
        raise ValueError(f"the coefficients sum up to {sum(values):.1g}: give some nearer to 1")
    coefficients = np.zeros(max(orders) + 1)
    np.add.at(coefficients, orders, values)
    return Polynomial(coefficients)


def marginal_multiplier(mixture: Mapping[int, float]) -> float:
    """Return 2 √f''(1): the μ at which the lower edge of the Hessian's spectrum touches zero.

    >>> round(marginal_multiplier({3: 1.0}), 3)
    4.899
    """
    return float(2 * np.sqrt(covariance(mixture).deriv(2)(1.0)))


def threshold_energy(mixture: Mapping[int, float]) -> float:
    """Return the positive E_th: −E_th is where aging descent from a random start would end.

    With C = 1 and ∫R = 1/√f'' of the fast part, and R = y ∂C/∂t' of the slow one, the equations
    at marginal μ give y = √f''/f' − 1/√f'' and E_th = f'/√f'' + y f, all taken at 1; E_∞ for a
    pure model. Whether a mixture's descent ends there is a question (Folena, Franz and
    Ricci-Tersenghi, Phys. Rev. X 10, 031045, 2020); in some it cannot, for −E_th lies below the
    wall ``-algorithmic_threshold``, as with {3: 0.9, 12: 0.1}.

    >>> round(threshold_energy({3: 1.0}), 6), round(threshold_energy({3: 0.5, 4: 0.5}), 6)
    (1.632993, 1.690476)
    """
    f = covariance(mixture)
    value, slope, root = f(1.0), f.deriv(1)(1.0), np.sqrt(f.deriv(2)(1.0))
    return float(slope / root + value * (root / slope - 1 / root))


def algorithmic_threshold(mixture: Mapping[int, float]) -> float:
    """Return the positive ALG = ∫_0^1 √f''(q) dq, E_∞ for a pure model.

    Following the lowest direction of the Hessian outwards reaches −ALG (Subag, Comm. Pure Appl.
    Math. 74, 907, 2021), and no algorithm that is Lipschitz in the couplings passes it (Huang and
    Sellke 2021 for even orders, arXiv:2303.12172 for all).

    >>> round(algorithmic_threshold({3: 1.0}), 6), round(algorithmic_threshold({3: 0.5, 4: 0.5}), 6)
    (1.632993, 1.699522)
    """
    bend = covariance(mixture).deriv(2)
    return float(quad(lambda q: np.sqrt(bend(q)), 0, 1, epsabs=1e-12)[0])


def dynamical_temperature(mixture: Mapping[int, float]) -> float:
    """Return T_d, below which a start in equilibrium lies in a valley that it does not leave.

    The highest T at which f'(q)/T² = q/(1 − q) has a solution q > 0: T_d² = max f'(q)(1 − q)/q.
    What jumps there is this q, the memory, where it is not zero; the energy does not jump.

    >>> round(dynamical_temperature({3: 1.0}), 6)
    0.866025
    """
    f = covariance(mixture)
    slope = f.deriv(1)
    return _root_of_largest(lambda q: slope(q) * (1 - q) / q, f)


def static_temperature(mixture: Mapping[int, float]) -> float:
    """Return T_K, below which equilibrium is no longer that of one inverse temperature β_0.

    Equilibrium is replica-symmetric as long as f(q)/T² + ln(1 − q) + q ≤ 0 for all q (Talagrand,
    Probab. Theory Relat. Fields 134, 339, 2006; from memory): T_K² = max f(q)/(−ln(1 − q) − q).

    So much holds for any mixture, but not what follows below T_K. One step of replica symmetry
    breaking, with valleys of an overlap q that jumps to where the maximum lies, is right for pure
    models of p ≥ 3. With enough p = 2 the maximum lies at q = 0 and nothing jumps; others, such as
    some of three and sixteen spins per term, break in more steps as they get colder. For none of
    these does T_K give the ground state, as it does for a pure model.

    >>> round(static_temperature({3: 1.0}), 5), round(static_temperature({3: 0.5, 4: 0.5}), 5)
    (0.82881, 0.76214)
    """
    f = covariance(mixture)
    return _root_of_largest(lambda q: f(q) / (-np.log1p(-q) - q), f)


def _root_of_largest(function: Callable[[Real], Real], f: Polynomial) -> float:
    """Return the root of a function's largest value on [0, 1), which at 0 is f''(0)."""
    q = np.linspace(0, 1, 1001)[1:-1]
    best = q[int(np.argmax(function(q)))]
    near = (max(best - 1e-3, 1e-4), min(best + 1e-3, 1 - 1e-9))
    found = minimize_scalar(
        lambda x: -function(x), bounds=near, method="bounded", options={"xatol": 1e-10}
    )
    return float(np.sqrt(max(-found.fun, f.deriv(2)(0.0))))
