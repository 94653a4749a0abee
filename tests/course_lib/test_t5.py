import math
from types import SimpleNamespace

import pytest
import torch
from transformers.models.t5.modeling_t5 import T5Attention

from course_lib.layers import parameter_count
from course_lib.t5 import T5, RMSNorm, T5Config, relative_position_bucket, span_corruption

CONFIG = T5Config(17, d_model=12, n_layers=2, n_decoder_layers=1, n_heads=3, d_head=5, d_hidden=20, n_buckets=8)
MASK = torch.arange(6) < torch.tensor([6, 4, 1])[:, None]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.fixture
def model():
    return T5(CONFIG).double().eval()


@pytest.fixture
def source():
    return torch.randint(2, 17, (3, 6))


@pytest.fixture
def target():
    return torch.cat((torch.zeros(3, 1, dtype=torch.long), torch.randint(2, 17, (3, 4))), dim=1)


@torch.no_grad()
def test_padding_changes_nothing(model, source, target):
    together = model(source, target, MASK)
    for row, length in enumerate([6, 4, 1]):
        alone = model(source[row : row + 1, :length], target[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone)
    torch.testing.assert_close(model(source.masked_fill(~MASK, 9), target, MASK), together)


@torch.no_grad()
def test_positions_are_distances(model):
    """With one token over and over, only distance tells positions apart: without the bias all would be the same."""
    same = torch.full((1, 6), 5)
    model.encoder.distances.weight.normal_()
    states = model.encode(torch.cat((same, torch.full((1, 1), 6)), dim=1))[0, :6]
    assert all(not torch.allclose(states[i], states[i + 1]) for i in range(5))
    model.encoder.distances.weight.zero_()
    states = model.encode(torch.cat((same, torch.full((1, 1), 6)), dim=1))[0, :6]
    torch.testing.assert_close(states, states[:1].expand_as(states))


def test_buckets_by_hand():
    distances = torch.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 1000])
    # A decoder's 8 buckets: 0 to 3 hold one distance each, 4 to 7 those up to √2·4, 8, √2·8, 16 and beyond, if 16 is
    # the longest.
    expected = [0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 7, 7]
    assert relative_position_bucket(-distances, 8, 16, both_ways=False).tolist() == expected
    assert relative_position_bucket(distances, 8, 16, both_ways=False).tolist() == [0] * 12
    assert relative_position_bucket(torch.tensor([-1, 0, 1]), 8, 16, both_ways=True).tolist() == [1, 0, 5]


@pytest.mark.parametrize("both_ways", [True, False])
@pytest.mark.parametrize(("n_buckets", "max_distance"), [(32, 128), (8, 20), (64, 1000), (4, 3)])
def test_buckets_are_those_of_published_models(both_ways, n_buckets, max_distance):
    distances = torch.arange(-1200, 1201)
    theirs = T5Attention._relative_position_bucket(distances, both_ways, n_buckets, max_distance)
    assert torch.equal(relative_position_bucket(distances, n_buckets, max_distance, both_ways=both_ways), theirs)


def test_the_norm_by_hand():
    norm = RMSNorm(2, 0.0)
    expected = torch.tensor([3.0, 4.0], dtype=torch.float64) / math.sqrt(12.5)
    torch.testing.assert_close(norm(torch.tensor([3.0, 4.0])), expected.float())
    torch.testing.assert_close(norm.double()(torch.tensor([3e30, 4e30]).double()), expected)
    big = torch.tensor([300.0, 400.0], dtype=torch.float16)  # whose squares float16 cannot hold
    torch.testing.assert_close(RMSNorm(2, 1e-6).half()(big), torch.tensor([0.8485, 1.1314]).half())


def test_kept_weights_are_those_that_were_used(model, source, target):
    attention = model.decoder.blocks[0].cross_attention
    expected = model(source, target, MASK)
    for module in model.modules():
        if hasattr(module, "keep_weights"):
            module.keep_weights = True
    assert torch.equal(model(source, target, MASK), expected)
    cross, own = attention.weights, model.decoder.blocks[0].self_attention.weights
    assert cross.shape == (3, 3, 5, 6)
    assert (cross.masked_select(~MASK[:, None, None, :]) == 0).all()
    assert (own.triu(1) == 0).all()
    for weights in (cross, own, model.encoder.blocks[1].self_attention.weights):
        torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]))
    memory = model.encode(source, MASK)
    value = attention.v_proj(memory).unflatten(-1, (3, 5)).transpose(1, 2)
    seen = []
    attention.register_forward_hook(lambda module, inputs, output: seen.append(output))
    model.decode(target, memory, MASK)
    torch.testing.assert_close(attention.out_proj((cross @ value).transpose(1, 2).flatten(2)), seen[0])


