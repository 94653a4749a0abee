# property: values
# hint: cache_dropped
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    fed = model(prompt, cache)[:, -1].argmax(dim=-1, keepdim=True)
    tokens = torch.cat((prompt, fed), dim=1)
    for _ in range(1, max_new_tokens):
        fed = model(fed)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens[:, : prompt.shape[1] + max_new_tokens]
