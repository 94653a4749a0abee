"""Mini-BERT: hidden words and next sentences of the tiny world (Devlin et al. 2019, section 3.1)."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib import world
from course_lib.bert import Bert, BertConfig, BertForPretraining, mask_tokens, mlm_loss, pack_pair
from course_lib.rows import LENGTH_STEP, NOT_COUNTED, padded
from course_lib.tokenizers import FastTokenizer, Tokenizer, WordPiece
from course_lib.training.loop import History, TrainingConfig, train

VOCAB_SIZE = 4096
KINDS = ("story", "biography", "article", "sense", "dialogue", "review", "agreement", "post", "caption")


@dataclass(frozen=True)
class BertRecipe:
    """Sizes and training of a mini-BERT."""

    model: BertConfig
    training: TrainingConfig
    batch_size: int = 32


@dataclass(frozen=True)
class PretrainingBatch:
    """Pairs of texts with some tokens hidden. labels: −100 where nothing is asked; follows: 0 if b came after a in a
    document, 1 if it came from another one (the order of BERT's published head)."""

    tokens: Int[Tensor, "batch n"]
    segments: Int[Tensor, "batch n"]
    mask: Bool[Tensor, "batch n"]
    labels: Int[Tensor, "batch n"]
    follows: Int[Tensor, " batch"]


def train_bert(recipe: BertRecipe, *, checkpoint: Path | None = None) -> tuple[BertForPretraining, Tokenizer, History]:
    """A mini-BERT from nothing, and its tokenizer. Goes on from `checkpoint` if it is there."""
    texts = world.corpus().texts("train", kinds=KINDS)
    tokenizer = FastTokenizer(WordPiece.train(texts, recipe.model.vocab_size))
    torch.manual_seed(recipe.training.seed)
    model = BertForPretraining(Bert(recipe.model))
    data = batches(tokenizer, texts, recipe.model.context, recipe.batch_size, recipe.training.seed)
    return model, tokenizer, train(model, data, pretraining_loss, recipe.training, checkpoint=checkpoint)


def batches(
    tokenizer: Tokenizer, texts: Sequence[str], context: int, batch_size: int, seed: int
) -> Iterator[PretrainingBatch]:
    """Batches without end that depend on the seed only. Masks are drawn anew each time (RoBERTa's way)."""
    documents = [tokenizer.encode_all(parts) for parts in map(sentences, texts)]
    rng, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    while True:
        some = [documents[int(rng.random() * len(documents))] for _ in range(batch_size)]
        others = [documents[int(rng.random() * len(documents))] for _ in range(batch_size)]
        pairs = [_pair(a, b, rng) for a, b in zip(some, others, strict=True)]
        packed = [pack_pair(a, b, tokenizer.vocab["[CLS]"], tokenizer.vocab["[SEP]"], context) for a, b, _ in pairs]
        yield _hide(tokenizer, packed, [follows for _, _, follows in pairs], generator)


def sentences(text: str) -> list[str]:
    """A text cut after full stops, question and exclamation marks; never empty."""
    parts = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [part for part in parts if part.strip()] or [text]


def pretraining_loss(model: BertForPretraining, batch: PretrainingBatch) -> Tensor:
    """Masked words plus next sentence, in nats."""
    states = model.bert(batch.tokens, batch.segments, batch.mask)
    asked = batch.labels != NOT_COUNTED  # only these are scored against the vocabulary: one position in seven
    words = model.mlm(states[asked][None], model.bert.embedding.tokens.weight)
    follows = model.nsp(model.bert.pool(states))
    return mlm_loss(words.float(), batch.labels[asked][None]) + F.cross_entropy(follows.float(), batch.follows)


@torch.inference_mode()
def scores(model: BertForPretraining, tokenizer: Tokenizer, n_batches: int = 40) -> dict[str, float]:
    """On held-out documents: hidden words guessed, and pairs told apart (chance: 0.5)."""
    measured: dict[str, float] = {}
    for language in world.LANGUAGES:
        texts = world.corpus().texts("test", language=language, kinds=KINDS)
        words_right = words = pairs_right = pairs = 0
        stream = batches(tokenizer, texts, model.bert.config.context, 32, seed=1)
        for batch, _ in zip(stream, range(n_batches), strict=False):
            scored, follows = model(batch.tokens, batch.segments, batch.mask)
            asked = batch.labels != NOT_COUNTED
            words_right += int((scored.argmax(-1) == batch.labels)[asked].sum())
            words += int(asked.sum())
            pairs_right += int((follows.argmax(-1) == batch.follows).sum())
            pairs += len(batch.follows)
        measured |= {f"masked_words_{language}": words_right / words, f"next_sentence_{language}": pairs_right / pairs}
    return measured


def _pair(
    document: Sequence[list[int]], other: Sequence[list[int]], rng: random.Random
) -> tuple[list[int], list[int], int]:
    """The two parts of a document and 0, or the first part of one with the second of another and 1. Both kinds are cut
    in the same way, so that length does not tell them apart."""
    first, second = _split(document, rng)
    if rng.random() < 0.5:
        return first, second, 0
    return first, _split(other, rng)[1], 1


def _split(document: Sequence[list[int]], rng: random.Random) -> tuple[list[int], list[int]]:
    """The sentences before a random cut, and those after it; a document of one sentence is cut in its middle."""
    if len(document) == 1:
        cut = max(1, len(document[0]) // 2)
        return document[0][:cut], document[0][cut:]
    cut = 1 + int(rng.random() * (len(document) - 1))
    return list(chain.from_iterable(document[:cut])), list(chain.from_iterable(document[cut:]))


def _hide(
    tokenizer: Tokenizer, pairs: Sequence[tuple[list[int], list[int]]], follows: list[int], generator: torch.Generator
) -> PretrainingBatch:
    """The pairs as one batch, with words hidden."""
    rows = padded([tokens for tokens, _ in pairs], tokenizer.vocab["[PAD]"], multiple_of=LENGTH_STEP)
    segments = padded([segments for _, segments in pairs], 0, multiple_of=LENGTH_STEP).tokens
    shape = rows.tokens.shape
    special = torch.tensor([tokenizer.vocab[token] for token in tokenizer.special])
    inputs, labels = mask_tokens(
        rows.tokens,
        torch.isin(rows.tokens, special),
        tokenizer.vocab["[MASK]"],
        torch.rand(shape, generator=generator),
        torch.rand(shape, generator=generator),
        torch.randint(len(special), len(tokenizer), shape, generator=generator),
    )
    return PretrainingBatch(inputs, segments, rows.mask, labels, torch.tensor(follows))
