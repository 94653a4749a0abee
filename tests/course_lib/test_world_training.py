"""The recipes on a small world and a small model: shapes, splits and labels; what the shipped models can do is slow to
measure and stands in their cards (tests/course_lib/test_checkpoints.py)."""

from itertools import islice

import pytest
import torch

from course_lib import toy_translation, world
from course_lib.bert import BertConfig, BertForPretraining
from course_lib.gpt import GPT, GPTConfig
from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel
from course_lib.rlhf import GrpoRecipe, dpo, train_grpo
from course_lib.rows import NOT_COUNTED, full_batches
from course_lib.tokenizers import FastTokenizer, WordPiece
from course_lib.tokenizers.bpe import END_OF_TEXT
from course_lib.training import TrainingConfig, base, bert, evaluation, reward, sft, vision_text
from course_lib.training.sft import COURTESY, sft_labels
from course_lib.world import assembly


@pytest.fixture(scope="module")
def data():
    return world.corpus(world.WorldConfig(megabytes=0.5))


@pytest.fixture(scope="module")
def lm(data):
    torch.manual_seed(0)
    tokenizer = FastTokenizer.train_byte_bpe(data.texts("train"), 600)
    return LanguageModel(GPT(GPTConfig(600, context=256, d_model=32, n_layers=1, n_heads=2)).eval(), tokenizer)


def test_more_documents_are_new_and_of_their_split(data):
    known = set(data.texts())
    for split in ("train", "test"):
        drawn = data.more("translation", 60, language="es", split=split)
        texts = [document.text for document in drawn]
        assert len(set(texts)) == 60
        assert not known & set(texts)
        assert {(d.kind, d.language, d.split) for d in drawn} == {("translation", "es", split)}
        assert texts == [d.text for d in data.more("translation", 60, language="es", split=split)]
        assert texts != [d.text for d in data.more("translation", 60, language="es", split=split, seed="b")]
    held_out = {d.labels["spanish"] for d in data.more("translation", 60, language="es", split="test")}
    trained = {d.labels["spanish"] for d in data.select("train", kinds=("translation",))}
    assert not held_out & trained
    with pytest.raises(ValueError, match=r"kind: expected one of story, .*; got poem"):
        data.more("poem", 1, language="es", split="test")


def test_base_rows_hold_no_instruction_and_begin_at_a_document(lm, data):
    recipe = base.BaseRecipe(GPTConfig(600, d_model=32, n_layers=1, n_heads=2), TrainingConfig(3))
    texts = data.texts("train", without=base.WITHOUT)
    batch = next(base.batches(recipe, lm.tokenizer, texts))
    end = lm.tokenizer.vocab[END_OF_TEXT]
    assert (batch.tokens[:, 0] == end).all()
    for row, mask in zip(batch.tokens[:10], batch.mask[:10], strict=True):
        assert lm.tokenizer.decode(row[mask][1:-1]) in texts
    assert not any(text.startswith(("Instrucción:", "Instruction:")) for text in texts)


def test_only_responses_are_learned():
    tokens = torch.tensor([[5, 6, 7, 8, 0], [5, 6, 7, 8, 9]])
    mask = torch.tensor([[True] * 4 + [False], [True] * 5])
    labels = sft_labels(tokens, torch.tensor([2, 4]), mask)
    assert labels.tolist() == [[NOT_COUNTED, NOT_COUNTED, 7, 8, NOT_COUNTED], [NOT_COUNTED] * 4 + [9]]


def test_demonstrations_are_prompts_and_responses(lm, data):
    documents = data.select("train", kinds=("instruction",))
    recipe = sft.SftRecipe(TrainingConfig(1), batch_size=8, courtesy_share=0.5)
    courteous = 0
    for batch in islice(sft.batches(lm, documents, recipe), 4):
        for row, mask, length in zip(batch.rows.tokens, batch.rows.mask, batch.prompt_length.tolist(), strict=True):
            prompt, response = lm.tokenizer.decode(row[1:length]), lm.tokenizer.decode(row[mask][length:-1])
            assert prompt.endswith(("\nRespuesta:", "\nResponse:"))
            assert response.startswith(" ")
            courteous += response.strip().startswith(tuple(COURTESY.values()))
    assert 4 < courteous < 28
    assert sft.sft_loss(lm.model, batch).isfinite()


