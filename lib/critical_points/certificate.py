"""The certificate of completeness: that a set of roots is all of them.

Smale's α-theory replaces trust in a solver. For F(y, λ) = (T y^(p−1) − λy, y₀†y − 1) at a
computed root let β = |DF⁻¹F| and γ = max_k |DF⁻¹ D^k F/k!|^(1/(k−1)). If α = βγ is below
(13 − 3√17)/4 = 0.157, Newton's method converges from there to a true root within 2β (Blum,
Cucker, Shub and Smale 1998, ch. 8, th. 2); if it is below 0.03, so it does to the same one
from every point within 1/(20γ) (th. 4). So if the balls of radius 2β do not meet, the true
roots are different; and if there are as many as an instance can have, there are no others.
"""

from dataclasses import dataclass, field, replace
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.critical_points import eigenpairs
from lib.critical_points.eigenpairs import Complex, Real, sine
from lib.spinglass import SphericalSpinGlass
from lib.spinglass.tensor import SymmetricForm
from lib.theory import eigenpair_count

_LARGEST_ALPHA = 1e-4  # far below 0.03: room for a conjugate's phase and eigenvalue in th. 4
_LARGEST_RESIDUAL = 1e-8
_EPS = np.finfo(np.float64).eps


@dataclass(frozen=True)
class Certificate:
    """What was counted against what. It is true as a condition where ``complete`` is.

    Attributes:
        complete: whether the roots are proven to be all, and Euler's sum agrees if counted.
        found: different true roots that the set is proven to hold.
        expected: roots of a generic instance, ((p−1)^n − 1)/(p−2).
        residual: largest |T y^(p−1) − λy| in units of the root mean square eigenvalue.
        alpha: largest α of Smale's test.
        reason: one sentence that says why, or why not.
        euler: Σ(−1)^k N_k over the real points; None where it was not counted: by
            ``certify``, and for p odd and n even, where it is 0 whatever was missed. It should be
            the sphere's characteristic, 2 for n odd and 0 for n even.
        real: for each root, whether its line holds a real point, shape (m,).
        roots: the set judged, as unit vectors with Σy_i² ≥ 0, shape (m, n).
    """

    complete: bool
    found: int
    expected: int
    residual: float
    alpha: float
    reason: str
    euler: int | None = None
    real: NDArray[np.bool_] = field(repr=False, default_factory=lambda: np.zeros(0, dtype=bool))
    roots: Complex = field(repr=False, default_factory=lambda: np.zeros((0, 0), dtype=complex))


def certify(model: SphericalSpinGlass, roots: ArrayLike) -> Certificate:
    """Judge whether a set of roots is complete, however it was found.

    A root is a line of complex solutions of T x^(p−1) = λx, T the couplings: one vector on
    each, of any length and phase. The set is refused if a root is missing, doubled, moved
    (residual above 1e-8) or cannot be proven. Double precision, with bounds for its rounding.

    Args:
        model: the spin glass.
        roots: shape (m, n), complex or real.

    Raises:
        ValueError: for a wrong shape, numbers that are not finite, or a vector 0.

    >>> rng = np.random.default_rng(0)
    >>> model = SphericalSpinGlass.sample(4, 2, rng=rng)
    >>> vectors = np.linalg.eigh(model.couplings)[1].T
    >>> certify(model, vectors).complete, certify(model, vectors[1:]).complete
    (True, False)
    """
    y = eigenpairs.unit(_checked_roots(roots, model.n))
    residual, alpha, radius = _smale(eigenpairs.form_of(model), y)
    proven = (residual <= _LARGEST_RESIDUAL) & (alpha <= _LARGEST_ALPHA)
    again = np.zeros(len(y), dtype=bool)
    again[proven] = _meets_earlier(y[proven], radius[proven])
    found, expected = int(np.sum(proven & ~again)), eigenpair_count(n=model.n, p=model.p)
    faults = {
        f"{np.sum(~proven)} of {len(y)} are not proven to be roots": not proven.all(),
        f"{np.sum(again)} repeat another or cannot be told from it": bool(again.any()),
        f"{found} of {expected} roots were found": found != expected,
    }
    reasons = [text for text, at_fault in faults.items() if at_fault]
    return Certificate(
        complete=not reasons,
        found=found,
        expected=expected,
        residual=float(np.max(residual, initial=0.0)),
        alpha=float(np.max(alpha, initial=0.0)),
        reason="; ".join(reasons) or f"all {expected} roots were found and proven different",
        real=proven & (sine(y, y.conj()) <= 2 * radius),
        roots=y,
    )


