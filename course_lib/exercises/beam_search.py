"""``beam_search``: the likeliest texts that a search with a few beams finds, with any model.

What a question is about: scores made here, a prompt, and what the search is told.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed, both_shown
from course_lib.asking.questions import Callback, Complaint, Foreign
from course_lib.asking.results import kind_of, misread
from course_lib.asking.visible import Trial

Found = list[tuple[list[int], float]]  # texts with their scores, best first
PLACES = 16
GAP = 2e-4  # nothing that decides a result is nearer than this
MOST_TEXTS, MOST_TOKENS = 100, 4096  # of one call: more than any search needs, and little to hold
PLAIN = (
    *("prompt_missing", "worst_first", "probabilities", "averaged", "greedy_beams", "last_score_only"),
    *("wrong_parent", "one_more", "one_less", "best_only", "least_likely", "probabilities_summed", "eos_not_scored"),
)
ENDING = (
    *("average_decides", "finished_dropped", "finished_extended", "finished_apart", "finished_order"),
    *("stops_at_the_first", "stops_at_the_best", "eos_missing", "padded_with_eos"),
)


@dataclass(eq=False)
class Scores:
    """table (places, V, V): log-probabilities after a text, from each of its tokens and that token's place.

    ``refused``: the name of a wrong call; ``fed``: a text that had ended and was asked about all the same.
    """

    table: Tensor
    refused: str = ""
    fed: list[int] | None = None
    _known: dict[tuple[int, ...], list[float]] = field(default_factory=dict)

    def row(self, text: list[int]) -> list[float]:
        """Log-probabilities of what follows one text."""
        if tuple(text) not in self._known:
            self._known[tuple(text)] = self._log_probs(torch.tensor([text]))[0].tolist()
        return self._known[tuple(text)]

    def watched(self, n: int, eos_id: int) -> Callback:
        """What the learner's code calls: (beams, n) to (beams, V). Nothing of what it is given is kept."""
        self.refused, self.fed = "", None

        def next_log_probs(tokens: Any) -> Tensor:
            if not isinstance(tokens, Tensor) or tokens.dtype != torch.long or tokens.ndim != 2:
                shape = f"{tokens.dtype} {tuple(tokens.shape)}" if isinstance(tokens, Tensor) else kind_of(tokens)
                raise self._refuse("model_input", f"expected int64 tokens of shape (beams, n), got {shape}")
            if len(tokens) > MOST_TEXTS or tokens.numel() > MOST_TOKENS:
                raise self._refuse("too_many_texts", f"{tuple(tokens.shape)} is more than a search needs")
            if tokens.numel() and not 0 <= int(tokens.min()) <= int(tokens.max()) < self.table.shape[-1]:
                raise self._refuse("model_input", "a token id is not in the vocabulary")
            ended = (tokens[:, n:] == eos_id).any(dim=1)
            if self.fed is None and bool(ended.any()):
                self.fed = tokens[ended][0].tolist()
            return self._log_probs(tokens).float()

        return Callback(next_log_probs)

    def _log_probs(self, tokens: Tensor) -> Tensor:
        places = torch.arange(tokens.shape[1]) % len(self.table)
        return (self.table[places, tokens].sum(dim=1) / math.sqrt(max(1, tokens.shape[1]))).log_softmax(-1)

    def _refuse(self, key: str, message: str) -> Complaint:
        self.refused = self.refused or key
        return Complaint(message)


# ---------------------------------------------------------------- the search, and its likely mistakes as switches


