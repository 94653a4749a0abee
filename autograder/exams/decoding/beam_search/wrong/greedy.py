# property: values
# hint: form
# holds:
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    tokens, score = prompt, 0.0
    for _ in range(max_new_tokens):
        best = next_log_probs(tokens[None])[0].max(dim=-1)
        tokens, score = torch.cat([tokens, best.indices[None]]), score + best.values.item()
        if best.indices == eos_id:
            break
    return tokens, score
