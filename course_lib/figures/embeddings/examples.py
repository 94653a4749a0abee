"""Words and sentences of our own that notebook 02 looks at, in the reader's language."""

from collections.abc import Mapping

from course_lib.language import mark, text

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "order": (
        mark("the dog chases the cat"),
        mark("the cat chases the dog"),
        mark("the dog sleeps near the cat"),
        mark("the boat sails in the morning"),
    ),
    "tejuino": (
        mark("a glass of tejuino with ice , please"),
        mark("tejuino is made from corn"),
        mark("the tejuino was cold and a little sour"),
        mark("my aunt sells tejuino with lime at the market"),
    ),
}
# The Spanish lists are others, not translations: a word with several senses has other senses, and other company.
WORDS: Mapping[str, str] = {
    "table": mark("dog cat horse red blue green tuesday friday doctor teacher"),
    "singular": mark("dog cat horse rabbit tiger parrot"),
    "plural": mark("dogs cats horses rabbits tigers parrots"),
    "drinks": mark("tejuino atole lemonade tuesday guitar purple"),
    "opposites": mark("happy sad"),
    "many senses": mark("bank"),
    "sense 1": mark("savings check teller"),
    "sense 2": mark("river trout boat"),
    "sense 3": mark("donor nurse plasma"),
    "unseen": mark("tejuinos violinist doggy"),
}


def example_sentences(name: str) -> list[list[str]]:
    """The words of each example sentence: "order" or "tejuino"."""
    return [text(sentence).split() for sentence in SENTENCES[name]]


def example_words(name: str) -> list[str]:
    """The example words `name`, a key of WORDS."""
    return text(WORDS[name]).split()
