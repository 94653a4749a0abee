from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from course_lib.attention import padding_mask
from course_lib.layers import parameter_count
from course_lib.seq2seq import Seq2Seq, Seq2SeqConfig, additive_attention

CONFIG = Seq2SeqConfig(source_vocab=11, target_vocab=13, d_embedding=6, d_hidden=8, d_attention=5)
LENGTHS = torch.tensor([6, 4, 1])
MASK = padding_mask(LENGTHS, 6)
KINDS = [(cell, attention) for cell in ("elman", "lstm", "gru") for attention in (True, False)]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.fixture(params=KINDS, ids=str)
def model(request) -> Seq2Seq:
    cell, attention = request.param
    return Seq2Seq(Seq2SeqConfig(11, 13, 6, 8, 5, cell=cell, attention=attention)).eval()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_additive_attention_is_the_formula_one_score_at_a_time(dtype):
    query, keys = torch.randn(3, 4, dtype=dtype), torch.randn(3, 6, 7, dtype=dtype)
    w_q, w_k, v = torch.randn(5, 4, dtype=dtype), torch.randn(5, 7, dtype=dtype), torch.randn(5, dtype=dtype)
    context, weights = additive_attention(query, keys, MASK, w_q, w_k, v)
    assert context.shape == (3, 7)
    assert weights.dtype == context.dtype == dtype
    for row, length in enumerate(LENGTHS.tolist()):
        powers = [torch.exp(v @ torch.tanh(w_q @ query[row] + w_k @ keys[row, j])) for j in range(length)]
        expected = torch.stack(powers) / sum(powers)
        torch.testing.assert_close(weights[row, :length], expected)
        assert (weights[row, length:] == 0).all()
        torch.testing.assert_close(context[row], sum(w * k for w, k in zip(expected, keys[row], strict=False)))


def test_additive_attention_by_hand():
    """tanh of large numbers is ±1: the first key scores 1, the second −1."""
    keys = torch.tensor([[[50.0, 3.0], [-50.0, 5.0]]])
    query, w_q, w_k, v = torch.zeros(1, 2), torch.ones(1, 2), torch.tensor([[1.0, 0.0]]), torch.ones(1)
    context, weights = additive_attention(query, keys, torch.tensor([[True, True]]), w_q, w_k, v)
    share = torch.tensor(1.0).exp() / (torch.tensor(1.0).exp() + torch.tensor(-1.0).exp())
    torch.testing.assert_close(weights, torch.stack((share, 1 - share))[None])
    torch.testing.assert_close(context[0, 1], 3 * share + 5 * (1 - share))


def test_additive_attention_holds_out_against_huge_scores():
    arguments = torch.randn(2, 3), 1e4 * torch.randn(2, 4, 3), torch.ones(2, 4, dtype=torch.bool)
    context, weights = additive_attention(*arguments, torch.randn(5, 3), torch.randn(5, 3), 1e4 * torch.randn(5))
    assert context.isfinite().all()
    torch.testing.assert_close(weights.sum(-1), torch.ones(2))


