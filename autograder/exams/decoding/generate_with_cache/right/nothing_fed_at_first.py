import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache, tokens = model.new_cache(), prompt
    if max_new_tokens:
        model(prompt[:, :-1], cache)  # of a prompt of one token, nothing
    for _ in range(max_new_tokens):
        tokens = torch.cat([tokens, model(tokens[:, -1:], cache)[:, -1].argmax(-1, keepdim=True)], dim=1)
    return tokens
