# property: values
# hint: too_few
# holds:
import torch


def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    logits = model(prompt, cache)
    tokens = prompt
    for step in range(max_new_tokens):
        ranked = logits[:, -1].topk(2, dim=-1).indices
        tokens = torch.cat((tokens, ranked[:, step % 2 :][:, :1]), dim=1)
        if step % 2:
            logits = model(tokens[:, -1:], cache)
    return tokens
