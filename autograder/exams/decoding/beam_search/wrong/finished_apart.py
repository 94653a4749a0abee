# property: finished
# hint: finished_apart
# holds: values, one_beam, all_finished, eos_in_prompt, many_beams, nothing_new, again, unmodified
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams, ended = [(prompt, 0.0)], []
    for _ in range(max_new_tokens):
        if not beams:
            break
        log_probs = next_log_probs(torch.stack([tokens for tokens, _ in beams]))
        grown = []
        for (tokens, score), row in zip(beams, log_probs.tolist()):
            for token, log_prob in enumerate(row):
                grown.append((torch.cat([tokens, torch.tensor([token])]), score + log_prob))
        grown = sorted(grown, key=lambda beam: -beam[1])
        ended += [beam for beam in grown[:n_beams] if beam[0][-1] == eos_id]
        beams = [beam for beam in grown if beam[0][-1] != eos_id][:n_beams]
    return sorted(ended + beams, key=lambda beam: -beam[1])[:n_beams]