def with_euler(certificate: Certificate, indices: NDArray[np.intp], n: int, p: int) -> Certificate:
    """Return the certificate with Euler's sum Σ(−1)^k N_k counted, where it says something.

    For p odd and n even it does not: a point of index k and its mirror image of index n−1−k
    cancel, whatever was missed.
    """
    if p % 2 and n % 2 == 0:
        return certificate
    euler, expected = int(np.sum(1 - 2 * (indices % 2))), 2 * (n % 2)
    if euler == expected or not certificate.complete:
        return replace(certificate, euler=euler)
    reason = f"Σ(−1)^k N_k is {euler}, not {expected}: a real point or an index is wrong"
    return replace(certificate, euler=euler, complete=False, reason=reason)


def _checked_roots(roots: ArrayLike, n: int) -> Complex:
    given = np.asarray(roots, dtype=np.complex128)
    if given.ndim != 2 or given.shape[1] != n:
        raise ValueError(f"roots have shape {given.shape}: give (m, {n}), a root a row")
    if not (np.isfinite(given).all() and given.any(axis=1).all()):
        raise ValueError("a root is the vector 0 or not finite, and spans no line: leave it out")
    size = np.abs(given).max(axis=1, keepdims=True)
    return given * np.exp2(-np.floor(np.log2(size)))  # exact, and squares stay within range


def _smale(form: SymmetricForm, y: Complex) -> tuple[Real, Real, Real]:
    """Return relative residual, α and the radius 2β at each root, rounding included.

    |D²F/2!| ≤ C(p−1, 2)|T| + ½, the ½ from −λy, |T| the spectral norm of T as an n × n^(p−1)
    matrix. The terms |DF⁻¹ D^k F/k!|^(1/(k−1)) ≤ (|DF⁻¹| C(p−1, k)|T|)^(1/(k−1)) of k ≥ 3 are
    smaller: |DF⁻¹| ≥ 1, since y†h = 1 asks for |h| ≥ 1; C(p−1, k) ≤ C(p−1, 2) (p/3)^(k−2); and in
    the couplings' unit |T| ≥ 1/√2 for p ≥ 3, so C(p−1, k)|T| ≤ (C(p−1, 2)|T|)^(k−1).
    """
    n, p = form.n, form.p
    value = eigenpairs.eigenvalues(form, y)
    values, jacobian = eigenpairs.linearise(form, y, value)
    inverse = eigenpairs.solve(jacobian, np.eye(n + 1, dtype=np.complex128))
    defect = np.linalg.norm(inverse @ jacobian - np.eye(n + 1), axis=(1, 2))
    sound = defect < 0.1  # otherwise the inverse proves nothing
    bound = np.linalg.norm(inverse, axis=(1, 2)) / np.where(sound, 1 - 2 * defect, 1)
    terms = comb(n + p - 2, p - 1) + p * n  # products summed, and roundings of each
    frobenius = form.size()
    rounding = terms * _EPS * (frobenius + np.abs(value))
    size = np.linalg.norm(values, axis=1)
    beta = bound * (size + rounding)
    gamma = bound * (comb(p - 1, 2) * form.spectral_norm() + 0.5)
    scale = frobenius / np.sqrt(n)
    alpha = np.where(sound, beta * gamma, np.inf)
    return size / max(scale, np.finfo(float).tiny), alpha, 2 * beta


def _meets_earlier(y: Complex, radii: Real) -> NDArray[np.bool_]:
    """Return for each ball of lines whether it meets a ball before it.

    Lines within sin θ of each other are so in any projection |a†y|²: only those whose
    shadows meet are compared.
    """
    n = y.shape[1]
    direction = np.exp(1j * np.arange(n) ** 2) * np.sqrt(np.arange(1, n + 1))
    shadow = eigenpairs.projections(y, direction[:, None] / np.linalg.norm(direction))[:, 0]
    margin = radii + 1e-14  # rounding of shadows and angles
    order = np.argsort(shadow - margin, kind="stable")
    low, high = (shadow - margin)[order], (shadow + margin)[order]
    reach = np.searchsorted(low, high, side="right") - np.arange(len(order)) - 1
    meets = np.zeros(len(order), dtype=bool)
    for ahead in range(1, int(np.max(reach, initial=0)) + 1):
        i = np.flatnonzero(reach >= ahead)
        first, second = order[i], order[i + ahead]
        touch = sine(y[first], y[second]) <= margin[first] + margin[second]
        meets[np.maximum(first, second)[touch]] = True
    return meets
