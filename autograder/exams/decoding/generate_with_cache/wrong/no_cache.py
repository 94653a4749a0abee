# property: fed_once
# hint: no_cache
# holds: values, one_new, short_prompt, unmodified, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    tokens = prompt
    for _ in range(max_new_tokens):
        best = model(tokens, None)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, best), dim=1)
    return tokens
