"""Weights of a few bits: how far off they may be, what they take, and that a quantized model decodes as it scores."""

import pytest
import torch

from course_lib import checkpoints
from course_lib.decoding import generate
from course_lib.gpt import GPT, GPTConfig
from course_lib.quantization import FEW_ROWS, QuantizedMatrix, dequantize, quantize, quantized, weight_bytes


def small(positions: str = "rope") -> GPT:
    torch.manual_seed(0)
    return GPT(GPTConfig(97, 32, 32, 2, 4, positions=positions)).eval()  # type: ignore[arg-type]


@pytest.mark.parametrize("bits", range(2, 9))
def test_a_weight_is_off_by_at_most_half_a_scale(bits: int) -> None:
    torch.manual_seed(bits)
    weight = torch.randn(7, 40) * torch.logspace(-3, 3, 7)[:, None]
    codes, scales = quantize(weight, bits)
    assert codes.dtype == torch.int8 and int(codes.abs().max()) == 2 ** (bits - 1) - 1
    assert bool(((dequantize(codes, scales) - weight).abs() <= scales[:, None] * 0.5001).all())


def test_a_row_of_zeros_stays_zeros() -> None:
    weight = torch.zeros(2, 5).index_fill_(0, torch.tensor([1]), 3.0)
    assert torch.equal(dequantize(*quantize(weight)), weight)


@pytest.mark.parametrize("bits", [1, 9])
def test_other_numbers_of_bits_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match=f"expected 2 to 8 bits, got {bits}"):
        quantize(torch.ones(2, 2), bits)


@pytest.mark.parametrize("shape", [(1,), (FEW_ROWS,), (FEW_ROWS + 1,), (2, 3), (3, 1, 2), (0,)])
def test_a_product_is_that_of_the_weights_it_stands_for(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    matrix = QuantizedMatrix(torch.randn(12, 32), torch.randn(12), 8)
    x = torch.randn(*shape, 32)
    want = torch.nn.functional.linear(x, dequantize(matrix.codes, matrix.scales), matrix.bias)
    torch.testing.assert_close(matrix(x), want, rtol=0.01, atol=0.1)  # few rows are rounded to bfloat16
    if x[..., 0].numel() > FEW_ROWS:
        torch.testing.assert_close(matrix(x), want)


@pytest.mark.parametrize("positions", ["rope", "learned"])
def test_it_writes_what_its_own_scores_say(positions: str) -> None:
    """Token by token from the cache, the choice is the best of the whole text's scores, up to bfloat16's rounding."""
    model = quantized(small(positions))
    prompt = [5, 17, 3]
    written = generate(model, [prompt, [9, 9]], 12)
    for start, row in zip((prompt, [9, 9]), written, strict=True):
        tokens = torch.tensor([[*start, *row]])
        with torch.no_grad():
            scores = model(tokens[:, :-1])[0, len(start) - 1 :]
        chosen = scores.gather(-1, torch.tensor(row)[:, None])[:, 0]
        assert bool((scores.amax(-1) - chosen < 0.05).all())


def test_the_model_it_was_made_from_stays_as_it_was() -> None:
    model = small()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    made = quantized(model)
    assert type(model) is GPT and all(torch.equal(before[name], now) for name, now in model.state_dict().items())
    assert weight_bytes(made) < weight_bytes(model) / 3


def test_eight_bits_lose_next_to_nothing_and_three_a_lot() -> None:
    language_model = checkpoints.language_model("base_s")
    tokens = torch.tensor([language_model.begin("Una mañana, Renata fue al parque con Lola, su gato.")])
    with torch.no_grad():
        want = language_model.model(tokens).log_softmax(-1)
        off = {
            bits: float(
                (want.exp() * (want - quantized(language_model.model, bits)(tokens).log_softmax(-1))).sum(-1).mean()
            )
            for bits in (8, 3)
        }
    assert off[8] < 0.02 < 0.2 < off[3], off
