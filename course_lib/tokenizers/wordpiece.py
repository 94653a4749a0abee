"""WordPiece, BERT's tokenizer: a word is cut into the longest known pieces; one that continues a word starts with ##.

Devlin et al., "BERT" (2019), section 4; the greedy longest-match-first search is that of Wu et al., "Google's Neural
Machine Translation System" (2016), section 4.1.
"""

import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from course_lib.tokenizers.base import CONFIG_FILE, Tokenizer, check_corpus, check_texts, read_json, read_text
from course_lib.tokenizers.pairs import merges

VOCAB_TXT = "vocab.txt"
UNKNOWN = "[UNK]"
SPECIAL = ("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
CONTINUES = "##"
LONGEST_WORD = 100  # characters; BERT calls a longer word unknown
# Blocks of Chinese characters, from BERT's own list: each character of them is a word of its own.
CHINESE = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class WordPiece(Tokenizer):
    """WordPiece over BERT's words. lowercase=True also takes off accents, as BERT's uncased models do.

    `decode` glues the pieces of a word together and puts a space between words: case and spacing may be lost.
    """

    class_name = "BertTokenizer"

    def __init__(
        self, vocab: Mapping[str, int], special: Sequence[str] | None = None, *, lowercase: bool = False
    ) -> None:
        """special: those of BERT's five that are in the vocabulary, unless given."""
        super().__init__(vocab, [token for token in SPECIAL if token in vocab] if special is None else special)
        if UNKNOWN not in self.special:
            raise ValueError(
                f"expected {UNKNOWN} among the special tokens, got {self.special}: add it to the vocabulary"
            )
        self.lowercase = lowercase
        self._longest = max(map(len, self.vocab))

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        vocab_size: int,
        *,
        min_count: int = 2,
        special: Sequence[str] = SPECIAL,
        lowercase: bool = False,
    ) -> "WordPiece":
        """Learn from texts until there are vocab_size tokens or no pair occurs min_count times.

        Google never published its trainer. This one, like Hugging Face's, merges the most frequent pair. Ids: special
        tokens, characters, characters with ##, then merges as learned; ties go to the pair with the smaller ids.
        """
        words = Counter(word for text in check_texts(texts) for word in bert_words(text, lowercase=lowercase))
        check_corpus(words)
        spelled = {(word[0], *(CONTINUES + letter for letter in word[1:])): count for word, count in words.items()}
        letters = sorted({letter for word in words for letter in word})
        continuing = sorted({piece for word in spelled for piece in word[1:]})
        vocab = {token: i for i, token in enumerate([*special, *letters, *continuing])}
        if vocab_size < len(vocab):
            raise ValueError(f"expected vocab_size of at least {len(vocab)} (this text's characters), got {vocab_size}")
        for pair, count in merges(spelled, order=lambda pair: (vocab[pair[0]], vocab[pair[1]]), join=glue):
            if count < min_count or len(vocab) == vocab_size:
                break
            vocab.setdefault(glue(*pair), len(vocab))
        return cls(vocab, special, lowercase=lowercase)

    @classmethod
    def load(cls, folder: str | Path) -> "WordPiece":
        """From vocab.txt; lowercase as tokenizer_config.json says (BERT's default where it says nothing: True).
        ValueError where it says that accents do not go with capitals, or that Chinese characters are not set apart."""
        tokens = read_text(Path(folder) / VOCAB_TXT).removesuffix("\n").split("\n")
        config = read_json(Path(folder) / CONFIG_FILE) if (Path(folder) / CONFIG_FILE).exists() else {}
        if len(set(tokens)) < len(tokens):
            raise ValueError(f"expected each token once in {Path(folder) / VOCAB_TXT}, got repeated lines: wrong file?")
        vocab, lowercase = {token: i for i, token in enumerate(tokens)}, config.get("do_lower_case", True)
        for name, known in (("strip_accents", lowercase), ("tokenize_chinese_chars", True)):
            if config.get(name) not in (None, known):
                raise ValueError(f"expected {name} {known} in {Path(folder) / CONFIG_FILE}, got {config[name]}")
        return cls(vocab, config.get("special_tokens"), lowercase=lowercase)

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for word in bert_words(text, lowercase=self.lowercase):
            ids += self._encode_word(word)
        return ids

    def _encode_word(self, word: str) -> list[int]:
        """The longest known piece at the start, then the longest that continues it, …; [UNK] for all if one fails."""
        unknown = [self.vocab[UNKNOWN]]
        if len(word) > LONGEST_WORD:
            return unknown
        ids, start, prefix = [], 0, ""
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                if (piece := prefix + word[start:end]) in self.vocab:
                    ids.append(self.vocab[piece])
                    start, prefix = end, CONTINUES
                    break
            else:
                return unknown
        return ids

    def _join(self, tokens: Sequence[str]) -> str:
        return " ".join(tokens).replace(" " + CONTINUES, "")

    def _save_vocab(self, folder: Path) -> None:
        ranked = sorted(self.vocab, key=self.vocab.__getitem__)
        if self.vocab[ranked[-1]] != len(ranked) - 1:
            raise ValueError("expected ids without gaps, which vocab.txt needs (an id is a line number): train again")
        (folder / VOCAB_TXT).write_text("\n".join(ranked) + "\n", encoding="utf-8")

    def _settings(self) -> dict[str, Any]:
        return {"do_lower_case": self.lowercase, "special_tokens": list(self.special)}


def glue(first: str, second: str) -> str:
    """The piece that two neighbours make: "##ab" and "##c" make "##abc"."""
    return first + second.removeprefix(CONTINUES)


def bert_words(text: str, *, lowercase: bool) -> list[str]:
    """The words of a text as BERT's basic tokenizer finds them: cleaned, cut at spaces, around punctuation and Chinese.

    lowercase=True also takes off accents: "Canción" is "cancion".
    """
    text = text.translate(_CLEAN)
    if lowercase:
        text = unicodedata.normalize("NFD", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Mn").lower()
    return text.translate(_APART).split()


class _Table(dict[int, str]):
    """A table for str.translate that works out what becomes of a character when it first meets it."""

    def __init__(self, replacement: Callable[[str], str]) -> None:
        super().__init__()
        self.replacement = replacement

    def __missing__(self, code: int) -> str:
        self[code] = self.replacement(chr(code))
        return self[code]


def _clean(c: str) -> str:
    """Every space becomes the plain one; control, format and private characters go, and so does �, which stands for
    broken text; Chinese characters get room. Characters that Unicode has not assigned yet stay, so that a new Unicode
    does not change old ids."""
    if c in "\t\n\r" or unicodedata.category(c) in ("Zs", "Zl", "Zp"):
        return " "
    if c == "�" or unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs"):
        return ""
    return f" {c} " if any(first <= ord(c) <= last for first, last in CHINESE) else c


def _set_apart(c: str) -> str:
    """Punctuation by Unicode, and every sign of ASCII ($, +, <, …), becomes a word of its own."""
    return f" {c} " if c in string.punctuation or unicodedata.category(c).startswith("P") else c


_CLEAN, _APART = _Table(_clean), _Table(_set_apart)