@dataclass(frozen=True)
class Search:
    """What a search does; the defaults are right, everything else is a likely mistake."""

    n_beams: int
    max_new_tokens: int
    eos_id: int
    per_beam: int | None = None  # continuations looked at per beam after the first step; None: all
    score: str = "sum"  # or "last": only the newest token's, "average" decides, "probabilities" are summed
    finished: str = "stay"  # or "dropped", "extended" (fed on), "apart" (their places go to others)
    prompt_counts: bool = False  # an eos in the prompt finishes it
    parent: str = "own"  # or "place": a continuation is appended to the beam at its own place
    kept: str = "best"  # or "worst"
    stop: str = "all"  # have ended; or "any", "best"
    eos_scored: bool = True

    def run(self, scores: Scores, prompt: list[int], gaps: list[float] | None = None) -> Found:
        """The texts found; ``gaps`` collects how near decisions were."""
        beams: Found = [(prompt, 0.0)]
        apart: Found = []
        for _ in range(self.max_new_tokens):
            ends = [self._ended(text, prompt) for text, _ in beams]
            if self.finished != "extended" and self._stops(ends):
                break
            grown = [beam for beam, end in zip(beams, ends, strict=True) if end] if self.finished == "stay" else []
            for (text, total), end in zip(beams, ends, strict=True):
                if not end or self.finished == "extended":
                    grown += self._continued(scores, text, total, None if text == prompt else self.per_beam)
            ranked = sorted(grown, key=lambda beam: -self._rank(beam, prompt))
            if gaps is not None:
                order = [
                    self._rank(beam, prompt)
                    for beam in ranked[: self.n_beams * (2 if self.finished == "apart" else 1) + 1]
                ]
                gaps += [a - b for a, b in pairwise(order)]
            if self.finished == "apart":
                apart += [beam for beam in ranked[: self.n_beams] if self._ended(beam[0], prompt)]
                ranked = [beam for beam in ranked if not self._ended(beam[0], prompt)]
            kept = ranked[: self.n_beams]
            beams = self._misplaced(beams, kept) if self.parent == "place" else kept
        return sorted([*beams, *apart], key=lambda beam: -self._rank(beam, prompt))[: self.n_beams]

    def _stops(self, ends: list[bool]) -> bool:
        return all(ends) or (self.stop == "any" and any(ends)) or (self.stop == "best" and ends[0])

    def _continued(self, scores: Scores, text: list[int], total: float, most: int | None) -> Found:
        row = scores.row(text)
        best = sorted(range(len(row)), key=lambda token: -row[token])[:most]
        before = 0.0 if self.score == "last" else total
        grown = []
        for token in best:
            new = math.exp(row[token]) if self.score == "probabilities" else row[token]
            grown.append(([*text, token], before + (new if self.eos_scored or token != self.eos_id else 0.0)))
        return grown

    def _misplaced(self, beams: Found, kept: Found) -> Found:
        return [([*beams[i % len(beams)][0], text[-1]], total) for i, (text, total) in enumerate(kept)]

    def _ended(self, text: list[int], prompt: list[int]) -> bool:
        new = len(text) > len(prompt) or self.prompt_counts
        return new and text[-1] == self.eos_id

    def _rank(self, beam: tuple[list[int], float], prompt: list[int]) -> float:
        length = max(1, len(beam[0]) - len(prompt))
        return (beam[1] / length if self.score == "average" else beam[1]) * (1 if self.kept == "best" else -1)


