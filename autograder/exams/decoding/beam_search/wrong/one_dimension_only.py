# property: values
# hint: model_input
# holds:
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams = [(prompt, 0.0)]
    for _ in range(max_new_tokens):
        grown = []
        for tokens, score in beams:
            for token, log_prob in enumerate(next_log_probs(tokens).tolist()):
                grown.append((torch.cat([tokens, torch.tensor([token])]), score + log_prob))
        beams = sorted(grown, key=lambda beam: -beam[1])[:n_beams]
    return beams
