import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.gpt import next_token_loss
from course_lib.inputs import check_finite
from course_lib.layers import parameter_count
from course_lib.rnn import (
    RecurrentLayers,
    RNNConfig,
    RNNLanguageModel,
    Tagger,
    TextRNNClassifier,
    TextRNNSimilarity,
    elman_step,
    gru_step,
    lstm_step,
    masked_mean_pool,
)

TORCH = {"elman": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"elman": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}
LENGTHS = torch.tensor([7, 4, 1, 6])
MASK = torch.arange(7) < LENGTHS[:, None]
# A step is a sum of d products and a squashing: some rounding errors of 6e-8 (float32) or 1e-16 (float64), not growing.
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def pair(cell, dtype, *, n_layers=1, both=False):
    """torch's layers and ours with the same weights."""
    theirs = TORCH[cell](5, 6, n_layers, batch_first=True, bidirectional=both).to(dtype)
    ours = RecurrentLayers(cell, 5, 6, n_layers, direction="both" if both else "forward").to(dtype)
    ours.load_state_dict(theirs.state_dict())
    theirs.load_state_dict(ours.state_dict())
    return theirs, ours


def assert_near(ours, theirs, dtype):
    ours, theirs = (x if isinstance(x, tuple) else (x,) for x in (ours, theirs))
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b, atol=TOLERANCE[dtype], rtol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("n_layers", [1, 3])
@pytest.mark.parametrize("cell", TORCH)
def test_layers_are_torchs(cell, n_layers, both, dtype):
    theirs, ours = pair(cell, dtype, n_layers=n_layers, both=both)
    x = torch.randn(4, 7, 5, dtype=dtype)
    first = tuple(torch.randn(n_layers * (1 + both), 4, 6, dtype=dtype) for _ in range(2 if cell == "lstm" else 1))
    expected, last = theirs(x)
    states, state = ours(x)
    assert_near(states, expected, dtype)
    assert_near(state, last, dtype)
    expected, last = theirs(x, first if cell == "lstm" else first[0])
    states, state = ours(x, state=first)
    assert_near(states, expected, dtype)
    assert_near(state, last, dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("cell", TORCH)
def test_a_mask_does_what_packing_does(cell, both, dtype):
    theirs, ours = pair(cell, dtype, n_layers=2, both=both)
    x = torch.randn(4, 7, 5, dtype=dtype)
    packed = nn.utils.rnn.pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False)
    expected, last = theirs(packed)
    states, state = ours(x, MASK)
    assert_near(states, nn.utils.rnn.pad_packed_sequence(expected, batch_first=True)[0], dtype)
    assert_near(state, last, dtype)


@pytest.mark.parametrize("cell", TORCH)
def test_gradients_are_torchs(cell):
    theirs, ours = pair(cell, torch.float64, n_layers=2, both=True)
    x, weight = torch.randn(3, 7, 5).double(), torch.randn(3, 7, 12).double()
    for layers in (theirs, ours):
        (layers(x)[0] * weight).sum().backward()
    for (name, a), b in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad, atol=1e-10, rtol=0, msg=name)


@pytest.mark.parametrize("cell", TORCH)
def test_backward_is_forward_on_flipped_text(cell):
    layers = RecurrentLayers(cell, 5, 6)
    backward = RecurrentLayers(cell, 5, 6, direction="backward")
    backward.load_state_dict(layers.state_dict())
    x = torch.randn(4, 7, 5)
    states, state = backward(x)
    flipped, last = layers(x.flip(1))
    torch.testing.assert_close(states, flipped.flip(1))
    torch.testing.assert_close(state, last)


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
@pytest.mark.parametrize("cell", TORCH)
def test_what_stands_in_the_padding_does_not_matter(cell, direction):
    layers = RecurrentLayers(cell, 5, 6, 2, direction=direction)
    x = torch.randn(4, 7, 5)
    states, state = layers(x, MASK)
    noisy, noisy_state = layers(x.masked_fill(~MASK[..., None], 1e4), MASK)
    assert torch.equal(states, noisy)
    assert all(map(torch.equal, state, noisy_state))
    assert (states[~MASK] == 0).all()
    assert (states[MASK] != 0).all()


@pytest.mark.parametrize("cell", CELLS)
def test_steps_are_torchs_cells(cell):
    theirs = CELLS[cell](5, 6).double()
    x, h, c = (torch.randn(3, d).double() for d in (5, 6, 6))
    w_ih, w_hh, b_ih, b_hh = theirs.parameters()
    if cell == "elman":
        ours, expected = elman_step(x, h, w_ih, w_hh, b_ih + b_hh), theirs(x, h)
    elif cell == "gru":
        ours, expected = gru_step(x, h, w_ih, w_hh, b_ih, b_hh), theirs(x, h)
    else:
        ours, expected = lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh), theirs(x, (h, c))
    assert_near(ours, expected, torch.float64)


