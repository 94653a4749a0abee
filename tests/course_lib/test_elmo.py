import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.elmo import ELMo, ELMoConfig, ScalarMix, bidirectional_loss

LENGTHS = torch.tensor([7, 4, 1])
MASK = torch.arange(7) < LENGTHS[:, None]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.fixture
def model():
    return ELMo(ELMoConfig(11, d=6, n_layers=2)).double().eval()


@pytest.fixture
def tokens():
    return torch.randint(0, 11, (3, 7))


def torch_layers(layers):
    found = []
    for layer in layers:
        lstm = nn.LSTM(6, 6, batch_first=True).double()
        lstm.load_state_dict(layer.state_dict())
        found.append(lstm)
    return found


@torch.no_grad()
def test_each_direction_is_torchs_lstm_backward_on_flipped_text(model, tokens):
    """Each text by itself, without its padding."""
    layers = model.representations(tokens, MASK)
    logits = model(tokens, MASK)
    for row, length in enumerate(LENGTHS.tolist()):
        x = model.tokens.weight[tokens[row : row + 1, :length]]
        for direction, lstms in enumerate(map(torch_layers, (model.forward_layers, model.backward_layers))):
            flip = [1] if direction else []
            columns = slice(6 * direction, 6 * direction + 6)
            first = lstms[0](x.flip(flip))[0]
            second = lstms[1](first)[0] + first
            for layer, expected in enumerate((x, first.flip(flip), second.flip(flip))):
                assert (layers[layer, row, :length, columns] - expected[0]).abs().max() <= 1e-10
            expected = second.flip(flip)[0] @ model.output.weight.T + model.output.bias
            assert (logits[direction][row, :length] - expected).abs().max() <= 1e-10
    assert (layers[:, ~MASK] == 0).all()


def test_the_directions_read_what_comes_before_and_after_only(model, tokens):
    forward, backward = model(tokens)
    for t in range(7):
        changed = tokens.clone()
        changed[:, t] = (changed[:, t] + 1) % 11
        new_forward, new_backward = model(changed)
        assert torch.equal(new_forward[:, :t], forward[:, :t])
        assert torch.equal(new_backward[:, t + 1 :], backward[:, t + 1 :])
        assert (new_forward[:, t:] != forward[:, t:]).any(-1).all()
        assert (new_backward[:, : t + 1] != backward[:, : t + 1]).any(-1).all()


def test_padding_is_never_read(model, tokens):
    other = tokens.masked_fill(~MASK, 3)
    for a, b in zip(model(tokens, MASK), model(other, MASK), strict=True):
        assert torch.equal(a[MASK], b[MASK])
    assert torch.equal(model.representations(tokens, MASK), model.representations(other, MASK))
    assert bidirectional_loss(model(tokens, MASK), tokens, MASK) == bidirectional_loss(model(other, MASK), other, MASK)


def test_the_loss_term_by_term(model, tokens):
    forward, backward = model(tokens, MASK)
    terms = []
    for row, length in enumerate(LENGTHS.tolist()):
        for t in range(length - 1):
            terms.append(-forward[row, t].log_softmax(-1)[tokens[row, t + 1]])
            terms.append(-backward[row, t + 1].log_softmax(-1)[tokens[row, t]])
    torch.testing.assert_close(bidirectional_loss((forward, backward), tokens, MASK), torch.stack(terms).mean())


def test_one_token_has_no_neighbours():
    model = ELMo(ELMoConfig(11, d=6))
    token = torch.tensor([[4]])
    loss = bidirectional_loss(model(token), token)
    assert loss.item() == 0
    loss.backward()
    assert model.output.weight.grad is not None
    assert model.representations(token).shape == (3, 1, 1, 12)


def test_the_first_layer_knows_no_context_and_the_others_do(model):
    layers = model.representations(torch.tensor([[1, 2, 3], [4, 2, 5]]))[:, :, 1]
    assert torch.equal(layers[0, 0], layers[0, 1])
    assert not torch.allclose(layers[1, 0], layers[1, 1])
    assert not torch.allclose(layers[2, 0], layers[2, 1])


def test_scalar_mix_is_equation_1():
    mix = ScalarMix(3)
    layers = torch.randn(3, 2, 5, 4)
    torch.testing.assert_close(mix(layers), layers.mean(0))
    with torch.no_grad():
        mix.weights.copy_(torch.tensor([0.0, 1.0, -2.0]))
        mix.gamma.fill_(3)
    powers = torch.tensor([0.0, 1.0, -2.0]).exp()
    expected = 3 * sum(power / powers.sum() * layer for power, layer in zip(powers, layers, strict=True))
    torch.testing.assert_close(mix(layers), expected)
    with pytest.raises(ValueError, match=r"expected 3 layers, got 2: ELMo has n_layers \+ 1"):
        mix(layers[:2])


def test_it_learns_both_neighbours_and_a_mix_learns_a_task():
    """A cycle forward and backward; then, from frozen layers, whether the last word was 4, asked at the first."""
    torch.manual_seed(0)
    model = ELMo(ELMoConfig(6, d=16, n_layers=2))
    tokens = (torch.arange(6)[:, None] + torch.arange(8)) % 6
    assert trained(model, lambda: bidirectional_loss(model(tokens), tokens)) < 0.1
    texts = torch.randint(0, 6, (32, 4))
    layers, labels = model.representations(texts).detach(), (texts[:, -1] == 4).long()
    task = nn.ModuleDict({"mix": ScalarMix(3), "classify": nn.Linear(32, 2)})
    loss = trained(task, lambda: F.cross_entropy(task["classify"](task["mix"](layers)[:, 0]), labels), steps=300)
    assert loss < 0.1
    s = task["mix"].weights.softmax(0)
    assert s[0] < s[1:].min()  # layer 0 cannot know


def trained(model, loss_of, steps=100):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(steps):
        loss = loss_of()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def test_bad_input_is_refused(model, tokens):
    with pytest.raises(ValueError, match=r"at least one token"):
        model(tokens[:, :0])
    with pytest.raises(ValueError, match=r"tokens from 0 to 10, got 11"):
        model.representations(torch.tensor([[11]]))
    with pytest.raises(ValueError, match=r"a row of padding only"):
        model(tokens, torch.zeros_like(MASK))
