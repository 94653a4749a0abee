# property: values
# hint: too_much
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        for _ in range(600):
            model(fed, model.new_cache() if cache is None else None)
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
