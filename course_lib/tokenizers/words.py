"""The two simplest tokenizers: a token per word, and a token per character."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import regex

from course_lib.tokenizers.base import (
    CONFIG_FILE,
    VOCAB_FILE,
    Tokenizer,
    check_corpus,
    check_texts,
    read_json,
    read_vocab,
)

Kind = TypeVar("Kind", bound="Listed")
UNKNOWN = "<unk>"
# A run of letters, digits, marks and underscores, or any one other character that is not a space.
WORD_PATTERN = r"\w+|[^\w\s]"
_WORD = regex.compile(WORD_PATTERN)


def words(text: str) -> list[str]:
    """The words and punctuation marks of a text: "¿Qué tal?" is ["¿", "Qué", "tal", "?"]."""
    return _WORD.findall(text)


class Listed(Tokenizer):
    """A tokenizer whose tokens are those pieces of the training text that it kept; any other becomes <unk>."""

    def __init__(self, vocab: Mapping[str, int], special: Sequence[str] = (UNKNOWN,)) -> None:
        super().__init__(vocab, special)

    @classmethod
    def train(
        cls: type[Kind], texts: Iterable[str], vocab_size: int | None = None, *, special: Sequence[str] = (UNKNOWN,)
    ) -> Kind:
        """The special tokens, then the most frequent pieces, ties in alphabetical order, vocab_size tokens in all."""
        counts = Counter(piece for text in check_texts(texts) for piece in cls._pieces(text))
        check_corpus(counts)
        ranked = sorted(set(counts) - set(special), key=lambda piece: (-counts[piece], piece))
        if vocab_size is not None:
            if vocab_size <= len(special):
                raise ValueError(f"expected vocab_size above {len(special)} special tokens, got {vocab_size}")
            ranked = ranked[: vocab_size - len(special)]
        return cls({token: i for i, token in enumerate([*special, *ranked])}, special)

    @classmethod
    def load(cls: type[Kind], folder: str | Path) -> Kind:
        vocab, config = read_vocab(Path(folder) / VOCAB_FILE), read_json(Path(folder) / CONFIG_FILE)
        return cls(vocab, config.get("special_tokens", [UNKNOWN]))

    @staticmethod
    def _pieces(text: str) -> Sequence[str]:
        raise NotImplementedError

    def _encode(self, text: str) -> list[int]:
        vocab, special = self.vocab, self.special
        return [
            self._unknown(piece) if piece not in vocab or piece in special else vocab[piece]
            for piece in self._pieces(text)
        ]

    def _unknown(self, piece: str) -> int:
        if UNKNOWN not in self.special:
            raise ValueError(f"expected text made of known tokens, got {piece!r}: train with {UNKNOWN!r} in special")
        return self.vocab[UNKNOWN]

    def _settings(self) -> dict[str, Any]:
        return {"special_tokens": list(self.special)}


class WordTokenizer(Listed):
    """A token per word or punctuation mark. `decode` puts a space between tokens: the original spacing is lost."""

    class_name = "WordTokenizer"
    _pieces = staticmethod(words)

    def _join(self, tokens: Sequence[str]) -> str:
        return " ".join(tokens)


class CharacterTokenizer(Listed):
    """A token per character (Unicode code point). Text of known characters decodes back exactly."""

    class_name = "CharacterTokenizer"

    @staticmethod
    def _pieces(text: str) -> Sequence[str]:
        return text

    def _join(self, tokens: Sequence[str]) -> str:
        return "".join(tokens)
