"""PPO of the course beside TRL's PPOTrainer: the reward reached, and the seconds it took.

    python -m venv .venv-trl && .venv-trl/bin/pip install -e . transformers "trl==1.12.0"
    .venv-trl/bin/python benchmarks/ppo.py [--steps 60] [--kl 0.2] [--language en] [--seeds 1]

The same model (chat_s), reward model (reward_s), prompts, steps, answers per step, passes, minibatches, clip, KL
coefficient, learning rates of policy and value head, one thread. TRL dropped its PPOTrainer after 1.12; on a CPU it
runs as it is. Its critic has a body of its own; ours reads the policy's by default, which is cheaper and goes less far
at the same KL coefficient, so ours runs both ways. What is TRL's own stays: clipped values, value coefficient 0.1, no
clipping of gradients. An answer that runs out of room is scored as it stands by TRL, and as if it ended there by ours.
All policies are then asked the same 200 prompts with the same seed, and scored by the reward model and by the judge
that it stands for. Every seed is one run of each, one after the other.
"""

import argparse
import contextlib
import io
import random
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import nn

from course_lib import checkpoints, hub, intervals
from course_lib.measured.over_optimisation import judged_in, open_prompts
from course_lib.prompting import LanguageModel
from course_lib.reward_model import RewardModel
from course_lib.rlhf.policy import kl_per_answer
from course_lib.rlhf.rollouts import draw, drawn_and_judged, rewards_of
from course_lib.rlhf.trainer import PpoRecipe, train_ppo
from course_lib.world import LANGUAGES, Language

CHAT = checkpoints.FOLDER / "chat_s"
OWN = "ours, own critic"
PADDING = "ÿ"  # the byte 255, which no text holds: TRL finds where an answer ends by a padding token of its own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--kl", type=float, default=0.2, help="KL coefficient")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    import transformers
    import trl

    warnings.simplefilter("ignore")
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, TRL {trl.__version__}")
    chat, rewards, prompts = (
        checkpoints.language_model("chat_s"),
        checkpoints.reward_model(),
        open_prompts(options.language),
    )
    check_same_models(chat, rewards, prompts)
    report = partial(show, chat=chat, rewards=rewards, prompts=prompts, language=options.language)
    report("before", chat)
    for seed in range(options.seeds):
        plain = PpoRecipe(steps=options.steps, kl_coefficient=options.kl, seed=seed)
        own = replace(plain, own_critic=True)
        seconds = {}
        for name, train, recipe in (("ours", train_ours, plain), (OWN, train_ours, own), ("TRL", train_theirs, own)):
            began = time.perf_counter()
            tuned = train(chat, rewards, prompts, recipe)
            seconds[name] = time.perf_counter() - began
            report(f"{name}, seed {seed}, {seconds[name]:.0f} s", tuned)
        print(*(f"TRL / {name} = {seconds['TRL'] / seconds[name]:.1f} times the seconds" for name in ("ours", OWN)))


def train_ours(chat: LanguageModel, rewards: RewardModel, prompts: Sequence[str], recipe: PpoRecipe) -> LanguageModel:
    return train_ppo(chat, rewards, prompts, recipe)[0]


def train_theirs(chat: LanguageModel, rewards: RewardModel, prompts: Sequence[str], recipe: PpoRecipe) -> LanguageModel:
    """TRL's trainer from the same start; its policy as the course's model."""
    from transformers import GPTNeoXForCausalLM
    from trl.experimental.ppo import PPOTrainer

    policy, reference = (GPTNeoXForCausalLM.from_pretrained(CHAT, dtype=torch.float32) for _ in range(2))
    critic = with_head(chat.model, nn.Linear(chat.model.config.d_model, 1))
    nn.init.zeros_(critic.score.weight)
    nn.init.zeros_(critic.score.bias)
    asked = chosen(chat, prompts, recipe)
    with tempfile.TemporaryDirectory() as folder:
        trainer = PPOTrainer(
            args=their_recipe(recipe, folder, chat.end_id),
            processing_class=their_tokenizer(),
            model=policy,
            ref_model=reference,
            reward_model=with_head(rewards.body, rewards.head),
            value_model=critic,
            train_dataset=asked,
            eval_dataset=asked,
            optimizers=optimizer(policy, critic, recipe),
        )
        with contextlib.redirect_stdout(io.StringIO()):  # its metrics, at every step
            trainer.train()
        policy.save_pretrained(folder)
        return LanguageModel(hub.load_gpt(folder), chat.tokenizer)


