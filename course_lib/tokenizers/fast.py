"""The same tokenizers by Hugging Face's `tokenizers` package, written in Rust: the same ids, faster."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from course_lib.tokenizers.base import Tokenizer, check_texts
from course_lib.tokenizers.bpe import END_OF_TEXT, ByteBPE
from course_lib.tokenizers.wordpiece import CONTINUES, LONGEST_WORD, UNKNOWN, WordPiece

INSTALL = "python -m pip install tokenizers"


class FastTokenizer(Tokenizer):
    """A ByteBPE or a WordPiece whose texts are encoded by `tokenizers`; all else is asked of the one it was made from.

    ImportError if `tokenizers` is not installed.
    """

    def __init__(self, readable: ByteBPE | WordPiece) -> None:
        self.readable = readable
        self.class_name = readable.class_name  # type: ignore[misc]
        super().__init__(readable.vocab, readable.special)
        self._rust = _byte_bpe(readable) if isinstance(readable, ByteBPE) else _wordpiece(readable)

    @classmethod
    def train_byte_bpe(
        cls, texts: Iterable[str], vocab_size: int, *, min_count: int = 2, special: Sequence[str] = (END_OF_TEXT,)
    ) -> "FastTokenizer":
        """`ByteBPE.train`, the same merges and ids."""
        rust = package()
        model = rust.Tokenizer(rust.models.BPE())
        model.pre_tokenizer = rust.pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = rust.pre_tokenizers.ByteLevel.alphabet()
        trainer = rust.trainers.BpeTrainer(
            vocab_size=vocab_size - len(special),
            min_frequency=min_count,
            initial_alphabet=alphabet,
            show_progress=False,
        )
        model.train_from_iterator(check_texts(texts), trainer)
        learned = json.loads(model.to_str())["model"]
        vocab = learned["vocab"] | {token: len(learned["vocab"]) + i for i, token in enumerate(special)}
        return cls(ByteBPE(vocab, [tuple(pair) for pair in learned["merges"]], special))

    @classmethod
    def load(cls, folder: str | Path) -> "FastTokenizer":
        """A ByteBPE if the folder holds merges.txt, otherwise a WordPiece."""
        return cls(ByteBPE.load(folder) if (Path(folder) / "merges.txt").exists() else WordPiece.load(folder))

    def save(self, folder: str | Path) -> None:
        self.readable.save(folder)

    def encode_all(self, texts: Iterable[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""
        return [encoded.ids for encoded in self._rust.encode_batch_fast(list(check_texts(texts)))]

    def _encode(self, text: str) -> list[int]:
        return self._rust.encode(text).ids

    def _join(self, tokens: Sequence[str]) -> str:
        return self.readable._join(tokens)


def package() -> ModuleType:
    """The `tokenizers` package. ImportError with the command that installs it."""
    try:
        import tokenizers
    except ImportError:
        raise ImportError(
            f"expected the package `tokenizers`, got none: run `{INSTALL}`, or use ByteBPE and WordPiece themselves"
        ) from None
    return tokenizers


def _byte_bpe(readable: ByteBPE) -> Any:
    rust = package()
    model = rust.Tokenizer(rust.models.BPE(vocab=readable.vocab, merges=readable.merges))
    model.pre_tokenizer = rust.pre_tokenizers.ByteLevel(add_prefix_space=False)
    return model


def _wordpiece(readable: WordPiece) -> Any:
    rust = package()
    model = rust.Tokenizer(
        rust.models.WordPiece(
            vocab=readable.vocab,
            unk_token=UNKNOWN,
            max_input_chars_per_word=LONGEST_WORD,
            continuing_subword_prefix=CONTINUES,
        )
    )
    model.normalizer = rust.normalizers.BertNormalizer(lowercase=readable.lowercase)
    model.pre_tokenizer = rust.pre_tokenizers.BertPreTokenizer()
    return model
