"""The course's models against Hugging Face's, weights exchanged through files in both directions."""

import json

import pytest
import torch
import transformers
from published import (
    T5_SIZES,
    as_in_2018,
    as_on_the_hub,
    bert,
    disturbed,
    gpt2,
    neox,
    publish,
    randomised,
    same,
    t5,
    tokens,
    with_copy,
    without_prefix,
)
from safetensors.torch import load_file

from course_lib import hub
from course_lib.bert import Bert, BertClassifier, BertConfig, BertForMaskedLM, BertForPretraining, BertTagger
from course_lib.gpt import GPT, GPTConfig
from course_lib.t5 import T5, T5Config
from course_lib.tokenizers import ByteBPE, WordPiece

# Sums of a few thousand float32 products in another order; a wrong weight moves logits of size 1 by far more.
CLOSE = {"rtol": 0.0, "atol": 1e-4}
LENGTHS = torch.tensor([7, 4, 1])
MASK = torch.arange(7) < LENGTHS[:, None]

# Logits


@pytest.mark.parametrize(
    "change", [same, without_prefix, as_on_the_hub, with_copy("lm_head.weight", "transformer.wte.weight")]
)
@torch.no_grad()
def test_gpt2(tmp_path, change):
    theirs = gpt2()
    ours = hub.load_gpt(publish(theirs, tmp_path, change))
    assert not ours.training
    torch.testing.assert_close(ours(tokens()), theirs(tokens()).logits, **CLOSE)
    padded = theirs(tokens(), attention_mask=MASK.long()).logits
    torch.testing.assert_close(ours(tokens(), mask=MASK)[MASK], padded[MASK], **CLOSE)


@torch.no_grad()
def test_gpt_neox_is_gpt_with_rotary_positions(tmp_path):
    theirs = neox()
    ours = hub.load_gpt(publish(theirs, tmp_path))
    assert ours.config.positions == "rope"
    torch.testing.assert_close(ours(tokens(12)), theirs(tokens(12)).logits, **CLOSE)


@pytest.mark.parametrize("change", [same, as_in_2018])
@torch.no_grad()
def test_bert(tmp_path, change):
    theirs = bert()
    ours = hub.load_bert(publish(theirs, tmp_path, change), BertForPretraining)
    segments = (torch.arange(7) >= 3).long().expand(3, 7).contiguous()
    for mask in (None, MASK):
        expected = theirs(
            tokens(),
            attention_mask=None if mask is None else mask.long(),
            token_type_ids=segments,
            output_hidden_states=True,
        )
        words, pair = ours(tokens(), segments, mask)
        real = torch.ones_like(MASK) if mask is None else mask
        torch.testing.assert_close(words[real], expected.prediction_logits[real], **CLOSE)
        torch.testing.assert_close(pair, expected.seq_relationship_logits, **CLOSE)
        states = ours.bert.states(tokens(), segments, mask)
        for mine, its in zip(states, expected.hidden_states, strict=True):
            torch.testing.assert_close(mine[real], its[real], **CLOSE)
    torch.testing.assert_close(ours(tokens())[0], theirs(tokens()).prediction_logits, **CLOSE)


@pytest.mark.parametrize(
    ("kind", "published"),
    [
        (BertForMaskedLM, transformers.BertForMaskedLM),
        (BertClassifier, transformers.BertForSequenceClassification),
        (BertTagger, transformers.BertForTokenClassification),
    ],
)
@torch.no_grad()
def test_each_head_of_bert(tmp_path, kind, published):
    theirs = bert(published)
    ours = hub.load_bert(publish(theirs, tmp_path), kind)
    torch.testing.assert_close(
        ours(tokens(), None, MASK)[LENGTHS > 1], theirs(tokens(), MASK.long()).logits[LENGTHS > 1]
    )
    assert hub.load_bert(tmp_path, Bert)(tokens()).shape == (3, 7, 24)


@pytest.mark.parametrize("published", [transformers.BertModel, transformers.BertForPreTraining])
@torch.no_grad()
def test_the_body_of_bert_alone(tmp_path, published):
    theirs = bert(published)
    ours = hub.load_bert(publish(theirs, tmp_path), Bert)
    body = theirs if published is transformers.BertModel else theirs.bert
    expected = body(tokens(), MASK.long())
    states = ours(tokens(), mask=MASK)
    torch.testing.assert_close(states[MASK], expected.last_hidden_state[MASK], **CLOSE)
    torch.testing.assert_close(ours.pool(states), expected.pooler_output, **CLOSE)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@torch.no_grad()
