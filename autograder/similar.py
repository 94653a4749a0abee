"""Answers that are alike once names, comments and layout are left aside: a lead for a person, never a verdict.

Each answer becomes its tokens, every name of its author's the same one; two are as alike as the longest sequence of
tokens that both hold in one order (RapidFuzz's Indel similarity). Nothing that a learner wrote is parsed or run.
"""

import builtins
import io
import keyword
import statistics
import tokenize
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

import nbformat
from rapidfuzz.distance import Indel

from autograder import staging, topics
from autograder.course import Course

REFERENCE = "(reference)"
FEWEST_TOKENS, MOST_TOKENS = 20, 3000  # of one answer: shorter ones are alike of themselves, longer ones are cut
# Names that say what is computed, whoever writes it.
_KNOWN = {*keyword.kwlist, *dir(builtins), "torch", "nn", "F", "math", "np", "numpy", "re", "random", "collections"}
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)

Answers = Mapping[str, str]  # of one person: the source of each exercise


@dataclass(frozen=True)
class Pair:
    """Two people, how alike their answers are together (0 to 1, by their lengths), and each answer."""

    one: str
    other: str
    alike: float
    exercises: tuple[tuple[str, float], ...]


def of_class(course: Course, topic_name: str) -> dict[str, Answers]:
    """Everybody's answers, as staged, and those of the reference. Raises FileNotFoundError without submissions."""
    topic = topics.load(topic_name)
    master = nbformat.read(course.master(topic.name), as_version=4)
    found = {REFERENCE: _answers(master, topic)}
    for each in staging.submissions(course.submitted, topic.name):
        if each.problem is None:
            staged = staging.stage(each.folder, topic.module, master, None)
            if not staged.unreadable:
                found[each.learner] = _answers(staged.notebook, topic)
    return found


def _answers(notebook: nbformat.NotebookNode, topic: topics.Topic) -> Answers:
    sources = {cell.id: cell.source for cell in notebook.cells}
    return {name: sources[f"answer_{name}"] for name in topic.exercises if f"answer_{name}" in sources}


def pairs(people: Mapping[str, Answers]) -> list[Pair]:
    """All pairs that have answers to compare, the most alike first."""
    spoken = {
        person: {name: text for name, source in answers.items() if len(text := _as_text(source)) >= FEWEST_TOKENS}
        for person, answers in people.items()
    }
    found = (_compared(one, other, spoken[one], spoken[other]) for one, other in combinations(spoken, 2))
    return sorted(filter(None, found), key=lambda pair: -pair.alike)


def _compared(one: str, other: str, mine: Answers, theirs: Answers) -> Pair | None:
    shared = [name for name in mine if name in theirs]
    if not shared:
        return None
    alike = [Indel.normalized_similarity(mine[name], theirs[name]) for name in shared]
    sizes = [min(len(mine[name]), len(theirs[name])) for name in shared]
    whole = sum(size * each for size, each in zip(sizes, alike, strict=True)) / sum(sizes)
    return Pair(one, other, whole, tuple(sorted(zip(shared, alike, strict=True), key=lambda each: -each[1])))


def _as_text(source: str) -> str:
    """A character for each token, below those that no text may hold: RapidFuzz compares texts fastest."""
    return "".join(chr(zlib.crc32(token.encode()) % 0xD800) for token in islice(tokens(source), MOST_TOKENS))


def tokens(source: str) -> Iterator[str]:
    """What a piece of code says, without its author's names, comments, layout, docstrings and signatures.

    Where it is no Python, as far as it is.
    """
    before, depth, in_signature = "\n", 0, False
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _LAYOUT:
                before = "\n" if token.type != tokenize.COMMENT else before
                continue
            docstring = token.type == tokenize.STRING and before == "\n"
            if not (docstring or in_signature):
                yield _said(token, before)
            depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
            in_signature = token.string in ("def", "class") or (in_signature and (token.string, depth) != (":", 0))
            before = token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _said(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.STRING:
        return "''"
    own = token.type == tokenize.NAME and before != "." and token.string not in _KNOWN
    return "name" if own else token.string


def lines(course: Course, topic_name: str, at_least: float, most: int) -> Iterator[str]:
    """What the command says: the pairs above a similarity, and what is usual in this class."""
    found = pairs(of_class(course, topic_name))
    if not found:
        yield "nobody's answers are long enough to compare"
        return
    for pair in islice((pair for pair in found if pair.alike >= at_least), most):
        each = ", ".join(f"{name} {alike:.0%}" for name, alike in pair.exercises)
        yield f"{pair.alike:5.0%}  {pair.one:32} {pair.other:32} {each}"
    usual = statistics.median(pair.alike for pair in found)
    above = sum(pair.alike >= at_least for pair in found)
    yield f"{len(found)} pairs, {above} of them at least {at_least:.0%} alike; half of all are at least {usual:.0%}"
    yield "A lead for a person, never a verdict: right answers to short exercises are alike of themselves."
