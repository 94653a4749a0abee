"""The heart of byte-pair encoding: over and over, the pair of neighbours that occurs most often becomes one token.

Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016), algorithm 1.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

Pair = tuple[str, str]
END_OF_WORD = "</w>"


def learn_bpe(words: Mapping[str, int], n_merges: int) -> list[Pair]:
    """The first n_merges merges of words with counts, as the paper learns them; fewer when no pair is left.

    A word starts as its characters and the symbol `</w>`. The pair with the largest count wins (overlaps counted),
    ties go to the smaller pair of strings; occurrences are merged from left to right.

    >>> learn_bpe({"low": 5, "newest": 6, "widest": 3}, 2)
    [('e', 's'), ('es', 't')]
    """
    if n_merges < 0:
        raise ValueError(f"expected n_merges of 0 or more, got {n_merges}")
    spelled = {(*word, END_OF_WORD): count for word, count in words.items()}
    return [pair for pair, _ in islice(merges(spelled, order=lambda pair: pair), n_merges)]


def merges(
    words: Mapping[tuple[str, ...], int],
    *,
    order: Callable[[Pair], Any],
    join: Callable[[str, str], str] = str.__add__,
) -> Iterator[tuple[Pair, int]]:
    """Merge after merge, with the count of the pair at that moment, until no pair is left.

    words: word, as a tuple of tokens, -> how often it occurs. Among equal counts the pair with the smallest order(pair)
    wins. join(a, b) writes the new token.

    Only the words that hold the merged pair are counted again, and a heap knows the next best pair, so a merge costs
    time in proportion to what it changes, not to the corpus.
    """
    spelled, times = [list(word) for word in words], list(words.values())
    counts: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)  # in which words a pair occurs, or once occurred
    for i, word in enumerate(spelled):
        for pair in pairwise(word):
            counts[pair] += times[i]
            where[pair].add(i)
    heap = [(-count, order(pair), pair) for pair, count in counts.items() if count > 0]
    heapq.heapify(heap)
    while heap:
        negative, _, pair = heapq.heappop(heap)
        if counts[pair] != -negative:  # the count has changed since; if a pair is left, it is in the heap again
            continue
        yield pair, -negative
        changes: Counter[Pair] = Counter()
        for i in where.pop(pair):
            for old in pairwise(spelled[i]):
                changes[old] -= times[i]
            spelled[i] = merge(spelled[i], pair, join(*pair))
            for new in pairwise(spelled[i]):
                changes[new] += times[i]
                where[new].add(i)
        for changed, change in changes.items():
            if change:
                counts[changed] += change
                if counts[changed] > 0:
                    heapq.heappush(heap, (-counts[changed], order(changed), changed))


def apply_merges(tokens: Sequence[str], ranks: Mapping[Pair, int]) -> list[str]:
    """tokens after all merges: again and again the pair of neighbours with the lowest rank, everywhere it stands, from
    left to right. A heap knows the next pair, so n tokens take time n log n; looking at all for each merge takes n²."""
    parts, n = list(tokens), len(tokens)  # a part is "" once the one before has taken it up
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))

    def rank(i: int) -> int | None:
        return ranks.get((parts[i], parts[after[i]])) if i >= 0 and after[i] < n else None

    places: Iterable[int] = range(n)
    heap: list[tuple[int, int]] = []
    while True:
        for i in places:
            if (found := rank(i)) is not None:
                heapq.heappush(heap, (found, i))
        if not heap:
            return [part for part in parts if part]
        lowest, merged = heap[0][0], []
        while heap and heap[0][0] == lowest:
            _, i = heapq.heappop(heap)
            if rank(i) != lowest:  # one of the two has been merged since
                continue
            j = after[i]
            parts[i], parts[j], after[i] = parts[i] + parts[j], "", after[j]
            if after[j] < n:
                before[after[j]] = i
            merged.append(i)
        places = {place for i in merged for place in (before[i], i)}


def merge(tokens: Sequence[str], pair: Pair, joined: str) -> list[str]:
    """tokens with every occurrence of the pair, from left to right, replaced by `joined`."""
    first, second = pair
    merged: list[str] = []
    i, last = 0, len(tokens) - 1
    while i <= last:
        if i < last and tokens[i] == first and tokens[i + 1] == second:
            merged.append(joined)
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged
