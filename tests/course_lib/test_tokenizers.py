"""The readable tokenizers against Hugging Face's `tokenizers`, on files that others published and on any text."""

import functools
import json
import sys
import unicodedata
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import world
from course_lib.tokenizers import (
    ByteBPE,
    CharacterTokenizer,
    FastTokenizer,
    WordPiece,
    WordTokenizer,
    learn_bpe,
)
from course_lib.tokenizers.base import check_text
from course_lib.tokenizers.bpe import byte_letters, pieces_of
from course_lib.tokenizers.pairs import apply_merges, merge
from course_lib.tokenizers.wordpiece import bert_words
from tests.course_lib import stand_ins

TEXT = "El perro come. ¡El perro comía! The dog eats, the dogs ate; ñandú y pingüino. 🦜🇲🇽 " * 3
KINDS = {
    "word": lambda: WordTokenizer.train([TEXT]),
    "character": lambda: CharacterTokenizer.train([TEXT]),
    "bytes": lambda: ByteBPE.train([TEXT], 300),
    "wordpiece": lambda: WordPiece.train([TEXT], 60),
    "wordpiece, lowercase": lambda: WordPiece.train([TEXT], 60, lowercase=True),
}


@functools.cache
def tiny_world() -> list[str]:
    return [document.text for document in world.documents(world.WorldConfig(megabytes=0.5))]


@pytest.fixture(scope="module", params=stand_ins.SOURCES)
def source(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def gpt2_files(source, tmp_path_factory) -> list[Path]:
    """GPT-2's vocabulary and merges as published, or in the same format those of the tiny world."""
    folder = tmp_path_factory.mktemp("gpt2")
    if source == "stand-in":
        ByteBPE.train(tiny_world(), 2048).save(folder)
        return [folder / "vocab.json", folder / "merges.txt"]
    folder = stand_ins.path("published", folder) / "gpt2_tokenizer"
    return [folder / "gpt2_vocab.json", folder / "gpt2_merges.txt"]


@pytest.fixture(scope="module")
def gpt2(gpt2_files) -> ByteBPE:
    return ByteBPE.from_files(*gpt2_files)


@pytest.fixture(scope="module")
def published_gpt2(rust, gpt2_files):
    """The same by Hugging Face's own reader of the files: nothing of ours in between."""
    model = rust.models.BPE.from_file(*map(str, gpt2_files))
    tokenizer = rust.Tokenizer(model)
    tokenizer.pre_tokenizer = rust.pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


@pytest.fixture(scope="module")
def rust():
    return pytest.importorskip("tokenizers", reason="needs Hugging Face's `tokenizers`")


@pytest.fixture(scope="module")
def udhr(source, tmp_path_factory) -> dict[str, str]:
    folder = stand_ins.path(source, tmp_path_factory.mktemp("udhr") / "data")
    with zipfile.ZipFile(folder / "nltk_data/corpora/udhr2.zip") as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".txt")}


@pytest.fixture(scope="module")
def shakespeare(tmp_path_factory) -> str:
    folder = stand_ins.path("published", tmp_path_factory.mktemp("shakespeare"))
    return (folder / "tinyshakespeare/input.txt").read_text(encoding="utf-8")


@pytest.fixture(params=KINDS)
def tokenizer(request):
    return KINDS[request.param]()


# GPT-2


@pytest.mark.parametrize("source", ["published"], indirect=True)
def test_gpt2_gives_the_known_ids_of_a_known_sentence(gpt2):
    assert gpt2.encode("Hello world") == [15496, 995]
    assert len(gpt2) == 50257
    assert gpt2.special == ("<|endoftext|>",)


@pytest.mark.parametrize("n_characters", [1000, pytest.param(None, marks=pytest.mark.slow)])
def test_gpt2_agrees_with_tokenizers_in_every_language_of_the_declaration(gpt2, published_gpt2, udhr, n_characters):
    assert len(udhr) in (len(stand_ins.DECLARATIONS), 388)
    for name, text in ((name, text[:n_characters]) for name, text in udhr.items()):
        ids = gpt2.encode(text)
        assert ids == published_gpt2.encode(text).ids, name
        assert gpt2.decode(ids) == text, name


