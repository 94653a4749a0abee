"""``generate_with_cache``: greedy decoding that reads every token once.

What a question is about: a model made here that watches how it is used, a batch of prompts, and how many new tokens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Callback, Complaint
from course_lib.asking.results import Ids, kind_of
from course_lib.asking.visible import Trial

PLACES = 40  # a text longer than this finds itself at the first places again
# What one call of the learner's function may make the model keep: more than any exam needs, and little to hold.
MOST_CACHES, MOST_PLACES, MOST_ROWS, MOST_CALLS = 64, 256, 16, 512


@dataclass(eq=False)
class Cache:
    """What was fed into it: (rows, so far)."""

    tokens: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Feed:
    """One call of the model."""

    cache: Cache | None
    tokens: Tensor


@dataclass(eq=False)
class Model:
    """table (places, V, V): the scores after a text are the sum of its tokens' rows, each at its own place.

    A token left out, fed twice or put into another cache changes what comes next. ``feeds``: how it was used in one
    call of the learner's function; ``refused``: the name of a wrong use.
    """

    table: Tensor
    feeds: list[Feed] = field(default_factory=list)
    refused: str = ""
    _handed: list[tuple[Callback, Cache]] = field(default_factory=list)
    _earlier: list[Callback] = field(default_factory=list)
    _opaque: Callback | None = None

    def scores(self, text: Tensor) -> Tensor:
        """(rows, n) to (rows, n, V): after each token."""
        places = torch.arange(text.shape[1]) % len(self.table)
        return self.table[places, text].cumsum(dim=1)

    def watched(self) -> Callback:
        """What the learner's code calls, the same object each time; its caches are opaque too, and come back as what
        was handed out."""
        self._earlier = [*self._earlier, *(opaque for opaque, _ in self._handed)][-MOST_CACHES:]
        self.feeds, self.refused, self._handed = [], "", []
        self._opaque = self._opaque or Callback(self._call, methods={"new_cache": self._new_cache})
        self._opaque.calls = 0
        return self._opaque

    def _new_cache(self) -> Callback:
        if len(self._handed) >= MOST_CACHES:
            raise self._refuse("too_much", f"more than {MOST_CACHES} caches")
        opaque = Callback(self._cache_called)
        self._handed.append((opaque, Cache()))
        return opaque

    def _cache_called(self, *_: Any) -> None:
        raise self._refuse("own_cache", "a cache is only handed to the model")

    def _call(self, tokens: Any, cache: Any = None) -> Tensor:
        """Scores (rows, fed, V) after each of the tokens fed. Nothing is kept of a call that is refused."""
        if not isinstance(tokens, Tensor) or tokens.dtype != torch.long or tokens.ndim != 2:
            shape = f"{tokens.dtype} {tuple(tokens.shape)}" if isinstance(tokens, Tensor) else kind_of(tokens)
            raise self._refuse("model_input", f"the model reads int64 tokens of shape (batch, fed), got {shape}")
        if len(tokens) > MOST_ROWS or tokens.shape[1] > MOST_PLACES or len(self.feeds) >= MOST_CALLS:
            raise self._refuse("too_much", f"tokens {tuple(tokens.shape)}: too many, or called too often")
        if tokens.numel() and not 0 <= int(tokens.min()) <= int(tokens.max()) < self.table.shape[-1]:
            raise self._refuse("model_input", "a token id is not in the vocabulary")
        held = self._cache(cache)
        past = held.tokens if held is not None and held.tokens is not None else tokens[:, :0]
        if len(past) != len(tokens):
            raise self._refuse("rows_change", f"this cache holds {len(past)} rows, and {len(tokens)} are fed")
        text = torch.cat([past, tokens], dim=1)
        if text.shape[1] > MOST_PLACES:
            raise self._refuse("too_much", f"more than {MOST_PLACES} tokens in one cache")
        if tokens.numel():
            self.feeds.append(Feed(held, tokens.clone()))
        if held is not None:
            held.tokens = text
        return self.scores(text)[:, past.shape[1] :]

    def _cache(self, cache: Any) -> Cache | None:
        if cache is None:
            return None
        for opaque, held in self._handed:
            if cache is opaque:
                return held
        old = any(cache is opaque for opaque in self._earlier)
        raise self._refuse("old_cache" if old else "own_cache", "the model's caches are made by model.new_cache()")

    def _refuse(self, key: str, message: str) -> Complaint:
        self.refused = self.refused or key
        return Complaint(message)


# ---------------------------------------------------------------- what is right, and what likely mistakes give

Choose = Callable[[Tensor, int], Tensor]  # scores (rows, n, V) and how many were fed, to tokens (rows,)


def right(model: Model, prompt: Tensor, new: int) -> Tensor:
    """prompt (batch, n) to (batch, n + new): at each step the token with the highest score."""
    return _written(model, prompt, new, lambda scores, fed: scores[:, -1].argmax(-1))


def _written(model: Model, prompt: Tensor, new: int, choose: Choose) -> Tensor:
    text, fed = prompt, prompt.shape[1]
    for _ in range(new):
        text, fed = torch.cat([text, choose(model.scores(text), fed)[:, None]], dim=1), 1
    return text


def mistakes(model: Model, prompt: Tensor, new: int) -> Mistakes:
    """What comes back after each likely mistake that is not one of feeding."""
    text, n = right(model, prompt, new), prompt.shape[1]
    one: Callable[[Choose], Tensor] = lambda choose: _written(model, prompt, new, choose)  # noqa: E731
    return [
        ("prompt_missing", text[:, n:]),
        ("one_more", right(model, prompt, new + 1)),
        ("one_less", text[:, : max(n, n + new - 1)]),
        ("only_last", text[:, -1:]),
        ("prompt_only", prompt),
        ("new_tokens_first", torch.cat([text[:, n:], prompt], dim=1)),
        ("scores_not_updated", torch.cat([prompt, text[:, n : n + 1].expand(-1, new)], dim=1)),
        ("first_scores", one(lambda scores, fed: scores[:, -fed].argmax(-1))),
        ("scores_summed", one(lambda scores, fed: scores[:, -fed:].sum(dim=1).argmax(-1))),
        ("least_likely", one(lambda scores, fed: scores[:, -1].argmin(-1))),
        ("second_best", one(lambda scores, fed: scores[:, -1].topk(2).indices[:, 1])),
        ("rows_mixed", one(lambda scores, fed: scores[:1, -1].argmax(-1).expand(len(scores)))),
        ("rows_mixed", one(lambda scores, fed: scores[:, -1].sum(0, keepdim=True).argmax(-1).expand(len(scores)))),
        ("rows_mixed", right(model, prompt[:1], new)),
    ]


def certain(model: Model, prompt: Tensor, new: int) -> bool:
    """No two scores are near where one of them is chosen, and no choice looks like feeding the prompt's end again."""
    text, n = right(model, prompt, new), prompt.shape[1]
    best = model.scores(text).topk(2).values[:, n - 1 : -1] if new else torch.tensor([1.0, 0.0])
    wrong = [other for key, other in mistakes(model, prompt, new) if key != "new_tokens_first"]
    again = any(len(other) == len(prompt) and torch.equal(other[:, n : n + 1], prompt[:, -1:]) for other in wrong)
    return bool((best[..., 0] - best[..., 1] > 1e-2).all()) and not (new and again)


