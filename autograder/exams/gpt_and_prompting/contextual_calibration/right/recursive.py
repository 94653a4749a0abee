import torch


def contextual_calibration(label_probs, content_free_probs):
    if len(label_probs) > 1:
        half = len(label_probs) // 2
        parts = label_probs[:half], label_probs[half:]
        return torch.cat([contextual_calibration(part, content_free_probs) for part in parts])
    ratio = torch.div(label_probs, content_free_probs)
    return ratio.div_(ratio.sum().item()) if not ratio.requires_grad else ratio / ratio.sum()
