# property: values
# hint: wrong_parent
# holds: one_beam, all_finished, eos_in_prompt, nothing_new, again, unmodified
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    texts, scores = prompt[None], torch.zeros(1, dtype=torch.float64)
    finished = []
    for _ in range(max_new_tokens):
        if not len(texts):
            break
        totals = scores[:, None] + next_log_probs(texts)
        size = totals.shape[1]
        best = totals.flatten().topk(min(n_beams, totals.numel()))
        texts = torch.cat([texts[torch.arange(len(best.indices)) % len(texts)], best.indices[:, None] % size], dim=1)
        both = finished + [(text, score) for text, score in zip(texts, best.values)]
        both = sorted(both, key=lambda pair: -pair[1].item())[:n_beams]
        n = texts.shape[1]
        finished = [(t, s) for t, s in both if len(t) < n or t[-1] == eos_id]
        going = [(t, s) for t, s in both if len(t) == n and t[-1] != eos_id]
        texts = torch.stack([t for t, _ in going]) if going else texts[:0]
        scores = torch.stack([s for _, s in going]) if going else scores[:0]
    return sorted(finished + list(zip(texts, scores)), key=lambda pair: -pair[1].item())
