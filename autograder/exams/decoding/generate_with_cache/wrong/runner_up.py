# property: values
# hint: second_best
# holds: one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].topk(2, dim=-1).indices[:, 1:]
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
