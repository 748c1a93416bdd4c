"""Descent of the spherical spin glass at N = ∞: closed equations of two times, no sampling.

A mixture {p: a_p} is the model with covariance E[H(σ)H(σ')] = N f(σ·σ'/N), f(q) = Σ a_p q^p; the
pure model is {p: 1}. Gradient flow σ̇ = −∇H − μσ, at a temperature T with its noise, from a start
that is in equilibrium at T_0 = 1/β_0, obeys with the overlap C(t, t') and the response R(t, t')

    ∂_t C(t, t') = −μ C(t, t') + ∫_0^t f''(C(t, s)) R(t, s) C(s, t') ds
                   + ∫_0^t' f'(C(t, s)) R(t', s) ds + β_0 f'(C(t, 0)) C(t', 0)
    ∂_t R(t, t') = −μ R(t, t') + ∫_t'^t f''(C(t, s)) R(t, s) R(s, t') ds
    μ(t) = T + ∫_0^t [f''(C(t, s)) C(t, s) + f'(C(t, s))] R(t, s) ds + β_0 f'(C(t, 0)) C(t, 0)

and the energy density is −∫_0^t f'(C(t, s)) R(t, s) ds − β_0 f(C(t, 0)).

Without the terms of β_0, that is for a random start, they are those of Cugliandolo and Kurchan
(Phys. Rev. Lett. 71, 173, 1993), whose proof is cited as Ben Arous, Dembo and Guionnet (Probab.
Theory Relat. Fields 136, 619, 2006; not read here). Those with them were
proven by Dembo and Subag for starts in equilibrium (arXiv 2503.23342), and before that for starts
within one of the bands where equilibrium lies (J. Stat. Phys. 181, 465, 2020; abstracts read).
All these proofs are of motion with noise, T > 0; at T = 0 the equations are solved as they stand.

The grid of past times is fine at both ends of t'/t (Kim and Latz, Europhys. Lett. 53, 660, 2001)
and thins out as t grows. R, sharp at t' = t whatever t, is kept as its integrals against the hat
functions of the grid: thinning preserves them, and all that they multiply is smooth.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline, make_interp_spline

from lib import checks
from lib.dynamics import reach
from lib.theory import mixtures

Real = NDArray[np.float64]

_SPACING = 0.5  # largest distance of kept times, over the step and the distance from either end
_UNTHINNED = 40  # times before the first thinning, times the step
_TOLERANCE = 1e-3  # of ``error``


@dataclass(frozen=True)
class Flow:
    """Descent at N = ∞.

    Attributes:
        times: those asked for, shape (m,).
        energies: energy densities there, shape (m,).
        overlaps: C(t, 0) with the start there, shape (m,).
        multipliers: μ(t) there, shape (m,); a state is marginal at 2 √f''(1).
        error: largest change of energies and overlaps when all steps were halved, at most 1e-3;
            they are extrapolated, and far nearer to the truth than this.
        grid: the past times kept at the end, from 0 to the last, shape (n,).
        correlation: C on the grid, shape (n, n).
        response: R(t, t') on the grid, its mean about t' for t' < t, shape (n, n).
        susceptibility: ∫_t'^t R(t, s) ds on the grid, shape (n, n).
    """

    times: Real
    energies: Real
    overlaps: Real
    multipliers: Real
    error: float
    grid: Real
    correlation: Real
    response: Real
    susceptibility: Real


def descend(
    mixture: Mapping[int, float],
    times: ArrayLike,
    *,
    start_temperature: float = np.inf,
    temperature: float = 0.0,
    step: float | None = None,
) -> Flow:
    """Solve the equations up to the last of some times.

    Heun's method on steps that are short at first, then the same with all steps and all distances
    of kept times halved; the two are extrapolated (Richardson). Five digits to t = 20 within a
    second or two, four to t = 1000 within a minute. A call takes 2 GB at most: one that would
    need more, or hours, is refused.

    Args:
        mixture: {order: coefficient}, such as {3: 1.0}; orders from 2 to 100.
        times: where to report, not negative.
        start_temperature: T_0, at least ``mixtures.static_temperature``, down to which equilibrium
            is replica-symmetric, whatever the mixture; infinite: a random start.
        temperature: T of the noise, 0 for descent.
        step: longest step, in units of 1/(√f''(1) + 4T), with which the spacing of kept times
            scales; 0.1 if not given, and 0.2 at T = 0 beyond 300 units. About 120 over the step
            times are kept at once; their square times the number of steps is at most 1.2e11.

    Raises:
        ValueError: if an argument is out of range, or the step too small by the limit above, or
            too large: beyond 0.3, or halving it changes the results by more than 1e-3.

    >>> flow = descend({3: 1.0}, [1, 10])
    >>> flow.energies.round(4).tolist()
    [-1.2198, -1.5518]
    """
    f, at = mixtures.covariance(mixture), reach.times(times)
    beta = reach.inverse_temperature(mixture, start_temperature)
    temperature = checks.real(temperature, "the temperature", least=0, below=mixtures.LARGEST)
    unit = 1 / (np.sqrt(f.deriv(2)(1.0)) + 4 * temperature)
    step = reach.step(step, float(at.max()) / unit, temperature)
    coarse = _steps(float(at.max()), unit, step)
    fine = np.interp(np.arange(2 * len(coarse) - 1) / 2, np.arange(len(coarse)), coarse)
    runs = [_Run(f, beta, temperature, step / part) for part in (1, 2)]
    with np.errstate(over="ignore", invalid="ignore"):
        once, twice = (
            CubicSpline(grid, run.march(grid), axis=1)(at)
            for run, grid in zip(runs, (coarse, fine), strict=True)
        )
    error = float(np.abs(once - twice)[:2].max())
    if not error <= _TOLERANCE:
        raise ValueError(
            f"step = {step} is too large: halving it changes results by {error:.3g}, by more than "
            f"{_TOLERANCE:g}; give a smaller step"
        )
    energies, overlaps, multipliers = (4 * twice - once) / 3
    return Flow(at, energies, overlaps, multipliers, error, *runs[1].two_times())


class _Run:
    """One march through time: C and the hat integrals of R on the times kept so far."""

    def __init__(self, f: Polynomial, beta: float, temperature: float, step: float) -> None:
        self.f, self.beta, self.temperature = f, beta, temperature
        self.first, self.second, self.spacing = f.deriv(1), f.deriv(2), _SPACING * step
        self.count, self.limit = 1, round(_UNTHINNED / step)
        self.t = np.zeros(1)
        # C(t, t'); its mean over t under each hat; and the integrals of R(t, ·) against the hats
        self.exact = self.mean = np.ones((1, 1))
        self.hats = np.zeros((1, 1))

    def march(self, times: Real) -> Real:
        """Return energy density, overlap with the start and μ at times from 0, shape (3, m)."""
        report, self.most = np.empty((3, len(times))), len(times)
        c, r = np.ones(1), np.zeros(1)
        for k, now in enumerate(times):
            report[:, k], dc, dr = self._rates(c, r)
            if k == len(times) - 1:
                break
            h = times[k + 1] - now
            dr[-1] += 1  # R(t, t) = 1 comes in at the end of the past
            trial = np.append(c + h * dc, 1.0), np.append(r + h * dr, 0.0)
            self._put(times[k + 1], *trial)
            _, dc_next, dr_next = self._rates(*trial)
            dr_next[-1] += 1
            c = np.append(c + h / 2 * (dc + dc_next[:-1]), 1.0)
            r = np.append(r, 0.0) + h / 2 * (np.append(dr, 0.0) + dr_next)
            self._put(times[k + 1], c, r)
            self.count += 1
            if self.count >= self.limit:
                c, r = self._thin(c, r, h)
        return report

    def _rates(self, c: Real, r: Real) -> tuple[tuple[float, float, float], Real, Real]:
        """Return (energy density, overlap, μ) and the time derivatives of C(t, ·) and R(t, ·)."""
        n, slope, weight = len(c), self.first(c), r * self.second(c)
        start = self.beta * slope[0]
        mu = self.temperature + weight @ c + r @ slope + start * c[0]
        hats = self.hats[:n, :n]
        dc = weight @ self.mean[:n, :n] + hats @ slope + start * self.exact[:n, 0] - mu * c
        energy = -r @ slope - self.beta * self.f(c[0])
        return (energy, c[0], mu), dc, weight @ hats - mu * r

    def _put(self, now: float, c: Real, r: Real) -> None:
        """Write the row of a new time behind those kept, with room for more to come."""
        n = self.count
        if len(self.t) <= n:
            room = (0, min(3 * n + 64, self.limit, self.most) - n)
            self.t = np.pad(self.t, room)
            self.exact, self.mean, self.hats = (
                np.pad(each, (room, room)) for each in (self.exact, self.mean, self.hats)
            )
        self.t[n], self.hats[n, : n + 1] = now, r
        for each in (self.exact, self.mean):
            each[n, : n + 1] = each[: n + 1, n] = c

    def _thin(self, c: Real, r: Real, h: float) -> tuple[Real, Real]:
        """Drop times that lie closer than need be, and return C(t, ·) and R(t, ·) on the rest.

        Integrals of R against functions that are straight between the times left stay the same.
        """
        n, kept = self.count, self._kept(h)
        t, weight = self.t[:n], np.maximum(r * self.second(c), 1e-200)  # the noise may forget all
        hats = make_interp_spline(t[kept], np.eye(len(kept)), k=1)(t)
        mean = hats.T @ (weight[:, None] * self.mean[:n, kept]) / (hats.T @ weight)[:, None]
        self.exact, self.mean = self.exact[np.ix_(kept, kept)], mean
        self.hats, self.t = self.hats[kept, :n] @ hats, t[kept]
        self.count = len(kept)
        self.limit = max(self.limit, int(1.4 * self.count))
        return c[kept], r @ hats

    def _kept(self, h: float) -> list[int]:
        """Return which times to keep: none further apart than the spacing times the nearer end."""
        kept, t = [0], self.t[: self.count]
        for i in range(1, len(t) - 1):
            left, right = t[kept[-1]], t[i + 1]
            if right - left > max(1.001 * h, self.spacing * min(left, t[-1] - right)):
                kept.append(i)
        return [*kept, len(t) - 1]

    def two_times(self) -> tuple[Real, Real, Real, Real]:
        """Return the grid, and C, R and the susceptibility on it."""
        n = self.count
        t, hats = self.t[:n], self.hats[:n, :n]
        left, right = np.diff(t, prepend=t[0]), np.diff(t, append=t[-1])
        both = left + right
        later = np.cumsum(hats[:, ::-1], axis=1)[:, ::-1]
        part = np.divide(left, both, out=np.zeros(n), where=both > 0)  # of a hat, before its time
        response = hats / np.where(both > 0, both / 2, 1)
        np.fill_diagonal(response, 1.0)
        return t, self.exact[:n, :n], response, np.tril(later - part * hats, -1)


def _steps(end: float, unit: float, step: float) -> Real:
    """Return times from 0 to an end at least, in steps that rise to their longest."""
    times = [0.0]
    while times[-1] < end:
        times.append(
            times[-1] + step * unit * min(1.0, reach.EARLY + reach.RISE * times[-1] / unit)
        )
    return np.array(times)
