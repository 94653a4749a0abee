# property: sizes
# hint: sizes
# holds: values, one_new, short_prompt, unmodified, fed_once, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt.unique(dim=0) if len(prompt.unique(dim=0)) == 1 else prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
