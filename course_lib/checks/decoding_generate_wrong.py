"""A model that watches how it is used: what it was fed, with which cache; and what that says of `generate_with_cache`.

The visible check calls it directly, the exam through a socket. Its scores depend on every token that the cache holds
and on its place, so a token left out, fed twice or put into another cache changes what comes next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor

PLACES = 40  # a text longer than this finds itself at the first places again


@dataclass(eq=False)
class WatchedCache:
    """What was fed into it: (rows, so far)."""

    tokens: Tensor | None = None


class Feed(NamedTuple):
    """One call of the model."""

    cache: WatchedCache | None
    tokens: Tensor


@dataclass(eq=False)
class WatchedModel:
    """table (places, vocabulary, vocabulary): the scores after a text are the sum of its tokens' rows."""

    table: Tensor
    feeds: list[Feed] = field(default_factory=list)
    made: int = 0
    refused: str = ""

    def new_cache(self) -> WatchedCache:
        self.made += 1
        return WatchedCache()

    def __call__(self, tokens: Any, cache: Any = None) -> Tensor:
        """Scores (rows, fed, vocabulary) after each of the tokens fed. ValueError, and `refused`, for a wrong call."""
        if not isinstance(tokens, Tensor) or tokens.dtype != torch.long or tokens.ndim != 2:
            shape = f"{tokens.dtype} {tuple(tokens.shape)}" if isinstance(tokens, Tensor) else type(tokens).__name__
            raise self._refuse("model_input", f"the model reads int64 tokens of shape (batch, fed), got {shape}")
        if cache is not None and not isinstance(cache, WatchedCache):
            raise self._refuse("own_cache", "the model's caches are made by model.new_cache()")
        if tokens.numel() and not 0 <= int(tokens.min()) <= int(tokens.max()) < self.table.shape[-1]:
            raise self._refuse("model_input", "a token id is not in the vocabulary")
        past = cache.tokens if cache is not None and cache.tokens is not None else tokens[:, :0]
        if len(past) != len(tokens):
            raise self._refuse("rows_change", f"this cache holds {len(past)} rows, and {len(tokens)} are fed")
        if tokens.numel():
            self.feeds.append(Feed(cache, tokens.clone()))
        text = torch.cat([past, tokens], dim=1)
        if cache is not None:
            cache.tokens = text
        return self.scores(text)[:, past.shape[1] :]

    def scores(self, text: Tensor) -> Tensor:
        """(rows, n) to (rows, n, vocabulary): after each token."""
        places = torch.arange(text.shape[1]) % len(self.table)
        return self.table[places, text].cumsum(dim=1)

    def _refuse(self, key: str, message: str) -> ValueError:
        self.refused = self.refused or key
        return ValueError(message)


Choose = Callable[[Tensor, int], Tensor]  # scores (rows, n, vocabulary) and how many were fed, to tokens (rows,)


def greedy(
    model: WatchedModel, prompt: Tensor, new: int, choose: Choose = lambda s, fed: s[:, -1].argmax(-1)
) -> Tensor:
    """The text (batch, n + new); `choose` makes likely mistakes of it."""
    text, fed = prompt, prompt.shape[1]
    for _ in range(new):
        text, fed = torch.cat([text, choose(model.scores(text), fed)[:, None]], dim=1), 1
    return text


def likely_texts(model: WatchedModel, prompt: Tensor, new: int) -> list[tuple[str, Tensor]]:
    """What comes back after each likely mistake that is not one of feeding."""
    right, n = greedy(model, prompt, new), prompt.shape[1]
    return [
        ("prompt_missing", right[:, n:]),
        ("one_more", greedy(model, prompt, new + 1)),
        ("one_less", right[:, :-1]),
        ("only_last", right[:, -1:]),
        ("prompt_only", prompt),
        ("first_scores", greedy(model, prompt, new, lambda s, fed: s[:, -fed].argmax(-1))),
        ("least_likely", greedy(model, prompt, new, lambda s, fed: s[:, -1].argmin(-1))),
        ("rows_mixed", greedy(model, prompt, new, lambda s, fed: s[:1, -1].argmax(-1).expand(len(s)))),
        (
            "rows_mixed",
            greedy(model, prompt, new, lambda s, fed: s[:, -1].sum(0, keepdim=True).argmax(-1).expand(len(s))),
        ),
        ("rows_mixed", greedy(model, prompt[:1], new)),
    ]


class Diagnosis(NamedTuple):
    """A mistake of feeding, and what shows it."""

    key: str
    got: str
    expected: str


def diagnosis(model: WatchedModel, prompt: Tensor, new: int) -> Diagnosis | None:
    """What is wrong with how the model was fed; None if every token was fed once, in order, into one cache per row."""
    rows, n = prompt.shape
    fed = sum(feed.tokens.numel() for feed in model.feeds)
    most = n + new if new else n
    counted = f"{fed / rows:g} tokens per row", f"{n + new - 1} or {n + new}" if new else f"at most {n}"
    if model.refused:
        return Diagnosis(model.refused, "–", "–")
    if not model.feeds:
        return Diagnosis("not_called", *counted) if new else None
    caches = {id(feed.cache): feed.cache for feed in model.feeds if feed.cache is not None}
    if not caches:
        return Diagnosis("no_cache", *counted) if len(model.feeds) > 1 or new else None
    if any(feed.cache is None for feed in model.feeds):
        return Diagnosis("cache_dropped", *counted)
    texts = [cache.tokens for cache in caches.values() if cache is not None and cache.tokens is not None]
    if sum(map(len, texts)) > rows:
        whole = all(text.shape[1] >= n for text in texts)
        return Diagnosis("recomputed" if whole else "fresh_cache", *counted)
    return _out_of_order(model, prompt, texts, counted) or (
        Diagnosis("fed_twice", *counted)
        if fed > rows * most
        else Diagnosis("too_few", *counted)
        if new and fed < rows * (n + new - 1)
        else None
    )


def _out_of_order(
    model: WatchedModel, prompt: Tensor, texts: list[Tensor], counted: tuple[str, str]
) -> Diagnosis | None:
    """A token left out or fed twice, seen in what a cache holds and in the calls that filled it."""
    n = prompt.shape[1]
    for text in texts:
        if not bool((text[:, None, :n] == prompt[None, :, : text.shape[1]]).all(-1).any(-1).all()):
            return Diagnosis("prompt_not_read", str(text[0, :n].tolist()), str(prompt[0].tolist()))
    later = [feed.tokens for feed in model.feeds[len(texts) :]]
    if n > 1 and any(len(fed) == len(prompt) and torch.equal(fed[:, :n], prompt) for fed in later):
        return Diagnosis("whole_text_again", *counted)
    if len(texts) == 1 and later and model.feeds[0].tokens.shape == prompt.shape:
        best = model.scores(prompt)[:, -1].argmax(-1)
        if torch.equal(later[0][:, 0], prompt[:, -1]) and not torch.equal(best, prompt[:, -1]):
            return Diagnosis("last_token_twice", str(later[0][:, 0].tolist()), str(best.tolist()))
    return None
