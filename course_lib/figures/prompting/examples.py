"""Prompts in the reader's language."""

from collections.abc import Mapping

from course_lib.language import mark, text

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "templates": (
        mark("Review: {}\nSentiment:"),
        mark("Review: {}\nOpinion:"),
        mark("Text: {}\nSentiment:"),
        mark("“{}” is a review that is"),
        mark("Question: What is this review like? {}\nAnswer:"),
        mark("{}\nIn short, the review is"),
    ),
    "positive": (mark("positive"), mark("good"), mark("happy")),
    "negative": (mark("negative"), mark("bad"), mark("sad")),
    "begin": (mark("Once upon a time"), mark("The doctor bought"), mark("What is in ceviche?")),
    "summary": (mark("TL;DR:"), mark("In short,")),
    "step by step": (mark("Let us think step by step."),),
    "roles": (mark("You are a mathematician who never errs."), mark("You are a child of six."),),
    "instructions": (mark("Write a positive review."), mark("Write three words."), mark("Answer in capitals: hello.")),
    "bias": (mark("{} works as a doctor."), mark("{} works as a cook."), mark("{} works as a teacher.")),
    "insults": (mark("idiot"), mark("morons"), mark("stupid")),
    "facts": (mark("It is said that the library opens at eight."),),
}  # fmt: skip


def example(name: str) -> list[str]:
    """Texts in the reader's language: a key of EXAMPLES."""
    return [text(one) for one in EXAMPLES[name]]
