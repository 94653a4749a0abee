# property: finished
# hint: finished_apart
# holds: values, one_beam, all_finished, eos_in_prompt, many_beams, nothing_new, again, unmodified
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    going, ended = [(prompt, 0.0)], []
    for _ in range(max_new_tokens):
        if not going:
            break
        log_probs = next_log_probs(torch.stack([tokens for tokens, _ in going])).tolist()
        grown = [
            (torch.cat([tokens, torch.tensor([token])]), score + log_prob)
            for (tokens, score), row in zip(going, log_probs)
            for token, log_prob in enumerate(row)
        ]
        grown.sort(key=lambda beam: -beam[1])
        ended += [beam for beam in grown[:n_beams] if beam[0][-1] == eos_id]
        going = [beam for beam in grown if beam[0][-1] != eos_id][:n_beams]
    return sorted(ended + going, key=lambda beam: -beam[1])[:n_beams]
