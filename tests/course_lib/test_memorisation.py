import itertools

import pytest

from course_lib import memorisation


@pytest.mark.parametrize(
    ("a", "b", "subsequence"),
    [("", "ab", 0), ("abc", "abc", 3), ("abc", "axc", 2), ("abcd", "bcda", 3), ("aab", "ab", 2)],
)
def test_by_hand(a, b, subsequence):
    assert memorisation.longest_common_subsequence(a, b) == subsequence


def test_as_trying_everything():
    texts = ["".join(letters) for letters in itertools.product("ab", repeat=5)]
    for a, b in itertools.product(texts[::5], texts[::3]):
        kept = {"".join(some) for n in range(6) for some in itertools.combinations(a, n)}
        also = {"".join(some) for n in range(6) for some in itertools.combinations(b, n)}
        assert memorisation.longest_common_subsequence(a, b) == max(map(len, kept & also))
