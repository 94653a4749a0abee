"""Models trained beforehand, small enough to ship, each with its card: what it is, how it was made, its scores.

lm = checkpoints.language_model("base_s")     # a LanguageModel: text in, text out
checkpoints.scores("base_s")["facts_es"]      # what its card says

`python -m course_lib.train base_s` makes one again. Language models and BERT are stored in Hugging Face's format, so
`transformers` opens their folders, too.
"""

from copy import deepcopy
from pathlib import Path

from torch import nn

from course_lib import hub
from course_lib.bert import BertForPretraining
from course_lib.checkpoints.card import Card, read_scores
from course_lib.checkpoints.plain import load_plain, save_plain
from course_lib.gpt import GPT, GPTConfig
from course_lib.pixel import Pixel, PixelConfig
from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel
from course_lib.tokenizers import Tokenizer, WordTokenizer
from course_lib.vision_text import VisionText, VisionTextConfig

FOLDER = Path(__file__).parent
LANGUAGE_MODELS = ("base_s", "base_m", "chat_s")

__all__ = ["Card", "bert", "language_model", "pixel", "reward_model", "save", "scores", "vision_text"]


def language_model(name: str = "base_s") -> LanguageModel:
    """base_s and base_m learned to predict the tiny world; chat_s is base_s taught to answer instructions."""
    if name not in LANGUAGE_MODELS:
        raise ValueError(f"expected one of {', '.join(LANGUAGE_MODELS)}, got {name!r}")
    return LanguageModel(hub.load_gpt(FOLDER / name), hub.load_tokenizer(FOLDER / name))


def reward_model() -> RewardModel:
    """Which of two answers of chat_s a labeller prefers; reads chat_s's tokens."""
    return load_plain(FOLDER / "reward_s", GPTConfig, lambda config: RewardModel(GPT(config)))


def bert() -> tuple[BertForPretraining, Tokenizer]:
    """A mini-BERT, and its WordPiece tokenizer."""
    return hub.load_bert(FOLDER / "bert", BertForPretraining), hub.load_tokenizer(FOLDER / "bert")


def pixel() -> Pixel:
    """A masked autoencoder of rendered text."""
    return load_plain(FOLDER / "pixel", PixelConfig, Pixel)


def vision_text() -> tuple[VisionText, Tokenizer]:
    """Pictures and captions with one space of vectors, and the captions' tokenizer."""
    folder = FOLDER / "vision_text"
    return load_plain(folder, VisionTextConfig, VisionText), WordTokenizer.load(folder)


def scores(name: str) -> dict[str, float]:
    """What the card of a checkpoint says that it can do."""
    return read_scores(FOLDER / name)


def save(model: nn.Module, folder: Path, tokenizer: Tokenizer | None = None) -> None:
    """Write a model in half precision: as Hugging Face would where it has such a model, otherwise as `plain` does."""
    half = deepcopy(model).half()
    if isinstance(model, GPT | BertForPretraining):
        hub.save(half, folder, tokenizer)
    else:
        save_plain(half, model.config, folder)
        if tokenizer is not None:
            tokenizer.save(folder)
