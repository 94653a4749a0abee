# property: values
# hint: random
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = torch.multinomial(model(fed, cache)[:, -1].softmax(dim=-1), 1)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
