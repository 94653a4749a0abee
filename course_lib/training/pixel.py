"""PIXEL on the tiny world: sentences drawn, patches hidden, and drawn again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib import world
from course_lib.pixel import Pixel, PixelConfig, hide_spans, pixel_loss
from course_lib.rendering import render_all
from course_lib.training.bert import sentences
from course_lib.training.loop import History, TrainingConfig, train

KINDS = ("story", "biography", "article", "sense", "review", "agreement", "post")


@dataclass(frozen=True)
class PixelRecipe:
    """Sizes and training of a PIXEL."""

    model: PixelConfig
    training: TrainingConfig
    batch_size: int = 64


@dataclass(frozen=True)
class Lines:
    """Lines of text as patches; `real` is True on patches with text, `hidden` on those to be drawn."""

    patches: Float[Tensor, "batch n 16 16"]
    real: Bool[Tensor, "batch n"]
    hidden: Bool[Tensor, "batch n"]


def train_pixel(recipe: PixelRecipe, *, checkpoint: Path | None = None) -> tuple[Pixel, History]:
    """A PIXEL from nothing, on sentences of both languages. Goes on from `checkpoint` if it is there."""
    torch.manual_seed(recipe.training.seed)
    model = Pixel(recipe.model)
    data = batches(lines("train"), recipe.model.n_patches, recipe.batch_size, recipe.training.seed)
    return model, train(model, data, _loss, recipe.training, checkpoint=checkpoint)


def lines(split: world.Split, language: world.Language | None = None) -> list[str]:
    """Every sentence of a split, once."""
    texts = world.corpus().texts(split, language=language, kinds=KINDS)
    return list(dict.fromkeys(line for text in texts for line in sentences(text)))


def batches(texts: Sequence[str], n_patches: int, batch_size: int, seed: int) -> Iterator[Lines]:
    """Batches without end that depend on the seed only."""
    rng, generator = Random(seed), torch.Generator().manual_seed(seed)
    while True:
        patches, real = render_all([rng.choice(texts) for _ in range(batch_size)], n_patches)
        yield Lines(patches, real, hide_spans(real, generator=generator))


@torch.inference_mode()
def scores(model: Pixel, n_batches: int = 20) -> dict[str, float]:
    """Mean squared error of hidden patches in held-out sentences, and that of drawing the mean picture."""
    measured: dict[str, float] = {}
    for language in world.LANGUAGES:
        stream = batches(lines("test", language), model.config.n_patches, 64, seed=1)
        ours, mean = [], []
        for batch, _ in zip(stream, range(n_batches), strict=False):
            ours.append(float(pixel_loss(model, batch.patches, batch.real, batch.hidden)))
            hidden = batch.patches[batch.hidden]
            mean.append(float((hidden - batch.patches[batch.real].mean(0)).square().mean()))
        measured[f"error_{language}"] = sum(ours) / len(ours)
        measured[f"error_of_the_mean_{language}"] = sum(mean) / len(mean)
    return measured


def _loss(model: Pixel, batch: Lines) -> Tensor:
    return pixel_loss(model, batch.patches, batch.real, batch.hidden)
