# score: 0
import torch


def beam_search(next_log_probs, prompt, n_beams, max_new_tokens, eos_id):
    return [(torch.zeros_like(prompt), 0.0)] * n_beams
