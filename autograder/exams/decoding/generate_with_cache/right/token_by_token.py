import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    tokens = prompt
    for i in range(prompt.shape[1] + max_new_tokens - 1):
        logits = model(tokens[:, i : i + 1], cache)
        if i >= prompt.shape[1] - 1:
            tokens = torch.cat([tokens, logits[:, 0].argmax(dim=-1, keepdim=True)], dim=1)
    return tokens
