"""A row of a padded batch gives what it gives alone, whoever reads it."""

from collections.abc import Callable, Sequence

import pytest
import torch

from course_lib.attention import padding_mask
from course_lib.bert import Bert, BertClassifier, BertConfig, BertForPretraining, BertTagger
from course_lib.decoding import GREEDY, Strategy, choices, generate, penalize_repetition
from course_lib.elmo import ELMo, ELMoConfig
from course_lib.gpt import GPT, GPTConfig
from course_lib.prompting import answer_log_probs
from course_lib.reward_model import RewardModel
from course_lib.rnn import RNNConfig, Tagger, TextRNNClassifier, TextRNNSimilarity, masked_mean_pool
from course_lib.rows import padded
from course_lib.seq2seq import Seq2Seq, Seq2SeqConfig
from course_lib.t5 import T5, T5Config
from course_lib.transformer import Transformer, TransformerConfig
from course_lib.vision_text import VisionText, VisionTextConfig

VOCAB = 8
ROWS = ([3, 5], [1, 2, 3, 4, 5, 6, 7, 1, 2], [6], [4, 4, 7, 2])
PENALTY = Strategy(greedy=True, repetition_penalty=1.5)


def made(model):
    """In eval mode, with weights so large that what is read shows."""
    torch.manual_seed(1)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return model.eval()


def gpt(positions="rope"):
    return made(GPT(GPTConfig(VOCAB, context=64, d_model=16, n_layers=2, n_heads=2, positions=positions)))


RNN = RNNConfig(VOCAB, 8, 8, n_layers=2)
BERT = BertConfig(VOCAB, 16, 16, n_layers=2, n_heads=2, d_hidden=32)
T5_SIZES = T5Config(VOCAB, d_model=16, d_head=8, d_hidden=32, n_layers=2, n_heads=2)
TRANSLATORS = (
    lambda: Transformer(TransformerConfig(VOCAB, VOCAB, d_model=16, n_layers=2, n_heads=2, d_hidden=32)),
    lambda: Seq2Seq(Seq2SeqConfig(VOCAB, VOCAB, 8, 8, 8)),
    lambda: Seq2Seq(Seq2SeqConfig(VOCAB, VOCAB, 8, 8, 8, cell="lstm", attention=False)),
)


@pytest.mark.parametrize("strategy", [GREEDY, PENALTY, Strategy(greedy=True, repetition_penalty=0.5)])
@pytest.mark.parametrize("positions", ["rope", "learned"])
def test_what_is_written_does_not_depend_on_the_other_prompts(positions, strategy):
    for stop_ids in ((), (2, 5)):
        model = gpt(positions)
        together = generate(model, ROWS, 12, strategy=strategy, stop_ids=stop_ids)
        assert together == [generate(model, [row], 12, strategy=strategy, stop_ids=stop_ids)[0] for row in ROWS]


def test_what_the_filters_leave_does_not_depend_on_the_other_prompts():
    model, strategy = gpt(), Strategy(1.5, 0.7, top_k=5, top_p=0.9, min_p=0.01, greedy=True)
    alone = [list(choices(model, [row], 6, strategy)) for row in ROWS]
    for step, choice in enumerate(choices(model, ROWS, 6, strategy)):
        one_by_one = torch.cat([steps[step].filtered for steps in alone])
        torch.testing.assert_close(choice.filtered, one_by_one, atol=1e-4, rtol=1e-4)


def test_padding_is_not_in_the_text():
    logits = torch.tensor([[2.0, -2.0, 1.0]])
    tokens, mask = torch.tensor([[0, 0, 1]]), torch.tensor([[False, False, True]])
    assert penalize_repetition(logits, tokens, 2.0, mask).tolist() == [[2.0, -4.0, 1.0]]
    assert penalize_repetition(logits, tokens, 2.0).tolist() == [[1.0, -4.0, 1.0]]  # without a mask all of it is text
    assert penalize_repetition(logits, tokens, 2.0, mask & False).tolist() == logits.tolist()


