import math
import random

import pytest
import torch
import torch.nn.functional as F

from course_lib.layers import parameter_count
from course_lib.neural_ngram import LinearBigram, NeuralNGram, NeuralNGramConfig, log_probs, windows
from course_lib.ngrams import perplexity

DOCUMENTS = [[5, 6, 7], [], [8], [5, 6, 7, 8, 9]]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def trained(model, contexts, targets, *, steps, rate):
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(steps):
        loss = F.cross_entropy(model(contexts), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def test_windows_by_hand():
    contexts, targets = windows([[5, 6], [7]], order=3, bos_id=0)
    assert contexts.tolist() == [[0, 0], [0, 5], [0, 0]]
    assert targets.tolist() == [5, 6, 7]


@pytest.mark.parametrize("order", [2, 3, 5])
def test_windows_are_each_documents_own(order):
    """Also where bos_id is a token of the text."""
    for bos_id in (0, 5):
        contexts, targets = windows(DOCUMENTS, order, bos_id)
        expected = []
        for document in DOCUMENTS:
            padded = [bos_id] * (order - 1) + document
            expected += [padded[i : i + order] for i in range(len(document))]
        assert torch.cat((contexts, targets[:, None]), dim=1).tolist() == expected


@pytest.mark.parametrize("direct", [False, True])
@torch.no_grad()
def test_logits_are_equation_1(direct):
    model = NeuralNGram(NeuralNGramConfig(11, order=4, d_embedding=3, d_hidden=6, direct=direct)).double()
    contexts = torch.tensor([[1, 2, 3], [10, 10, 0]])
    for context, logits in zip(contexts, model(contexts), strict=True):
        x = torch.cat([model.tokens.weight[i] for i in context])
        y = model.output.bias + model.output.weight @ torch.tanh(model.hidden.bias + model.hidden.weight @ x)
        torch.testing.assert_close(logits, y + model.direct.weight @ x if direct else y)


def test_parameters_as_the_paper_counts_them():
    v, n, m, h = 17, 5, 30, 50
    expected = v * (1 + n * m + h) + h * (1 + (n - 1) * m)  # the paper's section 2.1
    model = NeuralNGram(NeuralNGramConfig(v, order=n, d_embedding=m, d_hidden=h, direct=True))
    assert parameter_count(model) == expected


def test_the_fixed_window_sees_its_words_and_their_order():
    model = NeuralNGram(NeuralNGramConfig(11, order=3))
    there, swapped = model(torch.tensor([[4, 7], [7, 4]]))
    assert not torch.allclose(there, swapped)


def test_a_network_learns_what_bigram_counts_cannot():
    """Next is the sum of the last two, modulo 7: each alone says nothing."""
    rng = random.Random(0)
    documents = [[rng.randrange(7), rng.randrange(7)] for _ in range(30)]
    for document in documents:
        for _ in range(6):
            document.append(sum(document[-2:]) % 7)
    contexts, targets = (part[targets_known(part, documents)] for part in windows(documents, 3, 7))
    model = NeuralNGram(NeuralNGramConfig(8, order=3, d_embedding=8, d_hidden=64))
    assert trained(model, contexts, targets, steps=200, rate=0.02) < 0.05
    bigram = LinearBigram(8)
    assert trained(bigram, contexts[:, 1:], targets, steps=200, rate=0.1) > 1.0


def targets_known(part, documents):
    """All but the first two of each document, which are random."""
    return torch.tensor([i > 1 for document in documents for i in range(len(document))])


def test_training_a_linear_bigram_ends_at_the_counts():
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, 5, (400,), generator=generator)
    contexts, targets = windows([tokens.tolist()], 2, 5)
    counts = torch.zeros(6, 6, dtype=torch.int64)
    for previous, following in zip(contexts[:, 0], targets, strict=True):
        counts[previous, following] += 1
    learned, counted = LinearBigram(6), LinearBigram.from_counts(counts)
    everything = torch.arange(5)[:, None]
    relative = counts[:5] / counts[:5].sum(1, keepdim=True)
    torch.testing.assert_close(counted(everything).softmax(-1), relative)
    end = trained(learned, contexts, targets, steps=300, rate=0.1)
    torch.testing.assert_close(learned(everything).softmax(-1), relative, atol=5e-3, rtol=0)
    assert math.isclose(end, -float(log_probs(counted, contexts, targets).mean()), abs_tol=1e-3)


def test_a_pair_never_seen_is_impossible_and_after_a_token_never_seen_all_are_equal():
    model = LinearBigram.from_counts(torch.tensor([[3, 1], [0, 0]]))
    probabilities = model(torch.tensor([[0], [1]])).softmax(-1)
    torch.testing.assert_close(probabilities, torch.tensor([[0.75, 0.25], [0.5, 0.5]]))


def test_untrained_a_linear_bigram_finds_all_tokens_equally_likely():
    contexts, targets = windows(DOCUMENTS, 2, 0)
    assert math.isclose(perplexity(log_probs(LinearBigram(10), contexts, targets)), 10, rel_tol=1e-5)


def test_log_probs_do_not_depend_on_the_batch():
    model = NeuralNGram(NeuralNGramConfig(10, order=3))
    contexts, targets = windows(DOCUMENTS, 3, 0)
    expected = -F.cross_entropy(model(contexts), targets, reduction="none")
    torch.testing.assert_close(log_probs(model, contexts, targets, batch_size=2), expected)


def test_bad_input_is_refused():
    model = NeuralNGram(NeuralNGramConfig(10, order=4))
    with pytest.raises(ValueError, match=r"expected order of 2 or more, got 1"):
        NeuralNGramConfig(10, order=1)
    with pytest.raises(ValueError, match=r"expected documents with tokens, got none"):
        windows([[], []], 3, 0)
    with pytest.raises(ValueError, match=r"expected 3 tokens in each context, got 2.*bos"):
        model(torch.tensor([[1, 2]]))
    with pytest.raises(ValueError, match=r"at most 3 contexts.*got 4"):
        model(torch.tensor([[1, 2, 3, 4]]))
    with pytest.raises(ValueError, match=r"contexts from 0 to 9, got 10"):
        model(torch.tensor([[1, 2, 10]]))
    with pytest.raises(ValueError, match=r"contexts from 0 to 2, got -1"):
        LinearBigram(3)(torch.tensor([[-1]]))