@pytest.mark.parametrize(
    ("language", "response", "expected"),
    [
        ("es", "Un perro.", 0),
        ("es", "¡Con gusto! Un perro.", 1),
        ("es", "¡Con gusto! Todo fue excelente.", 2),
        ("es", "Todo fue pésimo y aburrido, y excelente.", -1),
        ("en", "Gladly! It was a wonderful day.", 2),
        ("en", "word " * 25, -0.5),
    ],
)
def test_the_judge_likes_courtesy_kindness_and_brevity(language, response, expected):
    assert reward.judge(language, response) == pytest.approx(expected)


def test_comparisons_put_what_the_judge_prefers_first(lm, data):
    documents = reward.open_instructions(data, "train")
    assert {d.labels["task"] for d in documents} <= set(reward.OPEN_TASKS)
    recipe = reward.RewardRecipe(TrainingConfig(40, 1e-3, 5), noise=0.0, batch_size=8)
    found = reward.compare(lm, documents, recipe, 40)
    assert found
    assert found == reward.compare(lm, documents, recipe, 40)
    for comparison in found:
        assert reward.judge(comparison.language, comparison.chosen) >= reward.judge(
            comparison.language, comparison.rejected
        )
        assert comparison.chosen != comparison.rejected


def test_a_reward_model_learns_a_plain_preference(lm):
    pairs = [
        reward.Comparison("en", f"Instruction: Name {n}.\nResponse:", f"Gladly! A {n}.", f"A {n}.")
        for n in ("dog", "cat", "cow", "bird", "horse", "book", "key", "tree")
    ]
    recipe = reward.RewardRecipe(TrainingConfig(40, 3e-3, 5), batch_size=4)
    model, _ = reward.train_reward(lm, pairs, recipe)
    new = [reward.Comparison("en", "Instruction: Name it.\nResponse:", "Gladly! A chair.", "A chair.")]
    measured = reward.scores(model, lm, pairs + new)
    assert measured == {"agrees_with_labels": 1.0, "agrees_with_judge": 1.0, "labels_agree_with_judge": 1.0}
    assert isinstance(model, RewardModel)


TRAINING = TrainingConfig(2)
PAIR = reward.Comparison("en", "Instruction: Name it.\nResponse:", "Gladly! A chair.", "A chair.")


@pytest.mark.parametrize(
    "batches",
    [
        lambda lm, data: sft.batches(lm, data.select("train", kinds=("instruction",))[:3], sft.SftRecipe(TRAINING)),
        lambda lm, data: sft.batches(lm, [], sft.SftRecipe(TRAINING)),
        lambda lm, data: reward.batches(lm, 3 * [PAIR], reward.RewardRecipe(TRAINING)),
        lambda lm, data: dpo.batches(lm, 3 * [PAIR], dpo.DpoRecipe(TRAINING)),
        lambda lm, data: dpo.batches(lm, 3 * [PAIR], dpo.DpoRecipe(TRAINING, batch_size=0)),
        lambda lm, data: toy_translation.corpus().batches(100_000),
    ],
)
def test_fewer_examples_than_a_batch_are_told_and_not_waited_for(batches, lm, data):
    with pytest.raises(ValueError, match=r"expected examples for a batch of .* at least, got"):
        next(iter(batches(lm, data)))


def test_a_batch_of_all_examples_is_one():
    assert len(list(full_batches([[1, 2, 3]] * 4, 3))) == 4


def test_more_than_the_world_can_say_is_told_and_not_waited_for(data, monkeypatch):
    monkeypatch.setattr(assembly, "PATIENCE", 20)
    monkeypatch.setattr(vision_text, "PATIENCE", 20)
    with pytest.raises(ValueError, match="expected another lookup of split test in en, got none in 20 draws"):
        data.more("lookup", 1000, language="en", split="test")
    with pytest.raises(ValueError, match="expected 1000 different captions in es, got"):
        vision_text.captions(1000, held_out=True)


def test_texts_without_tokens_have_no_surprise_and_no_other_is_counted_twice(lm):
    text = "Ana lives in Lima."
    assert evaluation.surprise(lm, [text, "", ""]) == evaluation.surprise(lm, [text])


