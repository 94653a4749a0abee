"""What can be pushed in notebook 04, and its questions."""

from collections.abc import Callable, Sequence

import ipywidgets
import torch
from torch import Tensor

from course_lib.figures import transformers as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.widgets.base import Explorer, Question, explorer

QUESTIONS = {
    "phone-book": Question(
        mark(
            "A GRU reads a phone book into one vector of 32 numbers and is then asked for one of the "
            "entries. As the book grows from 1 entry to 16, its right answers…"
        ),
        (mark("stay near 100 %"), mark("fall a little"), mark("fall to near guessing")),
        2,
        mark(
            "Everything it read must share the same 32 numbers, and which entry matters is known only "
            "afterwards. This is the bottleneck that notebook 03 ends with."
        ),
    ),
    "why-scale": Question(
        mark(
            "Queries and keys have d independent components of variance 1. When d grows from 1 to 1024 and "
            "nothing is divided, the largest of 16 weights…"
        ),
        (mark("stays near 1/16"), mark("goes towards 1"), mark("goes towards 0")),
        1,
        mark(
            "A sum of d products has variance d, so scores spread like √d, and softmax of far-apart scores "
            "picks one key. Its slope is then almost 0: nothing can be learned through it."
        ),
    ),
    "mask-when": Question(
        mark(
            "A hidden key must get weight 0. If instead of −∞ before the softmax we write 0 into the weights"
            " after it, the row…"
        ),
        (mark("is the same"), mark("sums to less than 1"), mark("sums to more than 1")),
        1,
        mark(
            "The hidden key already took its share of the total: what is left is too small, and the output "
            "shrinks. With −∞ its exponential is 0 and the others share everything."
        ),
    ),
    "why-heads": Question(
        mark(
            "A single attention head must bring the one who acts and the one who is acted upon to the same verb. "
            "It can…"
        ),
        (mark("bring both, apart from each other"), mark("bring only a mix of the two")),
        1,
        mark(
            "One row of weights gives one average. Two heads give two averages, on separate columns, and the"
            " next layer can tell them apart."
        ),
    ),
    "word-order": Question(
        mark(
            "We shuffle the tokens of a sentence and give them to self-attention, without a mask and without"
            " positions. The outputs…"
        ),
        (mark("change: word order matters"), mark("are the same vectors, shuffled likewise")),
        1,
        mark("A weighted sum does not know where its terms stood. Without positions, attention reads a bag of words."),
    ),
    "which-grows": Question(
        mark("Text twice as long. The time of a GRU doubles. The table of attention weights takes…"),
        (mark("as much memory as before"), mark("twice the memory"), mark("four times the memory")),
        2,
        mark("Every token looks at every token: n × n weights. This is the price of seeing everything at once."),
    ),
}


def scale_explorer(keys: int = 8) -> Explorer:
    """Scores and weights of one random query as d grows, divided by √d or not."""
    generator = torch.Generator().manual_seed(3)
    query = torch.randn(1024, generator=generator)
    key = torch.randn(keys, 1024, generator=generator)

    def picture(d: int, scaled: bool) -> Picture:
        return draw.softmax_bars(key[:, :d] @ query[:d], d**0.5 if scaled else 1.0)

    sizes = [2**power for power in range(11)]
    return explorer(
        picture,
        text("with d at 256, tick and untick the box; then look for the d at which one key begins to take everything."),
        d=ipywidgets.SelectionSlider(options=sizes, value=256, description="d", continuous_update=True),
        scaled=ipywidgets.Checkbox(value=False, description=text("divide by √d")),
    )


def attention_viewer(
    tokens: Sequence[str], weights: Tensor, *, query: int = 0, opening: tuple[int, int] = (0, 0)
) -> Explorer:
    """Where each token looks, weights [layer, head, query, key]; opens on token `query` in layer and head `opening`."""
    layers, heads, _, _ = weights.shape
    names = [(f"{index + 1}: {token}", index) for index, token in enumerate(tokens)]

    def picture(token: int, layer: int, head: int) -> Picture:
        return draw.arcs(tokens, weights[layer, head, token], token)

    return explorer(
        picture,
        text("move along the sentence and see where each word looks; then change layer and head."),
        token=ipywidgets.SelectionSlider(options=names, value=query, description=text("token")),
        layer=_numbered(layers, opening[0], text("layer")),
        head=_numbered(heads, opening[1], text("head")),
    )


def _numbered(count: int, value: int, name: str) -> ipywidgets.ToggleButtons:
    """Buttons 1 to `count` for values from 0."""
    options = [(str(index + 1), index) for index in range(count)]
    buttons = ipywidgets.ToggleButtons(options=options, value=value, description=name)
    buttons.style.button_width = "3em"
    return buttons


def positions_explorer(make_table: Callable[[int, int], Tensor], *, n: int = 64) -> Explorer:
    """The positions that `make_table(n, d_model)` gives, and which others resemble the marked one."""

    def picture(marked: int, d_model: int) -> Picture:
        return draw.positions(make_table(n, d_model), marked=marked)

    return explorer(
        picture,
        text("move the mark: the peak follows and keeps its shape. Then take 4 columns: which positions are confused?"),
        marked=ipywidgets.IntSlider(value=20, min=0, max=n - 1, description=text("position")),
        d_model=ipywidgets.SelectionSlider(options=[4, 8, 16, 32, 64, 128], value=32, description=text("columns")),
    )
