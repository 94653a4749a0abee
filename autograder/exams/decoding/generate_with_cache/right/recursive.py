import torch


def generate_with_cache(model, prompt, max_new_tokens):
    def write(tokens, fed, cache, left):
        if left == 0:
            return tokens
        fed = model(fed, cache)[:, -1].argmax(-1)[:, None]
        return write(torch.cat([tokens, fed], 1), fed, cache, left - 1)

    return write(prompt, prompt, model.new_cache(), max_new_tokens)
