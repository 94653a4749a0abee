"""Answers drawn from a model, as tensors, and how they are scored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.decoding import Strategy, generate
from course_lib.gpt import GPT
from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel
from course_lib.rows import LENGTH_STEP, padded

# Scores of answers, from prompts and answers as text: what people would say, if they were asked.
Judge = Callable[[Sequence[str], Sequence[str]], list[float]]
DRAWN = Strategy()  # as the model's probabilities say: of a filtered draw the ratio would be another policy's


@dataclass(frozen=True)
class Rollouts:
    """Prompts and the answers drawn to them. An answer's last token is the end, unless it ran out of room."""

    tokens: Int[Tensor, "batch n"]  # prompt, answer, padding
    prompt_length: Int[Tensor, " batch"]
    answers: Int[Tensor, "batch r"]
    mask: Bool[Tensor, "batch r"]  # True on the answers' tokens
    prompts: Sequence[str]
    texts: Sequence[str]

    def select(self, rows: Int[Tensor, " some"]) -> "Rollouts":
        """Some of the rows."""
        texts = ([side[i] for i in rows.tolist()] for side in (self.prompts, self.texts))
        return Rollouts(self.tokens[rows], self.prompt_length[rows], self.answers[rows], self.mask[rows], *texts)


@dataclass(frozen=True)
class Judged:
    """Rollouts with their scores: by the reward model, and, to look at only, by the judge it stands for."""

    rollouts: Rollouts
    rewards: Float[Tensor, " batch"]
    truth: Float[Tensor, " batch"] | None


def draw(lm: LanguageModel, prompts: Sequence[str], max_new_tokens: int, seed: int) -> Rollouts:
    """One answer to each prompt, drawn at temperature 1."""
    begun = [lm.begin(prompt) for prompt in prompts]
    written = generate(lm.model, begun, max_new_tokens, strategy=DRAWN, stop_ids={lm.end_id}, seed=seed)
    # `generate` leaves the end out, but choosing to stop is an action too.
    answers = [[*row, lm.end_id] if len(row) < max_new_tokens else row for row in written]
    return as_rollouts(lm, list(prompts), begun, answers)


def drawn_and_judged(
    lm: LanguageModel,
    prompts: Sequence[str],
    max_new_tokens: int,
    seed: int,
    reward_model: RewardModel,
    judge: Judge | None = None,
) -> Judged:
    """One answer to each prompt with its scores; without a judge, the reward model's alone."""
    rollouts = draw(lm, prompts, max_new_tokens, seed)
    truth = None if judge is None else torch.tensor(judge(rollouts.prompts, rollouts.texts))
    return Judged(rollouts, rewards_of(reward_model, lm, rollouts), truth)


def as_rollouts(
    lm: LanguageModel, prompts: Sequence[str], begun: Sequence[list[int]], answers: Sequence[list[int]]
) -> Rollouts:
    """Ids of prompts and answers as one batch."""
    joined, context = [p + a for p, a in zip(begun, answers, strict=True)], lm.model.config.context
    whole = padded(joined, lm.end_id, multiple_of=LENGTH_STEP, longest=context)
    rows = padded(answers, lm.end_id)
    texts = [lm.tokenizer.decode([i for i in answer if i != lm.end_id]).strip() for answer in answers]
    return Rollouts(whole.tokens, torch.tensor([len(p) for p in begun]), rows.tokens, rows.mask, prompts, texts)


@torch.no_grad()
def rewards_of(model: RewardModel, lm: LanguageModel, rollouts: Rollouts) -> Float[Tensor, " batch"]:
    """The reward model's score of each answer, read at its end; an answer that ran out of room is given one."""
    whole = [
        [*row[:start], *(i for i in answer[kept].tolist() if i != lm.end_id), lm.end_id]
        for row, start, answer, kept in zip(
            rollouts.tokens.tolist(), rollouts.prompt_length.tolist(), rollouts.answers, rollouts.mask, strict=True
        )
    ]
    context = model.config.context
    rows = padded([row[:context] for row in whole], lm.end_id, multiple_of=LENGTH_STEP, longest=context)
    return model(rows.tokens, rows.mask)


def model_of(lm: LanguageModel, model: GPT) -> LanguageModel:
    """The same tokenizer around another model."""
    return LanguageModel(model, lm.tokenizer)
