import torch


def generate_with_cache(model, prompt, max_new_tokens):
    with torch.no_grad():
        state, tokens = model.new_cache(), [prompt]
        for _ in range(max_new_tokens):
            scores = model(tokens=tokens[-1], cache=state)
            tokens.append(scores[:, -1].softmax(-1).argmax(-1, keepdim=True))
    return torch.cat(tokens, 1)
