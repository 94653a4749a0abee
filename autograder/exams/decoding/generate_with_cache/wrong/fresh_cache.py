# property: values
# hint: fresh_cache
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    fed = tokens = prompt
    for _ in range(max_new_tokens):
        fed = model(fed, model.new_cache())[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, fed), dim=1)
    return tokens