READERS: dict[str, tuple[Callable, Callable]] = {
    "gpt": (gpt, lambda m, t, mask: m(t, mask=mask)),
    "bert": (lambda: Bert(BERT), lambda m, t, mask: m(t, mask=mask)),
    "bert, pair": (lambda: BertForPretraining(Bert(BERT)), lambda m, t, mask: m(t, mask=mask)[1]),
    "bert, classifier": (lambda: BertClassifier(Bert(BERT), 3), lambda m, t, mask: m(t, mask=mask)),
    "bert, tagger": (lambda: BertTagger(Bert(BERT), 3), lambda m, t, mask: m(t, mask=mask)),
    "rnn, classifier": (lambda: TextRNNClassifier(RNN, 3), lambda m, t, mask: m(t, mask)),
    "rnn, tagger": (lambda: Tagger(RNN, 3), lambda m, t, mask: m(t, mask)),
    "rnn, similarity": (lambda: TextRNNSimilarity(RNN), lambda m, t, mask: m(t, t[:, :1], mask, mask[:, :1])),
    "elmo, next": (lambda: ELMo(ELMoConfig(VOCAB, 8)), lambda m, t, mask: m(t, mask)[0]),
    "elmo, before": (lambda: ELMo(ELMoConfig(VOCAB, 8)), lambda m, t, mask: m(t, mask)[1]),
    "elmo, layers": (lambda: ELMo(ELMoConfig(VOCAB, 8)), lambda m, t, mask: m.representations(t, mask).movedim(0, 2)),
    "reward": (lambda: RewardModel(gpt()), lambda m, t, mask: m(t, mask)),
    "caption": (
        lambda: VisionText(VisionTextConfig(VOCAB, 16, 16, n_heads=2, d_hidden=32)),
        lambda m, t, mask: m.encode_texts(t, mask),
    ),
    "t5": (lambda: T5(T5_SIZES), lambda m, t, mask: m(t, t[:, :1], mask)[:, 0]),
    "mean": (lambda: torch.nn.Embedding(VOCAB, 4), lambda m, t, mask: masked_mean_pool(m(t), mask)),
    **{
        f"translator {i}": (make, lambda m, t, mask: m(t, torch.tensor([[1, 3]] * len(t)), mask)[:, -1])
        for i, make in enumerate(TRANSLATORS)
    },
}


@pytest.mark.parametrize("name", READERS)
@torch.no_grad()
def test_what_is_read_does_not_depend_on_the_padding(name):
    make, read = READERS[name]
    model = made(make())
    for pad_id in (0, 7):
        check_rows(lambda tokens, mask: read(model, tokens, mask), pad_id)


def check_rows(read: Callable, pad_id: int) -> None:
    batch = padded(ROWS, pad_id)
    for found, row in zip(read(batch.tokens, batch.mask), ROWS, strict=True):
        alone = read(torch.tensor([row]), torch.ones(1, len(row), dtype=torch.bool))[0]
        by_token = found.ndim > 0 and found.shape[0] == batch.tokens.shape[1]
        torch.testing.assert_close(found[: len(row)] if by_token else found, alone, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("make", [*TRANSLATORS, lambda: T5(T5_SIZES)])
def test_what_is_translated_does_not_depend_on_the_other_sentences(make):
    model, batch = made(make()), padded(ROWS, 0)
    write = model.generate if isinstance(model, T5) else model.translate
    ends = {model.config.eos_id, model.config.pad_id} if isinstance(model, T5) else {model.config.eos_id}
    together = write(batch.tokens, batch.mask, max_new_tokens=8)
    for found, row in zip(together.tolist(), ROWS, strict=True):
        alone = write(torch.tensor([row]), max_new_tokens=8)[0].tolist()
        assert found[: len(alone)] == alone and set(found[len(alone) :]) <= ends


def test_answers_are_as_likely_alone():
    model, answers = gpt(), ([1, 2, 3], [4], [5, 6, 7, 1, 2], [3, 3])
    alone = [float(answer_log_probs(model, [p], [a])) for p, a in zip(ROWS, answers, strict=True)]
    torch.testing.assert_close(answer_log_probs(model, ROWS, answers).tolist(), alone, atol=1e-4, rtol=1e-4)


def test_padding_mask_is_that_of_the_rows():
    lengths: Sequence[int] = [len(row) for row in ROWS]
    assert torch.equal(padding_mask(torch.tensor(lengths), max(lengths)), padded(ROWS, 0).mask)
