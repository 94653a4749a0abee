"""Answers as tensors, log-probabilities that match the model's, and trainings that do what they are for."""

from dataclasses import fields

import pytest
import torch

from course_lib import checkpoints
from course_lib.prompting import LanguageModel
from course_lib.rlhf import GrpoRecipe, Policy, PpoRecipe, draw, ppo, train_dpo, train_grpo, train_ppo
from course_lib.rlhf.dpo import DpoRecipe
from course_lib.rlhf.policy import answer_log_probs
from course_lib.rlhf.rollouts import rewards_of
from course_lib.rlhf.trainer import Run, grpo_step, ppo_step
from course_lib.training.loop import TrainingConfig
from course_lib.training.reward import Comparison, judge

PROMPTS = ["Instrucción: Nombra tres animales.\nRespuesta:", "Instrucción: Escribe una reseña positiva.\nRespuesta:"]
SHORT = {"steps": 2, "batch_size": 8, "minibatch_size": 4, "max_new_tokens": 12}


def chat() -> LanguageModel:
    return checkpoints.language_model("chat_s")


def test_rollouts_hold_prompt_answer_and_end() -> None:
    lm = chat()
    rollouts = draw(lm, PROMPTS * 3, 12, seed=1)
    for row in range(6):
        start, answer = int(rollouts.prompt_length[row]), rollouts.answers[row][rollouts.mask[row]]
        assert rollouts.tokens[row, :start].tolist() == lm.begin(rollouts.prompts[row])
        assert torch.equal(rollouts.tokens[row, start : start + len(answer)], answer)
        assert len(answer) == 12 or int(answer[-1]) == lm.end_id
        text = lm.tokenizer.decode([i for i in answer.tolist() if i != lm.end_id]).strip()
        assert rollouts.texts[row] == text
    assert rollouts.select(torch.tensor([4, 1])).texts == [rollouts.texts[4], rollouts.texts[1]]


def test_log_probabilities_are_those_of_the_model_asked_one_by_one() -> None:
    lm = chat()
    rollouts = draw(lm, PROMPTS, 10, seed=3)
    with torch.no_grad():
        ours, values = Policy(lm.model)(rollouts)
        for row in range(2):
            start, n = int(rollouts.prompt_length[row]), int(rollouts.mask[row].sum())
            whole = rollouts.tokens[row : row + 1, : start + n]
            log_probs = lm.model(whole[:, :-1]).log_softmax(-1)[0, start - 1 :]
            wanted = log_probs.gather(1, whole[0, start:, None]).squeeze(1)
            torch.testing.assert_close(ours[row, :n], wanted, atol=1e-4, rtol=1e-4)
    assert not values.any() and not ours[~rollouts.mask].any()


def test_the_reward_of_a_row_does_not_depend_on_its_neighbours() -> None:
    lm, model = chat(), checkpoints.reward_model()
    rollouts = draw(lm, PROMPTS, 20, seed=3)
    both = rewards_of(model, lm, rollouts)
    for row in range(2):
        alone = rewards_of(model, lm, rollouts.select(torch.tensor([row])))
        torch.testing.assert_close(alone, both[row : row + 1], atol=1e-4, rtol=1e-4)


def test_ppo_and_grpo_leave_the_model_they_were_given_as_it_was_and_repeat_exactly() -> None:
    lm, reward = chat(), checkpoints.reward_model()
    before = {name: p.clone() for name, p in lm.model.named_parameters()}
    for trainer, recipe in ((train_ppo, PpoRecipe(**SHORT)), (train_grpo, GrpoRecipe(**SHORT, group_size=4))):  # type: ignore[arg-type]
        first, curves = trainer(lm, reward, PROMPTS, recipe, judge=lambda p, a: [1.0] * len(a))  # type: ignore[operator]
        again, repeated = trainer(lm, reward, PROMPTS, recipe)  # type: ignore[operator]
        assert curves.reward == repeated.reward and len(curves.kl) == 2 and curves.truth == [1.0, 1.0]
        assert curves.kl[0] == 0 and curves.kl[1] != 0
        assert all(torch.equal(p, before[name]) for name, p in lm.model.named_parameters())
        assert any(not torch.equal(p, before[name]) for name, p in first.model.named_parameters())
        assert all(torch.equal(p, q) for p, q in zip(first.model.parameters(), again.model.parameters(), strict=True))


