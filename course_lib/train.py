"""Make the models that ship with the course: python -m course_lib.train base_s

Each is trained, measured and written to its folder in course_lib/checkpoints, with its card. Interrupted (Ctrl-C), the
same command goes on from where it last saved. The order matters: chat_s needs base_s, and reward_s needs chat_s.
"""

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from course_lib import checkpoints, world
from course_lib.bert import BertConfig
from course_lib.gpt import GPTConfig
from course_lib.layers import parameter_count
from course_lib.pixel import PixelConfig
from course_lib.prompting import LanguageModel
from course_lib.tokenizers import Tokenizer
from course_lib.training import TrainingConfig, base, bert, evaluation, pixel, reward, sft, vision_text
from course_lib.training.loop import History

STATE = "training.safetensors"  # in the checkpoint's folder while it trains; git ignores it
S = base.BaseRecipe(
    GPTConfig(base.VOCAB_SIZE),
    TrainingConfig(10_000, 6e-3, 200, decay_share=0.4, weight_decay=0.05, betas=(0.9, 0.98), bf16=True, muon=True),
)
M = base.BaseRecipe(
    GPTConfig(base.VOCAB_SIZE, d_model=192, n_layers=5, n_heads=6),
    TrainingConfig(7_000, 4e-3, 200, decay_share=0.4, weight_decay=0.05, betas=(0.9, 0.98), bf16=True, muon=True),
)
CHAT = sft.SftRecipe(TrainingConfig(2_500, 1.5e-3, 50, betas=(0.9, 0.98), bf16=True, muon=True))
REWARD = reward.RewardRecipe(TrainingConfig(600, 5e-4, 30, betas=(0.9, 0.98), bf16=True), comparisons=8_000, noise=0.3)
PIXEL = pixel.PixelRecipe(
    PixelConfig(), TrainingConfig(4_000, 3e-3, 100, decay_share=0.5, betas=(0.9, 0.98), bf16=True, muon=True)
)
VISION_TEXT = vision_text.VisionTextRecipe(TrainingConfig(2_000, 3e-3, 50, betas=(0.9, 0.98), muon=True))
BERT = bert.BertRecipe(BertConfig(bert.VOCAB_SIZE), TrainingConfig(4_000, 3e-3, 200, betas=(0.9, 0.98), muon=True))


@dataclass(frozen=True)
class Made:
    """A trained model and what its card says."""

    model: nn.Module
    history: History
    what: str
    limits: str
    tokenizer: Tokenizer | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def make_base(recipe: base.BaseRecipe, state: Path) -> Made:
    lm, history = base.train_base(recipe, checkpoint=state)
    config = recipe.model
    return Made(
        lm.model,
        history,
        what=(
            f"A GPT of {config.n_layers} layers and {config.d_model} columns, with rotary positions, that learned the "
            "tiny world in Spanish and in English by predicting the next token. It has seen no instructions."
        ),
        limits=(
            "It knows nothing beyond the tiny world, and believes it. Facts that were stated and never asked are "
            "mostly answered wrongly, sums too; names that it meets for the first time it mixes up (see the scores)."
        ),
        tokenizer=lm.tokenizer,
        settings={"sizes": _words(config), "training": _words(recipe.training)},
    )


def make_chat(state: Path) -> Made:
    lm, history = sft.train_sft(checkpoints.language_model("base_s"), world.corpus(), CHAT, checkpoint=state)
    return Made(
        lm.model,
        history,
        what="base_s taught to answer instructions, by showing it instructions of the tiny world, each with an answer.",
        limits=(
            "It follows the kinds of instruction that it was shown, and no others; what base_s does not know, it does "
            "not know either. Scores that begin with base_ are those of base_s, given the same instructions."
        ),
        tokenizer=lm.tokenizer,
        settings={"training": _words(CHAT.training), "courtesies": f"{CHAT.courtesy_share:.0%} of the answers"},
    )


def make_reward(state: Path) -> Made:
    lm = checkpoints.language_model("chat_s")
    seen = reward.compare(lm, reward.open_instructions(world.corpus(), "train"), REWARD, REWARD.comparisons)
    model, history = reward.train_reward(lm, seen, REWARD, checkpoint=state)
    return Made(
        model,
        history,
        what="How much a labeller likes an answer of chat_s, as one number, learned from comparisons of two answers.",
        limits=(
            "The labeller is a rule with noise (`course_lib.training.reward.judge`). The model saw answers of chat_s "
            "only: far from these its numbers mean little, which is what notebook 07 is about."
        ),
        settings={"comparisons": f"{len(seen):,}", "training": _words(REWARD.training)},
    )