# ---------------------------------------------------------------- what the feeding shows


def diagnosis(model: Model, prompt: Tensor, new: int) -> Failed | None:
    """What is wrong with how the model was fed; None if every token was fed once, in order, into one cache per row."""
    rows, n = prompt.shape
    fed = sum(feed.tokens.numel() for feed in model.feeds)
    expected = f"{n + new - 1} – {n + new}" if new else f"≤ {n}"
    seen: dict[str, Any] = {"what": "Σ tokens.shape[1]", "got": f"{fed / rows:g}", "expected": expected}
    key = model.refused or _diagnosed(model, prompt, new)
    return None if not key else Failed(key) if model.refused else Failed(key, explained=True, **seen)


def _diagnosed(model: Model, prompt: Tensor, new: int) -> str:
    rows, n = prompt.shape
    if not model.feeds:
        return "not_called" if new else ""
    caches = list({id(feed.cache): feed.cache for feed in model.feeds if feed.cache is not None}.values())
    if not caches:
        return "no_cache"
    if any(feed.cache is None for feed in model.feeds):
        return "cache_dropped"
    texts = [cache.tokens for cache in caches if cache.tokens is not None]
    if sum(map(len, texts)) > rows:
        return "recomputed" if all(text.shape[1] >= n for text in texts) else "fresh_cache"
    fed = sum(feed.tokens.numel() for feed in model.feeds)
    most = rows * (n + new)
    return _out_of_order(model, prompt, texts) or (
        "fed_twice" if fed > most else "too_few" if new and fed < most - rows else ""
    )


