"""Challenges: draws that depend on a seed (see ``submission.challenge_seed``) and on the names they are drawn for."""

import hashlib

import torch
from torch import Tensor


class Rng:
    """float64 draws from a seed and the property's name."""

    def __init__(self, seed: str, *names: str) -> None:
        digest = hashlib.sha256("\0".join((seed, *names)).encode()).digest()
        self._generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "little") >> 1)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float64) -> Tensor:
        """Normal draws with standard deviation ``scale``."""
        return (scale * torch.randn(shape, generator=self._generator, dtype=torch.float64)).to(dtype)

    def floats(self, *shape: int, scale: float = 1.0) -> Tensor:
        """Normal draws in float32."""
        return self.normal(*shape, scale=scale, dtype=torch.float32)

    def uniform(self, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
        """Uniform draws in [0, 1)."""
        return torch.rand(shape, generator=self._generator, dtype=torch.float64).to(dtype)

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """Whole numbers in [low, high), int64."""
        return torch.randint(low, high, shape, generator=self._generator)

    def integer(self, low: int, high: int) -> int:
        """One whole number in [low, high)."""
        return int(self.integers(low, high, 1))

    def permutation(self, n: int) -> Tensor:
        """A permutation of 0..n-1, int64."""
        return torch.randperm(n, generator=self._generator)

    def mask(self, *shape: int, keep: float = 0.5) -> Tensor:
        """A boolean mask, True with probability ``keep``; every row (last axis) has a True and, if it can, a False."""
        mask = self.uniform(*shape) < keep
        first = self.integers(0, shape[-1], *shape[:-1]).unsqueeze(-1)
        mask = mask.scatter(-1, (first + 1) % shape[-1], False)
        return mask.scatter(-1, first, True)
