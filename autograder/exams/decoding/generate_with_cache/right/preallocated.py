import torch


def generate_with_cache(model, prompt, max_new_tokens):
    batch, n = prompt.shape
    tokens = torch.zeros(batch, n + max_new_tokens, dtype=torch.long)
    tokens[:, :n] = prompt
    cache, read = model.new_cache(), 0
    for end in range(n, n + max_new_tokens):
        tokens[:, end] = model(tokens[:, read:end], cache)[:, -1].argmax(-1)
        read = end
    return tokens