def make_bert(state: Path) -> Made:
    model, tokenizer, history = bert.train_bert(BERT, checkpoint=state)
    return Made(
        model,
        history,
        what="A mini-BERT that fills in hidden words of the tiny world, and says whether one text follows another.",
        limits="It does not write, and it knows no word of which it has not seen the pieces.",
        tokenizer=tokenizer,
        settings={"sizes": _words(BERT.model), "training": _words(BERT.training)},
    )


def make_pixel(state: Path) -> Made:
    model, history = pixel.train_pixel(PIXEL, checkpoint=state)
    return Made(
        model,
        history,
        what="A PIXEL: it sees sentences of the tiny world as pictures, and draws the patches that are hidden.",
        limits="Short gaps often come out legible, longer ones blurred. Its font has no Chinese, for example.",
        settings={"sizes": _words(PIXEL.model), "training": _words(PIXEL.training)},
    )


def make_vision_text(state: Path) -> Made:
    model, tokenizer, history = vision_text.train_vision_text(VISION_TEXT, checkpoint=state)
    return Made(
        model,
        history,
        what="Pictures of one or two coloured shapes and their captions, in Spanish and in English, in one space.",
        limits="It knows twelve shapes, eight colors, nine places and three sizes, and the words for them.",
        tokenizer=tokenizer,
        settings={"training": _words(VISION_TEXT.training), "captions": f"{VISION_TEXT.captions:,} in each language"},
    )


MAKERS: Mapping[str, Callable[[Path], Made]] = {
    "base_s": lambda state: make_base(S, state),
    "base_m": lambda state: make_base(M, state),
    "chat_s": make_chat,
    "reward_s": make_reward,
    "bert": make_bert,
    "pixel": make_pixel,
    "vision_text": make_vision_text,
}


def make(name: str, folder: Path) -> dict[str, float]:
    """Train one model, or go on with it, and write its folder; returns its scores."""
    state = folder / STATE
    resumed, started_s = state.exists(), time.process_time()
    made = MAKERS[name](state)
    if made.history.interrupted:
        raise KeyboardInterrupt
    minutes = "unknown (it was interrupted)" if resumed else f"{(time.process_time() - started_s) / 60:.0f}"
    checkpoints.save(made.model, folder, made.tokenizer)
    last = made.history.losses[-100:]
    settings = {
        "parameters": f"{parameter_count(made.model):,}",
        **made.settings,
        "loss at the end": f"{sum(last) / len(last):.3f} (mean of {len(last)} steps)",
        "CPU minutes": minutes,
    }
    scores = scores_of(name, made.model, made.tokenizer)  # last: the weights are safe by now
    checkpoints.Card(name, made.what, settings, scores, made.limits).write(folder)
    return scores


def measure(name: str) -> dict[str, float]:
    """The scores of the model that ships, measured anew."""
    if name in checkpoints.LANGUAGE_MODELS:
        lm = checkpoints.language_model(name)
        return scores_of(name, lm.model, lm.tokenizer)
    if name in ("bert", "vision_text"):
        return scores_of(name, *(checkpoints.bert() if name == "bert" else checkpoints.vision_text()))
    return scores_of(name, checkpoints.pixel() if name == "pixel" else checkpoints.reward_model(), None)


def scores_of(name: str, model: Any, tokenizer: Any) -> dict[str, float]:
    """What a model of that name can do, on what it was not trained on."""
    data = world.corpus()
    if name in ("base_s", "base_m"):
        return evaluation.scores(LanguageModel(model, tokenizer), data)
    if name == "chat_s":
        before = sft.scores(checkpoints.language_model("base_s"), data)
        return sft.scores(LanguageModel(model, tokenizer), data) | {f"base_{task}": s for task, s in before.items()}
    if name == "reward_s":
        chat, documents = checkpoints.language_model("chat_s"), reward.open_instructions(data, "validation", "test")
        return reward.scores(model, chat, reward.compare(chat, documents, REWARD, REWARD.held_out))
    if name == "pixel":
        return pixel.scores(model)
    return bert.scores(model, tokenizer) if name == "bert" else vision_text.scores(model, tokenizer)


def _words(config: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in vars(config).items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.train", description=__doc__.partition("\n")[0])
    parser.add_argument("name", choices=MAKERS)
    parser.add_argument("--to", type=Path, help="the folder to write (default: where the course looks for it)")
    parser.add_argument("--measure", action="store_true", help="only measure the model that ships, to check its card")
    options = parser.parse_args()
    try:
        folder = options.to or checkpoints.FOLDER / options.name
        scores = measure(options.name) if options.measure else make(options.name, folder)
    except KeyboardInterrupt:
        raise SystemExit("interrupted: the same command goes on from where it last saved") from None
    for name, score in scores.items():
        print(f"{name:32} {score:.3f}")


if __name__ == "__main__":
    main()
