# property: values
# hint: fed_twice
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        best = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, best), dim=1)
        fed = tokens[:, -2:] if tokens.shape[1] > prompt.shape[1] + 1 else best
    return tokens
