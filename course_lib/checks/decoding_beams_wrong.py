"""Beam search with its likely mistakes as switches, and scores that watch which texts they are asked for."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

PLACES = 16
GAP = 2e-3  # nothing that decides a result is nearer than this

Found = list[tuple[list[int], float]]  # texts with their scores, best first


@dataclass(eq=False)
class WatchedScores:
    """table (places, vocabulary, vocabulary): log-probabilities after a text, from every token and its place."""

    table: Tensor
    asked: list[Tensor] = field(default_factory=list)
    refused: str = ""

    def __call__(self, tokens: Any) -> Tensor:
        """(beams, n) to (beams, vocabulary). ValueError, and `refused`, for what is no batch of texts."""
        if not isinstance(tokens, Tensor) or tokens.dtype != torch.long or tokens.ndim != 2:
            shape = f"{tokens.dtype} {tuple(tokens.shape)}" if isinstance(tokens, Tensor) else type(tokens).__name__
            self.refused = "model_input"
            raise ValueError(f"expected int64 tokens of shape (beams, n), got {shape}")
        self.asked.append(tokens.clone())
        return self.log_probs(tokens).float()

    def log_probs(self, tokens: Tensor) -> Tensor:
        places = torch.arange(tokens.shape[1]) % len(self.table)
        return (self.table[places, tokens].sum(dim=1) / math.sqrt(tokens.shape[1])).log_softmax(-1)


@dataclass(frozen=True)
class Search:
    """What a search does; the defaults are right, everything else is a likely mistake."""

    n_beams: int
    max_new_tokens: int
    eos_id: int
    per_beam: int | None = None  # continuations looked at per beam after the first step; None: all
    score: str = "sum"  # or "last": only the newest token's, or "average": the sum per new token decides
    finished: str = "stay"  # or "dropped", "extended" (fed on), "apart" (their places go to others)
    prompt_counts: bool = False  # an eos in the prompt finishes it
    parent: str = "own"  # or "place": a continuation is appended to the beam at its own place

    def run(self, scores: WatchedScores, prompt: list[int], gaps: list[float] | None = None) -> Found:
        """The texts found; `gaps` collects how near decisions were."""
        beams: Found = [(prompt, 0.0)]
        apart: Found = []
        for _ in range(self.max_new_tokens):
            grown = [beam for beam in beams if self._ended(beam[0], prompt)] if self.finished == "stay" else []
            for text, total in beams:
                if not (self._ended(text, prompt) and self.finished != "extended"):
                    grown += self._continued(scores, text, total, None if text == prompt else self.per_beam)
            ranked = sorted(grown, key=lambda beam: -self._rank(beam, prompt))
            if gaps is not None:
                order = [self._rank(beam, prompt) for beam in ranked[: self.n_beams + 1]]
                gaps += [a - b for a, b in pairwise(order)]
            if self.finished == "apart":
                apart += [beam for beam in ranked[: self.n_beams] if self._ended(beam[0], prompt)]
                ranked = [beam for beam in ranked if not self._ended(beam[0], prompt)]
            kept = ranked[: self.n_beams]
            beams = self._misplaced(beams, kept) if self.parent == "place" else kept
        return sorted([*beams, *apart], key=lambda beam: -self._rank(beam, prompt))[: self.n_beams]

    def _continued(self, scores: WatchedScores, text: list[int], total: float, most: int | None) -> Found:
        row = scores.log_probs(torch.tensor([text]))[0].tolist()
        best = sorted(range(len(row)), key=lambda token: -row[token])[:most]
        before = 0.0 if self.score == "last" else total
        return [([*text, token], before + row[token]) for token in best if row[token] > -math.inf]

    def _misplaced(self, beams: Found, kept: Found) -> Found:
        return [([*beams[i % len(beams)][0], text[-1]], total) for i, (text, total) in enumerate(kept)]

    def _ended(self, text: list[int], prompt: list[int]) -> bool:
        new = len(text) > len(prompt) or self.prompt_counts
        return new and text[-1] == self.eos_id

    def _rank(self, beam: tuple[list[int], float], prompt: list[int]) -> float:
        length = max(1, len(beam[0]) - len(prompt))
        return beam[1] / length if self.score == "average" else beam[1]


def likely_found(search: Search, scores: WatchedScores, prompt: list[int]) -> list[tuple[str, Found]]:
    """What comes back after each likely mistake."""
    right, n = search.run(scores, prompt), len(prompt)
    one: Callable[..., Found] = lambda **change: replace(search, **change).run(scores, prompt)  # noqa: E731
    by_average = one(score="average")
    return [
        ("prompt_missing", [(text[n:], score) for text, score in right]),
        ("worst_first", right[::-1]),
        ("probabilities", [(text, math.exp(score)) for text, score in right]),
        ("averaged", [(text, score / max(1, len(text) - n)) for text, score in right]),
        ("average_decides", by_average),
        ("averaged", [(text, score / max(1, len(text) - n)) for text, score in by_average]),
        ("greedy_beams", one(per_beam=1)),
        ("last_score_only", one(score="last")),
        ("wrong_parent", one(parent="place")),
        ("one_more", one(max_new_tokens=search.max_new_tokens + 1)),
        ("one_less", one(max_new_tokens=max(0, search.max_new_tokens - 1))),
        ("best_only", right[:1]),
        ("finished_dropped", one(finished="dropped")),
        ("finished_extended", one(finished="extended")),
        ("finished_apart", one(finished="apart")),
        ("eos_missing", [(text[:-1] if text[-1] == search.eos_id else text, score) for text, score in right]),
        ("prompt_finished", one(prompt_counts=True)),
    ]


def equal(one: Found, other: Found) -> bool:
    """The same texts in the same order, with the same scores up to rounding."""
    return len(one) == len(other) and all(
        text == another and abs(score - value) < 1e-3
        for (text, score), (another, value) in zip(one, other, strict=True)
    )


def clear(search: Search, scores: WatchedScores, prompt: list[int], named: tuple[str, ...] = ()) -> bool:
    """No decision is near, and each mistake of `named` gives something of its own."""
    gaps: list[float] = []
    right = search.run(scores, prompt, gaps)
    if min(gaps, default=1.0) < GAP:
        return False
    seen: list[tuple[str, Found]] = [("", right)]
    for key, found in likely_found(search, scores, prompt) if named else []:
        if key in named:
            if any(other != key and equal(found, known) for other, known in seen):
                return False
            seen.append((key, found))
    return True


def readable(got: Any) -> Found | str:
    """What an answer returned as texts and scores, or what is wrong with its form."""
    if got is None:
        return "none"
    if not isinstance(got, list | tuple):
        return "form"
    found: Found = []
    for item in got:
        if not isinstance(item, list | tuple) or len(item) != 2:
            return "form"
        text, score = item
        tokens = text.tolist() if isinstance(text, Tensor) and not text.is_floating_point() else text
        number = score.item() if isinstance(score, Tensor) and score.numel() == 1 else score
        if not isinstance(tokens, list | tuple) or not all(type(token) is int for token in tokens):
            return "form"
        if isinstance(number, bool) or not isinstance(number, int | float):
            return "form"
        found.append((list(tokens), float(number)))
    return found
