# property: values
# hint: old_cache
# holds:
import torch

CACHES = {}


def generate_with_cache(model, prompt, max_new_tokens):
    if model not in CACHES:
        CACHES[model] = model.new_cache()
    text, new = prompt, prompt
    for _ in range(max_new_tokens):
        logits = model(new, cache=CACHES[model])
        new = logits[:, -1].argmax(dim=-1, keepdim=True)
        text = torch.cat([text, new], dim=1)
    return text
