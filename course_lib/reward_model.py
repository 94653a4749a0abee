"""A reward model: how good a response is, as one number, learned from preferences (Ouyang et al. 2022)."""

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.gpt import GPT


class RewardModel(nn.Module):
    """A language model's body whose output layer is one number: the reward of a prompt and its response."""

    def __init__(self, body: GPT) -> None:
        super().__init__()
        self.body, self.config = body, body.config
        self.head = nn.Linear(body.config.d_model, 1)
        nn.init.normal_(self.head.weight, std=body.config.d_model**-0.5)
        nn.init.zeros_(self.head.bias)

    def forward(self, tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"]) -> Float[Tensor, " batch"]:
        """Rewards, read at each row's last real token (mask is True on real tokens, padding comes last): only there has
        the model seen the whole response."""
        last = mask.sum(1) - 1
        hidden = self.body.hidden(tokens)
        return self.head(hidden[torch.arange(len(tokens), device=tokens.device), last]).squeeze(-1)


def preference_loss(
    chosen_rewards: Float[Tensor, " batch"], rejected_rewards: Float[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """−log σ(r_chosen − r_rejected), mean over the batch: Bradley and Terry (1952); finite for any difference.

    >>> preference_loss(torch.tensor([2.0]), torch.tensor([0.0]))
    tensor(0.1269)
    """
    return -F.logsigmoid(chosen_rewards - rejected_rewards).mean()
