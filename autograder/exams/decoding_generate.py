"""The exam of ``generate_with_cache``: the examiner's model is handed over as an opaque callable and watches its use.

Every call crosses the socket, so what was fed, in which order and into which cache is known here, and no clock decides.
"""

from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on, unchanged
from autograder.properties import (
    Ask,
    Callback,
    Complaint,
    Exam,
    Failed,
    Mistake,
    Raised,
    Rng,
    expect,
    expect_equal,
)
from course_lib.checks.decoding_generate_wrong import (
    PLACES,
    WatchedCache,
    WatchedModel,
    diagnosis,
    greedy,
    likely_texts,
)

generate_exam = Exam("generate_with_cache")


def handed_over(model: WatchedModel) -> Callback:
    """The model as the learner's code sees it; its caches are opaque too, and come back as what was handed out."""
    caches: dict[int, WatchedCache] = {}

    def refuse(*_: Any) -> None:
        raise Complaint("a cache is only handed to the model")

    def new_cache() -> Callback:
        opaque = Callback(refuse)
        caches[id(opaque)] = model.new_cache()
        kept.append(opaque)  # so that no other object gets its id
        return opaque

    def call(tokens: Any, cache: Any = None) -> Tensor:
        return model(tokens, cache if cache is None else caches.get(id(cache), cache))

    kept: list[Callback] = []
    return Callback(call, methods={"new_cache": new_cache})


def make_model(rng: Rng, size: int) -> WatchedModel:
    return WatchedModel(rng.normal(PLACES, size, size, dtype=torch.float32))


def telling(rng: Rng, rows: int, n: int, new: int) -> tuple[WatchedModel, Tensor]:
    """A model and a prompt for which every likely mistake gives a text of its own."""
    for _ in range(500):
        model, prompt = make_model(rng, 13), rng.integers(0, 13, rows, n)
        right, wrongs = greedy(model, prompt, new), likely_texts(model, prompt, new)
        lively = len(set(right[:, n:].flatten().tolist())) > 3 and not torch.equal(right[:, n], prompt[:, -1])
        texts = [text.tolist() for _, text in wrongs]
        if lively and right.tolist() not in texts and all(text not in texts[:i] for i, text in enumerate(texts)):
            return model, prompt
    raise RuntimeError("no model suits")


def run(ask: Ask, model: WatchedModel, prompt: Tensor, new: int) -> Any:
    """What the learner's code writes. Failed with what the feeding shows if it raised on the way."""
    model.feeds.clear()
    model.refused = ""
    try:
        return ask.call("generate_with_cache", handed_over(model), prompt, new)
    except Raised:
        found = diagnosis(model, prompt, new)
        if found and found.key in ("model_input", "own_cache", "rows_change"):
            raise Failed(found.key, got=found.got, expected=found.expected) from None
        raise


def expect_text(got: Any, model: WatchedModel, prompt: Tensor, new: int) -> None:
    """``got`` is the prompt and what greedy decoding adds. Else Failed: a mistake of feeding comes before others."""
    want = greedy(model, prompt, new)
    if isinstance(got, Tensor) and got.dtype == want.dtype and torch.equal(got, want):
        return
    mistakes = [Mistake(key, text) for key, text in likely_texts(model, prompt, new)]
    try:
        expect_equal(got, want, what="text", mistakes=mistakes)
    except Failed as failed:
        found = diagnosis(model, prompt, new)
        if found and failed.hint in ("value", "first_scores"):
            raise Failed(found.key, got=found.got, expected=found.expected) from None
        raise


@generate_exam.property("values", core=True)
def generate_values(ask: Ask, rng: Rng) -> None:
    for rows, n, new in ((3, 4, 5), (2, 6, 4)):
        model, prompt = telling(rng, rows, n, new)
        got = run(ask, model, prompt, new)
        feeds = list(model.feeds)
        again = run(ask, model, prompt, new)
        if isinstance(got, Tensor) and isinstance(again, Tensor) and got.shape == again.shape:
            expect(bool((got == again).all()), "random")
        model.feeds = feeds
        expect_text(got, model, prompt, new)


@generate_exam.property("fed_once")
def generate_fed_once(ask: Ask, rng: Rng) -> None:
    """Every token is fed at most once, into one cache: n + new − 1 or n + new of each row in all."""
    for rows, n, new in ((2, 5, 6), (1, 3, 8)):
        model, prompt = make_model(rng, 13), rng.integers(0, 13, rows, n)
        expect_text(run(ask, model, prompt, new), model, prompt, new)
        found = diagnosis(model, prompt, new)
        if found:
            raise Failed(found.key, got=found.got, expected=found.expected)


@generate_exam.property("nothing_new")
def generate_nothing(ask: Ask, rng: Rng) -> None:
    model, prompt = make_model(rng, 7), rng.integers(0, 7, 2, 4)
    with blamed_on("nothing_new", prompt.tolist()):
        expect_equal(run(ask, model, prompt, 0), prompt, what="text")
    fed = sum(feed.tokens.numel() for feed in model.feeds)
    expect(fed <= prompt.numel(), "fed_twice", got=f"{fed} tokens", expected=f"at most {prompt.numel()}")


@generate_exam.property("one_new")
def generate_one(ask: Ask, rng: Rng) -> None:
    model, prompt = make_model(rng, 9), rng.integers(0, 9, 3, 4)
    with blamed_on("one_new", "max_new_tokens = 1"):
        expect_text(run(ask, model, prompt, 1), model, prompt, 1)


@generate_exam.property("short_prompt")
def generate_short(ask: Ask, rng: Rng) -> None:
    for rows in (1, 3):
        model, prompt = make_model(rng, 9), rng.integers(0, 9, rows, 1)
        with blamed_on("short_prompt", f"prompt ({rows}, 1)"):
            expect_text(run(ask, model, prompt, 4), model, prompt, 4)


@generate_exam.property("unmodified")
def generate_unmodified(ask: Ask, rng: Rng) -> None:
    model, prompt = make_model(rng, 9), rng.integers(0, 9, 2, 4)
    _, after = ask.call_keeping_arguments("generate_with_cache", handed_over(model), prompt, 3)
    unchanged(prompt, after[1], "prompt")
