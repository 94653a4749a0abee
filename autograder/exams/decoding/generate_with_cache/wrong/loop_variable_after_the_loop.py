# property: short_prompt
# hint: short_prompt
# holds: values, one_new, unmodified, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    for i in range(prompt.shape[1] - 1):
        model(prompt[:, i : i + 1], cache)
    fed = prompt[:, i + 1 :]
    tokens = prompt
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
