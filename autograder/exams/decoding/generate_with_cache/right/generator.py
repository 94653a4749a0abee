import torch


def tokens_of(model, prompt):
    cache, fed = model.new_cache(), prompt
    while True:
        fed = torch.topk(model(fed, cache)[:, -1:], 1, dim=-1).indices.squeeze(-1)
        yield fed


def generate_with_cache(model, prompt, max_new_tokens):
    stream = tokens_of(model, prompt)
    return torch.hstack([prompt, *(next(stream) for _ in range(max_new_tokens))])