def test_an_elman_step_by_hand():
    h = elman_step(
        x=torch.tensor([[1.0, 2.0]]),
        h=torch.tensor([[0.5]]),
        w_xh=torch.tensor([[0.1, 0.2]]),
        w_hh=torch.tensor([[-1.0]]),
        b=torch.tensor([0.3]),
    )
    assert math.isclose(float(h), math.tanh(0.1 + 0.4 - 0.5 + 0.3), rel_tol=1e-6)


def test_an_lstm_step_by_hand():
    """Gates that are open or shut: forget keeps all, input takes all, output lets all through."""
    far = torch.tensor([100.0, 100.0, 0.0, 100.0])  # i, f, g, o
    w_ih, w_hh = torch.tensor([[0.0], [0.0], [0.7], [0.0]]), torch.zeros(4, 1)
    x, h, c = torch.tensor([[1.0]]), torch.tensor([[9.0]]), torch.tensor([[2.0]])
    h_new, c_new = lstm_step(x, h, c, w_ih, w_hh, far, torch.zeros(4))
    assert math.isclose(float(c_new), 2 + math.tanh(0.7), rel_tol=1e-6)
    assert math.isclose(float(h_new), math.tanh(2 + math.tanh(0.7)), rel_tol=1e-6)
    _, forgotten = lstm_step(x, h, c, w_ih, w_hh, far * torch.tensor([1.0, -1, 1, 1]), torch.zeros(4))
    assert math.isclose(float(forgotten), math.tanh(0.7), rel_tol=1e-6)


def test_masked_mean_pool_by_hand():
    states = torch.tensor([[[1.0, 2], [3, 4], [torch.inf, torch.nan]], [[5, 6], [7, 8], [9, 10]]])
    mask = torch.tensor([[True, True, False], [False, False, False]])
    assert masked_mean_pool(states, mask).tolist() == [[2, 3], [0, 0]]
    assert masked_mean_pool(states[1:].double(), ~mask[1:]).tolist() == [[7, 8]]


@pytest.mark.parametrize("cell", TORCH)
def test_reading_on_from_a_state_is_reading_on(cell):
    model = RNNLanguageModel(RNNConfig(11, 8, 8, n_layers=2, cell=cell)).eval()
    tokens = torch.randint(0, 11, (3, 9))
    logits, last = model(tokens)
    first, state = model(tokens[:, :4])
    rest, state = model(tokens[:, 4:], state)
    torch.testing.assert_close(torch.cat((first, rest), dim=1), logits)
    torch.testing.assert_close(state, last)


def test_a_language_model_does_not_see_what_comes():
    model = RNNLanguageModel(RNNConfig(11, 8, 8, n_layers=2))
    tokens = torch.randint(0, 10, (2, 6))
    before, _ = model(tokens)
    for t in range(5):
        changed = tokens.clone()
        changed[:, t + 1] = 10
        after, _ = model(changed)
        assert torch.equal(after[:, : t + 1], before[:, : t + 1])
        assert (after[:, t + 1 :] != before[:, t + 1 :]).any(dim=-1).all()


def test_tied_weights_are_one_table():
    free = RNNLanguageModel(RNNConfig(11, 8, 8))
    tied = RNNLanguageModel(RNNConfig(11, 8, 8, tied=True))
    assert parameter_count(free) - parameter_count(tied) == 11 * 8
    assert tied.output.weight is tied.reader.tokens.weight
    with pytest.raises(ValueError, match=r"equal in a tied model, got 8 and 9"):
        RNNConfig(11, 8, 9, tied=True)


def test_forget_gates_begin_where_they_are_told():
    layers = RecurrentLayers("lstm", 3, 4, 2, direction="both", forget_bias=1.5)
    for layer in ("0", "1", "0_reverse", "1_reverse"):
        total = getattr(layers, f"bias_ih_l{layer}") + getattr(layers, f"bias_hh_l{layer}")
        assert total[4:8].tolist() == [1.5] * 4
        assert (total[:4].abs() <= 1).all()
    with pytest.raises(ValueError, match=r"'lstm' with forget_bias, got 'gru': it has no forget gate"):
        RecurrentLayers("gru", 3, 4, forget_bias=1.0)


def test_an_open_forget_gate_carries_the_gradient_further():
    """Measured as notebook 03 does: how much the last state depends on the first input."""

    def reach(forget_bias):
        torch.manual_seed(1)
        layers = RecurrentLayers("lstm", 4, 16, forget_bias=forget_bias)
        x = torch.randn(8, 30, 4, requires_grad=True)
        layers(x)[0][:, -1].sum().backward()
        return (x.grad[:, 0].norm() / x.grad[:, -1].norm()).item()

    assert reach(3.0) > 1000 * reach(0.0)


