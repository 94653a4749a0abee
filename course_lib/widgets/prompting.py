"""What can be pushed in notebook 06, and its questions."""

from collections.abc import Sequence

import ipywidgets
import torch

from course_lib.figures import prompting as draw
from course_lib.figures.theme import Picture
from course_lib.gpt import parameter_count
from course_lib.language import mark, text
from course_lib.prompting import LanguageModel
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "size-or-text": Question(
        mark("Ten times more parameters, or ten times more text: which makes a model of the course's size better?"),
        (mark("parameters"), mark("text"), mark("each alone soon stops helping")),
        2,
        mark("A large model learns a small text by heart, a small one cannot hold a large text. Both must grow."),
    ),
    "dialect": Question(
        mark("A filter keeps the lines that read like clean text. What does it throw away?"),
        (mark("spam only"), mark("spam and insults"), mark("spam, insults, and every harmless line in dialect")),
        2,
        mark("What it has not read looks bad to it. A word that is rare is taken for a word that is wrong."),
    ),
    "wording": Question(
        mark("The same model, the same reviews, two label words that mean the same. How far apart are they?"),
        (mark("they agree within a few points"), mark("about ten points"), mark("from all right to a coin toss")),
        2,
        mark("It was asked which word is likelier. A label word from its texts works; another may not."),
    ),
    "examples": Question(
        mark("One example in the prompt, for a task the bare question leaves open. What does it do?"),
        (mark("nothing: the weights do not change"), mark("it lifts accuracy from a third to nine in ten")),
        1,
        mark("The example says which of several tasks is meant. Nothing was learned; something was recognized."),
    ),
    "steps": Question(
        mark("“Let us think step by step.” Does our model add better?"),
        (mark("yes"), mark("no"), mark("a little")),
        1,
        mark("It never read a worked sum. What a prompt brings out must have been in the texts."),
    ),
}
SHOWN = 8


@torch.inference_mode()
def next_words(lm: LanguageModel, prompt: str) -> dict[str, float]:
    """The likeliest tokens after a prompt."""
    ids = lm.begin(prompt)[-lm.model.config.context :]
    best = lm.model(torch.tensor([ids]))[0, -1].softmax(dim=-1).topk(SHOWN)
    return {
        repr(lm.tokenizer.decode([i])): share
        for i, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    }  # fmt: skip


def prompt_explorer(lm: LanguageModel, prompt: str) -> Explorer:
    """Any prompt: the likeliest next tokens."""

    def picture(prompt: str) -> Picture:
        return draw.bars(next_words(lm, prompt), text("probability"), decimals=2)

    return explorer(
        picture,
        text("leave out the last word; then the first line; then change the language half-way."),
        prompt=ipywidgets.Textarea(
            value=prompt,
            description=text("prompt"),
            layout=ipywidgets.Layout(width="440px", height="90px"),
            continuous_update=False,
        ),
    )


def size_explorer() -> Explorer:
    """Where a GPT's parameters are, for any sizes."""

    def picture(n_layers: int, d_model: int, vocab_size: int) -> Picture:
        total = parameter_count(n_layers, d_model, vocab_size, 1024)
        parts = {
            text("all"): total,
            "12 · L · d²": 12 * n_layers * d_model**2,
            text("tokens' embedding"): vocab_size * d_model,
            text("positions' embedding"): 1024 * d_model,
        }
        return draw.bars({name: count / 1e6 for name, count in parts.items()}, text("millions"), decimals=1)

    options: Sequence[int] = (64, 128, 256, 512, 768, 1024, 2048, 4096, 8192, 12288)
    return explorer(
        picture,
        text("12 layers of 768 is GPT-2's smallest, 96 of 12288 GPT-3. When does the embedding stop mattering?"),
        n_layers=ipywidgets.IntSlider(value=12, min=1, max=96, description=text("layers")),
        d_model=ipywidgets.SelectionSlider(options=options, value=768, description="d_model"),
        vocab_size=ipywidgets.SelectionSlider(options=(4096, 32000, 50257, 128000), value=50257, description="vocab"),
    )


def label_explorer(
    lm: LanguageModel, reviews: Sequence[str], templates: Sequence[str], words: Sequence[str]
) -> Explorer:
    """One review, any template and label words: their probabilities."""

    def picture(review: int, template: str, labels: str) -> Picture:
        prompt = template.format(reviews[review])
        given = [word.strip() for word in labels.split(",") if word.strip()] or list(words)
        shares = lm.log_probs([prompt] * len(given), [f" {word}" for word in given]).exp().tolist()
        return draw.bars(dict(zip(given, shares, strict=True)), text("P(word | prompt)"), decimals=4)

    return explorer(
        picture,
        text("another wording, then label words of your own, separated by commas."),
        review=ipywidgets.IntSlider(value=0, min=0, max=len(reviews) - 1, description=text("review")),
        template=ipywidgets.Dropdown(
            options=[(one.replace("\n", " / "), one) for one in templates],
            value=templates[0],
            description=text("template"),
        ),
        labels=ipywidgets.Text(value=", ".join(words), description=text("labels"), continuous_update=False),
    )
