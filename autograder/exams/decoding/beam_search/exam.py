"""The exam of ``beam_search``: log-probabilities come from the examiner, who sees which texts they are asked for."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.beam_search import (
    ENDING,
    EXERCISE,
    PLACES,
    PLAIN,
    UNNAMED,
    Scores,
    ask_all_finished,
    ask_few,
    ask_finished,
    certain,
    clear,
    right,
)


def search(
    n_beams: int,
    new: int,
    n: int = 3,
    *,
    size: int = 7,
    eos_id: int = 0,
    eos: float = -10.0,
    ends_with: int = -1,
    of_kind: Callable[..., bool] = lambda *given: True,
) -> Draw:
    """Scores and a prompt without eos (but at place ``ends_with``); ``eos`` is added to the score of ending."""

    def draw(rng: Rng) -> Given:
        table = rng.normal(PLACES, size, size)
        table[:, :, eos_id] += eos
        prompt = ((eos_id + 1 + rng.integers(0, size - 1, n)) % size).tolist()
        if ends_with >= 0:
            prompt[ends_with] = eos_id
        return Scores(table), prompt, n_beams, new, eos_id

    sure = clear if eos < 10 else certain
    return suiting(draw, lambda *given: of_kind(*given) and sure(*given))  # clear takes longest


def ends(*given: object) -> list[bool]:
    """Which of the texts found have ended."""
    _, prompt, _, _, eos_id = given
    return [len(text) > len(prompt) and text[-1] == eos_id for text, _ in right(*given)]  # type: ignore[arg-type]


def mixed(*given: object) -> bool:
    """Among the texts found, an ended one stands above one that has not, and below one."""
    found = ends(*given)
    return {(True, False), (False, True)} <= set(pairwise(found))


def _prompt_alone(given: Given, out: Outputs) -> bool:
    return [text for text, _ in out[0]] == [given[1]] and out[0][0][1] == 0


exam = Exam(
    EXERCISE,
    kinds={
        "one beam": some(lambda _, __, n_beams, *___: n_beams == 1),
        "more beams than tokens": some(lambda scores, _, n_beams, *__: n_beams > scores.table.shape[-1]),
        "fewer texts than beams": some(lambda *given: given[3] > 0 and len(right(*given)) < given[2]),
        "no new token": some(lambda *given: given[3] == 0),
        "one new token": some(lambda *given: given[3] == 1),
        "a prompt of one token": some(lambda _, prompt, *__: len(prompt) == 1),
        "a token twice in the prompt": some(lambda _, prompt, *__: len(set(prompt)) < len(prompt)),
        "eos in the prompt": some(lambda _, prompt, __, ___, eos_id: eos_id in prompt[:-1]),
        "eos at the end of the prompt": some(lambda _, prompt, __, ___, eos_id: prompt[-1] == eos_id),
        "another eos than 0": some(lambda *given: given[4] != 0),
        "the last token as eos": some(lambda scores, *given: given[-1] == scores.table.shape[-1] - 1),
        "no text ends": some(lambda *given: not any(ends(*given))),
        "some texts end": some(mixed),
        "all end early": some(lambda *given: all(ends(*given)) and given[2] > 1),
        "a log-probability of 0": some(lambda *given: given[3] > 0 and abs(right(*given)[0][1]) < 1e-6),
    },
)
exam.values(search(3, 4), search(2, 5, 2), only=PLAIN)


@exam.property("one_beam")
def one_beam(ask: Ask, rng: Rng) -> None:
    with ask.blaming("one_beam", *UNNAMED):
        for new, n in ((4, 3), (1, 1)):
            ask(*drawn(search(1, new, n), rng))


@exam.property("finished")
def finished(ask: Ask, rng: Rng) -> None:
    """Some texts end early; they stay, compete with those that go on, and are not asked about again."""
    lively = search(5, 5, eos=1.0, eos_id=4, of_kind=mixed)
    some_short = search(4, 4, 2, eos=1.0, of_kind=lambda *given: not all(ends(*given)) and _shorter(*given))
    ask_finished(ask, *exam.telling(rng, lively, some_short, only=ENDING))


def _shorter(*given: Any) -> bool:
    """A text has ended before the last step, so that one that never ends is another."""
    return any(len(text) < len(given[1]) + given[3] for text, _ in right(*given))


@exam.property("all_finished")
def all_finished(ask: Ask, rng: Rng) -> None:
    """Every text ends at once, or at the next step, long before max_new_tokens."""
    for n_beams in (2, 3):
        ask_all_finished(ask, *drawn(search(n_beams, 6, eos=30.0, eos_id=6), rng))


@exam.property("eos_in_prompt")
def eos_in_prompt(ask: Ask, rng: Rng) -> None:
    """The prompt holds eos, at its beginning, inside and at its end, as where a document begins."""
    with ask.blaming("prompt_finished", *UNNAMED):
        for place in (0, 1, 2):
            ask(*drawn(search(2, 3, ends_with=place, eos_id=5), rng))


@exam.property("many_beams")
def many_beams(ask: Ask, rng: Rng) -> None:
    """More beams than the first step has continuations; more than there are in all."""
    with ask.blaming("many_beams", *UNNAMED):
        for draw in (search(7, 3, 2, size=5, eos=-40.0), search(8, 2, 2, eos=-40.0)):
            ask(*drawn(draw, rng))
        ask_few(ask, *drawn(search(10, 1, 5, size=4), rng))


@exam.property("nothing_new", says=_prompt_alone)
def nothing_new(ask: Ask, rng: Rng) -> None:
    with ask.blaming("nothing_new", *UNNAMED, "score"):
        ask(*drawn(search(2, 0), rng))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same prompt with other scores, with more beams, for fewer steps."""
    given = drawn(search(3, 4), rng)
    scores, prompt, n_beams, new, eos_id = given
    other = suiting(search(3, 4), lambda scores, *_: clear(scores, prompt, n_beams, new, eos_id))
    calls = [given, (drawn(other, rng)[0], prompt, n_beams, new, eos_id)]
    calls += [(scores, prompt, n_beams - 1, new, eos_id), (scores, prompt, n_beams, new - 1, eos_id)]
    with ask.blaming("remembers_calls", *UNNAMED, "score"):
        for call in calls:
            ask(*call)


exam.unmodified(search(2, 3))
