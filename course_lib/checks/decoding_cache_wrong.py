"""What `KVCache.update` hands out, and what it hands out after each likely mistake."""

from collections.abc import Sequence

import torch
from torch import Tensor

Pair = tuple[Tensor, Tensor]  # keys and values, each (batch, heads, positions, d_head)


def joined(pairs: Sequence[Pair]) -> Pair:
    """Everything that was put into one layer, in order of time."""
    return torch.cat([key for key, _ in pairs], dim=2), torch.cat([value for _, value in pairs], dim=2)


def likely_updates(pairs: Sequence[Pair]) -> list[tuple[str, Pair]]:
    """For one layer, the last of `pairs` having just been put in; told apart from the second update on."""
    keys, values = joined(pairs)
    new = pairs[-1]
    likely = [
        ("swapped", (values, keys)),
        ("key_twice", (keys, keys)),
        ("key_twice", (values, values)),
        ("stores_nothing", new),
    ]
    if len(pairs) == 1:
        return likely
    before = joined(pairs[:-1])
    likely += [
        ("prepended", joined(pairs[::-1])),
        ("without_the_new", before),
        ("twice", joined([*pairs, new])),
        ("twice", joined([*pairs[:-1], *pairs])),
    ]
    if len(pairs) > 2:
        likely += [("forgets", joined(pairs[-2:])), ("forgets", joined([pairs[0], new]))]
    for axis in (0, 1, 3):
        if all(key.shape == new[0].shape for key, _ in pairs):
            parts = list(zip(*pairs, strict=True))
            likely.append(("wrong_axis", (torch.cat(parts[0], dim=axis), torch.cat(parts[1], dim=axis))))
    if all(key.shape == new[0].shape for key, _ in pairs):
        for axis in (0, 2):
            stacked = [torch.stack([pair[i] for pair in pairs], dim=axis) for i in (0, 1)]
            likely.append(("stacked", (stacked[0], stacked[1])))
    return likely
