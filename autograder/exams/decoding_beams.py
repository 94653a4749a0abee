"""The exam of ``beam_search``: log-probabilities come from the examiner, who sees which texts they are asked for."""

from typing import Any

import torch

from autograder.exams.common import blamed_on, unchanged
from autograder.properties import Ask, Callback, Exam, Failed, Raised, Rng, expect
from course_lib.checks.decoding_beams_wrong import (
    PLACES,
    Found,
    Search,
    WatchedScores,
    clear,
    equal,
    likely_found,
    readable,
)

beams_exam = Exam("beam_search")

EOS = 0
PLAIN = (
    *("prompt_missing", "worst_first", "probabilities", "averaged", "greedy_beams", "last_score_only"),
    *("wrong_parent", "one_more", "one_less", "best_only"),
)
ENDING = ("finished_dropped", "finished_extended", "finished_apart", "eos_missing", "average_decides")


def draw(
    rng: Rng, search: Search, n: int, *, size: int = 7, eos: float = -30.0, named: tuple[str, ...] = ()
) -> tuple[WatchedScores, list[int]]:
    """Scores and a prompt without eos for which no decision is near; ``eos`` is added to the score of ending."""
    for _ in range(3000):
        table = rng.normal(PLACES, size, size)
        table[:, :, EOS] += eos / 3
        scores, prompt = WatchedScores(table), (1 + rng.integers(0, size - 1, n)).tolist()
        if clear(search, scores, prompt, named) and (eos < -20 or _some_end(search, scores, prompt)):
            return scores, prompt
    raise RuntimeError("no scores suit")


def _some_end(search: Search, scores: WatchedScores, prompt: list[int]) -> bool:
    """Some of the texts found end early, and some do not end."""
    lengths = {len(text) for text, _ in search.run(scores, prompt)}
    ends = {text[-1] == EOS for text, _ in search.run(scores, prompt)}
    return len(lengths) > 1 and len(ends) > 1


def run(ask: Ask, search: Search, scores: WatchedScores, prompt: list[int]) -> Any:
    """What the learner's code finds. Failed("model_input") if it raised since it asked for no batch of texts."""
    scores.asked.clear()
    scores.refused = ""
    try:
        return ask.call(
            "beam_search", Callback(scores), torch.tensor(prompt), search.n_beams, search.max_new_tokens, search.eos_id
        )
    except Raised:
        expect(not scores.refused, "model_input")
        raise


def expect_found(
    got: Any, search: Search, scores: WatchedScores, prompt: list[int], named: tuple[str, ...] = (*ENDING, *PLAIN)
) -> None:
    """``got`` are the texts that the search finds, with their scores; ``named``: the mistakes that are looked for."""
    found, want = readable(got), search.run(scores, prompt)
    if isinstance(found, str):
        raise Failed(found, what="result", got=type(got).__name__)
    if equal(found, want):
        return
    for key, wrong in likely_found(search, scores, prompt):
        if key in named and equal(found, wrong):
            raise Failed(key, **_shown(found, want))
    expect(len(found) == len(want), "how_many", got=len(found), expected=len(want))
    texts = [text for text, _ in found]
    expect(len(set(map(tuple, texts))) == len(texts), "same_text_twice", **_shown(found, want))
    scores_only = texts == [text for text, _ in want]
    raise Failed("score" if scores_only else "texts", **_shown(found, want))


def _shown(found: Found, want: Found) -> dict[str, object]:
    """The first text that differs, and what should stand there."""
    for one, other in zip(found, want, strict=False):
        if not equal([one], [other]):
            return {"got": f"{one[0]}, {one[1]:.4g}", "expected": f"{other[0]}, {other[1]:.4g}"}
    return {"got": len(found), "expected": len(want)}


@beams_exam.property("values", core=True)
def beams_values(ask: Ask, rng: Rng) -> None:
    """Nothing ends here, so that the search itself is seen; the best text is not the one greedy decoding finds."""
    for search, n in ((Search(3, 4, EOS), 3), (Search(2, 5, EOS), 2)):
        scores, prompt = draw(rng, search, n, named=PLAIN)
        expect_found(run(ask, search, scores, prompt), search, scores, prompt, PLAIN)


@beams_exam.property("one_beam")
def beams_one(ask: Ask, rng: Rng) -> None:
    search = Search(1, 4, EOS)
    scores, prompt = draw(rng, search, 3)
    with blamed_on("one_beam", "n_beams = 1", ("how_many", "texts", "score", "same_text_twice")):
        expect_found(run(ask, search, scores, prompt), search, scores, prompt)


@beams_exam.property("finished")
def beams_finished(ask: Ask, rng: Rng) -> None:
    """Some texts end early; they stay, compete with those that go on, and are not asked about again."""
    for search, n in ((Search(3, 4, EOS), 3), (Search(4, 4, EOS), 2)):
        scores, prompt = draw(rng, search, n, eos=1.0, named=ENDING)
        with blamed_on("finished", "", ("how_many", "texts", "same_text_twice")):
            expect_found(run(ask, search, scores, prompt), search, scores, prompt, ENDING)
        for asked in scores.asked:
            fed = bool((asked[:, n:] == EOS).any())
            expect(not fed, "finished_fed", got=asked.tolist()[0])


@beams_exam.property("all_finished")
def beams_all_finished(ask: Ask, rng: Rng) -> None:
    """Every text ends at once, long before max_new_tokens."""
    search = Search(1, 6, EOS)
    scores, prompt = draw(rng, search, 3)
    scores.table[:, :, EOS] += 60.0
    with blamed_on("all_finished", [*prompt, EOS], ("how_many", "texts", "finished_extended", "one_more", "score")):
        expect_found(run(ask, search, scores, prompt), search, scores, prompt)


@beams_exam.property("eos_in_prompt")
def beams_eos_in_prompt(ask: Ask, rng: Rng) -> None:
    """The prompt holds eos, once inside and once at its end, as where a document begins."""
    search = Search(2, 3, EOS)
    for place in (0, -1):
        for _ in range(200):
            scores, prompt = draw(rng, search, 3)
            prompt[place] = EOS
            if clear(search, scores, prompt):
                break
        with blamed_on("prompt_finished", prompt, ("how_many", "texts", "finished_extended")):
            expect_found(run(ask, search, scores, prompt), search, scores, prompt)


@beams_exam.property("many_beams")
def beams_many(ask: Ask, rng: Rng) -> None:
    """More beams than the first step has continuations."""
    search = Search(7, 3, EOS)
    scores, prompt = draw(rng, search, 2, size=5)
    with blamed_on("many_beams", "n_beams = 7, V = 5", ("how_many", "texts", "same_text_twice", "score")):
        expect_found(run(ask, search, scores, prompt), search, scores, prompt)


@beams_exam.property("unmodified")
def beams_unmodified(ask: Ask, rng: Rng) -> None:
    search = Search(2, 3, EOS)
    scores, prompt = draw(rng, search, 3)
    tokens = torch.tensor(prompt)
    _, after = ask.call_keeping_arguments("beam_search", Callback(scores), tokens, 2, 3, EOS)
    unchanged(tokens, after[1], "prompt")
