import pytest
import torch
import torch.nn.functional as F

from course_lib.linear_cross_entropy import CHUNK_ROWS, linear_cross_entropy


def draw(n: int, dtype: torch.dtype = torch.float64):
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(n, 7, dtype=dtype, generator=generator).requires_grad_()
    weight = torch.randn(11, 7, dtype=dtype, generator=generator).requires_grad_()
    return hidden, weight, torch.randint(0, 11, (n,), generator=generator)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("n", [1, CHUNK_ROWS - 1, CHUNK_ROWS, 2 * CHUNK_ROWS + 3])
def test_it_is_cross_entropy_and_so_is_its_gradient(n, dtype):
    hidden, weight, targets = draw(n, dtype)
    expected = F.cross_entropy(F.linear(hidden, weight), targets)
    actual = linear_cross_entropy(hidden, weight, targets)
    torch.testing.assert_close(actual, expected)
    # A factor before the loss: the gradient is multiplied by what comes from above.
    for ours, theirs in zip(
        torch.autograd.grad(3 * actual, (hidden, weight)),
        torch.autograd.grad(3 * expected, (hidden, weight)),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs)


def test_extreme_scores_stay_finite():
    hidden, weight, targets = draw(5)
    loss = linear_cross_entropy(1e4 * hidden, weight, targets)
    torch.testing.assert_close(loss, F.cross_entropy(F.linear(1e4 * hidden, weight), targets))
    assert all(gradient.isfinite().all() for gradient in torch.autograd.grad(loss, (hidden, weight)))


def test_nothing_to_predict_costs_nothing_and_keeps_a_gradient():
    hidden, weight, targets = draw(0)
    loss = linear_cross_entropy(hidden, weight, targets)
    assert loss.item() == 0
    assert (torch.autograd.grad(loss, weight)[0] == 0).all()


def test_under_autocast_the_products_are_in_bfloat16_and_the_rest_is_not():
    hidden, weight, targets = draw(300, torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = linear_cross_entropy(hidden, weight, targets)
    exact = linear_cross_entropy(hidden, weight, targets)
    assert loss.dtype == torch.float32
    # bfloat16 keeps 8 bits: scores of size 10 are off by up to 0.04, their mean over 300 rows by far less.
    torch.testing.assert_close(loss, exact, atol=0.02, rtol=0)
    assert loss != exact
    (ours,) = torch.autograd.grad(loss, weight)
    assert ours.dtype == torch.float32


def test_a_second_derivative_is_refused():
    hidden, weight, targets = draw(4)
    (gradient,) = torch.autograd.grad(linear_cross_entropy(hidden, weight, targets), hidden, create_graph=True)
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.autograd.grad(gradient.sum(), hidden)