def test_shapes_and_gradients(model, source, target):
    logits = model(source, target, MASK)
    assert logits.shape == (3, 5, 13)
    logits.sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_padding_changes_nothing(model, source, target):
    together = model(source, target, MASK)
    for row, length in enumerate(LENGTHS.tolist()):
        alone = model(source[row : row + 1, :length], target[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone)
    assert torch.equal(model(source.masked_fill(~MASK, 9), target, MASK), together)


def test_translation_steps_are_teacher_forcing_on_what_was_written(model, source):
    steps = list(model.translation_steps(source, MASK, max_new_tokens=7))
    for t, step in enumerate(steps):
        assert step.written.shape == (3, t + 1)
        torch.testing.assert_close(step.logits, model(source, step.written, MASK)[:, -1])
        torch.testing.assert_close(step.log_probs, step.logits.log_softmax(-1))
    written = model.translate(source, MASK, max_new_tokens=7)
    assert torch.equal(written, torch.cat((steps[-1].written, steps[-1].chosen[:, None]), dim=1))
    assert (written[:, 0] == CONFIG.bos_id).all()
    assert not written.requires_grad


def test_after_its_end_a_row_only_repeats_eos(source):
    model = Seq2Seq(CONFIG).eval()
    with torch.no_grad():
        model.output.weight.zero_()
        model.output.bias.zero_()
        model.output.bias[CONFIG.eos_id] = 1
    assert model.translate(source).tolist() == [[CONFIG.bos_id, CONFIG.eos_id]] * 3
    assert model.translate(source, max_new_tokens=0).tolist() == [[CONFIG.bos_id]] * 3
    model._beginning = lambda source: torch.tensor([[CONFIG.bos_id, CONFIG.eos_id], [1, 7], [1, 8]])
    with torch.no_grad():
        model.output.bias[9] = 2
    assert next(model.translation_steps(source)).chosen.tolist() == [CONFIG.eos_id, 9, 9]


def test_attention_weights_are_probabilities_over_real_tokens(source, target):
    model = Seq2Seq(CONFIG).eval()
    weights = model.attention_weights(source, target, MASK)
    assert weights.shape == (3, 5, 6)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 5))
    assert (weights.masked_select(~MASK[:, None]) == 0).all()
    assert not weights.requires_grad


def test_the_first_alignment_is_additive_attention_with_the_models_weights(source, target):
    model = Seq2Seq(CONFIG).eval()
    memory, attention = model.encode(source, MASK), model.attention
    parts = memory.state[0][-1], memory.states, MASK, attention.w_q.weight, attention.w_k.weight, attention.v
    torch.testing.assert_close(model.attention_weights(source, target, MASK)[:, 0], additive_attention(*parts)[1])


def test_without_attention_only_the_attentions_parameters_are_missing():
    bottleneck = Seq2Seq(Seq2SeqConfig(11, 13, 6, 8, 5, attention=False))
    assert parameter_count(Seq2Seq(CONFIG)) - parameter_count(bottleneck) == 5 * 8 + 5 * 16 + 5


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_the_summary_is_where_both_directions_end(cell, source):
    memory = Seq2Seq(Seq2SeqConfig(11, 13, 6, 8, 5, cell=cell)).encode(source, MASK)
    for row, length in enumerate(LENGTHS.tolist()):
        ends = torch.cat((memory.states[row, length - 1, :8], memory.states[row, 0, 8:]))
        assert torch.equal(memory.summary[row], ends)


def test_without_attention_all_goes_through_one_vector(source, target):
    model = Seq2Seq(Seq2SeqConfig(11, 13, 6, 8, 5, attention=False)).eval()
    memory = replace(model.encode(source), states=torch.randn(3, 6, 16))
    assert torch.equal(model.decode(target, memory), model(source, target))
    with pytest.raises(ValueError, match=r"attention=True in its config"):
        model.attention_weights(source, target)


def test_it_learns_to_write_backwards_and_looks_where_it_reads():
    """Reversing: the alignment has to be the other diagonal."""
    n, bos = 4, 1
    source = torch.randint(3, 9, (64, n))
    answer = torch.cat((source.flip(1), torch.full((64, 1), 2)), dim=1)
    target = torch.cat((torch.full((64, 1), bos), answer[:, :-1]), dim=1)
    model = Seq2Seq(Seq2SeqConfig(9, 9, 16, 32, 16))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(200):
        loss = F.cross_entropy(model(source, target).flatten(0, 1), answer.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    model.eval()
    assert torch.equal(model.translate(source, max_new_tokens=n + 1)[:, 1:], answer)
    looked = model.attention_weights(source, target).mean(0)[:n].argmax(-1)
    assert looked.tolist() == [3, 2, 1, 0]


def test_bad_input_is_refused(source, target):
    model = Seq2Seq(CONFIG)
    with pytest.raises(ValueError, match=r"tokens from 0 to 10, got 11"):
        model(torch.full((3, 2), 11), target)
    with pytest.raises(ValueError, match=r"target from 0 to 12, got 13"):
        model(source, torch.full((3, 2), 13))
    with pytest.raises(ValueError, match=r"at least one token, got target"):
        model(source, target[:, :0])
    with pytest.raises(ValueError, match=r"a row of padding only"):
        model(source, target, torch.zeros_like(MASK))
