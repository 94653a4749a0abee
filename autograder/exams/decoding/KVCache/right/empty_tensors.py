import torch


class KVCache:
    def __init__(self, n_layers):
        self.keys = [torch.empty(0)] * n_layers
        self.values = [torch.empty(0)] * n_layers
        self.length_so_far = 0

    @property
    def length(self):
        return self.length_so_far

    def update(self, layer, key, value):
        if not (0 <= layer < len(self.keys)):
            raise IndexError('layer')
        for kept, new in ((self.keys, key), (self.values, value)):
            kept[layer] = torch.cat((kept[layer].to(new), new), dim=-2) if kept[layer].numel() else new.clone()
        if layer == 0:
            self.length_so_far += key.size(2)
        return self.keys[layer].clone(), self.values[layer].clone()
