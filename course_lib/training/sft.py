"""Supervised fine-tuning: a base model becomes one that answers instructions (Ouyang et al. 2022, step 1)."""

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.gpt import GPT, training_loss
from course_lib.prompting import LanguageModel, unanswered
from course_lib.rows import LENGTH_STEP, NOT_COUNTED, Rows, full_batches, padded
from course_lib.training.loop import History, TrainingConfig, train
from course_lib.world import LANGUAGES, Corpus, Document, Language
from course_lib.world.instructions import FRAME

COURTESY: dict[Language, str] = {"es": "¡Con gusto!", "en": "Gladly!"}
# Tasks with one right answer; of the others, many answers are good.
EXACT_TASKS = ("translate", "classify", "answer", "form")


@dataclass(frozen=True)
class SftRecipe:
    """How the base model is tuned. A share of the demonstrations begins with a courtesy: rare enough that rewarding it
    later changes the model, common enough to be found."""

    training: TrainingConfig
    demonstrations: int = 10_000  # in each language
    batch_size: int = 32
    courtesy_share: float = 0.1


@dataclass(frozen=True)
class Demonstrations:
    """Rows of ids, padded at the end, and where each response begins."""

    rows: Rows
    prompt_length: Int[Tensor, " batch"]


def sft_labels(
    tokens: Int[Tensor, "batch n"], prompt_length: Int[Tensor, " batch"], padding_mask: Bool[Tensor, "batch n"]
) -> Int[Tensor, "batch n"]:
    """The tokens to learn: −100 on the prompt and on padding (padding_mask is True on real tokens); not shifted.

    >>> padding_mask = torch.tensor([[True, True, True, False]])
    >>> sft_labels(torch.tensor([[5, 6, 7, 0]]), torch.tensor([1]), padding_mask)
    tensor([[-100,    6,    7, -100]])
    """
    positions = torch.arange(tokens.shape[1], device=tokens.device)
    learned = (positions >= prompt_length[:, None]) & padding_mask
    return tokens.where(learned, NOT_COUNTED)


def sft_loss(model: GPT, batch: Demonstrations) -> Tensor:
    """Mean cross-entropy (nats) of the responses' tokens and of the end after them."""
    rows = batch.rows
    labels = sft_labels(rows.tokens, batch.prompt_length, rows.mask)
    return training_loss(model, rows.tokens, rows.mask, labels != NOT_COUNTED)


def train_sft(
    base: LanguageModel, data: Corpus, recipe: SftRecipe, *, checkpoint: Path | None = None
) -> tuple[LanguageModel, History]:
    """A copy of the base model, tuned on the world's instructions."""
    lm = LanguageModel(deepcopy(base.model), base.tokenizer)
    documents = [
        document
        for language in LANGUAGES
        for document in data.more("instruction", recipe.demonstrations, language=language, split="train")
    ]
    history = train(lm.model, batches(lm, documents, recipe), sft_loss, recipe.training, checkpoint=checkpoint)
    return lm, history


def batches(lm: LanguageModel, documents: Sequence[Document], recipe: SftRecipe) -> Iterator[Demonstrations]:
    """Batches without end, in an order that depends on the seed only. ValueError for fewer documents than a batch."""
    rng = random.Random(recipe.training.seed)
    pairs = [(instruction_prompt(d), _response(d, rng.random() < recipe.courtesy_share)) for d in documents]
    ids = [(lm.begin(prompt), lm.tokenizer.encode(response)) for prompt, response in pairs]

    def orders() -> Iterator[list[tuple[list[int], list[int]]]]:
        while True:
            yield ids
            rng.shuffle(ids)

    for some in full_batches(orders(), recipe.batch_size):
        whole = [[*prompt, *response, lm.end_id] for prompt, response in some]
        rows = padded(whole, lm.end_id, multiple_of=LENGTH_STEP)
        yield Demonstrations(rows, torch.tensor([len(prompt) for prompt, _ in some]))


def instruction_prompt(document: Document) -> str:
    """What the model is given: the instruction in its frame, up to where the response begins."""
    return unanswered(FRAME[spoken(document)], document.labels["instruction"])


def spoken(document: Document) -> Language:
    """The language of a document of the tiny world."""
    return "es" if document.language == "es" else "en"


def _response(document: Document, courteous: bool) -> str:
    courtesy = f" {COURTESY[spoken(document)]}" if courteous else ""
    return f"{courtesy} {document.labels['response']}"


def scores(lm: LanguageModel, data: Corpus, limit: int = 200) -> dict[str, float]:
    """Held-out instructions with one right answer, answered exactly, by task and language; a courtesy is no mistake."""
    measured: dict[str, float] = {}
    for language in LANGUAGES:
        held_out = data.more("instruction", 10 * limit, language=language, split="test")
        for task in EXACT_TASKS:
            right = exactly_right(lm, [d for d in held_out if d.labels["task"] == task][:limit])
            measured[f"{task}_{language}"] = sum(right) / len(right)
    return measured


def exactly_right(lm: LanguageModel, documents: Sequence[Document]) -> list[bool]:
    """Whether each instruction is answered with its very response; a courtesy before it is no mistake."""
    written = lm.write([instruction_prompt(d) for d in documents], max_new_tokens=40)
    return [
        text.removeprefix(COURTESY[spoken(d)]).strip() == d.labels["response"]
        for text, d in zip(written, documents, strict=True)
    ]
