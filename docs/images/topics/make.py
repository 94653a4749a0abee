"""The small pictures in the README's table of topics: one figure of each notebook, made small.

python docs/images/topics/make.py [FOLDER]
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image

from course_lib import language
from course_lib.decoding import search_beams
from course_lib.figures import (
    bert,
    decoding,
    embeddings,
    instruction_tuning,
    language_modelling,
    limitations,
    prompting,
    rnns,
    transformers,
)
from course_lib.figures.theme import Picture
from course_lib.pictures import draw
from course_lib.tokenizers import learn_bpe
from course_lib.training.vision_text import captions

SIZE = (240, 150)  # pixels, at most
COLOURS = 64


def merges() -> Picture:
    return language_modelling.merge_tree(["lower", "newer"], learn_bpe({"low": 5, "lower": 2, "newer": 6}, 6))


def attended() -> Picture:
    tokens = ["the", "dog", "that", "barks", "sleeps"]
    weights = torch.tensor([0.1, 0.6, 0.05, 0.15, 0.1])
    return transformers.arcs(tokens, weights, query=4)


def masked() -> Picture:
    tokens = ["[CLS]", "the", "cat", "sleeps", "all", "day", "[SEP]"]
    return bert.masking_rows(tokens, [*tokens[:2], "[MASK]", *tokens[3:]], [word == "cat" for word in tokens])


def beams() -> Picture:
    scores = torch.randn(8, 8, generator=torch.Generator().manual_seed(1)).log_softmax(-1)
    found = search_beams(lambda tokens: scores[tokens[:, -1]], torch.tensor([3]), 3, 4, 6)
    return decoding.beam_tree(found, ["the", " cat", " sat", " so", " on", " dog", ".", "!"])


def pictures() -> Picture:
    drafts = captions(3, held_out=False)[3:]
    return limitations.pairs(torch.stack([draw(d.labels) for d in drafts]), [d.text for d in drafts])


TOPICS: dict[str, Callable[[], Picture]] = {
    "01_language_modelling": merges,
    "02_embeddings": lambda: embeddings.window(["a", "glass", "of", "cold", "tejuino"], 2, 2),
    "03_rnns": lambda: rnns.gate_bars(0.9, 0.5, -0.8, 1.0, 0.7),
    "04_transformers": attended,
    "05_bert": masked,
    "06_gpt_and_prompting": prompting.attention_variants,
    "07_instruction_tuning_and_rlhf": lambda: instruction_tuning.clipped_objective(0.2),
    "08_decoding": beams,
    "09_limitations": pictures,
}


def main(folder: Path) -> None:
    language.set_language("en")
    for topic, figure in TOPICS.items():
        picture = Image.open(io.BytesIO(figure().png)).convert("RGB")
        picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
        picture.quantize(COLOURS).save(folder / f"{topic}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
