import torch


def generate_with_cache(model, prompt, max_new_tokens):
    if max_new_tokens == 0:
        return prompt
    cache = model.new_cache()
    logits = model(prompt, cache)
    new = [logits[:, -1].argmax(dim=-1)]
    while len(new) < max_new_tokens:
        logits = model(new[-1][:, None], cache)
        new.append(logits[:, -1].argmax(dim=-1))
    return torch.cat([prompt, torch.stack(new, dim=1)], dim=1)
