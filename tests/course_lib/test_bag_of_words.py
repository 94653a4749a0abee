import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.bag_of_words import term_frequency, tf_idf


def test_counts_by_hand():
    counts = term_frequency([["a", "b", "a"], ["z"], []], ["b", "a"])
    assert counts.dtype == torch.int64
    assert counts.tolist() == [[1, 2], [0, 0], [0, 0]]


@settings(max_examples=50, deadline=None)
@given(documents=st.lists(st.lists(st.sampled_from("abcdz")), max_size=6), vocabulary=st.permutations("abcd"))
def test_counts_are_those_of_a_counter(documents, vocabulary):
    expected = [[Counter(document)[word] for word in vocabulary] for document in documents]
    assert term_frequency(documents, vocabulary).tolist() == expected


def test_the_order_of_words_is_lost():
    a, b = term_frequency([["dog", "bites", "man"], ["man", "bites", "dog"]], ["man", "dog", "bites"])
    assert torch.equal(a, b)


def test_tf_idf_by_hand():
    weights = tf_idf(torch.tensor([[1, 2, 1, 0], [0, 1, 3, 0], [0, 0, 1, 0]]))
    expected = [[math.log(3), 2 * math.log(1.5), 0, 0], [0, math.log(1.5), 0, 0], [0, 0, 0, 0]]
    torch.testing.assert_close(weights, torch.tensor(expected))


def test_no_documents_and_no_words():
    assert term_frequency([], ["a", "b"]).shape == (0, 2)
    assert term_frequency([["a"]], []).shape == (1, 0)
    assert tf_idf(torch.zeros(0, 2, dtype=torch.int64)).shape == (0, 2)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="each word once, got 3 words of which 2 are different"):
        term_frequency([["a"]], ["a", "b", "a"])
    with pytest.raises(TypeError, match="got a str: split it"):
        term_frequency(["the cat"], ["a"])
