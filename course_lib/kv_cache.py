"""Keys and values of the tokens read so far, so that the next token does not read them again.

Attention needs every earlier token's key and value and nothing else of it. Kept, a step costs one token's work instead
of the whole text's; the price is memory (`cache_bytes`).
"""

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float, Int
from torch import Tensor


@runtime_checkable
class Cache(Protocol):
    """What a model asks of a cache."""

    @property
    def length(self) -> int: ...

    def update(
        self, layer: int, key: Float[Tensor, "batch heads new d_head"], value: Float[Tensor, "batch heads new d_head"]
    ) -> tuple[Float[Tensor, "batch heads all d_head"], Float[Tensor, "batch heads all d_head"]]: ...


class KVCache:
    """A cache that grows: each update copies what it holds into longer tensors, so nothing needs to be known before.

    What was passed in or handed out can be changed without changing the cache.

    >>> cache = KVCache(n_layers=1)
    >>> prompt, token = torch.zeros(1, 2, 3, 4), torch.ones(1, 2, 1, 4)  # (batch, heads, new, d_head)
    >>> _ = cache.update(0, prompt, prompt)
    >>> keys, values = cache.update(0, token, token)
    >>> keys.shape, cache.length
    (torch.Size([1, 2, 4, 4]), 4)
    """

    def __init__(self, n_layers: int) -> None:
        if n_layers < 1:
            raise ValueError(f"expected n_layers of 1 or more, got {n_layers}")
        self._kept: list[tuple[Tensor, Tensor] | None] = [None] * n_layers

    @property
    def length(self) -> int:
        """Positions in layer 0."""
        first = self._kept[0]
        return 0 if first is None else first[0].shape[2]

    def update(
        self, layer: int, key: Float[Tensor, "batch heads new d_head"], value: Float[Tensor, "batch heads new d_head"]
    ) -> tuple[Float[Tensor, "batch heads all d_head"], Float[Tensor, "batch heads all d_head"]]:
        """Append to a layer; returns all its keys and values so far. IndexError for a layer that does not exist."""
        _check_layer(layer, len(self._kept))
        kept = self._kept[layer]
        if kept is not None:
            key, value = torch.cat((kept[0], key), dim=2), torch.cat((kept[1], value), dim=2)
        self._kept[layer] = key.clone(), value.clone()
        return key.clone() if kept is None else key, value.clone() if kept is None else value


class PreallocatedCache:
    """A cache of a fixed size: an update writes in place and returns views, so a step copies one token's worth only.

    Views change with the cache: this is the fast one, for code that does not write to them. `layers` holds each layer's
    keys and values as one tensor (2, batch, heads, max_length, d_head).
    """

    def __init__(
        self,
        n_layers: int,
        batch: int,
        n_heads: int,
        max_length: int,
        d_head: int,
        *,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        shape = (2, batch, n_heads, max_length, d_head)
        self.max_length = max_length
        self.layers = [torch.empty(shape, dtype=dtype, device=device) for _ in range(n_layers)]
        self._lengths = [0] * n_layers

    @property
    def length(self) -> int:
        """Positions in layer 0."""
        return self._lengths[0]

    def update(
        self, layer: int, key: Float[Tensor, "batch heads new d_head"], value: Float[Tensor, "batch heads new d_head"]
    ) -> tuple[Float[Tensor, "batch heads all d_head"], Float[Tensor, "batch heads all d_head"]]:
        """Append to a layer; ValueError when it is full."""
        _check_layer(layer, len(self._lengths))
        start = self._lengths[layer]
        end = start + key.shape[2]
        if end > self.max_length:
            raise ValueError(f"expected at most {self.max_length} positions, got {end}: make a longer cache")
        keys, values = self.layers[layer][:, :, :, :end].unbind()
        keys[:, :, start:] = key
        values[:, :, start:] = value
        self._lengths[layer] = end
        return keys, values

    def advance(self) -> None:
        """One more position in every layer, written to `layers` directly."""
        if self.length == self.max_length:
            raise ValueError(f"expected at most {self.max_length} positions, got one more: make a longer cache")
        self._lengths = [length + 1 for length in self._lengths]

    def reorder(self, rows: Int[Tensor, " batch"]) -> None:
        """Row i becomes what row rows[i] was, as beam search needs when one beam is dropped and another is split."""
        for tensor in self.layers:
            used = tensor[:, :, :, : self.length]
            used.copy_(used[:, rows])


def cache_bytes(
    n_layers: int, d_model: int, length: int, batch: int = 1, *, bytes_per_number: int = 4, kv_share: float = 1.0
) -> int:
    """Memory of a cache: 2 (keys and values) · layers · batch · length · d_model numbers.

    kv_share: key-value heads per query head, below 1 where queries share them (Ainslie et al. 2023).
    """
    return round(2 * n_layers * batch * length * d_model * kv_share * bytes_per_number)


def _check_layer(layer: int, n_layers: int) -> None:
    if not 0 <= layer < n_layers:
        raise IndexError(f"expected a layer from 0 to {n_layers - 1}, got {layer}")
