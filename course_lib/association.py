"""Whether two groups of words stand nearer to two attributes: the WEAT of Caliskan, Bryson and Narayanan (2017)."""

import itertools

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.intervals import middle


def associations(w: Float[Tensor, "n d"], a: Float[Tensor, "n_a d"], b: Float[Tensor, "n_b d"]) -> Float[Tensor, " n"]:
    """How much nearer each vector is to a than to b: mean cosine with a minus mean cosine with b."""
    w, a, b = (F.normalize(vectors, dim=-1) for vectors in (w, a, b))
    return (w @ a.T).mean(1) - (w @ b.T).mean(1)  # (n, n_a) and (n, n_b) to (n,)


def association_effect_size(
    x: Float[Tensor, "n_x d"], y: Float[Tensor, "n_y d"], a: Float[Tensor, "n_a d"], b: Float[Tensor, "n_b d"]
) -> float:
    """d: the difference of the groups' mean associations over the standard deviation (n − 1) of all of them; between
    −2 and 2 for groups of like size. Positive: x stands nearer to a, y nearer to b.

    >>> x, y = torch.tensor([[1.0, 0.0], [2.0, 0.0]]), torch.tensor([[0.0, 1.0], [0.0, 3.0]])
    >>> round(association_effect_size(x, y, a=x, b=y), 3)
    1.732
    """
    of_x, of_y = associations(x, a, b), associations(y, a, b)
    return float(_effect(of_x, of_y))


def _effect(of_x: Float[Tensor, "*draws n_x"], of_y: Float[Tensor, "*draws n_y"]) -> Float[Tensor, "*draws"]:
    """d of two groups' associations."""
    return (of_x.mean(-1) - of_y.mean(-1)) / torch.cat((of_x, of_y), -1).std(-1)


def effect_size_interval(
    x: Float[Tensor, "n_x d"],
    y: Float[Tensor, "n_y d"],
    a: Float[Tensor, "n_a d"],
    b: Float[Tensor, "n_b d"],
    *,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """The 95 % interval of d by bootstrap: the words of each group drawn again with replacement, the attributes kept.
    Draws whose words are all alike have no d and are left out."""
    groups = [associations(w, a, b).double() for w in (x, y)]
    generator = torch.Generator().manual_seed(seed)
    of_x, of_y = (of_w[torch.randint(len(of_w), (draws, len(of_w)), generator=generator)] for of_w in groups)
    vary = torch.cat((of_x, of_y), 1).std(1) > 1e-9  # less is rounding, and d would be noise
    return middle(_effect(of_x[vary], of_y[vary]))


def permutation_p_value(
    x: Float[Tensor, "n_x d"],
    y: Float[Tensor, "n_y d"],
    a: Float[Tensor, "n_a d"],
    b: Float[Tensor, "n_b d"],
    *,
    draws: int = 2000,
    seed: int = 0,
) -> float:
    """How often groups drawn at random differ at least as much, in either direction: all partitions where there are
    no more than `draws`, else so many drawn."""
    # In float32 a partition that differs as much, the true one first of all, may seem to differ less by rounding.
    both = torch.cat((associations(x, a, b), associations(y, a, b))).double()
    n, size = len(both), len(x)
    chosen = list(itertools.islice(itertools.combinations(range(n), size), draws + 1))
    if len(chosen) > draws:
        generator = torch.Generator().manual_seed(seed)
        chosen = [tuple(torch.randperm(n, generator=generator)[:size].tolist()) for _ in range(draws)]
    member = torch.zeros(len(chosen), n, dtype=both.dtype)
    member[torch.arange(len(chosen))[:, None], torch.tensor(chosen)] = 1
    gaps = member @ both / size - (1 - member) @ both / (n - size)
    observed = both[:size].mean() - both[size:].mean()
    return float((gaps.abs() >= observed.abs() - 1e-12).double().mean())
