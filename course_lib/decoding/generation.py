"""Writing on: read the prompt once (prefill), then one token at a time (decode), each chosen from the last scores."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.decoding.filters import (
    apply_temperature,
    min_p_filter,
    penalize_repetition,
    sample,
    top_k_filter,
    top_p_filter,
)
from course_lib.decoding.step import Stepper
from course_lib.gpt import GPT
from course_lib.inputs import check_ids
from course_lib.rows import Rows, padded


@dataclass(frozen=True)
class Strategy:
    """How the next token is chosen. None leaves a filter out; filters are applied in the order of the fields.

    greedy takes the likeliest token that the filters leave; otherwise one is drawn.
    """

    repetition_penalty: float = 1.0
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    greedy: bool = False

    def filtered(
        self,
        logits: Float[Tensor, "batch vocab"],
        tokens: Int[Tensor, "batch n"],
        mask: Bool[Tensor, "batch n"] | None = None,
    ) -> Float[Tensor, "batch vocab"]:
        """The scores after every filter; `tokens` is the text so far, `mask` True on what of it is no padding."""
        if self.repetition_penalty != 1:
            logits = penalize_repetition(logits, tokens, self.repetition_penalty, mask)
        if self.temperature != 1:
            logits = apply_temperature(logits, self.temperature)
        if self.top_k is not None:
            logits = top_k_filter(logits, self.top_k)
        if self.top_p is not None:
            logits = top_p_filter(logits, self.top_p)
        if self.min_p is not None:
            logits = min_p_filter(logits, self.min_p)
        return logits


GREEDY = Strategy(greedy=True)


@dataclass(frozen=True)
class Choice:
    """One step: the model's scores, those that the filters left (−inf elsewhere), and the token chosen, per row."""

    logits: Float[Tensor, "batch vocab"]
    filtered: Float[Tensor, "batch vocab"]
    tokens: Int[Tensor, " batch"]


def generate(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    *,
    strategy: Strategy = GREEDY,
    stop_ids: Collection[int] = (),
    seed: int = 0,
) -> list[list[int]]:
    """What the model writes after each prompt: new tokens only, up to and without the first of stop_ids.

    Prompts may be of different lengths; together with the new tokens they must fit the model's context, ValueError
    otherwise. The seed decides what is drawn. A prompt gets what it gets alone; only where tokens are drawn, which
    number a row is given depends on how many rows there are.
    """
    written = [choice.tokens for choice in choices(model, prompts, max_new_tokens, strategy, stop_ids, seed)]
    rows = torch.stack(written, dim=1).tolist() if written else [[] for _ in prompts]
    return [_until(row, stop_ids) for row in rows]


def choices(
    model: GPT,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    strategy: Strategy = GREEDY,
    stop_ids: Collection[int] = (),
    seed: int = 0,
) -> Iterator[Choice]:
    """The steps of `generate`, as they come, until every row has met one of stop_ids."""
    rows = _prompts(model, prompts, max_new_tokens)
    if max_new_tokens == 0:
        return
    generator = torch.Generator(rows.tokens.device).manual_seed(seed)
    tokens, mask = rows.tokens, None if rows.mask.all() else rows.mask
    step = Stepper(model, model.allocate_cache(len(tokens), tokens.shape[1] + max_new_tokens))
    logits = prefill(model, step, tokens, mask)
    stops = torch.tensor(sorted(stop_ids), dtype=torch.long, device=tokens.device)
    stopped = torch.zeros(len(tokens), dtype=torch.bool, device=tokens.device)
    for left in range(max_new_tokens - 1, -1, -1):
        choice = _choose(logits, tokens, mask, strategy, generator)
        yield choice
        if len(stops):
            stopped |= torch.isin(choice.tokens, stops)
        if left == 0 or (len(stops) and bool(stopped.all())):
            return
        tokens = torch.cat((tokens, choice.tokens[:, None]), dim=1)
        if mask is not None:
            mask = torch.cat((mask, torch.ones_like(mask[:, :1])), dim=1)
        logits = step(choice.tokens, mask)


@torch.inference_mode()
def prefill(model: GPT, step: Stepper, tokens: Tensor, mask: Tensor | None) -> Float[Tensor, "batch vocab"]:
    """Scores after the whole prompt, which is put into the cache. ValueError if they are not numbers."""
    check_ids(tokens, model.config.vocab_size)
    if tokens.shape[1] > 1:
        model.read(tokens[:, :-1], step.cache, None if mask is None else mask[:, :-1])
    logits = step(tokens[:, -1], mask)
    if not logits.isfinite().all():
        raise ValueError("expected finite scores, got NaN or infinity: call course_lib.inputs.check_finite(model)")
    return logits


@torch.inference_mode()
def generate_with_cache(model: Any, prompt: Int[Tensor, "batch n"], max_new_tokens: int) -> Int[Tensor, "batch all"]:
    """The same, greedily, for any model that is called as model(tokens, cache) and makes its caches itself
    (model.new_cache()); returns the prompt and the new tokens. Every token is fed once.

    >>> class Counting:
    ...     def new_cache(self):
    ...         return []
    ...     def __call__(self, tokens, cache):
    ...         return torch.eye(5)[(tokens + 1) % 5]  # (batch, n, vocab)
    >>> generate_with_cache(Counting(), torch.tensor([[2]]), 3)
    tensor([[2, 3, 4, 0]])
    """
    if max_new_tokens < 0:
        raise ValueError(f"expected max_new_tokens of 0 or more, got {max_new_tokens}")
    tokens = fed = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens


def _choose(
    logits: Tensor, tokens: Tensor, mask: Tensor | None, strategy: Strategy, generator: torch.Generator
) -> Choice:
    filtered = strategy.filtered(logits, tokens, mask)
    if strategy.greedy:
        return Choice(logits, filtered, filtered.argmax(dim=-1))
    u = torch.rand(len(logits), generator=generator, device=logits.device, dtype=torch.float64)
    return Choice(logits, filtered, sample(filtered, u))


def _prompts(model: GPT, prompts: Sequence[Sequence[int]], max_new_tokens: int) -> Rows:
    """The prompts as one tensor, padded on the left, so that all end where writing begins."""
    if not prompts or not all(len(prompt) for prompt in prompts):
        raise ValueError("expected at least one prompt of at least one token each, got an empty one")
    check_room(model, max(map(len, prompts)), max_new_tokens)
    rows, device = padded(prompts, 0, side="left"), model.norm.weight.device
    return Rows(rows.tokens.to(device), rows.mask.to(device))


def check_room(model: GPT, n_prompt: int, max_new_tokens: int) -> None:
    """ValueError unless a prompt of that length and the new tokens fit the model's context."""
    if max_new_tokens < 0:
        raise ValueError(f"expected max_new_tokens of 0 or more, got {max_new_tokens}")
    if n_prompt + max_new_tokens > model.config.context:
        raise ValueError(
            f"expected prompt and new tokens to fit the context of {model.config.context}, got {n_prompt} + "
            f"{max_new_tokens}: shorten the prompt or write less"
        )


def _until(row: list[int], stop_ids: Collection[int]) -> list[int]:
    return next((row[:i] for i, token in enumerate(row) if token in stop_ids), row)
