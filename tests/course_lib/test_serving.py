"""The memory of serving, against numbers worked out by hand and against a cache that exists."""

import pytest
import torch

from course_lib.gpt import parameter_count
from course_lib.kv_cache import PreallocatedCache
from course_lib.serving import PUBLISHED, ServedModel, serving_memory, tokens_per_second

NAMED = {model.name: model for model in PUBLISHED}


def test_a_seven_billion_model_by_hand() -> None:
    memory = serving_memory(NAMED["Llama 2 7B"], batch=1, length=4096)
    assert memory.weights == 2 * 6_738_415_616
    assert memory.cache == 2 * 32 * 4096 * 4096 * 2 == 2**31  # keys and values, layers, tokens, d_model, bytes


def test_shared_heads_and_fewer_bits_shrink_the_cache() -> None:
    model = NAMED["Llama 3 8B"]
    shared = serving_memory(model, 8, 1000)
    assert shared.cache * 4 == serving_memory(ServedModel("", 1, 32, 4096, 32, 32), 8, 1000).cache
    assert serving_memory(model, 8, 1000, cache_bits=8).cache * 2 == shared.cache
    assert serving_memory(model, 8, 1000, weight_bits=4).weights * 4 == shared.weights
    assert shared.total == shared.weights + shared.cache


def test_the_formula_is_what_a_cache_really_takes() -> None:
    cache = PreallocatedCache(3, 5, 4, 100, 8, dtype=torch.float16)
    bytes_ = sum(tensor.numel() * tensor.element_size() for tensor in cache.layers)
    assert serving_memory(ServedModel("", 1, 3, 32, 4, 4), 5, 100).cache == bytes_


@pytest.mark.parametrize(("name", "d_model", "layers"), [("GPT-2", 768, 12), ("GPT-2 XL", 1600, 48)])
def test_published_sizes_are_the_formulas(name: str, d_model: int, layers: int) -> None:
    assert NAMED[name].parameters == parameter_count(layers, d_model, 50257, 1024)


def test_a_batch_shares_the_weights() -> None:
    model = NAMED["GPT-2"]
    one, many = (tokens_per_second(serving_memory(model, batch, 64), batch, 100.0) for batch in (1, 16))
    assert 14 < many / one < 16
