# property: values
# hint: model_input
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1).double()[:, None]
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
