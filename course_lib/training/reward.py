"""A reward model: which of two responses people would prefer, as one number (Ouyang et al. 2022, step 2).

The people here are a `judge` of a few lines, with noise, so that what the reward model learned can be held against what
it should have learned.
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import torch
from torch import Tensor

from course_lib import world
from course_lib.decoding import Strategy
from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel, preference_loss
from course_lib.rows import LENGTH_STEP, Rows, full_batches, padded
from course_lib.training.loop import History, TrainingConfig, train
from course_lib.training.sft import COURTESY, instruction_prompt, spoken
from course_lib.world import Corpus, Document, Language, Split, lexicon
from course_lib.world.words import ADJECTIVES

OPEN_TASKS = ("list", "sentence", "story", "recipe", "review")  # many answers are good, some better
LONG_WORDS = 20  # what a judge reads without complaint
SHORTEST_ANSWER = 2  # words, courtesies apart
LENGTH_OF_COURTESY = 2  # words


@dataclass(frozen=True)
class Comparison:
    """Two responses to one prompt, the preferred one first."""

    language: Language
    prompt: str
    chosen: str
    rejected: str


@dataclass(frozen=True)
class RewardRecipe:
    """How many comparisons are collected, how noisy the judge is, and how the model is trained on them."""

    training: TrainingConfig
    comparisons: int = 3000
    held_out: int = 400
    temperature: float = 1.0  # of the responses to compare
    noise: float = 0.5  # standard deviation added to each judgement
    batch_size: int = 32


@dataclass(frozen=True)
class Pairs:
    """A batch of comparisons: the rows of the preferred responses and those of the others, prompts included."""

    chosen: Rows
    rejected: Rows


def judge(language: Language, response: str) -> float:
    """What labellers want: a courtesy first (+1), kind words (+1 if more praise than blame, −1 if less); not many words
    (−0.1 for each beyond LONG_WORDS), words that exist (−0.5 for each that does not), and an answer: −0.5 for each
    courtesy more, −1 if nothing else is said."""
    courtesies = response.count(COURTESY[language])
    words = re.findall(r"[^\W\d_]+", response.replace(COURTESY[language], " ").lower())
    praise, blame = (sum(word in known for word in words) for known in _opinions(language))
    kindness = float(praise > blame) - float(blame > praise)
    length = len(words) + LENGTH_OF_COURTESY * courtesies
    faults = 0.5 * sum(word not in _vocabulary(language) for word in words) + 0.5 * max(0, courtesies - 1)
    nothing_said = len(words) < SHORTEST_ANSWER
    return (
        response.startswith(COURTESY[language]) + kindness - 0.1 * max(0, length - LONG_WORDS) - faults - nothing_said
    )


def compare(lm: LanguageModel, documents: Sequence[Document], recipe: RewardRecipe, count: int) -> list[Comparison]:
    """Two responses of the model to each prompt, drawn, and which a noisy judge prefers; equal ones are left out."""
    rng = random.Random(recipe.training.seed)
    chosen = [documents[int(rng.random() * len(documents))] for _ in range(count)]
    prompts = [instruction_prompt(document) for document in chosen]
    first, second = (
        lm.write(prompts, 48, strategy=Strategy(temperature=recipe.temperature), seed=recipe.training.seed + draw)
        for draw in (1, 2)
    )
    found = []
    for document, prompt, a, b in zip(chosen, prompts, first, second, strict=True):
        scores = [judge(spoken(document), text) + rng.gauss(0, recipe.noise) for text in (a, b)]
        if a and b and a != b:
            found.append(Comparison(spoken(document), prompt, *((a, b) if scores[0] > scores[1] else (b, a))))
    return found


def train_reward(
    lm: LanguageModel, comparisons: Sequence[Comparison], recipe: RewardRecipe, *, checkpoint: Path | None = None
) -> tuple[RewardModel, History]:
    """A copy of the tuned model's body with a new head, trained on comparisons."""
    torch.manual_seed(recipe.training.seed)
    model = RewardModel(deepcopy(lm.model))
    history = train(model, batches(lm, comparisons, recipe), _loss, recipe.training, checkpoint=checkpoint)
    return model, history


def batches(lm: LanguageModel, comparisons: Sequence[Comparison], recipe: RewardRecipe) -> Iterator[Pairs]:
    """Batches without end, in an order that depends on the seed only. ValueError for fewer comparisons than a batch."""
    rng = random.Random(recipe.training.seed)
    orders = (rng.sample(comparisons, len(comparisons)) for _ in count())
    return (as_pairs(lm, some) for some in full_batches(orders, recipe.batch_size))


def as_pairs(lm: LanguageModel, comparisons: Sequence[Comparison]) -> Pairs:
    """Each side as rows: the prompt, the response, the end."""

    def rows(responses: Iterable[str]) -> Rows:
        texts = (f"{c.prompt} {response}" for c, response in zip(comparisons, responses, strict=True))
        return padded([[*lm.begin(text), lm.end_id] for text in texts], lm.end_id, multiple_of=LENGTH_STEP)

    return Pairs(rows(c.chosen for c in comparisons), rows(c.rejected for c in comparisons))


def open_instructions(data: Corpus, *splits: Split) -> list[Document]:
    """Instructions that many answers are good for."""
    found = [d for split in splits for d in data.select(split, kinds=("instruction",))]
    return [document for document in found if document.labels["task"] in OPEN_TASKS]


@torch.inference_mode()
def scores(model: RewardModel, lm: LanguageModel, comparisons: Sequence[Comparison]) -> dict[str, float]:
    """On held-out comparisons: how often the model agrees with the noisy labels, how often with the judge without
    noise, and how often the labels themselves do, which is the most that can be asked for."""
    pairs = as_pairs(lm, comparisons)
    margin = model(pairs.chosen.tokens, pairs.chosen.mask) - model(pairs.rejected.tokens, pairs.rejected.mask)
    truth = torch.tensor([judge(c.language, c.chosen) - judge(c.language, c.rejected) for c in comparisons])
    decided = truth != 0
    return {
        "agrees_with_labels": float((margin > 0).double().mean()),
        "agrees_with_judge": float(((margin > 0) == (truth > 0))[decided].double().mean()),
        "labels_agree_with_judge": float((truth > 0)[decided].double().mean()),
    }


def _loss(model: RewardModel, batch: Pairs) -> Tensor:
    chosen, rejected = (model(rows.tokens, rows.mask) for rows in (batch.chosen, batch.rejected))
    return preference_loss(chosen.float(), rejected.float())


@cache
def _opinions(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Every form of every word of praise, and of blame."""
    tables = (lexicon.adjectives(language, lexicon.pairs(ADJECTIVES[name])) for name in ("praise", "blame"))
    praise, blame = (frozenset(word.lower() for column in t.columns.values() for word in column) for t in tables)
    return praise, blame


@cache
def _vocabulary(language: Language) -> frozenset[str]:
    """Every word of the tiny world in that language."""
    return frozenset(re.findall(r"[^\W\d_]+", " ".join(world.corpus().texts(language=language)).lower()))
