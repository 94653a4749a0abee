"""What answers give, as tuples of tensors, also where it is one; and whether two of them are the same."""

import torch
from torch import Tensor

Outputs = tuple[Tensor, ...]
Wrongs = list[tuple[str, Outputs]]


def told_apart(right: Outputs, wrongs: Wrongs) -> bool:
    """Each mistake gives something of its own."""
    seen = [("", right), *wrongs]
    return not any(
        key != other and len(one) == len(two) and all(map(_near, one, two))
        for index, (key, one) in enumerate(seen)
        for other, two in seen[index + 1 :]
    )


def _near(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and torch.allclose(one.double(), other.double(), 1e-2, 2e-3)


def same_outputs(got: object, wrong: Outputs, tolerance: float = 1e-4) -> bool:
    """Whether `got`, one tensor or several, is what the mistake gives."""
    found = got if isinstance(got, tuple | list) else (got,)
    return len(found) == len(wrong) and all(
        isinstance(one, Tensor)
        and one.shape == other.shape
        and not one.is_complex()
        and torch.allclose(one.detach().double(), other.double(), tolerance, tolerance)
        for one, other in zip(found, wrong, strict=True)
    )
