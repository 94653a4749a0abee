"""Beam search: keep the few likeliest texts at every step, not just one (Lowerre 1976; Sutskever et al. 2014).

`beam_search` is the plain one, for any scoring function. `generate_beams` is what libraries run: with a cache, and
texts that ended compared by their score per token.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.decoding.generation import check_room, prefill
from course_lib.decoding.step import Stepper
from course_lib.gpt import GPT

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

    >>> log_probs = torch.tensor([0.5, 0.3, 0.2]).log()
    >>> found = beam_search(lambda tokens: log_probs.expand(len(tokens), 3), torch.tensor([1]), 2, 2, eos_id=0)
    >>> [(text.tolist(), round(torch.tensor(score).exp().item(), 2)) for text, score in found]
    [([1, 0], 0.5), ([1, 1, 0], 0.15)]
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
        if not grown:
            raise ValueError("expected at least one token that may follow, got log-probabilities of −inf only")
        steps.append(sorted(grown, key=lambda beam: -beam.score)[:n_beams])
    return steps


def _grow(next_log_probs: NextLogProbs, beams: list[Beam], n_beams: int, eos_id: int) -> list[Beam]:
    """Finished beams as they are, and the n_beams likeliest continuations of the others: more can never be kept."""
    kept = [Beam(b.tokens, b.score, parent, True) for parent, b in enumerate(beams) if b.finished]
    open_ = [(parent, beam) for parent, beam in enumerate(beams) if not beam.finished]
    log_probs = next_log_probs(torch.stack([beam.tokens for _, beam in open_])).detach()
    if log_probs.isnan().any():
        raise ValueError("expected log-probabilities, got NaN: does the model hold NaN weights?")
    totals = log_probs.double() + torch.tensor([[beam.score] for _, beam in open_], dtype=torch.float64)
    best = totals.flatten().argsort(descending=True, stable=True)[:n_beams]
    for index in best.tolist():
        (parent, beam), token = open_[index // totals.shape[1]], index % totals.shape[1]
        score = float(totals.flatten()[index])
        if score > -torch.inf:
            tokens = torch.cat((beam.tokens, beam.tokens.new_tensor([token])))
            kept.append(Beam(tokens, score, parent, token == eos_id))
    return kept


@torch.inference_mode()
def generate_beams(
    model: GPT,
    prompt: Sequence[int],
    n_beams: int,
    max_new_tokens: int,
    *,
    eos_id: int | None = None,
    length_penalty: float = 1.0,
    early_stopping: bool = False,
) -> list[tuple[list[int], float]]:
    """Up to n_beams texts after the prompt (new tokens, eos included), best first, with their scores.

    score: sum of log-probabilities / (new tokens)^length_penalty (Wu et al. 2016, simplified, as in `transformers`): 0
    compares sums, which favours short texts, 1 means per token. A text that ends leaves its place to another, so
    n_beams are always being written. It stops when n_beams have ended and, unless early_stopping, none that is being
    written can still beat the worst of them.
    """
    _check(torch.tensor(prompt), n_beams, max_new_tokens)
    check_room(model, len(prompt), max_new_tokens)
    step = Stepper(model, model.allocate_cache(n_beams, len(prompt) + max_new_tokens))
    written: list[list[int]] = [[] for _ in range(n_beams)]
    # All beams start as one and the same text: the copies wait until there are different ones.
    totals = torch.full((n_beams,), -torch.inf, dtype=torch.float64).index_fill_(0, torch.tensor([0]), 0.0)
    ended: list[tuple[list[int], float]] = []
    logits = prefill(model, step, torch.tensor([list(prompt)] * n_beams), None)
    for length in range(1, max_new_tokens + 1):
        best = _likeliest(totals[:, None] + logits.double().log_softmax(-1), 2 * n_beams)
        last = length == max_new_tokens
        # Twice as many are looked at: even if half of them end, n_beams can go on.
        running = [way for way in best if way.token != eos_id and not last][:n_beams]
        for way in best[:n_beams]:
            if way.token == eos_id or last:
                ended.append(([*written[way.parent], way.token], way.total / length**length_penalty))
        ended = sorted(ended, key=lambda text: -text[1])[:n_beams]
        full = len(ended) == n_beams
        if not running or (full and (early_stopping or running[0].total / length**length_penalty <= ended[-1][1])):
            break
        running += [running[-1]._replace(total=-torch.inf)] * (n_beams - len(running))
        written = [[*written[way.parent], way.token] for way in running]
        totals = torch.tensor([way.total for way in running], dtype=torch.float64)
        step.cache.reorder(torch.tensor([way.parent for way in running]))
        logits = step(torch.tensor([way.token for way in running]))
    return ended


class _Way(NamedTuple):
    """A beam continued by a token."""

    parent: int
    token: int
    total: float


def _likeliest(totals: Tensor, count: int) -> list[_Way]:
    """The best continuations, best first; totals (beams, vocab)."""
    best = totals.flatten().topk(min(count, int((totals > -torch.inf).sum())))
    ways = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return [_Way(index // totals.shape[1], index % totals.shape[1], total) for index, total in ways]


def _check(prompt: Tensor, n_beams: int, max_new_tokens: int) -> None:
    if prompt.ndim != 1 or len(prompt) == 0:
        raise ValueError(f"expected a prompt of shape (n,) with at least one token, got {tuple(prompt.shape)}")
    if n_beams < 1:
        raise ValueError(f"expected n_beams of 1 or more, got {n_beams}")
    if max_new_tokens < 0:
        raise ValueError(f"expected max_new_tokens of 0 or more, got {max_new_tokens}")
