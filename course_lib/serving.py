"""What it takes to serve a language model: memory for weights and cache, and how fast memory lets it write.

A step of decoding reads every weight once, whatever the batch, and each row's own cache. So a batch shares the weights,
and what limits it is the cache.
"""

from dataclasses import dataclass

from course_lib.kv_cache import cache_bytes


@dataclass(frozen=True)
class ServedModel:
    """Sizes of a published model. kv_heads: heads that have keys and values of their own."""

    name: str
    parameters: int
    n_layers: int
    d_model: int
    n_heads: int
    kv_heads: int


@dataclass(frozen=True)
class Memory:
    """Bytes of each part."""

    weights: int
    cache: int

    @property
    def total(self) -> int:
        return self.weights + self.cache


# From the papers' tables of hyperparameters: Radford et al. 2019 (sizes as counted on the released weights), Touvron et
# al. 2023 (Llama 2), Grattafiori et al. 2024 (Llama 3, table 3; parameters as released).
PUBLISHED = (
    ServedModel("GPT-2", 124_439_808, 12, 768, 12, 12),
    ServedModel("GPT-2 XL", 1_557_611_200, 48, 1600, 25, 25),
    ServedModel("Llama 2 7B", 6_738_415_616, 32, 4096, 32, 32),
    ServedModel("Llama 3 8B", 8_030_261_248, 32, 4096, 32, 8),
    ServedModel("Llama 3 70B", 70_553_706_496, 80, 8192, 64, 8),
)


def serving_memory(
    model: ServedModel, batch: int, length: int, *, weight_bits: int = 16, cache_bits: int = 16
) -> Memory:
    """What the weights take, and the cache of `batch` texts of `length` tokens."""
    numbers = cache_bytes(
        model.n_layers, model.d_model, length, batch, bytes_per_number=1, kv_share=model.kv_heads / model.n_heads
    )
    return Memory(model.parameters * weight_bits // 8, numbers * cache_bits // 8)


def tokens_per_second(memory: Memory, batch: int, bandwidth_gb_s: float) -> float:
    """The most that memory allows, all rows together: a step reads weights and cache once and writes one token a row.

    Counts no arithmetic, so it is an upper bound (Pope et al. 2022, section 2).
    """
    return batch * bandwidth_gb_s * 1e9 / memory.total