@pytest.mark.parametrize(("activation", "tied"), [("relu", True), ("gated-gelu", False)])
def test_parameters_by_hand(activation, tied, source, target):
    d, inner, hidden = 12, 15, 20
    attention = 4 * d * inner
    feed_forward = (2 if activation == "relu" else 3) * d * hidden
    encoder_block = attention + feed_forward + 2 * d
    decoder_block = 2 * attention + feed_forward + 3 * d
    expected = 17 * d * (1 if tied else 2) + 2 * encoder_block + decoder_block + 2 * (8 * 3 + d)
    model = T5(T5Config(17, 12, 2, 1, 3, 5, 20, activation, tied, n_buckets=8))
    assert parameter_count(model) == expected
    model(source, target).square().sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@pytest.mark.parametrize("tied", [True, False])
def test_a_fresh_model_is_unsure(tied, source, target):
    logits = T5(T5Config(17, tied=tied))(source, target)
    assert 0.3 < logits.std() < 3  # neither flat nor certain, whatever the sizes


@torch.no_grad()
def test_generation_is_the_most_likely_token_over_and_over(model, source):
    written = model.generate(source, MASK, max_new_tokens=7)
    assert (written[:, 0] == 0).all()
    for row, mask in zip(range(3), MASK, strict=True):
        ended = False
        for t in range(written.shape[1] - 1):
            best = model(source[row : row + 1], written[row : row + 1, : t + 1], mask[None])[0, -1].argmax()
            assert written[row, t + 1] == (0 if ended else best)
            ended = ended or best == 1
    assert model.generate(source, max_new_tokens=0).tolist() == [[0]] * 3


@torch.no_grad()
def test_generation_stops_after_eos(source):
    model = T5(T5Config(17, tied=False)).eval()
    model.output.weight.zero_()
    model.decoder.norm.weight.zero_()  # every logit is 0, and the lowest id wins: pad, never eos
    assert model.generate(source, max_new_tokens=4).tolist() == [[0] * 5] * 3
    model.decode = lambda written, memory, mask: torch.eye(17)[torch.ones_like(written)]
    assert model.generate(source, max_new_tokens=9).tolist() == [[0, 1]] * 3
    order = torch.tensor([[7, 1, 9], [7, 8, 1], [1, 8, 9]])
    model.decode = lambda written, memory, mask: torch.eye(17)[order[:, written.shape[1] - 1]][:, None]
    assert model.generate(source, max_new_tokens=9).tolist() == [[0, 7, 1, 0], [0, 7, 8, 1], [0, 1, 0, 0]]


@pytest.mark.parametrize(
    ("tokens", "error", "message"),
    [
        (torch.zeros(1, 0, dtype=torch.long), ValueError, r"expected at least one token, got source"),
        (torch.full((1, 2), 17), ValueError, r"expected source from 0 to 16, got 17"),
        (torch.zeros(1, 2, dtype=torch.int32), TypeError, r"expected source of dtype torch.int64, got torch.int32"),
    ],
)
def test_bad_input_is_told(tokens, error, message):
    with pytest.raises(error, match=message):
        T5(CONFIG)(tokens, torch.zeros(1, 1, dtype=torch.long))
    with pytest.raises(error, match=message.replace("source", "target_in")):
        T5(CONFIG)(torch.zeros(1, 1, dtype=torch.long), tokens)


def test_a_row_of_padding_is_told(model, source):
    with pytest.raises(ValueError, match=r"expected a real token, True, in every row of the mask"):
        model.encode(source, torch.zeros_like(source).bool())


def test_an_unknown_activation_is_told():
    unchecked = SimpleNamespace(activation="swish")  # the type checker of the tests would be first
    with pytest.raises(ValueError, match=r"expected activation 'relu' or 'gated-gelu', got 'swish'"):
        T5Config.__post_init__(unchecked)


@pytest.mark.parametrize(
    ("tokens", "spans", "inputs", "targets"),
    [
        ([5, 6, 7, 8], [(1, 2)], [5, 90, 8, 1], [90, 6, 7, 91, 1]),
        ([5, 6, 7, 8, 9], [(0, 1), (3, 2)], [90, 6, 7, 91, 1], [90, 5, 91, 8, 9, 92, 1]),
        ([5, 6], [(0, 1), (1, 1)], [90, 91, 1], [90, 5, 91, 6, 92, 1]),
        ([5, 6], [], [5, 6, 1], [90, 1]),
        ([], [], [1], [90, 1]),
    ],
)
def test_spans_by_hand(tokens, spans, inputs, targets):
    before = list(tokens), list(spans)
    assert span_corruption(tokens, spans, [90, 91, 92], 1) == (inputs, targets)
    assert (tokens, spans) == before


@pytest.mark.parametrize("n_sentinels", [0, 1, 2])
def test_too_few_sentinels(n_sentinels):
    with pytest.raises(ValueError, match=rf"expected 3 sentinels, .*, got {n_sentinels}: take out fewer spans"):
        span_corruption([5, 6, 7], [(0, 1), (2, 1)], [90, 91][:n_sentinels], 1)


@pytest.mark.parametrize("spans", [[(1, 1), (0, 1)], [(0, 2), (1, 1)], [(2, 2)], [(-1, 1)], [(1, -1)]])
def test_spans_that_overlap_or_leave_the_text(spans):
    with pytest.raises(ValueError, match=r"expected spans \(start, length\) in order, apart and within 3 tokens"):
        span_corruption([5, 6, 7], spans, [90, 91, 92], 1)