@pytest.mark.parametrize(("cell", "tied"), [("elman", False), ("lstm", False), ("gru", False), ("lstm", True)])
def test_a_language_model_learns_a_cycle(cell, tied):
    model = RNNLanguageModel(RNNConfig(6, 16, 16, cell=cell, tied=tied))
    tokens = (torch.arange(6)[:, None] + torch.arange(10)) % 6
    assert trained(model, lambda: next_token_loss(model(tokens)[0], tokens)) < 0.1


def test_a_classifier_learns_which_of_two_words_comes_first():
    tokens = torch.tensor([[1, 3, 2, 0], [2, 3, 1, 0], [1, 2, 0, 0], [2, 1, 0, 0]])
    mask, labels = tokens > 0, torch.tensor([0, 1, 0, 1])
    model = TextRNNClassifier(RNNConfig(4, 16, 16, cell="gru"), 2)
    assert trained(model, lambda: F.cross_entropy(model(tokens, mask), labels)) < 0.05


def test_a_similarity_learns_which_texts_go_together():
    a, b = torch.tensor([[1, 2], [1, 2], [3, 4], [3, 4]]), torch.tensor([[5, 6, 5], [7, 8, 7]] * 2)
    wanted = torch.tensor([1.0, -1, -1, 1])
    model = TextRNNSimilarity(RNNConfig(9, 16, 16))
    assert trained(model, lambda: (model(a, b) - wanted).square().mean()) < 0.05
    torch.testing.assert_close(model(a, a), torch.ones(4))
    torch.testing.assert_close(model(a, b), model(b, a))


def test_a_tagger_learns_labels_that_need_both_sides():
    """A token's label: is the one before smaller than the one after?"""
    tokens = torch.randint(0, 8, (16, 6))
    labels = (tokens.roll(1, 1) < tokens.roll(-1, 1)).long()[:, 1:-1]
    model = Tagger(RNNConfig(8, 16, 16), 2)
    assert trained(model, lambda: F.cross_entropy(model(tokens)[:, 1:-1].transpose(1, 2), labels), steps=150) < 0.1


def trained(model, loss_of, steps=100):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(steps):
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@pytest.mark.parametrize("kind", [TextRNNClassifier, Tagger, TextRNNSimilarity])
def test_a_text_alone_and_in_a_padded_batch(kind):
    arguments = () if kind is TextRNNSimilarity else (3,)
    model = kind(RNNConfig(11, 8, 6, n_layers=2), *arguments).eval()

    def read(tokens, mask=None):
        return model(tokens, tokens[:, :1], mask) if kind is TextRNNSimilarity else model(tokens, mask)

    tokens = torch.randint(0, 11, (4, 7))
    together = read(tokens, MASK)
    for row, length in enumerate(LENGTHS.tolist()):
        alone = read(tokens[row : row + 1, :length])
        expected = together[row : row + 1, :length] if kind is Tagger else together[row : row + 1]
        torch.testing.assert_close(alone, expected)


def test_dropout_acts_between_layers():
    """When it drops everything, the second layer reads zeros and the first reads all."""
    layers = RecurrentLayers("gru", 5, 6, 2, dropout=1.0)
    x = torch.randn(3, 7, 5)
    (deaf, state), (_, heard) = layers(x), layers.eval()(x)
    torch.testing.assert_close(deaf[0], deaf[1])
    torch.testing.assert_close(state[0][0], heard[0][0])
    assert not torch.allclose(heard[0][1, 0], heard[0][1, 1])


def test_dropout_belongs_to_training():
    model = RNNLanguageModel(RNNConfig(11, 8, 8, n_layers=2, dropout=0.5))
    tokens = torch.randint(0, 11, (3, 9))
    assert not torch.equal(model(tokens)[0], model(tokens)[0])
    model.eval()
    assert torch.equal(model(tokens)[0], model(tokens)[0])


def test_bad_input_is_refused():
    model = TextRNNClassifier(RNNConfig(11, 8, 6), 3)
    with pytest.raises(ValueError, match=r"at least one token"):
        model(torch.zeros(1, 0, dtype=torch.int64))
    with pytest.raises(ValueError, match=r"tokens from 0 to 10, got 11"):
        model(torch.tensor([[1, 11]]))
    with pytest.raises(TypeError, match=r"torch.int64, got torch.int32"):
        model(torch.tensor([[1]], dtype=torch.int32))
    with pytest.raises(ValueError, match=r"a row of padding only"):
        model(torch.tensor([[1], [2]]), torch.tensor([[True], [False]]))
    with pytest.raises(ValueError, match=r"'transformer' and 'forward'"):
        RecurrentLayers.__init__.__wrapped__(RecurrentLayers.__new__(RecurrentLayers), "transformer", 3, 4)
    model.reader.layers.weight_hh_l0.data[0, 0] = torch.nan
    with pytest.raises(ValueError, match=r"reader.layers.weight_hh_l0"):
        check_finite(model)
