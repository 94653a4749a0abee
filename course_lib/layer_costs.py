"""One step at a time against everything in parallel: what a GRU layer and an attention layer cost as text grows.

Operations and memory come from formulas; time is measured here and now, on this machine.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn

from course_lib.attention import MultiHeadAttention
from course_lib.layers import attention_flops

LAYERS = ("recurrent", "plain", "fused")
BYTES_PER_NUMBER = 4  # float32
REPEATS = 3


@dataclass(frozen=True)
class LayerCost:
    """One layer reading one text of n tokens, forward only."""

    n: int
    time_ms: float  # the fastest of a few runs
    flops: int  # matrix products only; a multiplication and its addition count as two
    memory_mb: float  # what is held at once beyond input and weights, in 10⁶ bytes
    sequential_steps: int  # rounds of work that must wait for one another, on any machine


@torch.no_grad()
def layer_costs(lengths: Sequence[int], d_model: int = 64, n_heads: int = 4) -> dict[str, list[LayerCost]]:
    """A row per length for each layer: "recurrent" (a GRU), "plain" (attention with its table) and "fused".

    All three turn (1, n, d_model) into the same shape; a GRU's position knows what came before it, attention's all.
    """
    gru = nn.GRU(d_model, d_model, batch_first=True).eval()
    attention = MultiHeadAttention(d_model, n_heads).eval()
    table: dict[str, list[LayerCost]] = {layer: [] for layer in LAYERS}
    for n in lengths:
        x = torch.randn(1, n, d_model)
        time_ms = {"recurrent": fastest_ms(partial(gru, x))}
        for layer in ("plain", "fused"):
            attention.keep_weights = layer == "plain"
            time_ms[layer] = fastest_ms(partial(attention, x))
        for layer, rows in table.items():
            recurrent = layer == "recurrent"
            flops = gru_flops(n, d_model) if recurrent else attention_flops(n, n, d_model)
            memory = memory_mb(layer, n, d_model, n_heads)
            rows.append(LayerCost(n, time_ms[layer], flops, memory, sequential_steps=n if recurrent else 1))
    return table


def gru_flops(n: int, d_model: int) -> int:
    """Operations of a GRU over n tokens, two (3·d, d) matrices at each; counted as in `attention_flops`."""
    return n * 2 * (2 * 3 * d_model * d_model)


def memory_mb(layer: str, n: int, d_model: int, n_heads: int) -> float:
    """Working memory by formula, in 10⁶ bytes of float32.

    recurrent: n states and one step's three gates. fused: queries, keys, values and the mix, four times n·d_model.
    plain: those and the table, n² weights per head.
    """
    numbers = {
        "recurrent": (n + 3) * d_model,
        "fused": 4 * n * d_model,
        "plain": 4 * n * d_model + n_heads * n * n,
    }
    return numbers[layer] * BYTES_PER_NUMBER / 1e6


def fastest_ms(run: Callable[[], object]) -> float:
    """The shortest of a few runs after one to warm up, in milliseconds: what the machine can do undisturbed."""
    run()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return 1000 * min(times)
