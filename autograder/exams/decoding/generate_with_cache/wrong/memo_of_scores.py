# property: again
# hint: remembers_calls
# holds: values, one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64
import torch


_best = {}


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        scores = model(fed, cache)
        fed = _best.setdefault((tuple(map(tuple, tokens.tolist())), max_new_tokens), scores[:, -1].argmax(dim=-1, keepdim=True))
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
