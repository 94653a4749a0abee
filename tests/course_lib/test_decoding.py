import math

import pytest
import torch
from torch import nn
from transformers import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from course_lib.decoding import (
    GREEDY,
    Strategy,
    apply_temperature,
    choices,
    generate,
    generate_with_cache,
    min_p_filter,
    penalize_repetition,
    sample,
    top_k_filter,
    top_p_filter,
)
from course_lib.decoding.step import Stepper
from course_lib.gpt import GPT, GPTConfig

INF = math.inf


def new_model(positions="rope", **changes) -> GPT:
    torch.manual_seed(0)
    sizes = {"vocab_size": 40, "context": 48, "d_model": 24, "n_layers": 2, "n_heads": 3}
    model = GPT(GPTConfig(**(sizes | {"positions": positions} | changes))).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.4)
    return model


def random_logits(*shape, seed=0):
    return 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def plain_greedy(model, prompt, new):
    """Everything computed again at every step."""
    tokens = list(prompt)
    for _ in range(new):
        tokens.append(int(model(torch.tensor([tokens]))[0, -1].argmax()))
    return tokens[len(prompt) :]


@pytest.mark.parametrize("seed", range(5))
def test_filters_are_those_of_hugging_face(seed):
    logits = random_logits(4, 50, seed=seed)
    tokens = torch.randint(0, 50, (4, 9), generator=torch.Generator().manual_seed(seed))
    for ours, theirs in [
        (apply_temperature(logits, 0.7), TemperatureLogitsWarper(0.7)),
        (top_k_filter(logits, 7), TopKLogitsWarper(7)),
        (top_p_filter(logits, 0.8), TopPLogitsWarper(0.8)),
        (min_p_filter(logits, 0.1), MinPLogitsWarper(0.1)),
        (penalize_repetition(logits, tokens, 1.3), RepetitionPenaltyLogitsProcessor(1.3)),
    ]:
        torch.testing.assert_close(ours, theirs(tokens, logits.clone()))


def test_filters_by_hand():
    logits = torch.tensor([0.5, 0.25, 0.125, 0.125]).log()
    assert top_k_filter(logits, 2).tolist() == [*logits[:2].tolist(), -INF, -INF]
    assert top_k_filter(logits, 3)[2] > top_k_filter(logits, 3)[3] == -INF  # a tie: the lower index stays
    assert torch.equal(top_k_filter(logits, 9), logits)
    assert top_p_filter(logits, 0.1).isfinite().sum() == 1
    assert top_p_filter(logits, 0.6).isfinite().sum() == 2
    assert top_p_filter(logits, 0.95).isfinite().sum() == 4
    assert torch.equal(top_p_filter(logits, 1.0), logits)
    assert min_p_filter(logits, 0.4).isfinite().tolist() == [True, True, False, False]
    assert penalize_repetition(torch.tensor([2.0, -2.0, 1.0]), torch.tensor([0, 1, 0]), 2.0).tolist() == [1, -4, 1]


@pytest.mark.parametrize("shape", [(6,), (3, 6), (2, 3, 6)])
def test_filters_take_any_leading_axes_and_leave_their_input_alone(shape):
    logits = random_logits(*shape)
    logits[..., 2] = -INF
    before = logits.clone()
    for filtered in (top_k_filter(logits, 3), top_p_filter(logits, 0.7), min_p_filter(logits, 0.2)):
        assert filtered.shape == shape
        kept = filtered > -INF
        assert torch.equal(filtered[kept], logits[kept])
        assert not kept[..., 2].any()
        assert kept.any(-1).all()
    assert torch.equal(logits, before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: apply_temperature(x, 0.0), "expected a finite temperature above 0, got 0.0"),
        (lambda x: apply_temperature(x, math.nan), "expected a finite temperature above 0, got nan"),
        (lambda x: apply_temperature(x, math.inf), "expected a finite temperature above 0, got inf"),
        (lambda x: top_k_filter(x, 0), "expected k of 1 or more, got 0"),
        (lambda x: top_p_filter(x, 0.0), "expected p above 0 and at most 1, got 0.0"),
        (lambda x: top_p_filter(x, 1.1), "expected p above 0 and at most 1, got 1.1"),
        (lambda x: min_p_filter(x, -0.1), "expected min_p from 0 to 1, got -0.1"),
        (lambda x: penalize_repetition(x, torch.tensor([0]), 0.0), "expected a penalty above 0, got 0.0"),
        (lambda x: sample(torch.full((3,), -INF), torch.tensor(0.5)), "expected a finite largest score in every row"),
        (lambda x: sample(torch.tensor([0.0, math.nan]), torch.tensor(0.5)), "expected a finite largest score"),
    ],
)
def test_what_makes_no_sense_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call(random_logits(5))