@pytest.mark.slow
def test_gpt2_agrees_with_tokenizers_on_every_character_there_is(gpt2, published_gpt2):
    """Between letters, digits and spaces, so that its Unicode class decides where pieces are cut."""
    for start in range(0, 0x30000, 64):
        characters = [chr(c) for c in range(start, start + 64) if not 0xD800 <= c < 0xE000]
        text = "".join(f"a{c}b {c}1{c}{c}  {c} " for c in characters)
        assert gpt2.encode(text) == published_gpt2.encode(text).ids, hex(start)


SCRIPTS = "aZ ñÉ漢字かなहिन्दीعربיתไทย한국🦜👩‍👩‍👧🇲🇽👍🏽's'll\n\t\u00a0\u200b\u2028\x00 01٣½Ⅷ_-.!?<|endoftext|>"


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from(SCRIPTS), max_size=60))
def test_gpt2_agrees_with_tokenizers_on_any_text(gpt2, published_gpt2, text):
    ids = gpt2.encode(text)
    assert ids == published_gpt2.encode(text).ids
    assert gpt2.decode(ids) == text


@settings(max_examples=100, deadline=None)
@given(junk=st.binary(max_size=200))
def test_gpt2_agrees_with_tokenizers_on_random_bytes(gpt2, published_gpt2, junk):
    for text in (junk.decode("latin-1"), junk.decode("utf-8", errors="replace")):
        ids = gpt2.encode(text)
        assert ids == published_gpt2.encode(text).ids
        assert gpt2.decode(ids) == text
    assert gpt2.decode_bytes(gpt2.vocab[byte_letters()[byte]] for byte in junk) == junk


def test_half_a_character_is_shown_as_a_question_mark_and_its_bytes_stay(gpt2):
    (first, *rest) = gpt2.encode("🦜")
    assert gpt2.decode([first]) == "�"
    assert gpt2.decode_bytes([first]) + gpt2.decode_bytes(rest) == "🦜".encode()


def test_text_cannot_pretend_to_end_unless_asked(gpt2):
    end = len(gpt2) - 1
    assert end not in gpt2.encode("a<|endoftext|>b")
    assert gpt2.decode(gpt2.encode("a<|endoftext|>b")) == "a<|endoftext|>b"
    assert gpt2.encode("a<|endoftext|>b", special=True) == [gpt2.vocab["a"], end, gpt2.vocab["b"]]


def test_text_is_cut_into_pieces_as_gpt2_does():
    assert pieces_of("I'm 21, ok\n\n yes  ") == ["I", "'m", " 21", ",", " ok", "\n\n", " yes", "  "]


# Training


@pytest.mark.parametrize("vocab_size", [300, 1024, 8192])
def test_training_agrees_with_tokenizers_merge_for_merge_on_shakespeare(rust, shakespeare, vocab_size):
    ours = ByteBPE.train([shakespeare], vocab_size)
    theirs = FastTokenizer.train_byte_bpe([shakespeare], vocab_size).readable
    assert len(ours) == vocab_size
    assert ours.merges == theirs.merges
    assert ours.vocab == theirs.vocab


def test_training_agrees_with_tokenizers_merge_for_merge_on_the_tiny_world(rust):
    texts = tiny_world()
    ours, theirs = ByteBPE.train(texts, 2048), FastTokenizer.train_byte_bpe(texts, 2048).readable
    assert ours.merges == theirs.merges
    assert ours.vocab == theirs.vocab


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text("ab c", max_size=30), min_size=1, max_size=5).filter(lambda ts: any(ts)))
def test_training_agrees_with_counting_all_over_again(texts):
    """Few letters make many ties and many pairs that overlap."""
    assert ByteBPE.train(texts, 290, min_count=1).merges == plain_merges(texts, 289)


