import pytest
import torch

from course_lib.kv_cache import KVCache, PreallocatedCache, cache_bytes


def draw(new, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(2, 3, new, 4, generator=generator), torch.randn(2, 3, new, 4, generator=generator)


def new_cache(kind):
    return KVCache(2) if kind == "growing" else PreallocatedCache(2, 2, 3, 9, 4)


@pytest.mark.parametrize("kind", ["growing", "preallocated"])
def test_what_was_put_in_comes_out_in_order(kind):
    cache = new_cache(kind)
    assert cache.length == 0
    parts = [draw(new, seed) for seed, new in enumerate((4, 1, 3))]
    for layer in (0, 1):
        for n, (key, value) in enumerate(parts, start=1):
            keys, values = cache.update(layer, key, value)
            assert torch.equal(keys, torch.cat([k for k, _ in parts[:n]], dim=2))
            assert torch.equal(values, torch.cat([v for _, v in parts[:n]], dim=2))
        assert cache.length == 8


def test_a_growing_cache_is_nobodys_but_its_own():
    cache, (key, value) = KVCache(1), draw(3)
    expected = key.clone(), value.clone()
    for tensor in cache.update(0, key, value):
        tensor.zero_()
    key.zero_()
    value.zero_()
    new_key, new_value = draw(1, seed=5)
    keys, values = cache.update(0, new_key, new_value)
    assert torch.equal(keys[:, :, :3], expected[0])
    assert torch.equal(values[:, :, :3], expected[1])
    keys.zero_()
    values.zero_()
    again, _ = cache.update(0, *draw(1, seed=6))
    assert torch.equal(again[:, :, :3], expected[0])


@pytest.mark.parametrize("kind", ["growing", "preallocated"])
@pytest.mark.parametrize("layer", [2, -1])
def test_a_layer_that_does_not_exist_is_told(kind, layer):
    with pytest.raises(IndexError, match=f"expected a layer from 0 to 1, got {layer}"):
        new_cache(kind).update(layer, *draw(1))


def test_a_full_cache_is_told():
    cache = PreallocatedCache(1, 2, 3, 4, 4)
    cache.update(0, *draw(3))
    with pytest.raises(ValueError, match="expected at most 4 positions, got 5: make a longer cache"):
        cache.update(0, *draw(2))
    cache.advance()
    with pytest.raises(ValueError, match="make a longer cache"):
        cache.advance()


def test_reordering_moves_rows():
    cache = PreallocatedCache(1, 2, 3, 6, 4)
    key, value = draw(3)
    cache.update(0, key, value)
    cache.reorder(torch.tensor([1, 1]))
    keys, values = cache.update(0, *draw(1))
    assert torch.equal(keys[:, :, :3], key[[1, 1]])
    assert torch.equal(values[:, :, :3], value[[1, 1]])


def test_bytes_are_those_of_the_tensors():
    cache = PreallocatedCache(5, 2, 3, 7, 4)
    held = sum(tensor.numel() * tensor.element_size() for tensor in cache.layers)
    assert cache_bytes(5, 12, 7, batch=2) == held
    # GPT-3 175B, one text of 2,048 tokens in half precision: 96 layers of 12,288 columns.
    assert cache_bytes(96, 12288, 2048, bytes_per_number=2) == 9_663_676_416
    assert cache_bytes(1, 8, 1, kv_share=0.25) * 4 == cache_bytes(1, 8, 1)


def test_no_layers_is_told():
    with pytest.raises(ValueError, match="expected n_layers of 1 or more, got 0"):
        KVCache(0)
