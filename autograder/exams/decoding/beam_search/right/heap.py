import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    import heapq

    beams = [(0.0, tuple(prompt.tolist()), False)]
    for _ in range(max_new_tokens):
        going = [(score, text) for score, text, done in beams if not done]
        if not going:
            break
        rows = next_log_probs(torch.tensor([text for _, text in going])).tolist()
        pool = [beam for beam in beams if beam[2]]
        pool += [(s + p, text + (t,), t == eos_id) for (s, text), row in zip(going, rows) for t, p in enumerate(row)]
        beams = heapq.nlargest(n_beams, pool)
    return [(torch.tensor(text), score) for score, text, _ in sorted(beams, reverse=True)]