def test_drawing_inverts_the_cumulative_distribution():
    logits = torch.tensor([0.25, 0.0, 0.5, 0.25, 0.0]).log()
    u = torch.tensor([0.0, 0.2499, 0.2501, 0.7499, 0.7501, 0.999999])
    assert sample(logits.expand(6, 5), u).tolist() == [0, 0, 2, 2, 3, 3]
    # Rounding: the sum of many float32 probabilities can stay below u.
    flat = torch.zeros(1, 100_003)
    assert sample(flat, torch.tensor([1 - 2**-24])).item() <= 100_002


def test_draws_come_as_often_as_they_should():
    logits = random_logits(6)
    u = (torch.arange(100_000) + 0.5) / 100_000
    shares = torch.bincount(sample(logits.expand(100_000, 6), u), minlength=6) / 100_000
    torch.testing.assert_close(shares, logits.softmax(-1), atol=2e-5, rtol=0)


@pytest.mark.parametrize("positions", ["learned", "rope"])
def test_a_step_gives_what_the_whole_model_gives(positions):
    model = new_model(positions).double()
    tokens = torch.randint(0, 40, (3, 12), generator=torch.Generator().manual_seed(2))
    mask = torch.arange(12) >= torch.tensor([0, 2, 5])[:, None]
    for used in (None, mask):
        cache = model.allocate_cache(3, 12)
        step = Stepper(model, cache)
        with torch.inference_mode():
            model(tokens[:, :6], cache, None if used is None else used[:, :6])
            found = [step(tokens[:, i], None if used is None else used[:, : i + 1]) for i in range(6, 12)]
            torch.testing.assert_close(torch.stack(found, dim=1), model(tokens, mask=used)[:, 6:])


@pytest.mark.parametrize("positions", ["learned", "rope"])
def test_greedy_batches_of_unequal_prompts_are_each_prompt_alone(positions):
    model = new_model(positions)
    prompts = [[1, 2, 3], [4, 5, 6, 7, 8, 9, 10], [11]]
    assert generate(model, prompts, 12) == [plain_greedy(model, prompt, 12) for prompt in prompts]
    found = generate_with_cache(model, torch.tensor([prompts[0]]), 12)
    assert found[0].tolist() == prompts[0] + plain_greedy(model, prompts[0], 12)


def test_rows_stop_one_by_one():
    model = new_model()
    prompts = [[1, 2, 3], [7, 8]]
    whole = [plain_greedy(model, prompt, 10) for prompt in prompts]
    stop = whole[0][4]
    expected = [row[: row.index(stop)] if stop in row else row for row in whole]
    assert generate(model, prompts, 10, stop_ids=[stop]) == expected
    steps = list(choices(model, prompts[:1], 10, GREEDY, [stop]))
    assert len(steps) == whole[0].index(stop) + 1


def test_a_strategy_applies_its_filters_and_the_seed_decides():
    model = new_model()
    strategy = Strategy(repetition_penalty=1.5, temperature=1.4, top_k=9, top_p=0.9, min_p=0.01)
    first = generate(model, [[1, 2]] * 4, 15, strategy=strategy, seed=3)
    assert first == generate(model, [[1, 2]] * 4, 15, strategy=strategy, seed=3)
    assert first != generate(model, [[1, 2]] * 4, 15, strategy=strategy, seed=4)
    tokens = torch.tensor([[1, 2]])
    for choice in choices(model, [[1, 2]], 6, strategy):
        by_hand = apply_temperature(penalize_repetition(choice.logits, tokens, 1.5), 1.4)
        by_hand = min_p_filter(top_p_filter(top_k_filter(by_hand, 9), 0.9), 0.01)
        torch.testing.assert_close(choice.filtered, by_hand)
        assert choice.filtered[0, choice.tokens] > -INF
        tokens = torch.cat((tokens, choice.tokens[:, None]), dim=1)


@pytest.mark.parametrize(
    ("prompts", "new", "message"),
    [
        ([], 3, "expected at least one prompt"),
        ([[1], []], 3, "expected at least one prompt of at least one token each"),
        ([[1]], -1, "expected max_new_tokens of 0 or more, got -1"),
        ([[1] * 40], 9, r"expected prompt and new tokens to fit the context of 48, got 40 \+ 9: shorten the prompt"),
        ([[40]], 3, "expected tokens from 0 to 39, got 40"),
    ],
)
def test_bad_prompts_are_told(prompts, new, message):
    with pytest.raises(ValueError, match=message):
        generate(new_model(), prompts, new)


def test_a_model_with_nan_says_where_to_look():
    model = new_model()
    with torch.no_grad():
        model.blocks[0].mlp.contract.bias[0] = math.nan
    with pytest.raises(ValueError, match=r"expected finite scores, got NaN or infinity: call .*check_finite"):
        generate(model, [[1, 2]], 3)


def test_no_new_tokens_is_no_work():
    assert generate(new_model(), [[1, 2], [3]], 0) == [[], []]
    assert generate_with_cache(new_model(), torch.tensor([[1, 2]]), 0).tolist() == [[1, 2]]