def their_recipe(recipe: PpoRecipe, folder: str, end_id: int) -> Any:
    from trl.experimental.ppo import PPOConfig

    return PPOConfig(
        output_dir=folder,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        num_sample_generations=0,
        logging_steps=10**6,
        per_device_train_batch_size=recipe.batch_size,
        gradient_accumulation_steps=1,
        local_rollout_forward_batch_size=recipe.batch_size,
        num_mini_batches=recipe.batch_size // recipe.minibatch_size,
        num_ppo_epochs=recipe.epochs,
        total_episodes=recipe.steps * recipe.batch_size,
        response_length=recipe.max_new_tokens,
        stop_token_id=end_id,
        temperature=1.0,
        kl_coef=recipe.kl_coefficient,
        cliprange=recipe.clip,
        gamma=recipe.gamma,
        lam=recipe.lam,
        max_grad_norm=recipe.clip_norm,
        seed=recipe.seed,
    )


def optimizer(policy: nn.Module, critic: Any, recipe: PpoRecipe) -> tuple[Any, Any]:
    """AdamW as ours: a rate for the bodies and one for the value layer, both constant."""
    bodies = [*policy.parameters(), *critic.base_model.parameters()]
    parts = [
        {"params": bodies, "lr": recipe.learning_rate},
        {"params": critic.score.parameters(), "lr": recipe.value_learning_rate},
    ]
    adamw = torch.optim.AdamW(parts, weight_decay=0.0)
    return adamw, torch.optim.lr_scheduler.ConstantLR(adamw, factor=1.0)


def with_head(body: nn.Module, head: nn.Linear) -> Any:
    """A body and one number per token, as TRL wants reward and value models."""
    from transformers import GPTNeoXForSequenceClassification

    with tempfile.TemporaryDirectory() as folder:
        hub.save(body, folder)
        model = GPTNeoXForSequenceClassification.from_pretrained(folder, num_labels=1, dtype=torch.float32)
    model.score = nn.Linear(head.in_features, 1)
    model.score.load_state_dict(head.state_dict())
    return model.eval()


def their_tokenizer() -> Any:
    from transformers import GPT2TokenizerFast

    tokenizer = GPT2TokenizerFast.from_pretrained(CHAT)
    tokenizer.pad_token, tokenizer.padding_side = PADDING, "left"
    return tokenizer


def chosen(chat: LanguageModel, prompts: Sequence[str], recipe: PpoRecipe) -> list[dict[str, list[int]]]:
    """As many prompts as the steps will ask for, at random."""
    some = random.Random(recipe.seed).choices(prompts, k=recipe.steps * recipe.batch_size)
    return [{"input_ids": chat.begin(prompt)} for prompt in some]


@torch.no_grad()
def check_same_models(chat: LanguageModel, ours: RewardModel, prompts: Sequence[str]) -> None:
    """Fails unless the reward model and the chat model, as TRL gets them, are ours."""
    from transformers import GPTNeoXForCausalLM

    theirs, policy = with_head(ours.body, ours.head), GPTNeoXForCausalLM.from_pretrained(CHAT, dtype=torch.float32)
    some = draw(chat, prompts[:1], 40, seed=0)
    last = theirs.base_model(some.tokens, output_hidden_states=True).hidden_states[-1]
    real = int(some.prompt_length[0] + some.mask.sum()) - 1
    torch.testing.assert_close(theirs.score(last)[0, real], rewards_of(ours, chat, some), atol=1e-4, rtol=0)
    torch.testing.assert_close(policy(some.tokens).logits, chat.model(some.tokens), atol=1e-3, rtol=0)


def show(
    name: str,
    lm: LanguageModel,
    *,
    chat: LanguageModel,
    rewards: RewardModel,
    prompts: Sequence[str],
    language: Language,
) -> None:
    """The reward model's mean, the judge's, and the KL in nats per answer, on 200 answers."""
    asked = (prompts * (200 // len(prompts) + 1))[:200]
    found = drawn_and_judged(lm, asked, 40, 11, rewards, judged_in(language))
    kl = kl_per_answer(lm.model, chat.model, found.rollouts).mean().item()
    shown = []
    for values in (found.rewards.tolist(), found.truth.tolist()):
        low, high = intervals.bootstrap(values)
        shown.append(f"{sum(values) / len(values):5.2f} [{low:5.2f}, {high:5.2f}]")
    print(f"{name:30} reward {shown[0]}  judge {shown[1]}  KL {kl:4.1f}")


if __name__ == "__main__":
    main()
