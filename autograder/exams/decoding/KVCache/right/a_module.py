import torch


class KVCache(torch.nn.Module):
    def __init__(self, n_layers):
        super().__init__()
        self.kept = [{} for _ in range(n_layers)]

    @property
    def length(self):
        return self.kept[0]["key"].shape[-2] if self.kept[0] else 0

    def update(self, layer, key, value):
        if layer < 0:
            raise IndexError("layers are counted from 0")
        kept = self.kept[layer]
        for name, new in (("key", key), ("value", value)):
            kept[name] = torch.cat([kept[name], new], dim=-2) if name in kept else new.clone()
        return kept["key"].clone(), kept["value"].clone()
