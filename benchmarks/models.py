"""Speed and memory of the course's GPT beside Hugging Face's GPT-2 and the plainest PyTorch.

    python benchmarks/models.py [decoding | training] [--size S M] [--threads 1] [--rounds 5]

Same weights, same inputs, one process, in turn; the median of the rounds counts, and the ratio is the median of each
round's ratio. Decoding: greedy, 64 new tokens, with KV cache. «decode» leaves the prefill (reading the prompt, and the
first token) out for both, «all» counts it for both. Both must write the same tokens. Training: forward, backward,
clipping and an AdamW step on the same rows of the tiny world, in float32 and under bfloat16 autocast; tokens that are
padding do not count. All must have the same loss. Memory: the most that a process of its own held above what it held
before the work.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib import hub, world
from course_lib.decoding import generate
from course_lib.gpt import GPT, GPTConfig, training_loss
from course_lib.rows import Rows, document_rows
from course_lib.tokenizers import FastTokenizer
from course_lib.training import TrainingConfig
from course_lib.training.loop import make_optimizers

VOCAB_SIZE, CONTEXT, NEW_TOKENS = 4096, 1024, 64
SIZES = {"S": (128, 3, 4), "M": (192, 5, 6)}  # d_model, layers, heads
SETTINGS = [(batch, length) for batch in (1, 8) for length in (64, 128, 256, 512)]
Work = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["decoding", "training", "both"], default="both")
    parser.add_argument("--size", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.memory_of:
        print(peak_mb(json.loads(options.memory_of)))
        return
    print(f"torch {torch.__version__}, {options.threads} thread(s), {torch.backends.cpu.get_cpu_capability()}")
    for size in options.size:
        if options.what != "training":
            compare_decoding(size, options.rounds)
        if options.what != "decoding":
            compare_training(size, options.rounds)


def compare_decoding(size: str, rounds: int) -> None:
    print(f"\nDecoding, model {size}, tokens per second (ours / Hugging Face = ratio; MB)")
    print(f"{'batch':>5} {'context':>7} {'decode':>24} {'all':>24} {'memory':>12}")
    ours, theirs = models(size)
    for batch, length in SETTINGS:
        prompts = torch.randint(0, VOCAB_SIZE, (batch, length), generator=torch.Generator().manual_seed(0))
        assert write_ours(ours, prompts, NEW_TOKENS) == write_theirs(theirs, prompts, NEW_TOKENS)
        write = (partial(write_ours, ours, prompts), partial(write_theirs, theirs, prompts))
        whole = in_turn([partial(each, NEW_TOKENS + 1) for each in write], rounds)
        first = in_turn([partial(each, 1) for each in write], rounds)
        prefill = [statistics.median(column) for column in zip(*first, strict=True)]
        decode = [tuple(a - b for a, b in zip(row, prefill, strict=True)) for row in whole]
        tokens = batch * NEW_TOKENS
        memory = [memory_of("decoding", who, size, batch, length) for who in ("ours", "theirs")]
        rates = f"{speeds(decode, tokens)} {speeds(whole, tokens + batch)}"
        print(f"{batch:>5} {length:>7} {rates} {memory[0]:>5.0f} {memory[1]:>5.0f}")


def compare_training(size: str, rounds: int) -> None:
    print(f"\nTraining, model {size}, tokens per second (ours / other = ratio; MB)")
    for bf16 in (False, True):
        contestants = {who: trainer(who, size, bf16) for who in ("ours", "theirs", "plain")}
        batches = list(islice(rows(), rounds + 2))
        losses = {who: float(step(batches[0])) for who, step in contestants.items()}
        tolerance = 0.05 if bf16 else 1e-3
        assert max(losses.values()) - min(losses.values()) < tolerance, losses
        seconds = []
        for batch in batches[1:]:
            seconds.append(in_turn([partial(step, batch) for step in contestants.values()], 1)[0])
        tokens = statistics.mean(int(batch.mask[:, 1:].sum()) for batch in batches[1:])
        for other, name in ((1, "theirs"), (2, "plain")):
            pairs = [(row[0], row[other]) for row in seconds[1:]]
            memory = [memory_of("training", who, size, int(bf16), 0) for who in ("ours", name)]
            label = f"{'bfloat16' if bf16 else 'float32'}, {'Hugging Face' if name == 'theirs' else 'plainest loop'}"
            print(f"{label:>24} {speeds(pairs, tokens)} {memory[0]:>5.0f} {memory[1]:>5.0f}")


def models(size: str) -> tuple[GPT, Any]:
    """The same random weights in both."""
    from transformers import GPT2Config, GPT2LMHeadModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    d_model, n_layers, n_heads = SIZES[size]
    torch.manual_seed(0)
    ours = GPT(GPTConfig(VOCAB_SIZE, CONTEXT, d_model, n_layers, n_heads, "learned"))
    with tempfile.TemporaryDirectory() as folder:
        hub.save(ours, folder)
        config = GPT2Config.from_pretrained(folder, embd_pdrop=0, resid_pdrop=0, attn_pdrop=0, pad_token_id=0)
        theirs = GPT2LMHeadModel.from_pretrained(folder, config=config)
    return ours.eval(), theirs.eval()


def write_ours(model: GPT, prompts: Tensor, new_tokens: int) -> list[list[int]]:
    return generate(model, prompts.tolist(), new_tokens)


@torch.inference_mode()
def write_theirs(model: Any, prompts: Tensor, new_tokens: int) -> list[list[int]]:
    everything = torch.ones_like(prompts)
    found = model.generate(prompts, attention_mask=everything, max_new_tokens=new_tokens, do_sample=False)
    return found[:, prompts.shape[1] :].tolist()


def trainer(who: str, size: str, bf16: bool) -> Callable[[Rows], Tensor]:
    """One step of training on a batch; returns its loss."""
    ours, theirs = models(size)
    model = {"ours": ours, "theirs": theirs, "plain": None}[who] or plain_like(ours)
    (optimizer,) = (
        make_optimizers(ours, TrainingConfig(1)) if who == "ours" else [torch.optim.AdamW(model.parameters())]
    )
    loss_of = {"ours": loss_ours, "theirs": loss_theirs, "plain": loss_plain}[who]
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = 1e-3

    def step(batch: Rows) -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss = loss_of(model, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.detach()

    return step


def loss_ours(model: GPT, batch: Rows) -> Tensor:
    return training_loss(model, batch.tokens, batch.mask)


def loss_theirs(model: Any, batch: Rows) -> Tensor:
    # Padding comes last: causality hides it, and its labels do not count, so no mask is needed, as in ours.
    return model(input_ids=batch.tokens, labels=batch.tokens.masked_fill(~batch.mask, -100)).loss


class Plain(nn.Module):
    """What one writes first: PyTorch's own encoder with a causal mask, and a matrix product over the vocabulary."""

    def __init__(self, d_model: int, n_layers: int, n_heads: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding(VOCAB_SIZE, d_model)
        self.positions = nn.Embedding(CONTEXT, d_model)
        gelu = nn.GELU(approximate="tanh")
        layer = nn.TransformerEncoderLayer(d_model, n_heads, 4 * d_model, 0.0, gelu, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, n_layers, nn.LayerNorm(d_model), enable_nested_tensor=False)

    def forward(self, tokens: Tensor) -> Tensor:
        n = tokens.shape[1]
        x = self.tokens(tokens) + self.positions.weight[:n]
        x = self.encoder(x, mask=nn.Transformer.generate_square_subsequent_mask(n), is_causal=True)
        return x @ self.tokens.weight.T


def plain_like(model: GPT) -> Plain:
    """With the same weights."""
    plain = Plain(model.config.d_model, model.config.n_layers, model.config.n_heads)
    plain.tokens.load_state_dict(model.tokens.state_dict())
    plain.positions.load_state_dict(model.positions.state_dict())
    plain.encoder.norm.load_state_dict(model.norm.state_dict())
    for layer, block in zip(plain.encoder.layers, model.blocks, strict=True):
        attention = block.attention
        layer.self_attn.in_proj_weight.data = attention.qkv_proj.weight.data.clone()
        layer.self_attn.in_proj_bias.data = attention.qkv_proj.bias.data.clone()
        layer.self_attn.out_proj.load_state_dict(attention.out_proj.state_dict())
        layer.norm1.load_state_dict(block.attention_norm.state_dict())
        layer.norm2.load_state_dict(block.mlp_norm.state_dict())
        layer.linear1.load_state_dict(block.mlp.expand.state_dict())
        layer.linear2.load_state_dict(block.mlp.contract.state_dict())
    return plain


def loss_plain(model: Plain, batch: Rows) -> Tensor:
    logits = model(batch.tokens)[:, :-1]
    targets = batch.tokens.masked_fill(~batch.mask, -100)[:, 1:]
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


def rows() -> Any:
    texts = world.corpus().texts("train")
    tokenizer = FastTokenizer.train_byte_bpe(texts, VOCAB_SIZE)
    return document_rows(tokenizer.encode_all(texts), end_id=VOCAB_SIZE - 1, context=CONTEXT, tokens_per_batch=2048)


def in_turn(work: Sequence[Work], rounds: int) -> list[tuple[float, ...]]:
    """Seconds of each, once in turn per round, after one that is not counted."""
    found = []
    for _ in range(rounds + 1):
        row = []
        for each in work:
            begun = time.perf_counter()
            each()
            row.append(time.perf_counter() - begun)
        found.append(tuple(row))
    return found[1:]


def speeds(seconds: Sequence[tuple[float, ...]], tokens: float) -> str:
    ours, theirs = (tokens / statistics.median(column) for column in zip(*seconds, strict=True))
    ratio = statistics.median(theirs_s / ours_s for ours_s, theirs_s in seconds)
    return f"{ours:>8.0f} /{theirs:>7.0f} = {ratio:4.2f}"


def memory_of(what: str, who: str, size: str, first: int, second: int) -> float:
    asked = json.dumps([what, who, size, first, second])
    command = [sys.executable, __file__, "--memory-of", asked, "--threads", str(torch.get_num_threads())]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak_mb(asked: list[Any]) -> float:
    """Memory of one contestant, above that of this process with everything imported and made."""
    what, who, size, first, second = asked
    work: list[Work]
    if what == "decoding":
        ours, theirs = models(size)
        prompts = torch.randint(0, VOCAB_SIZE, (first, second), generator=torch.Generator().manual_seed(0))
        write = partial(write_ours, ours) if who == "ours" else partial(write_theirs, theirs)
        work = [partial(write, prompts, NEW_TOKENS)]
    else:
        step = trainer(who, size, bool(first))
        work = [partial(step, batch) for batch in islice(rows(), 20)]
    Path("/proc/self/clear_refs").write_text("5")  # Linux: from here on the peak is counted anew
    before = high_water_mb()
    for each in work:
        each()
    return high_water_mb() - before


def high_water_mb() -> float:
    (line,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) / 1024


if __name__ == "__main__":
    main()
