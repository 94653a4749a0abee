from collections import namedtuple

import numpy as np
import torch

Beam = namedtuple('Beam', 'tokens score')


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    texts, scores, done = prompt.numpy()[None], np.zeros(1), np.zeros(1, dtype=bool)
    ended = []
    for _ in range(max_new_tokens):
        if texts.shape[0] == 0:
            break
        totals = scores[:, None] + next_log_probs(torch.from_numpy(np.ascontiguousarray(texts))).double().numpy()
        beam, token = np.unravel_index(np.argsort(-totals, axis=None, kind='stable')[:n_beams], totals.shape)
        grown = np.concatenate([texts[beam], token[:, None]], axis=1)
        pool = ended + [(total, text, text[-1] == eos_id) for total, text in zip(totals[beam, token], grown)]
        pool = sorted(pool, key=lambda entry: -entry[0])[:n_beams]
        ended = [entry for entry in pool if entry[2]]
        going = [entry for entry in pool if not entry[2]]
        texts = np.stack([text for _, text, _ in going]) if going else texts[:0]
        scores = np.array([total for total, _, _ in going])
    pool = ended + [(total, text, False) for total, text in zip(scores, texts)]
    return tuple(Beam(torch.tensor(text), np.float64(total)) for total, text, _ in sorted(pool, key=lambda e: -e[0]))
