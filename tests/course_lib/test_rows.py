from itertools import islice

import pytest
import torch

from course_lib.rows import LENGTH_STEP, document_rows, padded

DOCUMENTS = [[10 + i] * (1 + i % 29) for i in range(100)]


def rows(**changes):
    settings = {"end_id": 0, "context": 64, "tokens_per_batch": 128, "seed": 3} | changes
    return document_rows(DOCUMENTS, **settings)


def epoch(**changes):
    """The batches that hold each document once."""
    found, left = [], len(DOCUMENTS)
    for batch in rows(**changes):
        found.append(batch)
        left -= len(batch.tokens)
        if left == 0:
            return found
        assert left > 0
    raise AssertionError


def test_every_document_comes_once_between_two_ends():
    seen = [row[mask].tolist() for batch in epoch() for row, mask in zip(batch.tokens, batch.mask, strict=True)]
    assert sorted(seen) == sorted([0, *ids, 0] for ids in DOCUMENTS)


def test_rows_of_a_batch_are_about_as_long_and_fill_it():
    for batch in epoch():
        assert batch.tokens.shape[1] % LENGTH_STEP == 0
        assert batch.tokens.numel() <= 128
    cells = sum(batch.tokens.numel() for batch in epoch())
    real = sum(int(batch.mask.sum()) for batch in epoch())
    assert real / cells > 0.7  # rows of unlike length would be half padding
    assert cells / len(epoch()) > 100


def test_the_seed_decides_the_order_and_each_epoch_has_its_own():
    first, again, other = (torch.cat([b.tokens.flatten() for b in islice(rows(seed=s), 5)]) for s in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first[: len(other)], other[: len(first)])
    n = len(epoch())
    batches = list(islice(rows(), 2 * n))
    assert any(
        a.tokens.shape != b.tokens.shape or not torch.equal(a.tokens, b.tokens)
        for a, b in zip(batches[:n], batches[n:], strict=False)
    )


def test_what_does_not_fit_is_cut_and_its_end_is_not_asked_for():
    (batch,) = islice(document_rows([[5] * 50], end_id=0, context=15, tokens_per_batch=64), 1)
    assert batch.tokens[batch.mask].tolist() == [0, *[5] * 15]


def test_padding_does_not_go_beyond_what_a_model_reads():
    (batch,) = islice(document_rows([range(1, 60)], end_id=0, context=34, tokens_per_batch=100), 1)
    assert batch.tokens.shape == (1, 35)  # 34 to read and one more to predict, though rows come in steps of 8


def test_no_documents_is_an_error():
    with pytest.raises(ValueError, match="expected documents with tokens, got none"):
        next(document_rows([[], []], end_id=0, context=8, tokens_per_batch=64))


@pytest.mark.parametrize(("side", "expected"), [("right", [[1, 2, 3], [4, 9, 9]]), ("left", [[1, 2, 3], [9, 9, 4]])])
def test_padding_by_hand(side, expected):
    batch = padded([[1, 2, 3], [4]], 9, side=side)
    assert batch.tokens.tolist() == expected
    assert torch.equal(batch.mask, batch.tokens != 9)
