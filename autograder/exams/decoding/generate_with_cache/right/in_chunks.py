import torch


def generate_with_cache(model, prompt, max_new_tokens):
    if not max_new_tokens:
        return prompt.clone()
    cache = model.new_cache()
    for part in prompt.split(2, dim=1):
        logits = model(part, cache)
    out = [prompt]
    for step in range(max_new_tokens):
        out.append(logits[:, -1:].argmax(dim=-1))
        if step + 1 < max_new_tokens:
            logits = model(out[-1], cache)
    return torch.cat(out, dim=1)
