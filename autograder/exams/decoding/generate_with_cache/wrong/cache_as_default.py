# property: values
# hint: old_cache
# holds:
import torch


_caches = []


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    if not _caches:
        _caches.append(model.new_cache())
    cache = _caches[0]
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
