import torch


def contextual_calibration(label_probs, content_free_probs):
    rows = []
    for row in label_probs:
        ratio = row / content_free_probs
        rows.append(ratio / ratio.sum())
    return torch.stack(rows)
