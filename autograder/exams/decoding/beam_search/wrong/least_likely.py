# property: values
# hint: least_likely
# holds: one_beam, finished, all_finished, eos_in_prompt, many_beams, nothing_new, again, unmodified
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams = [(prompt, 0.0, False)]
    for _ in range(max_new_tokens):
        going = [beam for beam in beams if not beam[2]]
        if not going:
            break
        log_probs = next_log_probs(torch.stack([tokens for tokens, _, _ in going]))
        grown = [beam for beam in beams if beam[2]]
        for (tokens, score, _), row in zip(going, log_probs.tolist()):
            for token, log_prob in enumerate(row):
                grown.append((torch.cat([tokens, torch.tensor([token])]), score + log_prob, token == eos_id))
        beams = sorted(grown, key=lambda beam: beam[1])[:n_beams]
    return [(tokens, score) for tokens, score, _ in beams]