def test_t5(tmp_path, version):
    theirs = t5(version)
    ours = hub.load_t5(publish(theirs, tmp_path))
    assert ours.config.tied == (version == "1.0")
    source, target = torch.randint(2, 61, (3, 50)), tokens(30, seed=2)  # longer than max_distance both
    mask = torch.arange(50) < torch.tensor([50, 31, 1])[:, None]
    for source_mask in (None, mask):
        attention = None if source_mask is None else source_mask.long()
        expected = theirs(source, attention_mask=attention, decoder_input_ids=target).logits
        torch.testing.assert_close(ours(source, target, source_mask), expected, **CLOSE)
    # Their cache expects as many layers in the decoder as in the encoder.
    written = theirs.generate(source, attention_mask=mask.long(), max_new_tokens=8, do_sample=False, use_cache=False)
    assert torch.equal(ours.generate(source, mask, max_new_tokens=8), written)


@pytest.mark.parametrize("scaled", [True, False])
@torch.no_grad()
def test_a_t5_without_an_output_layer_of_its_own(tmp_path, scaled):
    theirs = randomised(
        transformers.T5ForConditionalGeneration(transformers.T5Config(**T5_SIZES, tie_word_embeddings=scaled))
    )
    change = with_copy("encoder.embed_tokens.weight", "shared.weight")
    ours = hub.load_t5(publish(theirs, tmp_path, change))
    expected = theirs(tokens(), decoder_input_ids=tokens(seed=2)).logits
    torch.testing.assert_close(ours(tokens(), tokens(seed=2)), expected, **CLOSE)
    publish(theirs, tmp_path, with_copy("lm_head.weight", "shared.weight"))
    torch.testing.assert_close(hub.load_t5(tmp_path)(tokens(), tokens(seed=2)), expected, **CLOSE)


# Saving


def trained(build):
    torch.manual_seed(0)
    return randomised(build())


SAVED = {
    "gpt2": (lambda: GPT(GPTConfig(61, 12, 24, 2, 4, "learned", 0.2, 0.1)), "GPT2LMHeadModel", hub.load_gpt),
    "neox": (lambda: GPT(GPTConfig(61, 12, 24, 2, 4, "rope", 0.2, 0.1)), "GPTNeoXForCausalLM", hub.load_gpt),
    "t5 1.0": (
        lambda: T5(T5Config(61, n_decoder_layers=2, dropout=0.2, epsilon=0.1, max_distance=9)),
        "T5ForConditionalGeneration",
        hub.load_t5,
    ),
    "t5 1.1": (
        lambda: T5(T5Config(61, activation="gated-gelu", tied=False)),
        "T5ForConditionalGeneration",
        hub.load_t5,
    ),
}
BODY = BertConfig(61, 12, 24, 2, 4, 40, 3, 0.2, 0.1)
KINDS = {
    Bert: ("BertModel", lambda: Bert(BODY)),
    BertForMaskedLM: ("BertForMaskedLM", lambda: BertForMaskedLM(Bert(BODY))),
    BertForPretraining: ("BertForPreTraining", lambda: BertForPretraining(Bert(BODY))),
    BertClassifier: ("BertForSequenceClassification", lambda: BertClassifier(Bert(BODY), 3)),
    BertTagger: ("BertForTokenClassification", lambda: BertTagger(Bert(BODY), 5)),
}


def opened_by_transformers(name, folder):
    model, report = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
    assert not report["missing_keys"] and not report["mismatched_keys"]
    return model.eval(), report["unexpected_keys"]


@pytest.mark.parametrize("case", SAVED)
@torch.no_grad()
def test_transformers_opens_what_is_saved(tmp_path, case):
    build, name, load = SAVED[case]
    ours = trained(build)
    hub.save(ours, tmp_path)
    theirs, unexpected = opened_by_transformers(name, tmp_path)
    assert not unexpected
    inputs = (tokens(12), tokens(seed=2)) if isinstance(ours, T5) else (tokens(12),)
    target = {"decoder_input_ids": inputs[1]} if isinstance(ours, T5) else {}
    torch.testing.assert_close(theirs(inputs[0], **target).logits, ours(*inputs), **CLOSE)
    again = load(tmp_path)
    assert again.config == ours.config or again.config.n_decoder_layers == 3  # None is written as what it means
    assert torch.equal(again(*inputs), ours(*inputs))


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_transformers_opens_each_bert(tmp_path, kind):
    name, build = KINDS[kind]
    ours = trained(build)
    hub.save(ours, tmp_path)
    theirs, unexpected = opened_by_transformers(name, tmp_path)
    assert all("pooler" in key for key in unexpected)  # which their masked language model and tagger have not
    output = ours(tokens(), None, MASK)
    expected = theirs(tokens(), MASK.long()).to_tuple()
    for mine, its in zip(output if isinstance(output, tuple) else [output], expected, strict=False):
        real = MASK if mine.ndim == 3 else ...
        torch.testing.assert_close(mine[real], its[real], **CLOSE)
    again = hub.load_bert(tmp_path, kind)
    body = again if kind is Bert else again.bert
    assert body.config == BODY
    for mine, its in zip(ours.parameters(), again.parameters(), strict=True):
        assert torch.equal(mine, its)


