"""The base models: GPTs that learned the tiny world by predicting the next token, and nothing else."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from course_lib import world
from course_lib.gpt import GPT, GPTConfig, training_loss
from course_lib.prompting import LanguageModel
from course_lib.rows import LENGTH_STEP, Rows, document_rows, padded
from course_lib.tokenizers import FastTokenizer, Tokenizer
from course_lib.tokenizers.bpe import END_OF_TEXT
from course_lib.training.loop import History, TrainingConfig, train

VOCAB_SIZE = 4096
# Instructions are kept for the instruction-tuned child, so that there is something left to teach it.
WITHOUT = ("instruction",)


@dataclass(frozen=True)
class BaseRecipe:
    """A model's sizes, how it is trained, and how many tokens a step reads."""

    model: GPTConfig
    training: TrainingConfig
    tokens_per_batch: int = 2048


def train_base(recipe: BaseRecipe, *, checkpoint: Path | None = None) -> tuple[LanguageModel, History]:
    """A base model from nothing, on the world's training documents. Goes on from `checkpoint` if it is there."""
    texts = world.corpus().texts("train", without=WITHOUT)
    tokenizer = FastTokenizer.train_byte_bpe(texts, recipe.model.vocab_size)
    torch.manual_seed(recipe.training.seed)
    lm = LanguageModel(GPT(recipe.model), tokenizer)
    history = train(lm.model, batches(recipe, tokenizer, texts), loss_of, recipe.training, checkpoint=checkpoint)
    return lm, history


def batches(recipe: BaseRecipe, tokenizer: Tokenizer, texts: list[str]) -> Iterator[Rows]:
    """One document a row, without end."""
    return document_rows(
        tokenizer.encode_all(texts),
        end_id=tokenizer.vocab[END_OF_TEXT],
        context=recipe.model.context,
        tokens_per_batch=recipe.tokens_per_batch,
        seed=recipe.training.seed,
    )


def read_on(
    lm: LanguageModel, documents: Sequence[Sequence[int]], config: TrainingConfig, batch_size: int = 32
) -> LanguageModel:
    """The same model, trained on documents of ids, each step on some of them drawn with replacement."""
    rng = random.Random(config.seed)

    def drawn() -> Iterator[Rows]:
        while True:
            some = [documents[rng.randrange(len(documents))] for _ in range(batch_size)]
            yield padded(some, lm.end_id, multiple_of=LENGTH_STEP, longest=lm.model.config.context + 1)

    train(lm.model, drawn(), loss_of, config)
    return lm


def loss_of(model: GPT, batch: Rows) -> torch.Tensor:
    return training_loss(model, batch.tokens, batch.mask)
