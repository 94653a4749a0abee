import math
from itertools import pairwise

import pytest
import torch
from torch import nn
from transformers import GPT2LMHeadModel

from course_lib import hub
from course_lib.decoding import beam_search, generate, generate_beams, search_beams
from course_lib.gpt import GPT, GPTConfig

EOS, PAD = 5, 0


def new_model(seed=0, positions="rope") -> GPT:
    torch.manual_seed(seed)
    model = GPT(GPTConfig(30, context=48, d_model=24, n_layers=2, n_heads=2, positions=positions)).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.5)
    return model


class Table:
    """Log-probabilities that depend on the last token only; counts what it is fed."""

    def __init__(self, n=6, seed=0):
        scores = 3 * torch.randn(n, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        self.rows = scores.log_softmax(-1)
        self.fed = []

    def __call__(self, tokens):
        self.fed.append(tokens)
        return self.rows[tokens[:, -1]]


def every_text(table, prompt, new, eos):
    """All texts that end with eos or have all their new tokens, with their scores."""
    texts = [(prompt, 0.0)]
    for _ in range(new):
        grown = []
        for text, score in texts:
            if len(text) > len(prompt) and text[-1] == eos:
                grown.append((text, score))
            else:
                grown += [([*text, t], score + float(table.rows[text[-1], t])) for t in range(len(table.rows))]
        texts = grown
    return sorted(texts, key=lambda pair: -pair[1])


@pytest.mark.parametrize("seed", range(4))
def test_enough_beams_find_the_best_of_all_texts(seed):
    table = Table(4, seed)
    found = beam_search(table, torch.tensor([1]), 200, 3, eos_id=0)
    expected = every_text(table, [1], 3, 0)
    assert [tokens.tolist() for tokens, _ in found[:10]] == [text for text, _ in expected[:10]]
    torch.testing.assert_close(
        torch.tensor([score for _, score in found[:10]]), torch.tensor([score for _, score in expected[:10]])
    )


def test_one_beam_is_greedy_and_finished_beams_are_never_fed():
    model = new_model()
    log_probs = lambda tokens: model(tokens)[:, -1].log_softmax(-1)  # noqa: E731
    ((tokens, _),) = beam_search(log_probs, torch.tensor([1, 2, 3]), 1, 8, eos_id=-1)
    assert tokens[3:].tolist() == generate(model, [[1, 2, 3]], 8)[0]
    ((tokens, _),) = generate_beams(model, [1, 2, 3], 1, 8)
    assert tokens == generate(model, [[1, 2, 3]], 8)[0]
    table = Table(5, seed=2)
    results = beam_search(table, torch.tensor([1]), 3, 6, eos_id=0)
    assert all((fed[:, 1:] != 0).all() for fed in table.fed)
    assert [score for _, score in results] == sorted((score for _, score in results), reverse=True)


def test_the_steps_of_a_search_are_a_tree():
    steps = search_beams(Table(6), torch.tensor([2]), 3, 4, eos_id=0)
    for before, after in pairwise(steps):
        for beam in after:
            parent = before[beam.parent]
            assert beam.tokens.tolist()[: len(parent.tokens)] == parent.tokens.tolist()
            assert beam.score <= parent.score


@pytest.mark.parametrize(
    ("prompt", "beams", "new", "message"),
    [
        (torch.tensor([], dtype=torch.long), 2, 2, "expected a prompt of shape"),
        (torch.tensor([1]), 0, 2, "expected n_beams of 1 or more, got 0"),
        (torch.tensor([1]), 2, -1, "expected max_new_tokens of 0 or more, got -1"),
    ],
)
def test_bad_searches_are_told(prompt, beams, new, message):
    with pytest.raises(ValueError, match=message):
        beam_search(Table(), prompt, beams, new, eos_id=0)


@pytest.mark.parametrize(("log_prob", "message"), [(math.nan, "got NaN"), (-math.inf, "got log-probabilities of −inf")])
def test_scores_that_lead_nowhere_are_told(log_prob, message):
    with pytest.raises(ValueError, match=message):
        beam_search(lambda tokens: torch.full((len(tokens), 4), log_prob), torch.tensor([1]), 2, 2, eos_id=0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("length_penalty", [0.0, 1.0, 2.0, -1.0])
@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_with_a_length_penalty_they_are_those_of_hugging_face(tmp_path, seed, length_penalty, early_stopping):
    ours = new_model(seed, "learned")
    with torch.no_grad():
        ours.tokens.weight[PAD] -= 5 * ours.norm.bias  # so that padding is never written, and can be taken off
        ours.norm.bias[:] = ours.norm.bias.abs() + 1
        ours.tokens.weight[PAD] = -3
    hub.save(ours, tmp_path)
    theirs = GPT2LMHeadModel.from_pretrained(tmp_path).eval()
    prompt = torch.randint(6, 30, (1, 4), generator=torch.Generator().manual_seed(seed))
    options = {"length_penalty": length_penalty, "early_stopping": early_stopping}
    with torch.inference_mode():
        found = theirs.generate(
            prompt,
            attention_mask=torch.ones_like(prompt),
            num_beams=4,
            num_return_sequences=4,
            max_new_tokens=10,
            do_sample=False,
            eos_token_id=EOS,
            pad_token_id=PAD,
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )
    expected = [[token for token in row[4:].tolist() if token != PAD] for row in found.sequences]
    texts, scores = zip(*generate_beams(ours, prompt[0].tolist(), 4, 10, eos_id=EOS, **options), strict=True)
    assert list(texts) == expected
    torch.testing.assert_close(torch.tensor(scores), found.sequences_scores, atol=1e-4, rtol=1e-4)


def test_beams_find_better_texts_than_greedy_and_fewer_when_there_are_no_more():
    model = new_model(1)
    (greedy,) = generate(model, [[7, 8]], 8)
    best, score = generate_beams(model, [7, 8], 6, 8, length_penalty=0.0)[0]
    with torch.no_grad():
        log_probs = model(torch.tensor([[7, 8, *greedy]]))[0].log_softmax(-1)
    of_greedy = sum(float(log_probs[1 + i, token]) for i, token in enumerate(greedy))
    assert score >= of_greedy - 1e-4
    assert len(best) == 8
    assert len(generate_beams(model, [7, 8], 50, 1)) == 30  # as many as there are tokens
    assert generate_beams(model, [7, 8], 3, 0) == []
    with pytest.raises(ValueError, match=r"expected prompt and new tokens to fit the context of 48, got 40 \+ 9"):
        generate_beams(model, [7] * 40, 3, 9)
