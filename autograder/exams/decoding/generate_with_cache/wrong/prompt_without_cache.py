# property: values
# hint: cache_dropped
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    logits = model(prompt)
    tokens = prompt
    for _ in range(max_new_tokens):
        fed = logits[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
        logits = model(fed, cache)
    return tokens
