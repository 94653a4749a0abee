# property: tiny
# hint: tiny
# holds: values, one_answer, ties, any_labels, one_label, unmodified
import torch


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    sums = {}
    for label, answers in verbalizers.items():
        scores = torch.tensor([log_prob(prompt, answer) for answer in answers])
        sums[label] = scores.exp().sum().clamp(min=1e-30).log().item()
    return max(sums, key=sums.get)
