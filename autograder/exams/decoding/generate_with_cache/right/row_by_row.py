import torch


def generate_with_cache(model, prompt, max_new_tokens):
    rows = []
    for row in prompt:
        cache, text, fed = model.new_cache(), row, row
        for _ in range(max_new_tokens):
            fed = model(fed[None], cache)[0, -1].argmax().reshape(1)
            text = torch.cat([text, fed])
        rows.append(text)
    return torch.stack(rows)
