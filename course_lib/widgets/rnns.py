"""What can be pushed in notebook 03, and its questions."""

from collections.abc import Sequence

import ipywidgets
import torch

from course_lib.figures import rnns as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.seq2seq import Seq2Seq
from course_lib.toy_translation import Corpus, translate
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "remembers": Question(
        mark("Both networks carry a state from word to word. With ten words between a noun and its verb…"),
        (mark("both know the noun's number"), mark("only the LSTM knows it"), mark("neither knows it")),
        1,
        mark(
            "Elman's state is rewritten whole at every word, and what training would have to say about the noun is "
            "lost on the way back. An LSTM's cell keeps a number until a gate lets it go."
        ),
    ),
    "which-gradient": Question(
        mark("How much does a word 40 steps back matter to what the network has now? At the start of training…"),
        (mark("about as much as the last word"), mark("a little less"), mark("thousands of times less")),
        2,
        mark(
            "Each step back multiplies the gradient by a matrix and by the slope of tanh, both mostly below 1. Forty "
            "factors below 1 leave nothing."
        ),
    ),
    "two-sentences": Question(
        mark(
            "A translator squeezes the source into one vector of 160 numbers. It gets most single sentences right. Two "
            "sentences at once, each of them easy, it gets right…"
        ),
        (mark("as often as one"), mark("about half as often"), mark("almost never")),
        2,
        mark(
            "The vector does not grow with the text. To write the second sentence it would have to hold every word of "
            "both at once."
        ),
    ),
    "context-vector": Question(
        mark(
            "The static vector of notebook 02 could not tell the senses of a word apart. Will an LSTM that was only "
            "trained to guess neighbours?"
        ),
        (mark("yes, nearly always"), mark("in about half of the sentences"), mark("no: nobody told it of senses")),
        0,
        mark(
            "What stands around the word is different in each sense, and its state was made from just that. To guess "
            "what comes next, it must have found out which sense it is."
        ),
    ),
}


def gate_explorer() -> Explorer:
    """One cell of an LSTM, its gates moved by hand."""

    def picture(forget: float, write: float, candidate: float, show: float) -> Picture:
        return draw.gate_bars(forget, write, candidate, 1.0, show)

    def slider(name: str, value: float, low: float = 0.0) -> ipywidgets.FloatSlider:
        return ipywidgets.FloatSlider(value=value, min=low, max=1.0, step=0.05, description=name)

    return explorer(
        picture,
        text("keep the old cell exactly, whatever the candidate says; then forget it and write −1."),
        forget=slider(text("forget f"), 0.9),
        write=slider(text("input i"), 0.5),
        candidate=slider(text("candidate g"), -0.8, -1.0),
        show=slider(text("output o"), 0.7),
    )


def alignment_explorer(model: Seq2Seq, data: Corpus, sentences: Sequence[str]) -> Explorer:
    """Where the translator looked for each word that it wrote."""
    model.eval()

    def picture(sentence: str) -> Picture:
        (written,) = translate(model, data, [sentence])
        source = torch.tensor([data.source_vocab.encode(sentence)])
        target = data.target_vocab.encode(written)
        weights = model.attention_weights(source, torch.tensor([[1, *target[:-1]]]))
        rows = data.target_vocab.tokens(target)
        return draw.attention_maps(weights, rows, data.source_vocab.tokens(source[0].tolist()))

    return explorer(
        picture,
        text("each sentence: where does the diagonal bend, and why?"),
        sentence=ipywidgets.Dropdown(
            options=list(sentences), description=text("sentence"), layout=ipywidgets.Layout(width="max-content")
        ),
    )
