# property: values
# hint: new_tokens_first
# holds: one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed, new = prompt, prompt[:, :0]
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        new = torch.cat((new, fed), dim=1)
    return torch.cat((new, prompt), dim=1)
