# property: values
# hint: rows_change
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    tokens = prompt
    logits = model(prompt, cache)
    for _ in range(max_new_tokens):
        best = logits[:, -1].argmax(dim=-1, keepdim=True)
        tokens = torch.cat((tokens, best), dim=1)
        logits = torch.cat([model(row[None], cache) for row in best])
    return tokens
