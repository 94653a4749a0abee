"""What can be pushed in notebook 05, and its questions."""

from collections.abc import Sequence

import ipywidgets
import torch

from course_lib.bert import BertForPretraining, pack_pair
from course_lib.figures import bert as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.tokenizers import Tokenizer
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "both-sides": Question(
        mark("“The doctor bought a … guitar.” Who guesses the hidden word better?"),
        (mark("a model that reads what comes before it"), mark("one that reads both sides"), mark("both the same")),
        1,
        mark("What comes after a word says as much of it as what comes before. A left-to-right model must not look."),
    ),
    "why-keep": Question(
        mark("Of the words that it is asked for, a tenth are left as they are, in plain sight. What for?"),
        (
            mark("to make the task easier"),
            mark("so that it must keep a good vector for words it sees"),
            mark("so that training is faster"),
        ),
        1,
        mark(
            "If only [MASK] were ever asked for, the model could do as it likes with all words that it sees; and at "
            "work, later, there is no [MASK]."
        ),
    ),
    "few-labels": Question(
        mark("Thirty labelled sentences, three senses. A model that starts from nothing, or one that has read a lot?"),
        (mark("they are equally good"), mark("reading a lot helps"), mark("reading a lot hurts")),
        1,
        mark("What a language is like it knows already; the thirty sentences need only say what the task is."),
    ),
    "write": Question(
        mark("BERT fills holes so well. Put [MASK] at the end, fill it, add another [MASK]: does it write?"),
        (mark("yes, good texts"), mark("it stammers"), mark("it refuses")),
        1,
        mark("It has always seen both sides, and an end of text after the hole. A text that goes on is foreign to it."),
    ),
}
SHOWN = 7


@torch.inference_mode()
def guesses(model: BertForPretraining, tokenizer: Tokenizer, ids: list[int], place: int) -> dict[str, float]:
    """The likeliest tokens for a place of a text that begins with [CLS] and ends with [SEP]."""
    shares = model(torch.tensor([ids]))[0][0, place].softmax(dim=-1)
    best = shares.topk(SHOWN)
    return {
        tokenizer.tokens([i])[0]: share
        for i, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    }  # fmt: skip


def mask_explorer(model: BertForPretraining, tokenizer: Tokenizer, sentence: str) -> Explorer:
    """Any sentence, any token of it hidden: what the model guesses."""
    special = tokenizer.vocab
    limit = model.bert.config.context - 2

    def picture(sentence: str, place: int) -> Picture:
        ids = [special["[CLS]"], *tokenizer.encode(sentence or ".")[:limit], special["[SEP]"]]
        at = 1 + min(place, len(ids) - 3)
        hidden = tokenizer.tokens([ids[at]])[0]
        ids[at] = special["[MASK]"]
        shown = " ".join(tokenizer.tokens(ids[1:-1]))
        return draw.guess_bars(shown, guesses(model, tokenizer, ids, at), hidden)

    return explorer(
        picture,
        text("hide the noun, then the verb, then an article; then change a word on the other side of the hole."),
        sentence=ipywidgets.Text(
            value=sentence,
            description=text("sentence"),
            layout=ipywidgets.Layout(width="420px"),
            continuous_update=False,
        ),
        place=ipywidgets.IntSlider(value=4, min=0, max=24, description=text("hidden")),
    )


def pair_explorer(tokenizer: Tokenizer, sentences: Sequence[str]) -> Explorer:
    """A pair packed into as many places as one likes."""
    a, b = (tokenizer.encode(sentence) for sentence in sentences)

    def picture(max_len: int) -> Picture:
        tokens, segments = pack_pair(a, b, tokenizer.vocab["[CLS]"], tokenizer.vocab["[SEP]"], max_len)
        return draw.input_rows(tokenizer.tokens(tokens), segments)

    whole = len(a) + len(b) + 3
    return explorer(
        picture,
        text("fewer places: which side loses first, and which in the end?"),
        max_len=ipywidgets.IntSlider(value=whole, min=3, max=whole, description="max_len"),
    )
