"""What can be pushed in notebook 09, and its questions."""

from collections.abc import Sequence

import ipywidgets
import torch

from course_lib import pictures
from course_lib.figures import limitations as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.rows import padded
from course_lib.tokenizers import Tokenizer
from course_lib.vision_text import VisionText
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "vague-posts": Question(
        mark("“I never want to leave.” Sent from where? What does the picture add to such a post?"),
        (mark("nothing"), mark("about as much as it says alone"), mark("certainty")),
        1,
        mark("The text says nothing of the place; what is left is what the picture tells, which is not everything."),
    ),
    "repeated": Question(
        mark("A passage stands once, ten or thirty times among hundreds of texts. Who recites it?"),
        (mark("every model, in the end"), mark("only larger ones, and only what was repeated"), mark("none")),
        1,
        mark("Memory takes both: room for the passage, and repetitions to write it down."),
    ),
    "stated-reason": Question(
        mark("A model states the sentence it decided by. Is it the one whose removal changes its mind most?"),
        (mark("nearly always"), mark("little more often than by chance"), mark("never")),
        1,
        mark("What it says afterwards is a likely continuation, not a report of how it decided."),
    ),
}


def token_explorer(tokenizer: Tokenizer, sentence: str) -> Explorer:
    """Any text: tokens for each of its words."""

    def picture(sentence: str) -> Picture:
        words = sentence.split()[:8] or ["."]
        counts = {f"{place + 1} {word}": float(len(tokenizer.encode(f" {word}"))) for place, word in enumerate(words)}
        return draw.bars(counts, text("tokens"))

    return explorer(
        picture,
        text("a typo, another language, another script: what does each cost?"),
        sentence=ipywidgets.Text(
            value=sentence,
            description=text("sentence"),
            layout=ipywidgets.Layout(width="420px"),
            continuous_update=False,
        ),
    )


def caption_explorer(model: VisionText, tokenizer: Tokenizer, captions: Sequence[str]) -> Explorer:
    """A picture, and how near each caption is to it."""
    ids = tokenizer.encode_all(captions)
    rows = padded(ids, 0)
    with torch.inference_mode():
        texts = model.encode_texts(rows.tokens, rows.mask)

    def picture(shape: str, color: str) -> Picture:
        labels = {"shape": shape, "color": color, "size": "large", "position": "in the center"}
        with torch.inference_mode():
            seen = model.encode_pictures(pictures.draw(labels)[None])
        shares = (seen @ texts.T / model.temperature)[0].softmax(0).tolist()
        return draw.bars(dict(zip(captions, shares, strict=True)), text("probability among these"), decimals=2)

    return explorer(
        picture,
        text("a red heart: no training caption had one. Which caption does it take?"),
        shape=ipywidgets.Dropdown(options=("circle", "square", "star", "heart"), description=text("shape")),
        color=ipywidgets.Dropdown(options=("red", "blue", "green", "yellow"), description=text("color")),
    )
