"""Whether a change is more than chance: for reports that do not make news of noise."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

FEWEST = 20
"""Cases in both periods together, below which nothing is said about a change."""
RISK = 0.05
"""How often all comparisons of a report together may give at least one change that is only chance."""


def is_more_than_chance(count: int, before: int, *, comparisons: int = 1) -> bool:
    """True when two periods of the same length differ by more than chance explains.

    If cases come in at the same rate, each of them falls in either period with the same probability: the interval of the share in
    the later one (Wilson's, wider the more comparisons are made) then holds a half.
    """
    both = count + before
    if both < FEWEST:
        return False
    low, high = wilson(count, both, z=NormalDist().inv_cdf(1 - RISK / comparisons / 2))
    return low > 0.5 or high < 0.5


def wilson(part: int, whole: int, *, z: float = 1.959964) -> tuple[float, float]:
    """The interval of a share; 95 % unless another `z` is given."""
    if whole == 0:
        return 0.0, 1.0
    share = part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, centre - half), min(1.0, centre + half)