def right(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> Found:
    """prompt (n,) to texts with the sum of their new tokens' log-probabilities, best first."""
    return Search(n_beams, max_new_tokens, eos_id).run(scores, prompt)


def _searches(n_beams: int, max_new_tokens: int, eos_id: int) -> Iterator[tuple[str, Search]]:
    """Likely mistakes in the search itself."""
    search = Search(n_beams, max_new_tokens, eos_id)
    yield "greedy_beams", replace(search, per_beam=1)
    yield "last_score_only", replace(search, score="last")
    yield "probabilities_summed", replace(search, score="probabilities")
    yield "wrong_parent", replace(search, parent="place")
    yield "least_likely", replace(search, kept="worst")
    yield "one_more", replace(search, max_new_tokens=max_new_tokens + 1)
    yield "one_less", replace(search, max_new_tokens=max(0, max_new_tokens - 1))
    yield "average_decides", replace(search, score="average")
    yield "finished_dropped", replace(search, finished="dropped")
    yield "finished_extended", replace(search, finished="extended")
    yield "finished_apart", replace(search, finished="apart")
    yield "stops_at_the_first", replace(search, stop="any")
    yield "stops_at_the_best", replace(search, stop="best")
    yield "eos_not_scored", replace(search, eos_scored=False)
    yield "prompt_finished", replace(search, prompt_counts=True)


def mistakes(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> Mistakes:
    """What comes back after each likely mistake."""
    found, n = right(scores, prompt, n_beams, max_new_tokens, eos_id), len(prompt)
    searched = [(key, one.run(scores, prompt)) for key, one in _searches(n_beams, max_new_tokens, eos_id)]
    by_average = dict(searched)["average_decides"]
    longest = max(len(text) for text, _ in found)
    ended = [beam for beam in found if len(beam[0]) > n and beam[0][-1] == eos_id]
    going = [beam for beam in found if beam not in ended]
    return [
        ("prompt_missing", [(text[n:], score) for text, score in found]),
        ("worst_first", found[::-1]),
        ("probabilities", [(text, math.exp(score)) for text, score in found]),
        ("averaged", [(text, score / max(1, len(text) - n)) for text, score in found]),
        ("averaged", [(text, score / len(text)) for text, score in found]),
        ("averaged", [(text, score / max(1, len(text) - n)) for text, score in by_average]),
        ("best_only", found[:1]),
        ("eos_missing", [(text[:-1] if beam in ended else text, score) for beam in found for text, score in [beam]]),
        ("padded_with_eos", [(text + [eos_id] * (longest - len(text)), score) for text, score in found]),
        ("finished_order", [*ended, *going]),
        ("finished_order", [*going, *ended]),
        *searched,
    ]


def certain(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> bool:
    """No decision of the search is near."""
    gaps: list[float] = []
    Search(n_beams, max_new_tokens, eos_id).run(scores, prompt, gaps)
    return min(gaps, default=1.0) > GAP


def clear(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> bool:
    """Nor of a mistaken one."""
    gaps: list[float] = []
    for _, search in _searches(n_beams, max_new_tokens, eos_id):
        search.run(scores, prompt, gaps)
    return certain(scores, prompt, n_beams, max_new_tokens, eos_id) and min(gaps, default=1.0) > GAP


# ---------------------------------------------------------------- what comes back


@dataclass(frozen=True)
class Texts:
    """A list of texts with their scores."""

    name: str

    def read(self, got: Any) -> Found:
        if not isinstance(got, list | tuple):
            raise misread("form", self.name, got, "[(tokens, score), …]")
        return [self._pair(place, item) for place, item in enumerate(got)]

    def _pair(self, place: int, item: Any) -> tuple[list[int], float]:
        name = f"{self.name}[{place}]"
        if not isinstance(item, list | tuple) or len(item) != 2:
            raise misread("form", name, item if item is not None else Foreign("None"), "(tokens, score)")
        text, score = item
        tokens = text.tolist() if isinstance(text, Tensor) and not text.is_floating_point() else text
        number = score.item() if isinstance(score, Tensor) and score.numel() == 1 else score
        if not isinstance(tokens, list | tuple) or not all(type(token) is int for token in tokens):
            raise misread("form", f"{name}[0]", Foreign(kind_of(text)), "tokens (n,)")
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise misread("form", f"{name}[1]", Foreign(kind_of(score)), "float")
        return list(tokens), float(number) if abs(number) < 1e300 else math.inf

    def alike(self, found: Found, want: Found, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return len(found) == len(want) and all(
            text == other and math.isclose(score, value, rel_tol=1e-4, abs_tol=1e-4)
            for (text, score), (other, value) in zip(found, want, strict=True)
        )

    def apart(self, one: Found, other: Found) -> bool:
        return len(one) != len(other) or any(
            text != another or abs(score - value) > 1e-3
            for (text, score), (another, value) in zip(one, other, strict=True)
        )

    def strict(self, found: Found, dtype: torch.dtype) -> None:
        """Tokens and scores of any type."""

    def difference(self, found: Found, want: Found) -> Failed:
        """The first text that differs, and what should stand there."""
        for place, pair in enumerate(zip(found, want, strict=False)):
            if not self.alike([pair[0]], [pair[1]]):
                scores = both_shown(pair[0][1], pair[1][1]) if pair[0][1] != pair[1][1] else [f"{pair[0][1]:.5g}"] * 2
                got, expected = (f"({text}, {score})" for (text, _), score in zip(pair, scores, strict=True))
                return Failed("value", what=f"{self.name}[{place}]", got=got, expected=expected)
        return Failed("value", what=f"len({self.name})", got=str(len(found)), expected=str(len(want)))


def symptom(found: Outputs, given: Given) -> str:
    """What is wrong with texts that no mistake explains."""
    texts, want = [text for text, _ in found[0]], [text for text, _ in right(*given)]
    if len(texts) != len(want):
        return "how_many"
    if len(set(map(tuple, texts))) < len(texts):
        return "same_text_twice"
    return "score" if texts == want else "texts"


UNNAMED = ("how_many", "same_text_twice", "texts")  # a question that knows the likely cause says that instead


def sent(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> tuple:
    """The arguments: the scores as an opaque function."""
    return scores.watched(len(prompt), eos_id), torch.tensor(prompt), n_beams, max_new_tokens, eos_id


def describe(scores: Scores, prompt: list[int], n_beams: int, max_new_tokens: int, eos_id: int) -> str:
    told = f"n_beams = {n_beams}, max_new_tokens = {max_new_tokens}, eos_id = {eos_id}"
    return f"V = {scores.table.shape[-1]}, prompt = {prompt}, {told}"


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_finished(ask: Ask, *rounds: Given) -> None:
    """Some texts end early; they stay, compete with those that go on, and are not asked about again."""
    got, fed = [], []
    with ask.blaming("finished", *UNNAMED):
        for given in rounds:
            got.append(ask.got(*given))
            fed.append(given[0].fed)
        ask.settle(rounds, got)
    for given, text in zip(rounds, fed, strict=True):
        if text is not None:
            raise Failed("finished_fed", what="next_log_probs", got=f"([{text}])", expected="–", case=describe(*given))


def ask_all_finished(ask: Ask, *given: Any) -> None:
    """Every text ends long before max_new_tokens: the search stops, and returns them, with eos or without."""
    with ask.blaming("all_finished"):
        found = ask.exercise.read(ask.got(*given))[0]
    texts, want = ([_without(text, given[-1]) for text, _ in one] for one in (found, ask.want(*given)[0]))
    if texts != want:
        raise Failed("all_finished", TEXTS.difference(found, ask.want(*given)[0]).facts, case=describe(*given))
    if given[0].fed is not None:
        seen: dict[str, Any] = {"what": "next_log_probs", "got": f"([{given[0].fed}])", "expected": "–"}
        raise Failed("all_finished", case=describe(*given), **seen)


def _without(text: list[int], eos_id: int) -> list[int]:
    """The text without any eos at its end."""
    while text and text[-1] == eos_id:
        text = text[:-1]
    return text


def ask_few(ask: Ask, *given: Any) -> None:
    """One step, with more beams than there are continuations; what becomes of the one that ends is another matter."""
    with ask.blaming("many_beams"):
        found = ask.exercise.read(ask.got(*given))[0]
    prompt, eos_id = given[1], given[-1]
    ends = [[*prompt, eos_id], prompt, prompt[:-1], [eos_id]]
    going, want = ([beam for beam in one if beam[0] not in ends] for one in (found, ask.want(*given)[0]))
    if not TEXTS.alike(going, want) or len(found) != len(ask.want(*given)[0]):
        raise Failed("many_beams", TEXTS.difference(found, ask.want(*given)[0]).facts, case=describe(*given))


def made(seed: int, eos: float, size: int = 7, eos_id: int = 0) -> Scores:
    """Scores of some tokens, the same each time; ``eos`` is added to the score of ending."""
    table = torch.randn(PLACES, size, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    table[:, :, eos_id] += eos
    return Scores(table)


def statement() -> Scores:
    """The statement's tree: after B, A leads by 0.6 to 0.4; after A the best has 0.55, after B 0.9."""
    first, after_a, after_b = (
        torch.tensor(row, dtype=torch.float64).clamp(min=1e-30).log()
        for row in ([0.0, 0.6, 0.4], [0.0, 0.55, 0.45], [0.0, 0.1, 0.9])
    )
    table = torch.zeros(3, 3, 3, dtype=torch.float64)
    table[0, 2] = first
    table[1, 1], table[1, 2] = math.sqrt(2) * after_a - first, math.sqrt(2) * after_b - first
    return Scores(table)


PLAIN_SEED, OTHER_SEED, ENDING_SEED = 0, 4, 60  # of scores for which every likely mistake gives something of its own


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    scores, prompt = made(PLAIN_SEED, -10.0), [3, 5, 1]
    with trial.case("example"):
        example = (statement(), [2], 2, 2, 0)
        found = trial.exercise.read(trial.got(*example))[0]
        if not TEXTS.alike(found, right(*example)):
            raise TEXTS.difference(found, right(*example))
    with trial.case("nothing_ends"):
        trial.values((scores, prompt, 3, 4, 0), (scores, prompt, 2, 5, 0))
    with trial.case("again"), trial.blaming("remembers_calls", *UNNAMED, "score"):
        for other, n_beams in ((made(OTHER_SEED, -10.0), 3), (scores, 4)):
            trial(other, prompt, n_beams, 4, 0)
    with trial.case("one_beam"), trial.blaming("one_beam", *UNNAMED):
        trial(scores, prompt, 1, 4, 0)
    with trial.case("nothing_new"), trial.blaming("nothing_new", *UNNAMED):
        trial(scores, prompt, 2, 0, 0)
    ending = made(ENDING_SEED, 1.0)
    with trial.case("finished"):
        ask_finished(trial, (ending, prompt, 5, 5, 0), (ending, prompt, 3, 4, 0))
    with trial.case("all_finished"):
        for n_beams in (2, 3):
            ask_all_finished(trial, made(ENDING_SEED, 30.0, eos_id=4), prompt, n_beams, 6, 4)
    with trial.case("prompt_finished"), trial.blaming("prompt_finished", *UNNAMED):
        for given in ([0, 5, 1], [3, 5, 0]):
            trial(scores, given, 2, 3, 0)
    with trial.case("many_beams"), trial.blaming("many_beams", *UNNAMED):
        trial(scores, prompt, 10, 2, 0)
        ask_few(trial, made(PLAIN_SEED, 0.0, size=4), [3, 2, 1], 6, 1, 0)
    with trial.case("unmodified"):
        trial.unmodified(scores, prompt, 2, 3, 0)


TEXTS = Texts("result")

EXERCISE = Exercise(
    "beam_search",
    number="8.5",
    hidden=9,
    arguments=("next_log_probs", "prompt", "n_beams", "max_new_tokens", "eos_id"),
    results=(TEXTS,),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    sent=sent,
    symptom=symptom,
    refusal=lambda scores, *_: scores.refused or None,
    describe=describe,
)
