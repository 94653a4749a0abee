"""The exam of ``MultiHeadAttention``: weights of ours go into the learner's layers, then numbers are compared."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.exam import Exam, Kind, some
from autograder.exams.transformers.scaled_dot_product_attention.exam import one_key
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.exercises.MultiHeadAttention import (
    EXERCISE,
    LAYERS,
    Weights,
    ask_batch_masks,
    ask_changed,
    ask_defaults,
    ask_dtypes,
    ask_gradients,
    ask_layer,
    ask_mask,
    ask_masks_in_turn,
    ask_one_key,
    ask_unmodified,
    ask_value_error,
    ask_values,
    made,
)
from course_lib.exercises.scaled_dot_product_attention import blaming

D, HEADS = 10, 2  # two heads of five columns


def weights(rng: Rng, d_model: int = D) -> Weights:
    """Weights and biases of the four layers."""
    w = {f"{name}.weight": rng.floats(d_model, d_model, scale=d_model**-0.5) for name in LAYERS}
    return w | {f"{name}.bias": rng.floats(d_model, scale=0.5) for name in LAYERS}


def sized(test: Callable[..., Any]) -> Kind:
    """The kind of input for which ``test(n_heads, query, key, value, mask)`` is true at least once."""
    return some(
        lambda weights, born, heads, query, key=None, value=None, mask=None: test(heads, query, key, value, mask)
    )


def hiding(rng: Rng, *shape: int) -> Tensor:
    """A square mask leaves each token itself. Another hides its last key from all queries, and the first key from the
    first: hidden as well as the future, that would leave it none at all."""
    mask = rng.mask(*shape, keep=0.3)
    if shape[-2] == shape[-1]:
        return mask | torch.eye(shape[-1], dtype=torch.bool)
    mask[..., -1], mask[..., 0, 0], mask[..., 1] = False, False, True
    return mask


exam = Exam(
    EXERCISE,
    kinds={
        "one token": sized(lambda heads, query, *_: query.shape[1] == 1),
        "more sequences than tokens": sized(lambda heads, query, *_: len(query) > query.shape[1] > 1),
        "a batch of one": sized(lambda heads, query, *_: len(query) == 1),
        "one head": sized(lambda heads, query, *_: heads == 1),
        "one column per head": sized(lambda heads, query, *_: heads == query.shape[2]),
        "as many heads as columns in each": sized(lambda heads, query, *_: heads**2 == query.shape[2] > 1),
        "more keys than queries": sized(
            lambda heads, query, key, *_: key is not None and key.shape[1] > query.shape[1]
        ),
        "fewer keys than queries": sized(
            lambda heads, query, key, *_: key is not None and key.shape[1] < query.shape[1]
        ),
        "a value without a key": sized(lambda heads, query, key, value, _: key is None and value is not None),
        "a square mask": sized(lambda heads, query, key, value, mask: mask is not None and mask.shape == (7, 7)),
        "a mask (n, m) as long as the batch": sized(
            lambda heads, query, key, value, mask: mask is not None and len(query) == len(mask) and mask.dim() == 2
        ),
        "as many masks as heads": sized(
            lambda heads, query, key, value, mask: mask is not None and mask.dim() == 3 and len(mask) == heads
        ),
        "more masks than heads": sized(
            lambda heads, query, key, value, mask: mask is not None and mask.dim() == 3 and len(mask) > heads
        ),
        "one mask for one sequence": sized(
            lambda heads, query, key, value, mask: mask is not None and mask.dim() == 3 and len(mask) == 1
        ),
        "float64": sized(lambda heads, query, *_: query.dtype == torch.float64),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    sizes = ((3, 5, D, HEADS), (6, 4, 12, 4))
    layers = [made(ask, d_model, heads) for _, _, d_model, heads in sizes]

    def draw(size: tuple[int, int, int, int], born: Weights) -> Any:
        batch, n, d_model, heads = size
        return lambda rng: (weights(rng, d_model), born, heads, rng.floats(batch, n, d_model))

    draws = [draw(size, born) for size, (_, born) in zip(sizes, layers, strict=True)]
    ask_values(ask, [module for module, _ in layers], exam.telling(rng, *draws), rng.floats(3, 5, D))


@exam.property("layers")
def layers(ask: Ask, rng: Rng) -> None:
    ask_changed(ask, weights(rng), weights(rng), HEADS, rng.floats(2, 5, D))


@exam.property("cross_attention")
def cross_attention(ask: Ask, rng: Rng) -> None:
    for n, m in ((3, 6), (5, 2)):
        with blaming(ask, "same_length"):
            ask_layer(ask, weights(rng), HEADS, *(rng.floats(2, length, D) for length in (n, m, m)))


@exam.property("defaults")
def defaults(ask: Ask, rng: Rng) -> None:
    ask_defaults(ask, weights(rng), HEADS, *(rng.floats(2, 4, D) for _ in range(3)))


@exam.property("mask")
def mask(ask: Ask, rng: Rng) -> None:
    """In self-attention, where scores are several units wide so that a hidden score of −10 shows, and in others."""
    for batch, n, m in ((2, 7, None), (4, 4, None), (2, 7, 5), (4, 4, 6)):
        query, key = 3 * rng.floats(batch, n, D), 3 * rng.floats(batch, m, D) if m else None
        ask_mask(ask, weights(rng), HEADS, query, key, hiding(rng, n, m or n), "mask_two_dimensions")
    ask_masks_in_turn(ask, weights(rng), HEADS, 3 * rng.floats(2, 5, D), hiding(rng, 5, 5), hiding(rng, 5, 5))
    scores, only = one_key(rng)
    ask_one_key(ask, weights(rng, 32), scores.repeat(2, 1, 1), rng.floats(2, 6, 32), only)


@exam.property("batch_mask")
def batch_mask(ask: Ask, rng: Rng) -> None:
    rounds = []
    for batch, m in ((HEADS + 1, None), (HEADS, None), (HEADS + 1, 8), (1, None)):
        query, key = 3 * rng.floats(batch, 6, D), 3 * rng.floats(batch, m, D) if m else None
        rounds.append((query, key, hiding(rng, batch, 6, m or 6)))
    ask_batch_masks(ask, weights(rng), HEADS, *rounds)


@exam.property("edges")
def edges(ask: Ask, rng: Rng) -> None:
    for batch, n, d_model, heads in (
        (2, 1, 6, 3),
        (1, 4, 6, 2),
        (1, 1, 4, 2),
        (3, 4, 5, 1),
        (2, 3, 4, 4),
        (4, 4, 4, 2),
    ):
        with blaming(ask, "edges", "squeezed"):
            ask_layer(ask, weights(rng, d_model), heads, rng.floats(batch, n, d_model))


@exam.property("dtype")
def dtype(ask: Ask, rng: Rng) -> None:
    ask_dtypes(ask, weights(rng), HEADS, rng.floats(2, 5, D), rng.mask(5, 5))


@exam.property("gradient")
def gradient(ask: Ask, rng: Rng) -> None:
    inputs = (rng.floats(2, 4, D) for _ in range(3))
    ask_gradients(ask, weights(rng), HEADS, *inputs, seed=rng.integer(0, 10**6))


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    ask_unmodified(ask, weights(rng), HEADS, *(rng.floats(2, 4, D) for _ in range(3)), rng.mask(4, 4))


@exam.property("invalid_heads")
def invalid_heads(ask: Ask, rng: Rng) -> None:
    for d_model, heads in ((10, 3), (6, 4), (4, 8)):
        ask_value_error(ask, d_model, heads)