def test_saving_over_what_was_loaded(tmp_path):
    hub.save(trained(SAVED["gpt2"][0]), tmp_path)
    model = hub.load_gpt(tmp_path)
    before = model(tokens())
    hub.save(model, tmp_path)
    assert torch.equal(model(tokens()), before)
    assert torch.equal(hub.load_gpt(tmp_path)(tokens()), before)


def test_half_precision_is_read_as_float32_or_as_asked(tmp_path):
    model = trained(SAVED["neox"][0]).half()
    hub.save(model, tmp_path)
    assert {tensor.dtype for tensor in load_file(tmp_path / "model.safetensors").values()} == {torch.float16}
    as_written = hub.load_gpt(tmp_path)
    assert {parameter.dtype for parameter in as_written.parameters()} == {torch.float32}
    for mine, its in zip(as_written.parameters(), model.parameters(), strict=True):
        assert torch.equal(mine, its.float())
    in_bfloat16 = hub.load_gpt(tmp_path, dtype=torch.bfloat16)
    assert in_bfloat16(tokens()).dtype == torch.bfloat16
    hub.save(in_bfloat16, tmp_path)
    for mine, its in zip(hub.load_gpt(tmp_path).parameters(), in_bfloat16.parameters(), strict=True):
        assert torch.equal(mine, its.float())


def test_only_models_of_the_course_are_saved(tmp_path):
    with pytest.raises(TypeError, match=r"expected a GPT, a T5 or a BERT of course_lib, got Linear: .*save_file"):
        hub.save(torch.nn.Linear(2, 2), tmp_path)


@pytest.mark.parametrize("case", SAVED)
def test_parts_that_were_added_are_not_lost_in_silence(tmp_path, case):
    model = trained(SAVED[case][0])
    model.adapter = torch.nn.Linear(2, 2)
    with pytest.raises(ValueError, match=r"expected only the parts of a plain \w+, got adapter: .*LoRA"):
        hub.save(model, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("train", [ByteBPE.train, WordPiece.train])
def test_a_tokenizer_is_saved_beside_its_model(tmp_path, train):
    tokenizer = train(["un texto corto y otro texto"], 300)
    model = GPT(GPTConfig(len(tokenizer), 12, 24, 2, 4, "learned"))
    hub.save(model, tmp_path, tokenizer)
    assert hub.load_tokenizer(tmp_path).vocab == tokenizer.vocab
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["eos_token_id"] == tokenizer.vocab.get("<|endoftext|>")


# The real sizes


@pytest.mark.slow
@pytest.mark.parametrize("size", ["gpt2", "bert-base", "t5-small"])
@torch.no_grad()
def test_the_real_sizes(tmp_path, size):
    ids = torch.randint(2, 30000, (1, 64), generator=torch.Generator().manual_seed(0))
    if size == "gpt2":
        theirs = disturbed(transformers.GPT2LMHeadModel(transformers.GPT2Config()))
        ours = hub.load_gpt(publish(theirs, tmp_path, as_on_the_hub))
        torch.testing.assert_close(ours(ids), theirs(ids).logits, **CLOSE)
    elif size == "bert-base":
        theirs = disturbed(transformers.BertForPreTraining(transformers.BertConfig()))
        ours = hub.load_bert(publish(theirs, tmp_path, as_in_2018), BertForPretraining)
        torch.testing.assert_close(ours(ids)[0], theirs(ids).prediction_logits, **CLOSE)
    else:
        theirs = disturbed(transformers.T5ForConditionalGeneration(transformers.T5Config()))
        ours = hub.load_t5(publish(theirs, tmp_path))
        expected = theirs(ids, decoder_input_ids=ids).logits
        torch.testing.assert_close(ours(ids, ids), expected, **CLOSE)
