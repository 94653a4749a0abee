"""What can be pushed in notebook 02, and its questions."""

from collections.abc import Sequence

import ipywidgets

from course_lib.figures import embeddings as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.widgets.base import Explorer, Live, Question, explorer
from course_lib.word_vectors import WordVectors

NEIGHBOURS = 8

QUESTIONS = {
    "same-bag": Question(
        mark("“The dog chases the cat” and “The cat chases the dog”, as bags of words, are…"),
        (mark("opposite"), mark("a little different"), mark("the same vector")),
        2,
        mark("Each word occurs as often in one as in the other. Who chases whom is in the order, and a bag has none."),
    ),
    "tejuino": Question(
        mark("You have never met the word *tejuino*. After the four sentences above, what is it most like?"),
        (mark("a day of the week"), mark("a drink"), mark("a musical instrument")),
        1,
        mark(
            "A glass of it, with ice, cold, sour: words that stand around drinks. That is all the model will have too."
        ),
    ),
    "opposites": Question(
        mark("*Happy* and *sad* mean opposite things. Their vectors will be…"),
        (mark("opposite: a cosine near −1"), mark("unrelated: near 0"), mark("much alike")),
        2,
        mark(
            "What can be happy can be sad: the same words stand around both. Such vectors measure what a word could "
            "stand in for, and opposites stand in for each other perfectly."
        ),
    ),
    "sum-or-concatenate": Question(
        mark("Who chases whom? A classifier that is given the *sum* of a sentence's word vectors will be right…"),
        (mark("nearly always"), mark("as often as a coin"), mark("three times in four")),
        1,
        mark("A sum does not know the order of its summands: both sentences have the same one."),
    ),
    "one-vector": Question(
        mark("*Bank* has several senses in this corpus. Its nearest neighbours will be…"),
        (
            mark("words of the commonest sense only"),
            mark("words of several senses, mixed"),
            mark("none: it has no place"),
        ),
        1,
        mark("It has one vector, pulled towards the company of each sense. It ends up between them all."),
    ),
}


def window_explorer(tokens: Sequence[str]) -> Explorer:
    """The pairs of a window that is moved along a sentence."""

    def picture(center: int, size: int) -> Picture:
        return draw.window(tokens, center, size)

    return explorer(
        picture,
        text("move the center to the first word: how many pairs are left?"),
        center=ipywidgets.IntSlider(value=len(tokens) // 2, min=0, max=len(tokens) - 1, description=text("center")),
        size=ipywidgets.IntSlider(value=2, min=1, max=4, description=text("window")),
    )


class Projector(Live):
    """A map of all words. Rest the pointer on a dot to read its word; search for one to see its neighbours."""

    def __init__(self, vectors: WordVectors, word: str) -> None:
        self.vectors = vectors
        self.maps = {axes: draw.plane(vectors.matrix, axes) for axes in ((0, 1), (2, 3))}
        self.search = ipywidgets.Combobox(
            value=word, options=sorted(vectors.words), description=text("word"), continuous_update=False
        )
        self.components = ipywidgets.Dropdown(
            options=[(text("components {a} and {b}", a=a + 1, b=b + 1), (a, b)) for a, b in self.maps],
            description=text("map"),
        )
        self.view = ipywidgets.HTML()
        self.told = ipywidgets.HTML()
        advice = text("search for an animal, a color, a day; then for a word with several senses.")
        row = ipywidgets.HBox([self.search, self.components], layout=ipywidgets.Layout(flex_flow="row wrap"))
        super().__init__([ipywidgets.HTML(f"<b>{text('Try:')}</b> {advice}"), row, self.told, self.view], self._still)
        for control in (self.search, self.components):
            control.observe(self._draw, "value")
        self._draw(None)

    def _near(self) -> tuple[int | None, list[tuple[int, float]]]:
        word = self.search.value.strip().lower()
        if word not in self.vectors.rows:
            return None, []
        found = self.vectors.neighbours(word, NEIGHBOURS)
        return self.vectors.rows[word], [(self.vectors.rows[other], cosine) for other, cosine in found]

    def _draw(self, _: object) -> None:
        chosen, near = self._near()
        known = chosen is not None or not self.search.value
        self.told.value = "" if known else text("This word has no vector: it is not in the vocabulary.")
        self.view.value = draw.projector_svg(self.maps[self.components.value], self.vectors.words, chosen, near)

    def _still(self) -> tuple[dict[str, str], dict[str, object]]:
        chosen, near = self._near()
        named = [] if chosen is None else [chosen]
        points = self.maps[self.components.value]
        return draw.word_map(points, self.vectors.words, named, [place for place, _ in near]).still()


def projector(vectors: WordVectors, word: str) -> Projector:
    """A map of words with a search: see `Projector`."""
    return Projector(vectors, word)
