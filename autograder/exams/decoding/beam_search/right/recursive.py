import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    def grow(beams, left):
        going = [text for _, text, done in beams if not done]
        if not left or not going:
            return beams
        rows = iter(next_log_probs(torch.cat([text[None] for text in going])).double())
        pool = []
        for score, text, done in beams:
            if done:
                pool.append((score, text, done))
                continue
            for token, value in enumerate(next(rows)):
                pool.append((score + value, torch.nn.functional.pad(text, (0, 1), value=token), token == eos_id))
        return grow(sorted(pool, key=lambda beam: beam[0].item(), reverse=True)[:n_beams], left - 1)

    start = (torch.zeros((), dtype=torch.float64), prompt, False)
    return [(text, score) for score, text, _ in grow([start], max_new_tokens)]
