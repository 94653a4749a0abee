"""Byte-pair encoding growing: the tree that merges build over the letters of a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from course_lib.figures import theme
from course_lib.figures.theme import CONTRAST, FAINT, INK, MODEL, PAPER, REFERENCE, Picture
from course_lib.language import text
from course_lib.tokenizers.pairs import END_OF_WORD, Pair

SHOWN_END = "▁"  # the end of a word, short enough for a drawing


@dataclass(frozen=True)
class Node:
    """A symbol: which letters it covers, how high it stands, which merge made it (0 for a letter) and from what."""

    symbol: str
    first: int
    last: int
    height: int
    merge: int = 0
    parts: tuple["Node", ...] = ()

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def grown(word: str, merges: Sequence[Pair]) -> list[Node]:
    """The symbols of a word after these merges, in order, each with the tree under it."""
    nodes = [Node(letter, place, place, 0) for place, letter in enumerate([*word, END_OF_WORD])]
    for number, pair in enumerate(merges, 1):
        left: list[Node] = []
        while nodes:
            first, *nodes = nodes
            if nodes and (first.symbol, nodes[0].symbol) == pair:
                second, *nodes = nodes
                height = max(first.height, second.height) + 1
                left.append(Node("".join(pair), first.first, second.last, height, number, (first, second)))
            else:
                left.append(first)
        nodes = left
    return nodes


def merge_tree(words: Sequence[str], merges: Sequence[Pair]) -> Picture:
    """Words as letters below, and above them the symbols that the merges made, joined to what they were made of."""
    trees = [grown(word, merges) for word in words]
    height = max(3, max(node.height for tree in trees for node in tree))
    letters = sum(len(word) + 2 for word in words)
    figure, (axis,) = theme.canvas(theme.WIDTH_IN, 0.55 * (height + 1) + 0.45, margins_in=(0.1, 0.1, 0.1, 0.35))
    start = 0
    listed = []
    for word, tree in zip(words, trees, strict=True):
        for node in tree:
            _draw(axis, node, start, is_token=True)
        listed.append(" ".join(_shown(node.symbol) for node in tree))
        start += len(word) + 2
    axis.set(xlim=(-0.8, letters - 1.2), ylim=(-0.6, height + 0.6))
    theme.bare(axis)
    tokens = sum(map(len, trees))
    title = text(
        "{merges} merges: {tokens} symbols in {words} words", merges=len(merges), tokens=tokens, words=len(words)
    )
    axis.set_title(title, fontsize=10.5)
    return theme.finish(figure, text("{title}. {listed}.", title=title, listed=" | ".join(listed)))


def _draw(axis: Axes, node: Node, start: int, *, is_token: bool) -> None:
    x = start + node.middle
    for part in node.parts:
        axis.plot([x, start + part.middle], [node.height, part.height], color=FAINT, linewidth=1.6, zorder=1)
        _draw(axis, part, start, is_token=False)
    color = (CONTRAST if node.parts else MODEL) if is_token else REFERENCE
    box = {"boxstyle": "round,pad=0.22", "facecolor": PAPER, "edgecolor": color, "linewidth": 1.2}
    axis.text(x, node.height, _shown(node.symbol), ha="center", va="center", fontsize=10.5, zorder=2, bbox=box,
              color=color if is_token else INK, fontweight="bold" if is_token else "normal")  # fmt: skip
    if node.merge:
        axis.annotate(str(node.merge), (x, node.height), (0, 11), textcoords="offset points", ha="center",
                      fontsize=8, color=REFERENCE)  # fmt: skip


def _shown(symbol: str) -> str:
    return theme.drawable(symbol.replace(END_OF_WORD, SHOWN_END))
