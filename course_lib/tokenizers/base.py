"""What every tokenizer can do, and the checks they share.

A tokenizer turns text into a list of ids and back. Its vocabulary is a dictionary from token to id; `special` names the
tokens that stand for no text (the end of a document, an unknown word): text can never produce them by accident.
"""

import json
import operator
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import regex

CONFIG_FILE = "tokenizer_config.json"
VOCAB_FILE = "vocab.json"


class Tokenizer(ABC):
    """Text to ids and back.

    vocab: token -> id, ids from 0, each used once; special: those tokens of vocab that stand for no text.
    """

    class_name: ClassVar[str]  # what tokenizer_config.json calls this kind

    def __init__(self, vocab: Mapping[str, int], special: Sequence[str] = ()) -> None:
        if not vocab:
            raise ValueError("expected a vocabulary with at least one token, got an empty one: train on a text first")
        self.vocab = dict(vocab)
        self.special = tuple(special)
        self._token_of = {i: token for token, i in self.vocab.items()}
        if len(self._token_of) < len(self.vocab):
            raise ValueError("expected an id per token, got a vocabulary in which two tokens share one id")
        for token in self.special:
            if token not in self.vocab:
                raise ValueError(f"expected special tokens that are in the vocabulary, got {token!r}: add it to both")
        self._special = regex.compile("(" + "|".join(map(regex.escape, self.special)) + ")") if self.special else None

    def __len__(self) -> int:
        return len(self.vocab)

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Ids of the text. With special=True a special token written out in it becomes its id, otherwise it is text
        like any other (so that a document cannot pretend to end)."""
        check_text(text)
        if not special or self._special is None:
            return self._encode(text)
        ids = []
        for part in filter(None, self._special.split(text)):
            ids += [self.vocab[part]] if part in self.special else self._encode(part)
        return ids

    def encode_all(self, texts: Iterable[str]) -> list[list[int]]:
        """`encode` of each text."""
        return [self.encode(text) for text in check_texts(texts)]

    def decode(self, ids: Iterable[Any]) -> str:
        """The text of ids (a list, an array or a 1-D tensor). ValueError for an id that is not in the vocabulary."""
        return self._join(self.tokens(ids))

    def tokens(self, ids: Iterable[Any]) -> list[str]:
        """The token of each id, as the vocabulary writes it."""
        tokens = []
        for position, i in enumerate(whole_numbers(ids)):
            if i not in self._token_of:
                known = f"0 to {len(self) - 1}"
                raise ValueError(f"expected ids {known}, got {i} at position {position}: was it another tokenizer's?")
            tokens.append(self._token_of[i])
        return tokens

    @abstractmethod
    def _encode(self, text: str) -> list[int]:
        """Ids of a text in which nothing is special."""

    @abstractmethod
    def _join(self, tokens: Sequence[str]) -> str:
        """The text that the tokens spell."""

    def save(self, folder: str | Path) -> None:
        """Write the files that `load` reads, named and laid out as Hugging Face's tokenizers do."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._save_vocab(folder)
        config = {"tokenizer_class": self.class_name, **self._settings()}
        (folder / CONFIG_FILE).write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    @abstractmethod
    def load(cls, folder: str | Path) -> "Tokenizer":
        """The tokenizer that `save`, or Hugging Face's of the same kind, wrote there."""

    def _save_vocab(self, folder: Path) -> None:
        write_json(folder / VOCAB_FILE, self.vocab)

    def _settings(self) -> dict[str, Any]:
        """What tokenizer_config.json holds beyond the class."""
        return {}


def check_text(text: object) -> str:
    if not isinstance(text, str):
        hint = "decode it first: text.decode('utf-8')" if isinstance(text, bytes) else "for many texts use encode_all"
        raise TypeError(f"expected a text (str), got {type(text).__name__}: {hint}")
    return text


def check_texts(texts: object) -> Iterator[str]:
    """The texts one by one. TypeError for a single str: its characters would pass for documents."""
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise TypeError(f"expected several texts, got one {type(texts).__name__}: put a single text in a list")
    return map(check_text, texts)


def check_corpus(counts: Mapping[str, int]) -> None:
    if not counts:
        raise ValueError("expected texts to learn from, got an empty corpus: give at least one text that is not blank")


def whole_numbers(ids: Iterable[Any]) -> Iterator[int]:
    """ids as Python ints. TypeError for anything that is not a whole number."""
    for i in ids.tolist() if hasattr(ids, "tolist") else ids:
        try:
            yield operator.index(i)
        except TypeError:
            shape = "one list of ids: decode a batch row by row" if isinstance(i, Iterable) else "whole numbers"
            raise TypeError(f"expected {shape}, got {type(i).__name__} {i!r:.40}") from None


def read_json(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise ValueError(f"expected JSON in {path}, got a broken file ({error}): fetch or save it again") from None


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        found = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else "no such folder"
        raise FileNotFoundError(
            f"expected {path.name} in {path.parent}, got {found}: is it the right folder?"
        ) from None
    except UnicodeDecodeError as error:
        raise ValueError(f"expected UTF-8 in {path}, got {error.reason} at byte {error.start}") from None


def read_vocab(path: Path) -> dict[str, int]:
    """vocab.json: one JSON object from token to id."""
    return check_vocab(read_json(path), path)


def check_vocab(vocab: Any, path: Path) -> dict[str, int]:
    if not isinstance(vocab, dict) or not all(isinstance(i, int) for i in vocab.values()):
        raise ValueError(
            f"expected one JSON object from token to id in {path}, got something else: is it a vocabulary?"
        )
    return vocab


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
