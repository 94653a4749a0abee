# property: values
# hint: prompt_missing
# holds: one_new, short_prompt, unmodified, fed_once, sizes, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed, cache, new = prompt, model.new_cache(), []
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        new.append(fed)
    return torch.cat(new, dim=1)
