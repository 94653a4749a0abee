import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams = [(0.0, prompt.tolist())]
    n = len(prompt)

    def ended(text):
        return len(text) > n and text[-1] == eos_id

    for _ in range(max_new_tokens):
        candidates = [beam for beam in beams if ended(beam[1])]
        going = [beam for beam in beams if not ended(beam[1])]
        if going:
            rows = next_log_probs(torch.tensor([text for _, text in going]))
            for (score, text), row in zip(going, rows):
                values, tokens = row.sort(descending=True)
                candidates += [(score + v, text + [t]) for v, t in zip(values.tolist(), tokens.tolist())]
        beams = sorted(candidates, reverse=True)[:n_beams]
    return [(torch.tensor(text), score) for score, text in beams]
