import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    beams = [{"tokens": prompt, "score": torch.tensor(0.0, dtype=torch.float64), "done": False}]
    for _ in range(max_new_tokens):
        pool = []
        for beam in beams:
            if beam["done"]:
                pool.append(beam)
                continue
            row = next_log_probs(beam["tokens"].unsqueeze(0)).squeeze(0)
            top = torch.topk(row, min(n_beams, len(row)))
            for value, token in zip(top.values, top.indices):
                pool.append({"tokens": torch.cat([beam["tokens"], token[None]]), "score": beam["score"] + value, "done": bool(token == eos_id)})
        pool.sort(key=lambda beam: beam["score"].item(), reverse=True)
        beams = pool[:n_beams]
    return [(beam["tokens"], beam["score"]) for beam in beams]
