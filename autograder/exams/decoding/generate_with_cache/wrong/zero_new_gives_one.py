# property: nothing_new
# hint: nothing_new
# holds: values, one_new, short_prompt, unmodified, fed_once, sizes, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    fed = model(prompt, cache)[:, -1].argmax(dim=-1, keepdim=True)
    tokens = torch.cat((prompt, fed), dim=1)
    for _ in range(max_new_tokens - 1):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
