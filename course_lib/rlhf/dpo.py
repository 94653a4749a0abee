"""DPO (Rafailov et al. 2023): the same preferences, without a reward model and without drawing answers."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.gpt import GPT
from course_lib.prompting import LanguageModel
from course_lib.rlhf.policy import answer_log_probs
from course_lib.rlhf.rollouts import Rollouts, as_rollouts
from course_lib.rows import full_batches
from course_lib.training.loop import History, TrainingConfig, train
from course_lib.training.reward import Comparison


@dataclass(frozen=True)
class DpoRecipe:
    """beta: how dear it is to leave the reference, as PPO's KL coefficient."""

    training: TrainingConfig = field(default_factory=lambda: TrainingConfig(60, 3e-4, 5))
    beta: float = 0.1
    batch_size: int = 32


class Pair(nn.Module):
    """The model that learns and, beside it, the one it began as."""

    def __init__(self, model: GPT) -> None:
        super().__init__()
        self.learns = deepcopy(model)
        self.reference = [model]  # in a list: not a part that is trained


def dpo_loss(
    chosen: Float[Tensor, " batch"],
    rejected: Float[Tensor, " batch"],
    reference_chosen: Float[Tensor, " batch"],
    reference_rejected: Float[Tensor, " batch"],
    beta: float,
) -> Float[Tensor, ""]:
    """−log σ(β · (log-ratio of the chosen − log-ratio of the rejected)), from log-probabilities of whole answers; mean
    over the batch (Rafailov et al. 2023, equation 7)."""
    margin = (chosen - reference_chosen) - (rejected - reference_rejected)
    return -F.logsigmoid(beta * margin).mean()


def train_dpo(lm: LanguageModel, comparisons: Sequence[Comparison], recipe: DpoRecipe) -> tuple[LanguageModel, History]:
    """A copy of the model, moved towards the chosen answers and away from the others."""
    pair = Pair(lm.model)

    def loss(pair: Pair, batch: tuple[Rollouts, Rollouts]) -> Tensor:
        chosen, rejected = (answer_log_probs(pair.learns, side).sum(1) for side in batch)
        with torch.no_grad():
            theirs = [answer_log_probs(pair.reference[0], side).sum(1) for side in batch]
        return dpo_loss(chosen, rejected, theirs[0], theirs[1], recipe.beta)

    history = train(pair, batches(lm, comparisons, recipe), loss, recipe.training)
    return LanguageModel(pair.learns, lm.tokenizer), history


def batches(
    lm: LanguageModel, comparisons: Sequence[Comparison], recipe: DpoRecipe
) -> Iterator[tuple[Rollouts, Rollouts]]:
    """Chosen and rejected answers, without end, in an order that the seed decides. ValueError for fewer comparisons
    than a batch."""
    generator = torch.Generator().manual_seed(recipe.training.seed)
    orders = (torch.randperm(len(comparisons), generator=generator).tolist() for _ in count())
    for order in full_batches(orders, recipe.batch_size):
        some = [comparisons[i] for i in order]
        yield _side(lm, some, [c.chosen for c in some]), _side(lm, some, [c.rejected for c in some])


def _side(lm: LanguageModel, some: Sequence[Comparison], answers: Sequence[str]) -> Rollouts:
    prompts = [c.prompt for c in some]
    ids = [[*lm.tokenizer.encode(f" {answer}"), lm.end_id] for answer in answers]
    return as_rollouts(lm, prompts, [lm.begin(prompt) for prompt in prompts], ids)
