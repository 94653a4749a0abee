"""The visible check of `beam_search`: cases in the order a learner meets its mistakes."""

import math
from typing import Any

import torch

from course_lib.checks.checker import COMMON, Exercise, Trial, Wrong
from course_lib.checks.decoding_beams_causes import BEAMS
from course_lib.checks.decoding_beams_wrong import (
    PLACES,
    Found,
    Search,
    WatchedScores,
    equal,
    likely_found,
    readable,
)
from course_lib.language import mark

EOS = 0
PLAIN_SEED, ENDING_SEED = 1, 6  # of scores for which every likely mistake gives something of its own


def make_scores(seed: int, eos: float) -> WatchedScores:
    """Seven tokens; `eos` is added to the score of ending."""
    table = torch.randn(PLACES, 7, 7, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    table[:, :, EOS] += eos
    return WatchedScores(table)


def search(trial: Trial, answer: Any, scores: WatchedScores, prompt: list[int], how: Search) -> Any:
    """What the learner's function finds."""
    scores.asked.clear()
    scores.refused = ""
    try:
        return trial.call(answer, scores, torch.tensor(prompt), how.n_beams, how.max_new_tokens, how.eos_id)
    except Wrong as wrong:
        raise (wrong.named(BEAMS[scores.refused]) if scores.refused else wrong) from None


def expect_found(trial: Trial, got: Any, scores: WatchedScores, prompt: list[int], how: Search) -> None:
    """``got`` are the texts that the search finds. Else Wrong."""
    found, want = readable(got), how.run(scores, prompt)
    if isinstance(found, str):
        raise Wrong((COMMON | BEAMS)[found], type(got).__name__, "[(tokens, score), …]")
    if equal(found, want):
        return
    keys = [key for key, wrong in likely_found(how, scores, prompt) if equal(found, wrong)]
    blame = trial.blame
    if keys and not (blame and keys[0] in ("one_less", "one_more", "best_only", "greedy_beams", "wrong_parent")):
        raise Wrong(BEAMS[keys[0]], *_shown(found, want))
    if blame is None and len(found) != len(want):
        raise Wrong(BEAMS["how_many"], str(len(found)), str(len(want)))
    texts = [text for text, _ in found]
    key = "same_text_twice" if len(set(map(tuple, texts))) < len(texts) else "texts"
    key = "score" if texts == [text for text, _ in want] else key
    raise Wrong(blame or BEAMS[key], *_shown(found, want))


def _shown(found: Found, want: Found) -> tuple[str, str]:
    """The first text that differs, and what should stand there."""
    for one, other in zip(found, want, strict=False):
        if not equal([one], [other]):
            return f"{one[0]}, {one[1]:.4g}", f"{other[0]}, {other[1]:.4g}"
    return f"{len(found)} × (tokens, score)", f"{len(want)} × (tokens, score)"


def check_beams(trial: Trial, answer: Any) -> None:
    """Exercise 8.5."""
    check_example(trial, answer)
    scores, prompt = make_scores(PLAIN_SEED, -10.0), [3, 5, 1]
    for how in (Search(3, 4, EOS), Search(2, 5, EOS)):
        trial.on(mark("Seven tokens, none of them ends: 3 beams for 4 steps, 2 beams for 5"))
        expect_found(trial, search(trial, answer, scores, prompt, how), scores, prompt, how)
    trial.on(mark("One beam"), BEAMS["one_beam"])
    expect_found(trial, search(trial, answer, scores, prompt, Search(1, 4, EOS)), scores, prompt, Search(1, 4, EOS))
    check_ending(trial, answer)
    for given in ([EOS, 5, 1], [3, 5, EOS]):
        trial.on(mark("An eos in the prompt"), BEAMS["prompt_finished"])
        how = Search(2, 3, EOS)
        expect_found(trial, search(trial, answer, scores, given, how), scores, given, how)
    trial.on(mark("More beams than the first step has continuations"), BEAMS["many_beams"])
    how = Search(10, 2, EOS)
    expect_found(trial, search(trial, answer, scores, prompt, how), scores, prompt, how)
    trial.on(mark("Arguments stay as they were"))
    given_tokens = torch.tensor(prompt)
    trial.call_on(answer, scores, given_tokens, 2, 3, EOS)
    if given_tokens.tolist() != prompt:
        raise Wrong(COMMON["mutated"], "prompt")


def check_example(trial: Trial, answer: Any) -> None:
    """The statement's tree: the likeliest first token leads to the less likely text."""
    trial.on(mark("The example: A leads by 0.6 to 0.4, but B B is the likelier text"))
    step = {(): [0.0, 0.6, 0.4], (1,): [0.0, 0.55, 0.45], (2,): [0.0, 0.1, 0.9]}

    def next_log_probs(tokens: torch.Tensor) -> torch.Tensor:
        if tokens.ndim != 2:
            raise Wrong(BEAMS["model_input"], f"tokens {tuple(tokens.shape)}", "(beams, n)")
        return torch.tensor([step[tuple(row[1:])] for row in tokens.tolist()]).clamp(min=1e-30).log()

    want = [([2, 2, 2], math.log(0.36)), ([2, 1, 1], math.log(0.33))]
    try:
        found = readable(trial.call(answer, next_log_probs, torch.tensor([2]), 2, 2, EOS))
    except (KeyError, Wrong):
        return  # the larger cases tell why
    if not isinstance(found, str) and not equal(found, want):
        check_named(answer)
        raise Wrong(BEAMS["texts"], *_shown(found, want))


def check_named(answer: Any) -> None:
    """Wrong with its name, if a larger case has one for this answer."""
    scores, prompt, how = make_scores(PLAIN_SEED, -10.0), [3, 5, 1], Search(3, 4, EOS)
    expect_found(Trial(), search(Trial(), answer, scores, prompt, how), scores, prompt, how)
    check_ending(Trial(), answer)


def check_ending(trial: Trial, answer: Any) -> None:
    """Texts that end early stay, compete and are not asked about."""
    scores, prompt = make_scores(ENDING_SEED, 0.4), [3, 5, 1]
    for how in (Search(3, 4, EOS), Search(4, 4, EOS)):
        trial.on(mark("Some texts end early"), BEAMS["finished"])
        expect_found(trial, search(trial, answer, scores, prompt, how), scores, prompt, how)
        for asked in scores.asked:
            if bool((asked[:, len(prompt) :] == EOS).any()):
                raise Wrong(BEAMS["finished_fed"], f"next_log_probs({asked.tolist()[0]})")
    trial.on(mark("Every text ends at once"), BEAMS["all_finished"])
    sure, how = make_scores(ENDING_SEED, 30.0), Search(1, 6, EOS)
    try:
        expect_found(trial, search(trial, answer, sure, prompt, how), sure, prompt, how)
    except Wrong as wrong:
        raise wrong.named(BEAMS["all_finished"]) from None


EXERCISES = {"beam_search": Exercise("8.5", 7, check_beams)}
