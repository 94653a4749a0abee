# property: finished
# hint: finished
# holds: values, one_beam, eos_in_prompt, many_beams, nothing_new, again, unmodified
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams = [(prompt, 0.0, False)]
    for _ in range(max_new_tokens):
        log_probs = next_log_probs(torch.stack([tokens for tokens, _, _ in beams])).tolist()
        grown = []
        for (tokens, score, ended), row in zip(beams, log_probs):
            if ended:
                grown.append((tokens, score, True))
                continue
            for token, log_prob in enumerate(row):
                grown.append((torch.cat([tokens, torch.tensor([token])]), score + log_prob, token == eos_id))
        beams = sorted(grown, key=lambda beam: -beam[1])[:n_beams]
    return [(tokens, score) for tokens, score, _ in beams]
