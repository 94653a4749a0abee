# property: unmodified
# hint: mutated
# holds: values, one_new, short_prompt, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    text = tokens.clone()
    prompt[:, 0] = text[:, -1]
    prompt[:, 0] += 1
    return text
