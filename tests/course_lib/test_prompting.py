import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.decoding import Strategy
from course_lib.gpt import GPT, GPTConfig
from course_lib.prompting import LanguageModel, answer_log_probs, classify_by_verbalizer, contextual_calibration
from course_lib.tokenizers import ByteBPE
from course_lib.tokenizers.bpe import END_OF_TEXT


@pytest.fixture(scope="module")
def lm():
    torch.manual_seed(0)
    tokenizer = ByteBPE.train(["uno dos tres\ncuatro cinco"] * 3, 270)
    model = GPT(GPTConfig(len(tokenizer), context=64, d_model=16, n_layers=2, n_heads=2)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return LanguageModel(model, tokenizer)


def test_log_probs_are_summed_over_the_answers_tokens(lm):
    prompts, answers = ["uno", "uno dos tres", ""], [" dos", " cuatro cinco", "uno"]
    expected = []
    for prompt, answer in zip(prompts, answers, strict=True):
        begun, rest = [lm.tokenizer.vocab[END_OF_TEXT], *lm.tokenizer.encode(prompt)], lm.tokenizer.encode(answer)
        with torch.no_grad():
            log_probs = F.log_softmax(lm.model(torch.tensor([[*begun, *rest]]))[0], dim=-1)
        expected.append(sum(log_probs[len(begun) + i - 1, token] for i, token in enumerate(rest)))
    torch.testing.assert_close(lm.log_probs(prompts, answers), torch.stack(expected), atol=1e-4, rtol=1e-5)


def test_batches_change_nothing(lm):
    pairs = [([1] * (1 + i % 7), [2 + i % 5] * (1 + i % 3)) for i in range(20)]
    prompts, answers = zip(*pairs, strict=True)
    torch.testing.assert_close(
        answer_log_probs(lm.model, prompts, answers, batch_size=3), answer_log_probs(lm.model, prompts, answers)
    )


def test_all_answers_of_one_token_sum_to_one(lm):
    everything = [[i] for i in range(len(lm.tokenizer))]
    scores = answer_log_probs(lm.model, [[1, 2]] * len(everything), everything)
    torch.testing.assert_close(scores.exp().sum(), torch.tensor(1.0))


def test_writing_stops_at_the_line_or_goes_on(lm):
    whole = lm.write(["uno", "dos tres"], 30, one_line=False)
    lines = lm.write(["uno", "dos tres"], 30)
    for line, text in zip(lines, whole, strict=True):
        assert "\n" not in line
        assert text.startswith(line)
    assert END_OF_TEXT not in "".join(whole)


def test_batches_of_prompts_are_written_alike_and_drawn_differently(lm):
    prompts = ["uno", "dos", "tres cuatro", "cinco"]
    assert lm.write(prompts, 12, batch_size=3) == lm.write(prompts, 12)
    drawn = lm.write(["uno"] * 6, 12, strategy=Strategy(), batch_size=1)
    assert len(set(drawn)) > 1


@pytest.mark.parametrize(
    ("prompts", "answers", "message"),
    [
        (["uno"], [], "expected an answer per prompt, got 1 prompts and 0 answers"),
        (["uno"], [""], "expected prompts and answers of at least one token each"),
    ],
)
def test_bad_pairs_are_told(lm, prompts, answers, message):
    with pytest.raises(ValueError, match=message):
        lm.log_probs(prompts, answers)


def test_none_is_none_and_one_text_is_not_several(lm):
    assert lm.write([]) == []
    assert lm.log_probs([], []).shape == (0,)
    with pytest.raises(TypeError, match="expected several texts, got one str: put a single text in a list"):
        lm.write("uno")
    with pytest.raises(TypeError, match="expected several prompts and several answers, got one text"):
        lm.log_probs("uno", " dos")


def test_a_verbalizer_sums_probabilities_of_a_labels_answers():
    probabilities = {"good": 0.2, "great": 0.25, "bad": 0.4}
    asked = []

    def log_prob(prompt, answer):
        asked.append((prompt, answer))
        return math.log(probabilities[answer])

    words = {"negative": ["bad"], "positive": ["good", "great"]}
    assert classify_by_verbalizer(log_prob, "The film was", words) == "positive"
    assert asked == [("The film was", answer) for answer in ("bad", "good", "great")]
    far = {"a": ["x"], "b": ["y", "z"]}
    assert classify_by_verbalizer(lambda p, a: {"x": -1000.4, "y": -1001.0, "z": -1001.0}[a], "", far) == "b"
    assert classify_by_verbalizer(lambda p, a: -1.0, "", {"first": ["x"], "second": ["y"]}) == "first"


def test_calibration_by_hand():
    probs = torch.tensor([[0.6, 0.4], [0.9, 0.1]])
    found = contextual_calibration(probs, torch.tensor([0.75, 0.25]))
    torch.testing.assert_close(found, torch.tensor([[1 / 3, 2 / 3], [0.75, 0.25]]))
    torch.testing.assert_close(contextual_calibration(probs, torch.tensor([0.5, 0.5])), probs)
