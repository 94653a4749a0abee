import pytest
import torch
import torch.nn.functional as F
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from course_lib.gpt import GPT, GPTConfig, next_token_loss, parameter_count, rotate, training_loss
from course_lib.inputs import check_finite
from course_lib.layers import parameter_count as count
from course_lib.layers import position_angles, rotate_by_position

POSITIONS = ["learned", "rope"]


def new_model(positions="rope", **changes) -> GPT:
    torch.manual_seed(0)
    sizes = {"vocab_size": 60, "context": 32, "d_model": 24, "n_layers": 3, "n_heads": 3}
    model = GPT(GPTConfig(**(sizes | {"positions": positions} | changes))).eval()
    for parameter in model.parameters():  # far from the small values it starts with, so that every part matters
        nn.init.normal_(parameter, std=0.3)
    return model


def tokens(*shape, seed=1):
    return torch.randint(0, 60, shape, generator=torch.Generator().manual_seed(seed))


def test_agrees_with_hugging_face_when_weights_are_copied():
    torch.manual_seed(0)
    sizes = {"vocab_size": 60, "n_positions": 32, "n_embd": 24, "n_layer": 3, "n_head": 3}
    theirs = GPT2LMHeadModel(GPT2Config(**sizes, bos_token_id=None, eos_token_id=None)).eval()
    ours = new_model("learned")
    names = {"attention_norm": "ln_1", "mlp_norm": "ln_2", "attention.qkv_proj": "attn.c_attn",
             "attention.out_proj": "attn.c_proj", "mlp.expand": "mlp.c_fc", "mlp.contract": "mlp.c_proj"}  # fmt: skip
    with torch.no_grad():
        theirs.transformer.wte.weight.copy_(ours.tokens.weight)
        theirs.transformer.wpe.weight.copy_(ours.positions.weight)
        theirs.transformer.ln_f.load_state_dict(ours.norm.state_dict())
        for block, copy in zip(ours.blocks, theirs.transformer.h, strict=True):
            for name, other in names.items():
                part, target = block.get_submodule(name), copy.get_submodule(other)
                linear = isinstance(part, nn.Linear)
                target.weight.copy_(part.weight.T if linear else part.weight)
                target.bias.copy_(part.bias)
    x, mask = tokens(4, 20), torch.ones(4, 20, dtype=torch.bool)
    mask[1, 15:] = False
    mask[2, :6] = False
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    with torch.no_grad():
        expected = theirs(x, attention_mask=mask.long(), position_ids=positions).logits
        torch.testing.assert_close(ours(x, mask=mask)[mask], expected[mask], atol=1e-4, rtol=0)
        torch.testing.assert_close(ours(x), theirs(x).logits, atol=1e-4, rtol=0)


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("pieces", [(12,), (7, 5), (1,) * 12, (5, 1, 4, 1, 1)])
@pytest.mark.parametrize("preallocated", [False, True])
def test_a_cache_changes_nothing_but_the_work(positions, pieces, preallocated):
    model, x = new_model(positions).double(), tokens(3, 12)
    cache = model.allocate_cache(3, 12) if preallocated else model.new_cache()
    with torch.no_grad():
        found = torch.cat([model(piece, cache) for piece in x.split(pieces, dim=1)], dim=1)
        torch.testing.assert_close(found, model(x))
    assert cache.length == 12


@pytest.mark.parametrize("positions", POSITIONS)
@pytest.mark.parametrize("pieces", [(12,), (7, 5), (6, 1, 1, 4)])
def test_padding_on_the_left_changes_nothing_with_or_without_a_cache(positions, pieces):
    model, x = new_model(positions).double(), tokens(3, 12)
    padding = [0, 4, 5]
    mask = torch.arange(12) >= torch.tensor(padding)[:, None]
    cache, end, found = model.new_cache(), 0, []
    with torch.no_grad():
        for piece in x.split(pieces, dim=1):
            end += piece.shape[1]
            found.append(model(piece, cache, mask[:, :end]))
        found = torch.cat(found, dim=1)
        for row, skipped in enumerate(padding):
            torch.testing.assert_close(found[row, skipped:], model(x[row : row + 1, skipped:])[0])
    assert found.isfinite().all()


@pytest.mark.parametrize("positions", POSITIONS)
def test_what_was_only_read_is_in_the_cache_like_any_other(positions):
    model, x = new_model(positions).double(), tokens(3, 12)
    mask = torch.arange(12) >= torch.tensor([0, 7, 2])[:, None]
    for used in (None, mask):
        cache = model.new_cache()
        with torch.no_grad():
            model.read(x[:, :5], cache, None if used is None else used[:, :5])
            found = model(x[:, 5:], cache, used)
            expected = model(x, mask=used)[:, 5:]
        real = torch.ones_like(mask[:, 5:]) if used is None else used[:, 5:]
        torch.testing.assert_close(found[real], expected[real])


@pytest.mark.parametrize("positions", POSITIONS)
def test_the_past_does_not_see_the_future(positions):
    model, x = new_model(positions), tokens(2, 12)
    changed = x.clone()
    changed[:, 7:] = (changed[:, 7:] + 1) % 60
    with torch.no_grad():
        before, after = model(x), model(changed)
    torch.testing.assert_close(before[:, :7], after[:, :7], atol=0, rtol=0)
    assert (before[:, 7:] != after[:, 7:]).any()


