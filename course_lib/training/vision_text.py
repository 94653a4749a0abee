"""Pictures and captions of the tiny world, with combinations of shape and color that are met in the test only."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib import world
from course_lib.pictures import draw
from course_lib.rows import LENGTH_STEP, padded
from course_lib.tokenizers import Tokenizer, WordTokenizer
from course_lib.training.loop import History, TrainingConfig, train
from course_lib.vision_text import VisionText, VisionTextConfig, itc_loss, itm_loss, recall_at
from course_lib.world.assembly import PATIENCE
from course_lib.world.captions import caption
from course_lib.world.scene import Draft, Scene

JITTER = 1.0  # pixels
HELD_OUT_SHARE = 0.15  # of the combinations of shape and color
PADDING = "<pad>"


@dataclass(frozen=True)
class VisionTextRecipe:
    """Sizes and training of a picture-text pair. `captions` are drawn per language, pictures with them."""

    training: TrainingConfig
    captions: int = 6000
    batch_size: int = 64


@dataclass(frozen=True)
class Pairs:
    """Pictures and their captions."""

    pictures: Float[Tensor, "batch 3 32 32"]
    tokens: Int[Tensor, "batch n"]
    mask: Bool[Tensor, "batch n"]


def train_vision_text(
    recipe: VisionTextRecipe, *, checkpoint: Path | None = None
) -> tuple[VisionText, Tokenizer, History]:
    """A picture-text pair from nothing. Goes on from `checkpoint` if it is there."""
    drafts = captions(recipe.captions, held_out=False)
    tokenizer = WordTokenizer.train([draft.text for draft in drafts], special=("<unk>", PADDING))
    torch.manual_seed(recipe.training.seed)
    model = VisionText(VisionTextConfig(len(tokenizer)))
    data = batches(tokenizer, drafts, recipe.batch_size, recipe.training.seed)
    return model, tokenizer, train(model, data, _loss, recipe.training, checkpoint=checkpoint)


def captions(count: int, *, held_out: bool, seed: int = 0) -> list[Draft]:
    """Captions with their labels, `count` in each language, all different; held_out: only those with a combination of
    shape and color that is kept for the test, or only the others. ValueError for more than there seem to be."""
    grammars = world.corpus().world
    found: dict[str, Draft] = {}
    for language in world.LANGUAGES:
        rng, before, misses = random.Random(f"{seed}/captions/{language}/{held_out}"), len(found), 0
        while len(found) < before + count:
            draft = caption(Scene(language, grammars.grammars, rng), grammars)
            new = is_held_out(draft) == held_out and draft.text not in found
            misses = 0 if new else misses + 1
            if new:
                found[draft.text] = draft
            elif misses == PATIENCE:
                raise ValueError(f"expected {count} different captions in {language}, got {len(found) - before}")
    return list(found.values())


def is_held_out(draft: Draft) -> bool:
    """Whether one of its shapes has a color that no training caption gives it."""
    combinations = [
        f"{draft.labels[f'shape{n}']}/{draft.labels[f'color{n}']}" for n in ("", "2") if f"shape{n}" in draft.labels
    ]
    return any(crc32(combination.encode()) / 2**32 < HELD_OUT_SHARE for combination in combinations)


def batches(tokenizer: Tokenizer, drafts: Sequence[Draft], batch_size: int, seed: int) -> Iterator[Pairs]:
    """Batches without end that depend on the seed only; a caption's picture is drawn once, a little off its place."""
    rng = random.Random(seed)
    pictures = torch.stack([draw(d.labels, jitter=JITTER, seed=i) for i, d in enumerate(drafts)])
    ids = tokenizer.encode_all([draft.text for draft in drafts])
    while True:
        chosen = rng.sample(range(len(drafts)), batch_size)
        rows = padded([ids[i] for i in chosen], tokenizer.vocab[PADDING], multiple_of=LENGTH_STEP)
        yield Pairs(pictures[chosen], rows.tokens, rows.mask)


@torch.inference_mode()
def scores(model: VisionText, tokenizer: Tokenizer, count: int = 250) -> dict[str, float]:
    """Captions with unseen combinations: is a picture's own text the nearest of 32, and of all; and the other way
    round? Are true pairs told from the hardest wrong ones (chance: 0.5)?"""
    drafts = captions(count, held_out=True, seed=1)
    pairs = next(batches(tokenizer, drafts, len(drafts), seed=1))
    pictures, texts = model.encode_pictures(pairs.pictures), model.encode_texts(pairs.tokens, pairs.mask)
    groups = list(zip(pictures.split(32), texts.split(32), strict=True))[: len(drafts) // 32]
    hardest = (pictures @ texts.T).fill_diagonal_(-torch.inf).argmax(1)
    true = model.matching_logits(pictures, texts).argmax(1) == 0
    wrong = model.matching_logits(pictures, texts[hardest]).argmax(1) == 1
    return {
        "text_of_32": sum(recall_at(1, p, t) for p, t in groups) / len(groups),
        "picture_of_32": sum(recall_at(1, t, p) for p, t in groups) / len(groups),
        f"text_of_{len(drafts)}": recall_at(1, pictures, texts),
        f"picture_of_{len(drafts)}": recall_at(1, texts, pictures),
        "matching_hardest": float(torch.cat((true, wrong)).double().mean()),
    }


def _loss(model: VisionText, batch: Pairs) -> Tensor:
    pictures, texts = model.encode_pictures(batch.pictures), model.encode_texts(batch.tokens, batch.mask)
    return itc_loss(pictures, texts, model.temperature) + itm_loss(model, pictures, texts)
