import pytest
import torch

from course_lib import association

A, B = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])


def test_an_effect_by_hand():
    """One word along each attribute: associations 1 and −1, deviation √2."""
    assert association.association_effect_size(A, B, A, B) == pytest.approx(2 / 2**0.5)
    assert association.association_effect_size(3 * A, B / 7, A, B) == pytest.approx(2 / 2**0.5)
    assert association.association_effect_size(B, A, A, B) == pytest.approx(-2 / 2**0.5)


def test_p_counts_the_partitions_that_differ_as_much():
    """Of the six ways to part four words into two and two, the true one and its mirror differ this much."""
    x, y = torch.tensor([[1.0, 0.1], [1.0, 0.2]]), torch.tensor([[0.1, 1.0], [0.2, 1.0]])
    assert association.permutation_p_value(x, y, A, B) == pytest.approx(2 / 6)


def test_p_counts_at_least_the_true_partition_whatever_the_rounding():
    for seed in range(60):
        x, y, a, b = torch.randn(4, 4, 8, generator=torch.Generator().manual_seed(seed))
        p = association.permutation_p_value(x, y, a, b)
        assert p >= 2 / 70 and p == association.permutation_p_value(y, x, a, b)  # it and its mirror


def test_p_of_groups_drawn_alike_is_no_small_number_and_the_seed_decides():
    x, y = torch.randn(2, 9, 4, generator=torch.Generator().manual_seed(0))
    a, b = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(1))
    p = association.permutation_p_value(x, y, a, b, draws=500)
    assert p > 0.01 and p == association.permutation_p_value(x, y, a, b, draws=500)


def test_an_interval_of_the_effect_holds_it_and_narrows_with_more_words():
    generator = torch.Generator().manual_seed(0)
    widths = []
    for n in (8, 80):
        x, y = torch.randn(2, n, 6, generator=generator)
        x = x + 0.5 * torch.eye(6)[0]
        a, b = torch.eye(6)[:1], torch.eye(6)[1:2]
        low, high = association.effect_size_interval(x, y, a, b)
        assert low < association.association_effect_size(x, y, a, b) < high
        assert association.effect_size_interval(x, y, a, b) == (low, high)  # the seed decides
        widths.append(high - low)
    assert widths[1] < 0.75 * widths[0]
