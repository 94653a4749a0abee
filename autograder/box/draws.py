"""What a notebook draws from: the generators of Python, NumPy and torch, so that two runs of it give one grade.

A box begins from one seed, and so does each question, so that what an answer draws does not hang on what was asked
before. Cells draw as if nobody had asked anything: an exercise that is examined again alone finds what it found before.
"""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

BOX_SEED = 0

# Ours, for a learner may write random.seed = 42. Not torch.manual_seed: it takes milliseconds to note down a traceback
# for each kind of device that is not there.
_torch, _entropy = torch.default_generator, random.Random(BOX_SEED)
_SEEDS: tuple[Callable[[int], Any], ...] = (_torch.manual_seed, random.seed, np.random.seed, _entropy.seed)
_READS: tuple[Callable[[], Any], ...] = (_torch.get_state, random.getstate, np.random.get_state, _entropy.getstate)
_WRITES: tuple[Callable[[Any], Any], ...] = (_torch.set_state, random.setstate, np.random.set_state, _entropy.setstate)


def begin() -> None:
    """Seed everything, in a new box. An unseeded ``numpy.random.default_rng()`` asks here too, not the machine."""
    np.random.bit_generator.randbits = _entropy.getrandbits  # type: ignore[attr-defined]
    _seed(BOX_SEED)


class Draws:
    """Whose turn it is: a cell's or a question's."""

    def __init__(self) -> None:
        self._of_cells: list[Any] | None = None

    def question(self, seed: int) -> None:
        """A question begins; what cells have drawn so far is kept for the next one."""
        if self._of_cells is None:
            self._of_cells = [read() for read in _READS]
        _seed(seed)

    def cell(self) -> None:
        """A cell begins, and goes on where the last one ended."""
        if self._of_cells is not None:
            for write, state in zip(_WRITES, self._of_cells, strict=True):
                write(state)
            self._of_cells = None


def _seed(seed: int) -> None:
    for begin_from in _SEEDS:
        begin_from(seed)
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(seed)