def plain_merges(texts: list[str], n_tokens: int) -> list[tuple[str, str]]:
    """Byte-pair encoding as one would first write it: every pair counted again for each merge."""
    words = Counter(piece.replace(" ", "Ġ") for text in texts for piece in pieces_of(text))
    spelled = {word: list(word) for word in words}
    ids = {letter: i for i, letter in enumerate(sorted(byte_letters().values()))}
    learned = []
    while len(ids) < n_tokens:
        counts = Counter()
        for word, count in words.items():
            for pair in pairwise(spelled[word]):
                counts[pair] += count
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], ids[pair[0]], ids[pair[1]]))
        learned.append(best)
        ids.setdefault("".join(best), len(ids))
        spelled = {word: merge(tokens, best, "".join(best)) for word, tokens in spelled.items()}
    return learned


@settings(max_examples=300, deadline=None)
@given(
    st.text("abc", max_size=40),
    st.lists(st.tuples(st.text("abc", min_size=1, max_size=3), st.text("abc", min_size=1, max_size=3)), max_size=25),
)
def test_merges_are_applied_as_by_looking_at_the_whole_word_for_each(word, pairs):
    ranks = {pair: rank for rank, pair in reversed(list(enumerate(pairs)))}
    assert apply_merges(word, ranks) == merged_plainly(word, ranks)


def merged_plainly(word: str, ranks: dict[tuple[str, str], int]) -> list[str]:
    """The definition: the pair that was learned first, everywhere, then the next; time grows with the square."""
    tokens = list(word)
    while known := [pair for pair in pairwise(tokens) if pair in ranks]:
        pair = min(known, key=ranks.__getitem__)
        tokens = merge(tokens, pair, "".join(pair))
    return tokens


def test_a_long_piece_takes_as_many_steps_a_letter_as_a_short_one():
    class Counted(dict):
        asked = 0

        def get(self, pair):
            self.asked += 1
            return super().get(pair)

    letters = np.random.default_rng(0).choice(list("abcd"), 20_000)
    for word in ("".join(letters), "a" * 20_000):
        merges = ByteBPE.train([word[:500]], 257 + 60).merges
        ranks = Counted({pair: rank for rank, pair in enumerate(merges)})
        tokens = apply_merges(word, ranks)
        assert "".join(tokens) == word and len(tokens) < len(word) / 2
        assert ranks.asked < 6 * len(word)  # whoever looks at the whole word for each merge asks ten times as often


def test_learn_bpe_is_the_example_of_the_paper():
    """Sennrich et al. 2016, figure 1 gives these counts; its ties are broken by the smaller pair here."""
    words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    learned = learn_bpe(words, 4)
    assert learned == [("e", "s"), ("es", "t"), ("est", "</w>"), ("l", "o")]
    assert learn_bpe({"a": 1}, 10) == [("a", "</w>")]
    assert learn_bpe({"aaa": 2}, 1) == [("a", "a")]
    assert learn_bpe(words, 0) == learn_bpe({}, 5) == []
    with pytest.raises(ValueError, match="n_merges of 0 or more, got -1"):
        learn_bpe(words, -1)


def test_wordpiece_learns_the_vocabulary_that_tokenizers_learns(rust, source, request):
    """Ties are broken by ids that `tokenizers` hands out in no fixed order, so near the end a few tokens differ."""
    texts = [request.getfixturevalue("shakespeare")] if source == "published" else tiny_world()
    ours = WordPiece.train(texts, 2000)
    theirs = rust.Tokenizer(rust.models.WordPiece(unk_token="[UNK]"))
    theirs.normalizer = rust.normalizers.BertNormalizer(lowercase=False)
    theirs.pre_tokenizer = rust.pre_tokenizers.BertPreTokenizer()
    trainer = rust.trainers.WordPieceTrainer(vocab_size=2000, special_tokens=list(ours.special), show_progress=False)
    theirs.train_from_iterator(texts, trainer)
    assert len(set(ours.vocab) & set(theirs.get_vocab())) >= 1990
    assert len(ours) == 2000


# WordPiece and words


@pytest.mark.parametrize("lowercase", [False, True])
def test_wordpiece_agrees_with_tokenizers_in_every_language_of_the_declaration(rust, udhr, lowercase):
    ours = WordPiece.train(list(udhr.values())[::40], 3000, lowercase=lowercase)
    fast = FastTokenizer(ours)
    for name, text in udhr.items():
        assert ours.encode(text[:2000]) == fast.encode(text[:2000]), name


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from(SCRIPTS + "perrocomía[UNK]##"), max_size=60), lowercase=st.booleans())
def test_wordpiece_agrees_with_tokenizers_on_mixed_scripts(rust, text, lowercase):
    ours = WordPiece.train([TEXT], 60, lowercase=lowercase)
    assert ours.encode(text) == FastTokenizer(ours).encode(text)