def _out_of_order(model: Model, prompt: Tensor, texts: list[Tensor]) -> str:
    """A token left out or fed twice, seen in what a cache holds and in the calls that filled it."""
    n = prompt.shape[1]
    for text in texts:
        if not bool((text[:, None, :n] == prompt[None, :, : text.shape[1]]).all(-1).any(-1).all()):
            return "prompt_not_read"
    later = [feed.tokens for feed in model.feeds[len(texts) :]]
    if n > 1 and any(len(fed) == len(prompt) and torch.equal(fed[:, :n], prompt) for fed in later):
        return "whole_text_again"
    whole = len(texts) == 1 and later and model.feeds[0].tokens.shape == prompt.shape
    return "last_token_twice" if whole and torch.equal(later[0][:, 0], prompt[:, -1]) else ""


FED = ("not_called", "too_few", "fed_twice")  # a question that knows the likely cause says that instead


def symptom(found: Outputs, given: Given) -> Failed | None:
    """What the feeding shows, where no mistake explains the text."""
    return diagnosis(*given)


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_fed(ask: Ask, *given: Any) -> None:
    """Every token is fed at most once, into one cache; whatever the text is."""
    ask.got(*given)
    if (found := diagnosis(*given)) is not None:
        raise found.on(describe(*given))


def ask_nothing_new(ask: Ask, model: Model, prompt: Tensor) -> None:
    """0 new tokens: the prompt, and no token is read twice for it."""
    with ask.blaming("nothing_new"):
        ask(model, prompt, 0)
    fed = sum(feed.tokens.numel() for feed in model.feeds)
    if fed > prompt.numel():
        raise Failed(
            "fed_twice", what="Σ tokens.shape[1]", got=f"{fed / len(prompt):g}", expected=f"≤ {prompt.shape[1]}"
        )


def describe(model: Model, prompt: Tensor, new: int) -> str:
    return f"prompt {tuple(prompt.shape)}, max_new_tokens = {new}"


def made(seed: int, size: int = 13) -> Model:
    return Model(torch.randn(PLACES, size, size, generator=torch.Generator().manual_seed(seed)))


SEEDS = (3, 4)  # of models for which every likely mistake gives a text of its own


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    model, other = map(made, SEEDS)
    prompt = torch.tensor([[3, 1, 4, 1], [5, 9, 2, 6], [7, 0, 8, 3]])
    with trial.case("text"):
        trial.values((model, prompt, 5))
    with trial.case("fed"):
        ask_fed(trial, model, prompt, 5)
    with trial.case("again"), trial.blaming("remembers_calls", *FED):
        for given in ((other, prompt, 5), (other, prompt, 3)):
            trial(*given)
    with trial.case("nothing_new"):
        ask_nothing_new(trial, model, prompt)
    with trial.case("one_new"):
        trial(model, prompt, 1)
    with trial.case("short_prompt"):
        for rows in (1, 3):
            trial(model, prompt[:rows, :1], 4)
    with trial.case("sizes"), trial.blaming("sizes", *FED):
        trial(model, prompt[:, :3], 45)
        trial(model, prompt[:1].expand(2, -1), 3)
    with trial.case("int64"):
        trial.expect(trial.got(model, prompt, 2), (model, prompt, 2), strict=torch.int64)
    with trial.case("unmodified"):
        trial.unmodified(model, prompt, 3)


EXERCISE = Exercise(
    "generate_with_cache",
    number="8.7",
    hidden=9,
    arguments=("model", "prompt", "max_new_tokens"),
    results=(Ids("tokens"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    hollow=("prompt_only",),
    sent=lambda model, prompt, new: (model.watched(), prompt, new),
    symptom=symptom,
    refusal=lambda model, *_: model.refused or None,
    describe=describe,
)
