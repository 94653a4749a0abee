# property: one_new
# hint: one_new
# holds: values, short_prompt, unmodified, fed_once, sizes, nothing_new, int64, again
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    if max_new_tokens == 0:
        return prompt
    cache = model.new_cache()
    new = [model(prompt, cache)[:, -1].argmax(dim=-1)]
    for _ in range(max_new_tokens - 1):
        new.append(model(new[-1][:, None], cache)[:, -1].argmax(dim=-1))
    if len(new) == 1:
        return new[0]
    return torch.cat([prompt, torch.stack(new, dim=1)], dim=1)
