# property: fed_once
# hint: recomputed
# holds: values, one_new, short_prompt, unmodified, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache, second = model.new_cache(), model.new_cache()
    for _ in range(max_new_tokens):
        model(fed, second)
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
