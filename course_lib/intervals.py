"""How sure a measurement is: intervals for shares and means."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

Z_95 = 1.959964  # of the normal distribution, for 95 %


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), 0 to 1; (0, 1) without observations."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: int, n: int) -> tuple[float, float, float]:
    """(low, share, high): a share of n observations between the ends of its 95 % interval, as figures take it."""
    low, high = wilson(right, n)
    return low, right / n, high


def bootstrap(values: Sequence[float], *, draws: int = 1000, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of a mean: of means of values drawn again with replacement. ValueError without values."""
    if not values:
        raise ValueError("expected values to draw from, got none")
    given = torch.tensor(values, dtype=torch.float64)
    rows = torch.randint(len(given), (draws, len(given)), generator=torch.Generator().manual_seed(seed))
    return middle(given[rows].mean(1))


def middle(drawn: Float[Tensor, " draws"]) -> tuple[float, float]:
    """The ends between which the middle 95 % of a bootstrap's results lie."""
    low, high = drawn.quantile(torch.tensor([0.025, 0.975], dtype=drawn.dtype)).tolist()
    return low, high
