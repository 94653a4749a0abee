# property: values
# hint: prompt_not_read
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    tokens = prompt
    cache = model.new_cache()
    for _ in range(max_new_tokens):
        best = model(tokens[:, -1:], cache)[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, best), dim=1)
    return tokens
