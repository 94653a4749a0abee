"""How the loss falls with parameters and with text: seven sizes on the same text, five amounts of text for one size."""

import time
from typing import Any

import torch

from course_lib import world
from course_lib.gpt import GPT, GPTConfig
from course_lib.prompting import LanguageModel
from course_lib.tokenizers import FastTokenizer
from course_lib.training import TrainingConfig
from course_lib.training.base import VOCAB_SIZE, WITHOUT, BaseRecipe, batches, loss_of
from course_lib.training.evaluation import nats_per_token
from course_lib.training.loop import train

SIZES = ((16, 2), (24, 2), (32, 3), (48, 3), (64, 4), (96, 4), (128, 5))  # (d_model, layers)
SHARES = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2)  # of the documents; all of them are among the sizes
OF_TEXT = (64, 4)  # the size that is given more and more text
TRAINING = TrainingConfig(1_500, 6e-3, 100, decay_share=0.5, weight_decay=0.05, betas=(0.9, 0.98), bf16=True, muon=True)


def measure() -> dict[str, Any]:
    """Every point, as plain numbers. About twenty minutes on one core."""
    texts = world.corpus().texts("train", without=WITHOUT)
    tokenizer = FastTokenizer.train_byte_bpe(texts, VOCAB_SIZE)
    by_size = [point(tokenizer, texts, d_model, n_layers) for d_model, n_layers in SIZES]
    by_text = [point(tokenizer, texts[:: round(1 / share)], *OF_TEXT) for share in SHARES]
    return {"steps": TRAINING.steps, "by_size": by_size, "by_text": by_text}


def point(tokenizer: FastTokenizer, texts: list[str], d_model: int, n_layers: int) -> dict[str, float]:
    """One model: parameters without embeddings, different tokens of text, held-out loss (nats per token)."""
    started_s = time.process_time()
    config = GPTConfig(VOCAB_SIZE, d_model=d_model, n_layers=n_layers, n_heads=max(1, d_model // 32))
    recipe = BaseRecipe(config, TRAINING)
    torch.manual_seed(0)
    lm = LanguageModel(GPT(config), tokenizer)
    history = train(lm.model, batches(recipe, tokenizer, texts), loss_of, recipe.training)
    last = history.losses[-100:]
    return {
        "d_model": d_model,
        "n_layers": n_layers,
        "parameters": sum(p.numel() for p in lm.model.blocks.parameters()),
        "tokens": sum(map(len, tokenizer.encode_all(texts))),
        "loss": nats_per_token(lm, world.corpus()),
        "training_loss": sum(last) / len(last),
        "cpu_s": time.process_time() - started_s,
    }