def test_bert_words_are_those_of_its_tests():
    assert bert_words(" \tHeLLo!how  \n Are yoU?  ", lowercase=True) == ["hello", "!", "how", "are", "you", "?"]
    assert bert_words("ah博推zz Canción", lowercase=False) == ["ah", "博", "推", "zz", "Canción"]
    assert bert_words("Canción\u200b\x00", lowercase=True) == ["cancion"]


def test_wordpiece_takes_the_longest_piece_and_gives_up_a_word_as_a_whole():
    vocab = {token: i for i, token in enumerate(["[UNK]", "un", "##aff", "##able", "##a", "u"])}
    tokenizer = WordPiece(vocab)
    assert tokenizer.tokens(tokenizer.encode("unaffable unaffablex un")) == ["un", "##aff", "##able", "[UNK]", "un"]
    assert tokenizer.encode("u" * 101) == [0]
    assert tokenizer.decode(tokenizer.encode("unaffable un")) == "unaffable un"


def test_words_keep_their_marks_in_every_script():
    text = "हिन्दी में, ¿qué tal? don't"
    tokenizer = WordTokenizer.train([text])
    assert tokenizer.tokens(tokenizer.encode(text)) == ["हिन्दी", "में", ",", "¿", "qué", "tal", "?", "don", "'", "t"]


def test_word_vocabulary_is_the_most_frequent_words_and_the_rest_is_unknown():
    tokenizer = WordTokenizer.train(["b a b c c b"], vocab_size=3)
    assert tokenizer.vocab == {"<unk>": 0, "b": 1, "c": 2}
    assert tokenizer.decode(tokenizer.encode("a b c")) == "<unk> b c"


# All kinds


def test_training_text_comes_back(tokenizer):
    tight = "".join(TEXT.split())
    decoded = "".join(tokenizer.decode(tokenizer.encode(TEXT)).split())
    assert decoded == ("".join(c for c in fold(tight)) if getattr(tokenizer, "lowercase", False) else tight)


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn").lower()


def test_save_and_load(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "new" / "folder")
    again = type(tokenizer).load(tmp_path / "new" / "folder")
    assert again.vocab == tokenizer.vocab
    assert again.special == tokenizer.special
    assert again.encode(TEXT + " zzz") == tokenizer.encode(TEXT + " zzz")


def test_saved_files_are_those_hugging_face_reads(rust, tmp_path):
    ours = ByteBPE.train([TEXT], 320)
    ours.save(tmp_path)
    model = rust.models.BPE.from_file(str(tmp_path / "vocab.json"), str(tmp_path / "merges.txt"))
    theirs = rust.Tokenizer(model)
    theirs.pre_tokenizer = rust.pre_tokenizers.ByteLevel(add_prefix_space=False)
    assert theirs.encode(TEXT).ids == ours.encode(TEXT)
    WordPiece.train([TEXT], 60).save(tmp_path)
    assert rust.models.WordPiece.read_file(str(tmp_path / "vocab.txt")) == WordPiece.load(tmp_path).vocab


def test_the_fast_ones_have_the_same_interface(rust, tmp_path):
    for ours in (ByteBPE.train([TEXT], 320), WordPiece.train([TEXT], 60)):
        fast = FastTokenizer(ours)
        assert fast.encode_all([TEXT, "", "perro"]) == ours.encode_all([TEXT, "", "perro"])
        assert fast.decode(fast.encode(TEXT)) == ours.decode(ours.encode(TEXT))
        marked = f"perro{ours.special[0]}perro"
        assert fast.encode(marked, special=True) == ours.encode(marked, special=True)
        fast.save(tmp_path / type(ours).__name__)
        assert FastTokenizer.load(tmp_path / type(ours).__name__).encode(TEXT) == ours.encode(TEXT)