def test_rotary_positions_are_those_of_the_paper_and_depend_on_distance_only():
    x = torch.randn(2, 3, 20, 8, generator=torch.Generator().manual_seed(0))
    angles = position_angles(20, 8).float()
    turns = torch.polar(torch.ones(1), angles)
    torch.testing.assert_close(rotate(x, turns), rotate_by_position(x))
    model = new_model("rope").double()
    shifted = torch.cat((tokens(1, 5, seed=9), tokens(1, 10)), dim=1)
    mask = torch.arange(15)[None] >= 5  # the same ten tokens, five places later
    plain = torch.cat((torch.zeros_like(mask[:, :5]), mask[:, 5:]), dim=1)
    with torch.no_grad():
        torch.testing.assert_close(model(shifted, mask=plain)[:, 5:], model(tokens(1, 10)))


def test_kept_weights_are_those_that_were_used():
    model, x = new_model(), tokens(2, 9)
    with torch.no_grad():
        fused = model(x)
        for block in model.blocks:
            block.attention.keep_weights = True
        torch.testing.assert_close(model(x), fused)
    weights = model.blocks[1].attention.weights
    assert weights.shape == (2, 3, 9, 9)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 9))
    assert (weights.triu(1) == 0).all()


def test_bfloat16_is_about_the_same():
    model, x = new_model(), tokens(2, 9)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        half = model(x)
    with torch.no_grad():
        exact = model(x)
        scale = exact.std()
        assert ((half - exact).abs().max() / scale) < 0.15  # 8 bits, 3 layers, logits of a few units
        assert model.to(torch.bfloat16)(x).dtype == torch.bfloat16
        assert model.turns.dtype == torch.bfloat16


def test_next_token_loss_by_hand_and_with_a_mask():
    logits = torch.zeros(1, 3, 4, dtype=torch.float64)
    logits[0, 0, 2] = 3.0
    x = torch.tensor([[1, 2, 3]])
    first, second = -F.log_softmax(logits[0, 0], -1)[2], torch.log(torch.tensor(4.0, dtype=torch.float64))
    torch.testing.assert_close(next_token_loss(logits, x), (first + second) / 2)
    torch.testing.assert_close(next_token_loss(logits, x, torch.tensor([[False, True, False]])), first)
    logits.requires_grad_()
    nothing = next_token_loss(logits, x, torch.zeros(1, 3, dtype=torch.bool))
    nothing.backward()
    assert nothing == 0
    assert (logits.grad == 0).all()


def test_the_loss_used_in_training_is_the_same_loss():
    model, x = new_model().double(), tokens(3, 12)
    mask = torch.arange(12) < torch.tensor([12, 9, 4])[:, None]
    counted = torch.arange(12)[None].expand(3, -1) >= 2
    torch.testing.assert_close(training_loss(model, x, mask), next_token_loss(model(x), x, mask))
    expected = next_token_loss(model(x), x, mask & counted)
    torch.testing.assert_close(training_loss(model, x, mask, counted), expected)


@pytest.mark.parametrize(("tied", "expected"), [(True, 124_439_808), (False, 124_439_808 + 50257 * 768)])
def test_parameter_count_of_gpt2(tied, expected):
    assert parameter_count(12, 768, 50257, 1024, tied) == expected


def test_parameter_count_is_that_of_the_model():
    assert parameter_count(3, 24, 60, 32) == count(new_model("learned"))
    assert parameter_count(3, 24, 60, 0) == count(new_model("rope"))


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (torch.zeros(1, 0, dtype=torch.long), ValueError, "expected at least one token"),
        (torch.zeros(1, 33, dtype=torch.long), ValueError, "expected at most 32 tokens, the model's context, got 33"),
        (torch.tensor([[3, 60]]), ValueError, "expected tokens from 0 to 59, got 60: .*another tokenizer"),
        (torch.tensor([[-1, 5]]), ValueError, "expected tokens from 0 to 59, got -1"),
        (torch.zeros(1, 3, dtype=torch.long, device="meta"), ValueError, "expected tokens on cpu, .*got meta"),
    ],
)
def test_bad_input_says_what_to_do(x, error, message):
    with pytest.raises(error, match=message):
        new_model()(x)


def test_a_full_context_and_a_mask_that_does_not_fit_are_told():
    model = new_model()
    cache = model.new_cache()
    model(tokens(1, 30), cache)
    with pytest.raises(ValueError, match="expected at most 2 tokens, the model's context, got 3"):
        model(tokens(1, 3), cache)
    with pytest.raises(ValueError, match=r"expected a mask of shape \(1, 31\).*got \(1, 1\)"):
        model(tokens(1, 1), cache, torch.ones(1, 1, dtype=torch.bool))


def test_one_token_is_enough_and_nan_weights_are_named():
    model = new_model()
    assert model(tokens(1, 1)).shape == (1, 1, 60)
    check_finite(model)
    with torch.no_grad():
        model.blocks[1].mlp.expand.weight[0, 0] = torch.nan
    with pytest.raises(ValueError, match=r"got 1 of 2304 that are NaN or infinite in blocks\.1\.mlp\.expand\.weight"):
        check_finite(model)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_heads": 5}, "expected n_heads to divide d_model, got 5 and 24"),
        ({"n_heads": 8}, "expected an even d_model / n_heads"),
    ],
)
def test_impossible_sizes_are_told(changes, message):
    with pytest.raises(ValueError, match=message):
        GPTConfig(**({"vocab_size": 9, "d_model": 24, "n_heads": 3} | changes))
