"""A language model as a policy: the log-probability of each token it wrote, and a critic's guess of what is to come."""

from copy import deepcopy

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.gpt import GPT, token_log_probs
from course_lib.rlhf.ppo import kl_per_token
from course_lib.rlhf.rollouts import Rollouts


class Policy(nn.Module):
    """A copy of a model with a value head: one number per token, the score still expected.

    The head reads the policy's body or, with `own_critic`, one of its own: it guesses better, and a step takes more
    than a quarter longer.
    """

    def __init__(self, body: GPT, *, own_critic: bool = False) -> None:
        super().__init__()
        self.body = deepcopy(body)
        self.critic = deepcopy(body) if own_critic else None
        self.value = nn.Linear(body.config.d_model, 1)
        nn.init.zeros_(self.value.weight)
        nn.init.zeros_(self.value.bias)

    def forward(self, rollouts: Rollouts) -> tuple[Float[Tensor, "batch r"], Float[Tensor, "batch r"]]:
        """Log-probabilities (nats) of the answers' tokens, and the value before each. Zero outside the mask."""
        hidden = answer_states(self.body, rollouts)
        # The critic reads the body and does not shape it: squared errors of large returns would drown the policy's
        # own gradient (with β = 0.5 the shared body diverged within 50 steps, as measured).
        seen = hidden.detach() if self.critic is None else answer_states(self.critic, rollouts)
        values = self.value(seen).squeeze(-1)
        return token_log_probs(self.body, hidden, rollouts.answers, rollouts.mask), values.where(rollouts.mask, 0)


def answer_log_probs(model: GPT, rollouts: Rollouts) -> Float[Tensor, "batch r"]:
    """Log-probabilities (nats) of the answers' tokens under any model; zero outside the mask."""
    return token_log_probs(model, answer_states(model, rollouts), rollouts.answers, rollouts.mask)


@torch.no_grad()
def kl_per_answer(model: GPT, reference: GPT, rollouts: Rollouts) -> Float[Tensor, " batch"]:
    """Nats by which each answer is likelier under the model that drew it; the mean estimates KL(π ‖ π_ref)."""
    return kl_per_token(answer_log_probs(model, rollouts), answer_log_probs(reference, rollouts)).sum(1)


def answer_states(model: GPT, rollouts: Rollouts) -> Float[Tensor, "batch r d_model"]:
    """What the model knows just before each token of the answers. Padding comes last: causality hides it."""
    hidden = model.hidden(rollouts.tokens)
    places = rollouts.prompt_length[:, None] - 1 + torch.arange(rollouts.mask.shape[1], device=hidden.device)
    places = places.clamp(max=hidden.shape[1] - 1)
    return hidden.gather(1, places[..., None].expand(-1, -1, hidden.shape[-1]))
