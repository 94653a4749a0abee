"""Beam search: keep the few likeliest texts at every step, not just one (Lowerre 1976; Sutskever et al. 2014)."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

NextLogProbs = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Beam:
    """A text being written. score: sum of its new tokens' log-probabilities (nats); parent: which beam of the step
    before it came from; finished: whether it ends with eos."""

    tokens: Int[Tensor, " n"]
    score: float
    parent: int = 0
    finished: bool = False


def beam_search(
    next_log_probs: NextLogProbs, prompt: Int[Tensor, " n"], n_beams: int, max_new_tokens: int, eos_id: int
) -> list[tuple[Int[Tensor, " m"], float]]:
    """The n_beams likeliest texts found, best first, each with its score, the sum of log-probabilities.

    next_log_probs: tokens (beams, n) to log-probabilities (beams, vocab) of the next one. A beam that ends with eos_id
    is finished: it stays and is never fed. Texts include the prompt and eos.
    """
    steps = search_beams(next_log_probs, prompt, n_beams, max_new_tokens, eos_id)
    return [(beam.tokens, beam.score) for beam in steps[-1]]


def search_beams(
    next_log_probs: NextLogProbs, prompt: Int[Tensor, " n"], n_beams: int, max_new_tokens: int, eos_id: int
) -> list[list[Beam]]:
    """The beams kept at every step, best first: the first step is the prompt alone, the last the result."""
    _check(prompt, n_beams, max_new_tokens)
    steps = [[Beam(prompt, 0.0)]]
    for _ in range(max_new_tokens):
        if all(beam.finished for beam in steps[-1]):
            break
        grown = _grow(next_log_probs, steps[-1], n_beams, eos_id)
        steps.append(sorted(grown, key=lambda beam: -beam.score)[:n_beams])
    return steps


def _grow(next_log_probs: NextLogProbs, beams: list[Beam], n_beams: int, eos_id: int) -> list[Beam]:
    """Finished beams as they are, and the n_beams likeliest continuations of the others: more can never be kept."""
    kept = [Beam(b.tokens, b.score, parent, True) for parent, b in enumerate(beams) if b.finished]
    open_ = [(parent, beam) for parent, beam in enumerate(beams) if not beam.finished]
    log_probs = next_log_probs(torch.stack([beam.tokens for _, beam in open_])).detach()
    totals = log_probs.double() + torch.tensor([[beam.score] for _, beam in open_], dtype=torch.float64)
    best = totals.flatten().argsort(descending=True, stable=True)[:n_beams]
    for index in best.tolist():
        (parent, beam), token = open_[index // totals.shape[1]], index % totals.shape[1]
        score = float(totals.flatten()[index])
        if score > -torch.inf:
            tokens = torch.cat((beam.tokens, beam.tokens.new_tensor([token])))
            kept.append(Beam(tokens, score, parent, token == eos_id))
    return kept


def _check(prompt: Tensor, n_beams: int, max_new_tokens: int) -> None:
    if prompt.ndim != 1 or len(prompt) == 0:
        raise ValueError(f"expected a prompt of shape (n,) with at least one token, got {tuple(prompt.shape)}")
    if n_beams < 1:
        raise ValueError(f"expected n_beams of 1 or more, got {n_beams}")
    if max_new_tokens < 0:
        raise ValueError(f"expected max_new_tokens of 0 or more, got {max_new_tokens}")
