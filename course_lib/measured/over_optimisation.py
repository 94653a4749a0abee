"""PPO for longer than a notebook has, where only the KL coefficient varies: what the reward model says, what the judge
says, and how far the policy went. And DPO's judge and KL on the reward model's own comparisons, beside it."""

from collections.abc import Sequence
from typing import Any

from course_lib import checkpoints, world
from course_lib.rlhf.curves import Curves
from course_lib.rlhf.trainer import PpoRecipe, train_ppo
from course_lib.training.reward import judge, open_instructions
from course_lib.training.sft import instruction_prompt
from course_lib.world import LANGUAGES, Language

COEFFICIENTS = (0.0, 0.05, 0.2, 1.0)
STEPS = 120


def measure() -> dict[str, Any]:
    """Curves by language and KL coefficient. About a quarter of an hour on one core."""
    return {language: {str(beta): run(language, beta) for beta in COEFFICIENTS} for language in LANGUAGES}


def run(language: Language, kl_coefficient: float) -> dict[str, Any]:
    """One training's curves, three digits each, and the last samples."""
    recipe = PpoRecipe(steps=STEPS, kl_coefficient=kl_coefficient)
    _, curves = train_ppo(
        checkpoints.language_model("chat_s"),
        checkpoints.reward_model(),
        open_prompts(language),
        recipe,
        judge=judged_in(language),
    )
    return as_numbers(curves)


def open_prompts(language: Language) -> list[str]:
    """Instructions with many good answers, in their frame."""
    documents = open_instructions(world.corpus(), "train")
    return sorted({instruction_prompt(d) for d in documents if d.language == language})


def judged_in(language: Language) -> Any:
    """The judge of one language, as the trainer asks it."""

    def scores(prompts: Sequence[str], answers: Sequence[str]) -> list[float]:
        return [judge(language, answer) for answer in answers]

    return scores


def as_numbers(curves: Curves) -> dict[str, Any]:
    names = ("reward", "truth", "kl", "length")
    kept: dict[str, Any] = {name: [round(value, 3) for value in getattr(curves, name)] for name in names}
    return kept | {"samples": [list(sample) for sample in curves.samples[-3:]]}
