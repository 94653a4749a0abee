"""How much of a text a model gives back: the longest common subsequence, after Karamolegkou et al. 2023."""

from collections.abc import Sequence
from typing import Any


def longest_common_subsequence(a: Sequence[Any], b: Sequence[Any]) -> int:
    """The length of the longest sequence that is left of both when some items are struck out; 0 if one is empty.

    >>> longest_common_subsequence("abcd", "acxd")  # a, c, d
    3
    """
    before = [0] * (len(b) + 1)
    for item in a:
        row = [0]
        for j, other in enumerate(b):
            row.append(before[j] + 1 if item == other else max(before[j + 1], row[j]))
        before = row
    return before[-1]
