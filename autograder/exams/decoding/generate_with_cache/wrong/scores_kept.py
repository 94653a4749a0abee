# property: values
# hint: scores_not_updated
# holds: one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    scores = model(prompt, cache)
    for _ in range(max_new_tokens):
        fed = scores[:, -1].argmax(dim=-1, keepdim=True)
        model(fed, cache)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