def test_ids_may_come_as_arrays_and_tensors(tokenizer):
    ids = tokenizer.encode(TEXT)
    assert tokenizer.decode(np.array(ids)) == tokenizer.decode(torch.tensor(ids)) == tokenizer.decode(ids)
    assert tokenizer.decode([]) == ""
    assert tokenizer.encode("") == []


# Bad input


def test_ids_that_do_not_exist_are_refused(tokenizer):
    for wrong in (len(tokenizer), -1, 10**9):
        with pytest.raises(ValueError, match=rf"ids 0 to {len(tokenizer) - 1}, got {wrong} at position 1"):
            tokenizer.decode([0, wrong])


def test_ids_of_the_wrong_kind_are_refused(tokenizer):
    with pytest.raises(TypeError, match="whole numbers, got float"):
        tokenizer.decode([0.5])
    with pytest.raises(TypeError, match="decode a batch row by row"):
        tokenizer.decode(torch.zeros(2, 2, dtype=torch.int64))


def test_what_is_no_text_is_refused(tokenizer):
    with pytest.raises(TypeError, match=r"expected a text \(str\), got bytes: decode it first"):
        check_text(b"perro")
    with pytest.raises(TypeError, match="put a single text in a list"):
        tokenizer.encode_all("perro")


@pytest.mark.parametrize("train", [WordTokenizer.train, CharacterTokenizer.train])
@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_an_empty_corpus_is_refused(train, texts):
    with pytest.raises(ValueError, match="got an empty corpus"):
        train(texts)
    with pytest.raises(ValueError, match="got an empty corpus"):
        ByteBPE.train(texts, 300)
    with pytest.raises(ValueError, match="got an empty corpus"):
        WordPiece.train(texts, 300)


def test_a_vocabulary_too_small_is_refused():
    with pytest.raises(ValueError, match=r"at least 257 .* got 256"):
        ByteBPE.train([TEXT], 256)
    with pytest.raises(ValueError, match="vocab_size of at least"):
        WordPiece.train([TEXT], 10)
    with pytest.raises(ValueError, match="above 1 special tokens, got 1"):
        WordTokenizer.train([TEXT], 1)


def test_without_an_unknown_token_unknown_text_is_refused():
    with pytest.raises(ValueError, match="got 'z': train with '<unk>' in special"):
        CharacterTokenizer.train(["abc"], special=()).encode("az")


def test_vocabularies_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="share one id"):
        WordPiece({"[UNK]": 0, "a": 0})
    with pytest.raises(ValueError, match="got an empty one"):
        WordPiece({})
    with pytest.raises(ValueError, match=r"expected \[UNK\] among"):
        WordPiece({"a": 0})
    with pytest.raises(ValueError, match="every byte and merge in the vocabulary, got none for '!'"):
        ByteBPE({"a": 0}, [])


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(ValueError, match="half a surrogate pair"):
        ByteBPE.train([TEXT], 300).encode("a\ud83e")


def test_broken_files_are_refused_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"expected vocab.json in .*, got \[\]: is it the right folder"):
        ByteBPE.load(tmp_path)
    ByteBPE.train([TEXT], 320).save(tmp_path)
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\nab\n")
    with pytest.raises(ValueError, match=r"two tokens on line 3 of .*merges.txt, got 'ab'"):
        ByteBPE.load(tmp_path)
    (tmp_path / "merges.txt").write_text("x y\n")
    with pytest.raises(ValueError, match="got none for 'xy'"):
        ByteBPE.load(tmp_path)
    (tmp_path / "vocab.json").write_text("{")
    with pytest.raises(ValueError, match=r"expected JSON in .*vocab.json"):
        ByteBPE.load(tmp_path)
    (tmp_path / "vocab.json").write_text(json.dumps(["a"]))
    with pytest.raises(ValueError, match="one JSON object from token to id"):
        ByteBPE.load(tmp_path)
    (tmp_path / "vocab.txt").write_text("[UNK]\na\na\n")
    with pytest.raises(ValueError, match="each token once"):
        WordPiece.load(tmp_path)


def test_without_the_package_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ImportError, match="python -m pip install tokenizers"):
        FastTokenizer(ByteBPE.train([TEXT], 300))
