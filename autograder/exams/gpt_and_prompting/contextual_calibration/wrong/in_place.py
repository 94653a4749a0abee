# property: unmodified
# hint: mutated
# holds: values, dtype, even, itself, small, sizes
import torch


def contextual_calibration(label_probs, content_free_probs):
    with torch.no_grad():
        first = label_probs / content_free_probs
        result = first / first.sum(dim=-1, keepdim=True)
    ratio = label_probs / content_free_probs
    answer = ratio / ratio.sum(dim=-1, keepdim=True)
    label_probs.data = result
    return answer
