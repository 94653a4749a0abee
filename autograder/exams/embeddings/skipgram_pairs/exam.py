"""The exam of ``skipgram_pairs``."""

from itertools import pairwise

from autograder.exam import Draw, Exam, some, suiting
from autograder.exams.embeddings.term_frequency.exam import WORDS, together
from autograder.rng import Rng
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.skipgram_pairs import EXERCISE, MIXED, in_turn


def different(rng: Rng, n: int) -> list[str]:
    """No word twice: then only mistakes with repeats look right."""
    return [f"{WORDS[place % 6]}{place}" for place in rng.permutation(n).tolist()]


def rounds(rng: Rng) -> list[Given]:
    """As long again with another window, as wide again with another length: what was kept shows."""
    sizes = ((7, 2), (9, 4), (5, 1), (7, 3), (9, 2))
    return in_turn(*((different(rng, n), window) for n, window in sizes))


def wide(n: int, window: int) -> Draw:
    return lambda rng: (different(rng, n), window)


def few_words(rng: Rng) -> Given:
    """A text of two words."""
    return [("ola", "mar")[i] for i in rng.integers(0, 2, 12).tolist()], 1


def ends_with_the_text(given: Given, out: Outputs) -> bool:
    """No pair comes twice, as it does where a window goes on at the other end."""
    pairs = [pair for pair in out[0] if isinstance(pair, tuple)]
    return len(set(pairs)) == len(pairs)


def _again(so_far: tuple, place: int) -> bool:
    """The last question shares its length (0) or its window (1) with an earlier one."""
    *earlier, last = so_far or ((),)
    return any(other != last and other[place] == last[place] for other in earlier)


exam = Exam(
    EXERCISE,
    kinds={
        "window 1": some(lambda tokens, window, *_: window == 1 and len(tokens) > 2),
        "a window that just reaches the end": some(lambda tokens, window, *_: window == len(tokens) - 1 > 0),
        "a window as long as the text": some(lambda tokens, window, *_: window == len(tokens) > 1),
        "a window far wider than the text": some(lambda tokens, window, *_: window > 10 * len(tokens) > 10),
        "a token twice in a row": some(lambda tokens, *_: any(a == b for a, b in pairwise(tokens))),
        "a token again later": some(lambda tokens, *_: any(tokens[i] in tokens[i + 2 :] for i in range(len(tokens)))),
        "one word only, many times": some(lambda tokens, *_: len(tokens) > 2 and len(set(tokens)) == 1),
        "id 0": some(lambda tokens, *_: any(type(token) is int and token == 0 for token in tokens)),
        "a negative id": some(lambda tokens, *_: any(type(token) is int and token < 0 for token in tokens)),
        "an empty text, and None": some(lambda tokens, *_: "" in tokens and None in tokens),
        "words and numbers mixed": some(lambda tokens, *_: len({*map(type, tokens)}) > 2),
        "one token": some(lambda tokens, *_: len(tokens) == 1),
        "no token": some(lambda tokens, *_: len(tokens) == 0),
        "as long as before, another window": some(lambda _, window, *so_far: _again(so_far, 0)),
        "as wide as before, another length": some(lambda _, window, *so_far: _again(so_far, 1)),
    },
)
together(exam, rounds)
exam.asks("wide_window", wide(3, 5), wide(2, 2), wide(4, 3), wide(3, 100), says=ends_with_the_text)
exam.asks(
    "repeated_words",
    *((["a", "a", "b", "a", "a"], 2), (["no"] * 4, 2), suiting(few_words, lambda tokens, _: len(set(tokens)) == 2)),
    named=True,
)
exam.asks("other_tokens", lambda rng: (rng.permutation(8).tolist(), 2), ([0, -1, 2], 1), (MIXED, 2))
exam.asks("short_texts", (["sola"], 2), ([], 2), (["sola"], 1), says="result", named=True)
exam.unmodified(lambda rng: (different(rng, 6), 2))