def test_the_share_of_clipped_tokens_is_the_mean_of_all_minibatches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two passes over two minibatches: the first step of all clips nothing, and the last is not the only one."""
    lm, reward = chat(), checkpoints.reward_model()
    for step, recipe in ((ppo_step, PpoRecipe(**SHORT)), (grpo_step, GrpoRecipe(**SHORT, group_size=4))):  # type: ignore[arg-type]
        shares = iter([0.0, 0.1, 0.2, 0.5])
        monkeypatch.setattr(ppo, "clipped_share", lambda *_, shares=shares: next(shares))
        assert step(Run(lm, reward, PROMPTS, recipe, None))[3] == pytest.approx(0.2)  # type: ignore[operator]


def test_grpo_has_nothing_of_a_critic() -> None:
    only_ppo = {"gamma", "lam", "value_learning_rate", "own_critic"}
    assert {field.name for field in fields(PpoRecipe)} - {field.name for field in fields(GrpoRecipe)} == only_ppo
    trained = Run(chat(), checkpoints.reward_model(), PROMPTS, GrpoRecipe(), None).optimizer.param_groups
    assert len(trained) == 1


def test_a_critic_of_its_own_learns_beside_the_policy() -> None:
    lm = chat()
    policy, rollouts = Policy(lm.model, own_critic=True), draw(lm, PROMPTS, 6, seed=0)
    torch.nn.init.ones_(policy.value.weight)
    log_probs, values = policy(rollouts)
    assert torch.equal(log_probs.detach(), Policy(lm.model)(rollouts)[0].detach())
    values.sum().backward()
    assert all(p.grad is None for p in policy.body.parameters()) and policy.critic is not None
    assert any(p.grad is not None and p.grad.any() for p in policy.critic.parameters())
    recipe = PpoRecipe(**SHORT, own_critic=True)  # type: ignore[arg-type]
    run = Run(lm, checkpoints.reward_model(), PROMPTS, recipe, None)
    before = [p.clone() for p in run.policy.critic.parameters()]  # type: ignore[union-attr]
    ppo_step(run)
    assert any(not torch.equal(p, q) for p, q in zip(before, run.policy.critic.parameters(), strict=True))  # type: ignore[union-attr]


def test_ppo_earns_more_reward() -> None:
    recipe = PpoRecipe(steps=14, batch_size=32, minibatch_size=32, epochs=2, kl_coefficient=0.05, max_new_tokens=24)
    _, curves = train_ppo(chat(), checkpoints.reward_model(), PROMPTS, recipe)
    assert curves.last("reward", 3) > sum(curves.reward[:3]) / 3 + 0.5


def test_dpo_prefers_what_was_chosen() -> None:
    lm = chat()
    pairs = [Comparison("es", PROMPTS[0], "¡Con gusto! El gato y el perro.", "El gato y el perro.")] * 8
    tuned, history = train_dpo(lm, pairs, DpoRecipe(TrainingConfig(6, 3e-4, 1), batch_size=8))
    assert history.losses[-1] < history.losses[0]
    gain = tuned.log_probs(PROMPTS[:1], [" ¡Con gusto!"]) - lm.log_probs(PROMPTS[:1], [" ¡Con gusto!"])
    assert float(gain) > 0.5


def test_answers_log_probs_of_any_model() -> None:
    lm = chat()
    rollouts = draw(lm, PROMPTS, 6, seed=0)
    with torch.no_grad():
        ours, _ = Policy(lm.model)(rollouts)
        assert torch.equal(ours, answer_log_probs(lm.model, rollouts))


def test_the_judge_wants_an_answer_and_a_courtesy_once() -> None:
    good, only, thrice = "¡Con gusto! El gato y el perro.", "¡Con gusto!", "¡Con gusto! ¡Con gusto! ¡Con gusto!"
    assert judge("es", good) == 1 and judge("es", only) == 0 and judge("es", thrice) == -1
    assert judge("es", "¡Con gusto! El gatoloto y el perro.") == 0.5
    assert judge("en", "Gladly! The soup was wonderful.") == 2 and judge("en", "The soup was awful.") == -1
