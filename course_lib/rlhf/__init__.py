"""From preferences to a better policy: PPO (Ouyang et al. 2022), GRPO and DPO, on models small enough to watch.

The formulas that notebook 07 teaches are in `ppo`, `grpo` and `dpo`, as plain functions; `rollouts` draws answers and
scores them; `trainer` runs PPO and GRPO and keeps curves.
"""

from course_lib.rlhf.curves import Curves
from course_lib.rlhf.dpo import DpoRecipe, dpo_loss, train_dpo
from course_lib.rlhf.grpo import group_advantages
from course_lib.rlhf.policy import Policy
from course_lib.rlhf.ppo import gae, kl_per_token, masked_mean, per_token_rewards, ppo_loss, value_loss
from course_lib.rlhf.rollouts import Judged, Rollouts, draw
from course_lib.rlhf.trainer import GrpoRecipe, PpoRecipe, train_grpo, train_ppo

__all__ = [
    "Curves",
    "DpoRecipe",
    "GrpoRecipe",
    "Judged",
    "Policy",
    "PpoRecipe",
    "Rollouts",
    "dpo_loss",
    "draw",
    "gae",
    "group_advantages",
    "kl_per_token",
    "masked_mean",
    "per_token_rewards",
    "ppo_loss",
    "train_dpo",
    "train_grpo",
    "train_ppo",
    "value_loss",
]
