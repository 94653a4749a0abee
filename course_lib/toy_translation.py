"""The translation task of notebook 04: the toy grammar's sentences as batches of token ids, and how well a model does.

data = corpus(source="en", target="es")
loss = translation_loss(model, data.batch(data.train[:64]))
exact_match(model, data, data.held_out)
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Literal

import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib import toy_grammar
from course_lib.rows import full_batches, padded
from course_lib.toy_grammar import Pair
from course_lib.translator import Translator

Language = Literal["es", "en"]
PAD, BOS, EOS, UNKNOWN = range(4)
SPECIAL = ("<pad>", "<bos>", "<eos>", "<unk>")
HELD_OUT_SHARE = 0.1


@dataclass(frozen=True)
class Batch:
    """Sentences as ids, padded at the end. Targets come twice: what the decoder reads, and what it should say next."""

    source: Int[Tensor, "batch m"]
    source_mask: Bool[Tensor, "batch m"]  # True on real tokens
    target_in: Int[Tensor, "batch n"]  # <bos> the cat sleeps
    target_out: Int[Tensor, "batch n"]  # the cat sleeps <eos>


@dataclass(frozen=True)
class Vocabulary:
    """Words and their ids; the first four ids are the special tokens."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, sentences: Iterable[str]) -> "Vocabulary":
        return cls(SPECIAL + tuple(sorted(set(chain.from_iterable(map(tokenize, sentences))))))

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, sentence: str) -> list[int]:
        """Ids of the sentence's words, <eos> last; a word never seen is <unk>."""
        return [*(self.ids.get(word, UNKNOWN) for word in tokenize(sentence)), EOS]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    def tokens(self, ids: Iterable[int]) -> list[str]:
        return [self.words[i] for i in ids]

    def decode(self, ids: Iterable[int]) -> str:
        """The sentence as people write it: up to the first <eos>, without special tokens."""
        words = []
        for i in ids:
            if i == EOS:
                break
            if i not in (PAD, BOS):
                words.append(self.words[i])
        return re.sub(r" (?=[.,?])|(?<=¿) ", "", " ".join(words))


@dataclass(frozen=True)
class Corpus:
    """Pairs to train on and pairs held out, in one direction, with both vocabularies."""

    source: Language
    target: Language
    train: tuple[Pair, ...]
    held_out: tuple[Pair, ...]
    source_vocab: Vocabulary
    target_vocab: Vocabulary

    def batch(self, pairs: Sequence[Pair]) -> Batch:
        source = padded([self.source_vocab.encode(getattr(p, self.source)) for p in pairs], PAD)
        target = padded([[BOS, *self.target_vocab.encode(getattr(p, self.target))] for p in pairs], PAD).tokens
        return Batch(source.tokens, source.mask, target[:, :-1], target[:, 1:])

    def batches(self, batch_size: int, seed: int = 0) -> Iterator[Batch]:
        """Batches of training pairs without end, in an order drawn anew each time all have been seen. ValueError for
        fewer pairs than a batch."""
        rng = random.Random(seed)
        orders = (rng.sample(self.train, len(self.train)) for _ in count())
        return map(self.batch, full_batches(orders, batch_size))


def corpus(source: Language = "en", target: Language = "es") -> Corpus:
    """The task in one direction. Always the same pairs and the same split."""
    pairs = all_pairs()
    train, held_out = split(pairs)
    vocabularies = [Vocabulary.of(getattr(p, language) for p in pairs) for language in (source, target)]
    return Corpus(source, target, train, held_out, *vocabularies)


def all_pairs() -> tuple[Pair, ...]:
    """Every pair of the grammar, once, family by family."""
    families = (
        toy_grammar.crossings,
        toy_grammar.fittings,
        toy_grammar.outings,
        toy_grammar.doings,
        toy_grammar.habits,
        toy_grammar.searches,
    )
    return tuple(chain.from_iterable(family() for family in families))


def split(pairs: Sequence[Pair], seed: int = 0) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Training pairs and held-out pairs that share no combination.

    A tenth of each family's combinations (this cow with this bridge, this cat in this colour) is held out with all its
    sentences: their words are known from elsewhere, their meeting is new.
    """
    rng = random.Random(seed)
    held_out: set[tuple[str, tuple[str, str]]] = set()
    for family in sorted({p.family for p in pairs}):
        combinations = sorted({p.combination for p in pairs if p.family == family})
        chosen = rng.sample(combinations, round(HELD_OUT_SHARE * len(combinations)))
        held_out |= {(family, combination) for combination in chosen}
    is_held_out = [(p.family, p.combination) in held_out for p in pairs]
    return (
        tuple(p for p, out in zip(pairs, is_held_out, strict=True) if not out),
        tuple(p for p, out in zip(pairs, is_held_out, strict=True) if out),
    )


def translation_loss(model: Translator, batch: Batch, label_smoothing: float = 0.0) -> Float[Tensor, ""]:
    """Mean cross-entropy (nats per token) of each next word, padding left out; to minimise.

    Label smoothing moves that share of the target's probability evenly to all words (the paper's section 5.4).
    """
    logits = model(batch.source, batch.target_in, batch.source_mask)
    return F.cross_entropy(
        logits.flatten(0, 1), batch.target_out.flatten(), ignore_index=PAD, label_smoothing=label_smoothing
    )


def translate(model: Translator, data: Corpus, sentences: Sequence[str]) -> list[str]:
    """Greedy translations. The model's mode (training or not) is left as it was."""
    source = padded([data.source_vocab.encode(sentence) for sentence in sentences], PAD)
    was_training = model.training
    model.eval()
    written = model.translate(source.tokens, source.mask)
    model.train(was_training)
    return [data.target_vocab.decode(row.tolist()) for row in written]


def exact_match(model: Translator, data: Corpus, pairs: Sequence[Pair], batch_size: int = 256) -> float:
    """The share of pairs that the model translates word for word, 0 to 1."""
    right = 0
    for start in range(0, len(pairs), batch_size):
        some = pairs[start : start + batch_size]
        written = translate(model, data, [getattr(p, data.source) for p in some])
        right += sum(w == getattr(p, data.target) for w, p in zip(written, some, strict=True))
    return right / len(pairs)


def tokenize(sentence: str) -> list[str]:
    """Words and punctuation marks; *didn't* and *I'm* are one word each."""
    return re.findall(r"\w+(?:'\w+)?|[^\w\s]", sentence)
