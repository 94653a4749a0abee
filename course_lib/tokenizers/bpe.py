"""Byte-level byte-pair encoding, GPT-2's tokenizer: any text at all, no unknown words, decodes back exactly.

Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section 2.2.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

from course_lib.tokenizers.base import (
    VOCAB_FILE,
    Tokenizer,
    check_corpus,
    check_texts,
    read_text,
    read_vocab,
)
from course_lib.tokenizers.pairs import Pair, apply_merges, merges

MERGES_FILE = "merges.txt"
END_OF_TEXT = "<|endoftext|>"
# GPT-2 never merges across these pieces: English endings; letters, digits or signs, with a space before; other spaces.
GPT2_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_PIECE = regex.compile(GPT2_PATTERN)


def byte_letters() -> dict[int, str]:
    """A visible letter for each of the 256 bytes, so that tokens can be printed and stored one per line.

    Bytes that Latin-1 prints stand for themselves; the others, in order, get the letters from U+0100: a space is Ġ.
    """
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {**{byte: chr(byte) for byte in visible}, **{byte: chr(256 + i) for i, byte in enumerate(hidden)}}


LETTER = byte_letters()
BYTE = {letter: byte for byte, letter in LETTER.items()}


class ByteBPE(Tokenizer):
    """Byte-level BPE. merges: pairs of tokens in the order learned; the earlier one is applied first.

    Tokens are written in byte letters: " año" is "ĠaÃ±o".
    """

    class_name = "GPT2Tokenizer"

    def __init__(self, vocab: Mapping[str, int], merges: Sequence[Pair], special: Sequence[str] | None = None) -> None:
        """special: those of the vocabulary that are neither a byte nor merged, unless given."""
        self.merges = [(a, b) for a, b in merges]
        if special is None:
            spelled = set(BYTE).union(a + b for a, b in self.merges)
            special = [token for token in vocab if token not in spelled]
        super().__init__(vocab, special)
        for token in [*BYTE, *(part for a, b in self.merges for part in (a, b, a + b))]:
            if token not in self.vocab:
                raise ValueError(
                    f"expected every byte and merge in the vocabulary, got none for {token!r}: other files?"
                )
        self._rank = {pair: rank for rank, pair in reversed(list(enumerate(self.merges)))}
        self._ids_of = lru_cache(maxsize=1 << 16)(self._encode_piece)

    @classmethod
    def train(
        cls, texts: Iterable[str], vocab_size: int, *, min_count: int = 2, special: Sequence[str] = (END_OF_TEXT,)
    ) -> "ByteBPE":
        """Learn from texts until there are vocab_size tokens or no pair occurs min_count times.

        Ids: the bytes, then the merges as learned, the special tokens last. Ties go to the pair with the smaller ids.
        """
        if vocab_size < (least := len(LETTER) + len(special)):
            raise ValueError(f"expected vocab_size of at least {least} (256 bytes, special tokens), got {vocab_size}")
        pieces = Counter(piece for text in check_texts(texts) for piece in pieces_of(text))
        check_corpus(pieces)
        vocab = {letter: i for i, letter in enumerate(sorted(BYTE))}
        learned: list[Pair] = []
        spelled = {tuple(to_letters(piece)): count for piece, count in pieces.items()}
        for pair, count in merges(spelled, order=lambda pair: (vocab[pair[0]], vocab[pair[1]])):
            if count < min_count or len(vocab) + len(special) == vocab_size:
                break
            learned.append(pair)
            vocab.setdefault("".join(pair), len(vocab))
        return cls(vocab | {token: len(vocab) + i for i, token in enumerate(special)}, learned, special)

    @classmethod
    def load(cls, folder: str | Path) -> "ByteBPE":
        return cls.from_files(Path(folder) / VOCAB_FILE, Path(folder) / MERGES_FILE)

    @classmethod
    def from_files(cls, vocab_file: str | Path, merges_file: str | Path) -> "ByteBPE":
        """From vocab.json and merges.txt as published, under whatever names."""
        return cls(read_vocab(Path(vocab_file)), read_merges(Path(merges_file)))

    def decode_bytes(self, ids: Iterable[Any]) -> bytes:
        """The bytes of ids, exactly. `decode` shows bytes that are not UTF-8 (half a character, say) as �."""
        return b"".join(self._bytes(token) for token in self.tokens(ids))

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for piece in pieces_of(text):
            ids += self._ids_of(piece)
        return ids

    def _encode_piece(self, piece: str) -> tuple[int, ...]:
        return tuple(self.vocab[token] for token in apply_merges(to_letters(piece), self._rank))

    def _join(self, tokens: Sequence[str]) -> str:
        return b"".join(map(self._bytes, tokens)).decode("utf-8", errors="replace")

    def _bytes(self, token: str) -> bytes:
        return token.encode() if token in self.special else bytes(BYTE[letter] for letter in token)

    def _save_vocab(self, folder: Path) -> None:
        super()._save_vocab(folder)
        lines = ["#version: 0.2", *(f"{a} {b}" for a, b in self.merges)]
        (folder / MERGES_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def pieces_of(text: str) -> list[str]:
    """The pieces that are encoded one by one: "I'm 21, ok" is ["I", "'m", " 21", ",", " ok"]."""
    return _PIECE.findall(text)


def to_letters(piece: str) -> str:
    """The piece's UTF-8 bytes as byte letters."""
    try:
        return "".join(map(LETTER.__getitem__, piece.encode("utf-8")))
    except UnicodeEncodeError as error:
        raise ValueError(
            f"expected text that UTF-8 can write, got half a surrogate pair {piece[error.start]!r}: "
            "read the file again with the right encoding, or errors='replace'"
        ) from None


def read_merges(path: Path) -> list[Pair]:
    """merges.txt: two tokens per line with a space between; a first line that starts with #version is skipped."""
    pairs = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line or (number == 1 and line.startswith("#version")):
            continue
        a, _, b = line.partition(" ")
        if not a or not b or " " in b:
            raise ValueError(f"expected two tokens on line {number} of {path}, got {line!r:.40}: fetch the file again")
        pairs.append((a, b))
    return pairs
