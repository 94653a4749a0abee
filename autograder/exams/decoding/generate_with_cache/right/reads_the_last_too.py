import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    logits = model(prompt, cache)
    tokens = prompt
    for _ in range(max_new_tokens):
        best = logits[:, -1, :].max(dim=-1).indices.unsqueeze(1)
        tokens = torch.cat([tokens, best], dim=-1)
        logits = model(best, cache)
    return tokens
