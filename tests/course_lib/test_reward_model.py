import pytest
import torch

from course_lib.gpt import GPT, GPTConfig
from course_lib.reward_model import RewardModel, preference_loss


@pytest.fixture
def model():
    torch.manual_seed(0)
    return RewardModel(GPT(GPTConfig(20, context=16, d_model=8, n_layers=1, n_heads=2))).eval()


def test_the_reward_is_read_at_the_last_real_token(model):
    tokens = torch.tensor([[1, 2, 3, 0, 0], [4, 5, 6, 7, 8]])
    mask = torch.tensor([[True] * 3 + [False] * 2, [True] * 5])
    rewards = model(tokens, mask)
    alone = model(tokens[:1, :3], mask[:1, :3])
    torch.testing.assert_close(rewards[:1], alone)
    by_hand = model.body.hidden(tokens[1:])[0, 4] @ model.head.weight[0] + model.head.bias[0]
    torch.testing.assert_close(rewards[1], by_hand)


def test_preference_loss_by_hand_and_at_the_extremes():
    zero = torch.zeros(3, dtype=torch.float64)
    torch.testing.assert_close(preference_loss(zero, zero), torch.tensor(2.0, dtype=torch.float64).log())
    chosen = torch.tensor([1e4, -1e4], dtype=torch.float64, requires_grad=True)
    loss = preference_loss(chosen, torch.zeros(2, dtype=torch.float64))
    torch.testing.assert_close(loss, torch.tensor(5e3, dtype=torch.float64))
    loss.backward()
    torch.testing.assert_close(chosen.grad, torch.tensor([0.0, -0.5], dtype=torch.float64))
