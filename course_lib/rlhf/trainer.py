"""PPO and GRPO: draw answers, score them, take a few careful steps, draw again.

Both share everything but where the advantage comes from: PPO asks a critic, token by token; GRPO asks the siblings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Generic, TypeVar

import torch
from torch import Tensor

from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel
from course_lib.rlhf import grpo, ppo
from course_lib.rlhf.curves import Curves, LiveCurves
from course_lib.rlhf.policy import Policy, answer_log_probs
from course_lib.rlhf.rollouts import Judge, Judged, Rollouts, drawn_and_judged, model_of
from course_lib.training.loop import machine

OnStep = Callable[[Curves], None]


@dataclass(frozen=True)
class PolicyRecipe:
    """What PPO and GRPO share: how much is drawn at a step, how often it is used, and what is held back."""

    steps: int = 60
    batch_size: int = 64  # answers per step
    epochs: int = 2  # passes over them
    minibatch_size: int = 32
    learning_rate: float = 2e-4
    clip: float = 0.2
    kl_coefficient: float = 0.05  # β: score points per nat
    max_new_tokens: int = 40
    clip_norm: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class PpoRecipe(PolicyRecipe):
    """With a critic, which says token by token what is still expected."""

    gamma: float = 1.0
    lam: float = 0.95
    value_learning_rate: float = 2e-2  # of the value head, one linear layer
    own_critic: bool = False  # whether the value head has a body of its own


@dataclass(frozen=True)
class GrpoRecipe(PolicyRecipe):
    """Without one; batch_size holds groups of answers to the same prompt."""

    group_size: int = 8


R = TypeVar("R", bound=PolicyRecipe)


@dataclass
class Run(Generic[R]):
    """A policy in training and what it is trained with."""

    lm: LanguageModel
    reward_model: RewardModel
    prompts: Sequence[str]
    recipe: R
    judge: Judge | None
    policy: Policy = field(init=False)
    curves: Curves = field(default_factory=Curves)

    def __post_init__(self) -> None:
        recipe: PolicyRecipe = self.recipe
        self.policy = Policy(self.lm.model, own_critic=isinstance(recipe, PpoRecipe) and recipe.own_critic)
        bodies = [p for name, p in self.policy.named_parameters() if not name.startswith("value.")]
        parts = [{"params": bodies, "lr": recipe.learning_rate}]
        if isinstance(recipe, PpoRecipe):
            parts.append({"params": list(self.policy.value.parameters()), "lr": recipe.value_learning_rate})
        self.optimizer = torch.optim.AdamW(parts, weight_decay=0.0)
        self.generator = torch.Generator().manual_seed(recipe.seed)


def train_ppo(
    lm: LanguageModel,
    reward_model: RewardModel,
    prompts: Sequence[str],
    recipe: PpoRecipe,
    *,
    judge: Judge | None = None,
    on_step: OnStep | None = None,
) -> tuple[LanguageModel, Curves]:
    """A copy of the model, trained to be rewarded (Ouyang et al. 2022, step 3). The judge is asked for the curves only.

    An interrupt ends it early and leaves what was learned. ValueError without prompts.
    """
    return _train(Run(lm, reward_model, prompts, recipe, judge), ppo_step, on_step)


def train_grpo(
    lm: LanguageModel,
    reward_model: RewardModel,
    prompts: Sequence[str],
    recipe: GrpoRecipe,
    *,
    judge: Judge | None = None,
    on_step: OnStep | None = None,
) -> tuple[LanguageModel, Curves]:
    """The same with advantages from groups of answers (Shao et al. 2024). Arguments as in train_ppo; ValueError for a
    batch that is not made of whole groups."""
    if recipe.group_size < 1 or recipe.batch_size % recipe.group_size:
        raise ValueError(
            f"expected a batch_size of whole groups of {recipe.group_size} answers, got {recipe.batch_size}: "
            "make it a multiple"
        )
    return _train(Run(lm, reward_model, prompts, recipe, judge), grpo_step, on_step)


def ppo_step(run: Run[PpoRecipe]) -> tuple[Judged, Tensor, Tensor, float]:
    """One round: answers with their scores, KL per token, the mask, and the share of clipped tokens, the mean over all
    minibatches."""
    recipe, judged = run.recipe, collect(run, _choose(run, run.recipe.batch_size))
    rollouts = judged.rollouts
    with torch.no_grad():
        old, values = run.policy(rollouts)
        kl = ppo.kl_per_token(old, answer_log_probs(run.lm.model, rollouts))
    rewards = ppo.per_token_rewards(judged.rewards, kl, rollouts.mask, recipe.kl_coefficient)
    advantages, returns = ppo.gae(rewards, values, rollouts.mask, recipe.gamma, recipe.lam)
    advantages = ppo.whitened(advantages, rollouts.mask)
    shares = []
    for rows in minibatches(run):
        some = rollouts.select(rows)
        new, guessed = run.policy(some)
        loss = ppo.ppo_loss(new, old[rows], advantages[rows], some.mask, recipe.clip)
        update(run, loss + ppo.value_loss(guessed, returns[rows], some.mask))
        shares.append(ppo.clipped_share(new.detach(), old[rows], some.mask, recipe.clip))
    return judged, kl, rollouts.mask, fmean(shares)


def grpo_step(run: Run[GrpoRecipe]) -> tuple[Judged, Tensor, Tensor, float]:
    """One round, as in ppo_step; the KL is part of the loss, not of the reward."""
    recipe = run.recipe
    prompts = _choose(run, recipe.batch_size // recipe.group_size)
    judged = collect(run, [prompt for prompt in prompts for _ in range(recipe.group_size)])
    rollouts = judged.rollouts
    with torch.no_grad():
        old, _ = run.policy(rollouts)
        reference = answer_log_probs(run.lm.model, rollouts)
    advantages = grpo.group_advantages(judged.rewards, recipe.group_size)[:, None].expand_as(old)
    shares = []
    for rows in minibatches(run):
        some = rollouts.select(rows)
        new, _ = run.policy(some)
        loss = ppo.ppo_loss(new, old[rows], advantages[rows], some.mask, recipe.clip)
        update(run, loss + recipe.kl_coefficient * grpo.kl_penalty(new, reference[rows], some.mask))
        shares.append(ppo.clipped_share(new.detach(), old[rows], some.mask, recipe.clip))
    return judged, ppo.kl_per_token(old, reference), rollouts.mask, fmean(shares)


def collect(run: Run[R], prompts: Sequence[str]) -> Judged:
    """Answers of the policy as it is now, with their scores."""
    lm = model_of(run.lm, run.policy.body)
    return drawn_and_judged(lm, prompts, run.recipe.max_new_tokens, _seed(run), run.reward_model, run.judge)


def minibatches(run: Run[R]) -> Iterator[Tensor]:
    """Rows in random order, every one once in each epoch."""
    for _ in range(run.recipe.epochs):
        yield from torch.randperm(run.recipe.batch_size, generator=run.generator).split(run.recipe.minibatch_size)


def update(run: Run[R], loss: Tensor) -> None:
    run.optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(run.policy.body.parameters(), run.recipe.clip_norm)
    run.optimizer.step()


def _train(
    run: Run[R], step: Callable[[Run[R]], tuple[Judged, Tensor, Tensor, float]], on_step: OnStep | None
) -> tuple[LanguageModel, Curves]:
    if not run.prompts:
        raise ValueError("expected prompts to answer, got none")
    with machine(1), LiveCurves(run.recipe.steps, run.curves) as live:
        try:
            for number in range(run.recipe.steps):
                judged, kl, mask, clipped = step(run)
                _record(run.curves, number, judged, kl, mask, clipped)
                live.update(number + 1, run.curves.reward[-1])
                if on_step is not None:
                    on_step(run.curves)
        except KeyboardInterrupt:
            run.curves.interrupted = True
    run.policy.eval()
    return model_of(run.lm, run.policy.body), run.curves


def _record(curves: Curves, number: int, judged: Judged, kl: Tensor, mask: Tensor, clipped: float) -> None:
    rollouts: Rollouts = judged.rollouts
    curves.reward.append(float(judged.rewards.mean()))
    if judged.truth is not None:
        curves.truth.append(float(judged.truth.mean()))
    curves.kl.append(float(kl.where(mask, 0).sum(1).mean()))
    curves.length.append(float(mask.sum(1).float().mean()))
    curves.clipped.append(clipped)
    curves.samples.append((number, rollouts.prompts[0], rollouts.texts[0]))


def _choose(run: Run[R], count: int) -> list[str]:
    return [run.prompts[i] for i in torch.randint(len(run.prompts), (count,), generator=run.generator).tolist()]


def _seed(run: Run[R]) -> int:
    return int(torch.randint(2**31, (1,), generator=run.generator))