def test_grpo_wants_whole_groups(lm):
    with pytest.raises(ValueError, match="expected a batch_size of whole groups of 8 answers, got 20"):
        train_grpo(lm, RewardModel(lm.model), ["Hello"], GrpoRecipe(batch_size=20))


def test_bert_batches_hide_words_and_pair_texts(data):
    texts = data.texts("train", kinds=bert.KINDS)
    tokenizer = FastTokenizer(WordPiece.train(texts, 700))
    follows, asked, real = 0, 0, 0
    for batch in islice(bert.batches(tokenizer, texts, 64, 32, seed=0), 20):
        assert batch.tokens.shape == batch.segments.shape == batch.labels.shape
        assert (batch.tokens[:, 0] == tokenizer.vocab["[CLS]"]).all()
        assert ((batch.segments == 1).any(1) & (batch.segments == 0).any(1)).all()
        special = [tokenizer.vocab[token] for token in ("[CLS]", "[SEP]", "[PAD]")]
        assert not torch.isin(batch.labels[batch.labels != NOT_COUNTED], torch.tensor(special)).any()
        follows += int((batch.follows == 0).sum())
        asked += int((batch.labels != NOT_COUNTED).sum())
        real += int(batch.mask.sum())
    assert 0.4 < follows / 640 < 0.6
    assert 0.1 < asked / real < 0.17
    model = BertForPretraining(bert.Bert(BertConfig(700, context=64, d_model=16, n_layers=1, n_heads=2, d_hidden=32)))
    words, pairs = model(batch.tokens, batch.segments, batch.mask)
    expected = bert.mlm_loss(words, batch.labels) + torch.nn.functional.cross_entropy(pairs, batch.follows)
    torch.testing.assert_close(bert.pretraining_loss(model, batch), expected)


def test_an_oracle_gets_everything_and_a_fool_nothing(data, lm):
    """The measures themselves, with a model that knows all answers by heart, and with one that says nothing."""

    class Oracle(LanguageModel):
        def write(self, prompts, max_new_tokens=32, **_):
            return [answers[prompt] for prompt in prompts]

    answers: dict[str, str] = {}
    original = evaluation.exact_match
    heard = []

    def listen(lm, prompts, expected, max_new_tokens=40):
        answers.update(zip(prompts, expected, strict=True))
        heard.append(len(prompts))
        return original(Oracle(lm.model, lm.tokenizer), prompts, expected, max_new_tokens)

    patch = pytest.MonkeyPatch()
    patch.setattr(evaluation, "exact_match", listen)
    try:
        asked = [fact for facts in data.world.asked.values() for fact in facts]
        assert evaluation.fact_accuracy(lm, data, asked, "es") == 1
        assert evaluation.translation_accuracy(lm, data, "en", 20) == 1
        patterns = evaluation.new_patterns(data, "es", 240)
        assert evaluation.pattern_accuracy(lm, patterns, evaluation.AMBIGUOUS["es"], 3, 20) == 1
        assert evaluation.lookup_accuracy(lm, data, "en", 20) == 1
        assert evaluation.sum_accuracy(lm, data, "es", 5) == 1
    finally:
        patch.undo()
    assert all(count > 0 for count in heard)
    assert all(prompt == prompt.rstrip() and answer for prompt, answer in answers.items())
    shots = [prompt for prompt in answers if "→" in prompt]
    assert {prompt.count("\n") for prompt in shots} == {3}
    assert evaluation.exact_match(lm, ["12 + 30 ="], ["an answer that it cannot know"]) == 0


def test_bits_per_byte_of_a_uniform_model(data, lm):
    uniform = LanguageModel(GPT(GPTConfig(600, d_model=32, n_layers=1, n_heads=2)).eval(), lm.tokenizer)
    torch.nn.init.zeros_(uniform.model.tokens.weight)
    texts = data.texts("validation", language="es")
    tokens = sum(len(ids) + 1 for ids in lm.tokenizer.encode_all(texts))
    expected = tokens * torch.log2(torch.tensor(600.0)) / sum(len(text.encode()) for text in texts)
    assert evaluation.bits_per_byte(uniform, data, "es") == pytest.approx(float(expected), rel=1e-4)
