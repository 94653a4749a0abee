"""Tokenizers as `transformers` and `tokenizers` save them: read to the same ids, or refused by what differs."""

import json

import pytest
import tokenizers as rust
from tokenizers import models, normalizers, pre_tokenizers, trainers
from transformers import BertTokenizerFast, GPT2TokenizerFast, PreTrainedTokenizerFast

from course_lib import hub
from course_lib.tokenizers import ByteBPE, FastTokenizer, WordPiece

TEXT = "El perro come. ¡Él comía! The dog eats, the dogs ate; ÑANDÚ y pingüino. 東京 12 <b> "
LEARNED = [TEXT * 3]


def saved(tokenizer, theirs, folder):
    """Our files, opened and saved by a class of `transformers`."""
    tokenizer.save(folder / "ours")
    theirs = theirs.from_pretrained(folder / "ours")
    theirs.save_pretrained(folder / "theirs")
    return theirs, folder / "theirs"


def changed(folder, change):
    path = folder / "tokenizer.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("tokenizer", "theirs"),
    [
        (ByteBPE.train(LEARNED, 300), GPT2TokenizerFast),
        (WordPiece.train(LEARNED, 120, lowercase=False), BertTokenizerFast),
        (WordPiece.train(LEARNED, 120, lowercase=True), BertTokenizerFast),
    ],
)
def test_what_transformers_saves_is_read_to_the_same_ids(tmp_path, tokenizer, theirs):
    theirs, folder = saved(tokenizer, theirs, tmp_path)
    ours = hub.load_tokenizer(folder)
    assert type(ours) is type(tokenizer) and ours.vocab == theirs.get_vocab()
    assert set(ours.special) == set(tokenizer.special)
    for text in (TEXT, "Canción nueva, no vista", ours.special[0]):
        assert ours.encode(text) == tokenizer.encode(text)
        assert ours.encode(text, special=True) == theirs.encode(text, add_special_tokens=False)
    assert FastTokenizer(ours).encode(TEXT) == ours.encode(TEXT)
    assert ours.decode(ours.encode(TEXT)) == tokenizer.decode(tokenizer.encode(TEXT))


def test_tokens_added_later_have_ids_too(tmp_path):
    _, folder = saved(ByteBPE.train(LEARNED, 300), GPT2TokenizerFast, tmp_path)
    theirs = GPT2TokenizerFast.from_pretrained(folder)
    theirs.add_special_tokens({"pad_token": "<|pad it|>"})
    theirs.save_pretrained(folder)
    ours = hub.load_tokenizer(folder)
    ids = ours.encode("come<|pad it|>", special=True)
    assert ids == theirs.encode("come<|pad it|>") and ours.decode(ids) == "come<|pad it|>"


@pytest.mark.parametrize("tokenizer", [ByteBPE.train(LEARNED, 300), WordPiece.train(LEARNED, 120)])
def test_older_files_say_less(tmp_path, tokenizer):
    theirs = GPT2TokenizerFast if isinstance(tokenizer, ByteBPE) else BertTokenizerFast
    _, folder = saved(tokenizer, theirs, tmp_path)

    def older(content):
        model = content["model"]
        for name in ("type", "ignore_merges", "byte_fallback"):
            model.pop(name, None)
        content["pre_tokenizer"].pop("use_regex", None)
        if "merges" in model:
            model["merges"] = [" ".join(pair) for pair in model["merges"]]

    changed(folder, older)
    assert hub.load_tokenizer(folder).encode(TEXT) == tokenizer.encode(TEXT)


@pytest.mark.parametrize(
    ("model", "trainer", "kind"),
    [
        (
            models.Unigram(),
            trainers.UnigramTrainer(vocab_size=60, special_tokens=["<unk>"], unk_token="<unk>"),
            "Unigram",
        ),
        (models.WordLevel(unk_token="<unk>"), trainers.WordLevelTrainer(special_tokens=["<unk>"]), "WordLevel"),
    ],
)
def test_other_models_are_refused_in_one_line(tmp_path, model, trainer, kind):
    tokenizer = rust.Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer.show_progress = False
    tokenizer.train_from_iterator(LEARNED, trainer)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>").save_pretrained(tmp_path)
    for change in (lambda content: None, lambda content: content["model"].pop("type")):
        changed(tmp_path, change)
        with pytest.raises(ValueError, match=rf"expected model BPE or WordPiece in .*, got {kind}: .*AutoTokenizer"):
            hub.load_tokenizer(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: setattr(t, "normalizer", normalizers.NFC()), "expected normalizer .*, got .*NFC"),
        (
            lambda t: setattr(t, "pre_tokenizer", pre_tokenizers.Metaspace()),
            "expected pre_tokenizer .*, got .*Metaspace",
        ),
        (lambda t: setattr(t, "pre_tokenizer", pre_tokenizers.ByteLevel()), "expected pre_tokenizer .*prefix_space"),
        (lambda t: setattr(t.model, "dropout", 0.1), "expected dropout None"),
        (lambda t: setattr(t.model, "end_of_word_suffix", "</w>"), "expected end_of_word_suffix None in .*, got </w>"),
        (lambda t: setattr(t.model, "ignore_merges", True), "expected ignore_merges None in .*, got True"),
    ],
)
def test_another_kind_of_bpe_is_refused_by_what_differs(tmp_path, change, message):
    tokenizer = FastTokenizer(ByteBPE.train(LEARNED, 300))._rust
    change(tokenizer)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ValueError, match=message):
        hub.load_tokenizer(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["normalizer"].update(strip_accents=False), "expected normalizer .*strip_accents': False"),
        (lambda c: c["normalizer"].update(handle_chinese_chars=False), "expected normalizer"),
        (lambda c: c.update(normalizer=None), r"expected normalizer .*, got \[\]"),
        (lambda c: c["pre_tokenizer"].update(type="Whitespace"), "expected pre_tokenizer .*Whitespace"),
        (
            lambda c: c["model"].update(max_input_chars_per_word=50),
            "expected max_input_chars_per_word 100 in .*, got 50",
        ),
        (lambda c: c["model"].update(vocab=["a"]), "expected one JSON object from token to id"),
        (lambda c: c.update(added_tokens=[{"id": 1}]), "expected added_tokens with content and id"),
        (lambda c: c.update(model=None), "expected a JSON object with a model"),
        (lambda c: c.update(model={"type": "BPE", "vocab": {}, "merges": ["a"]}, normalizer=None), "pre_tokenizer"),
    ],
)
def test_another_kind_of_wordpiece_and_broken_files_are_refused(tmp_path, change, message):
    _, folder = saved(WordPiece.train(LEARNED, 120, lowercase=True), BertTokenizerFast, tmp_path)
    changed(folder, change)
    with pytest.raises(ValueError, match=message):
        hub.load_tokenizer(folder)


@pytest.mark.parametrize(("name", "known"), [("strip_accents", True), ("tokenize_chinese_chars", True)])
def test_vocab_txt_is_refused_too_where_its_config_says_otherwise(tmp_path, name, known):
    WordPiece.train(LEARNED, 120, lowercase=True).save(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(config | {name: known}), encoding="utf-8")
    assert hub.load_tokenizer(tmp_path).lowercase
    path.write_text(json.dumps(config | {name: not known}), encoding="utf-8")
    with pytest.raises(ValueError, match=f"expected {name} True in .*, got False"):
        hub.load_tokenizer(tmp_path)
