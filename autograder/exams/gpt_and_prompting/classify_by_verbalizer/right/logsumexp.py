import torch


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    labels = list(verbalizers)
    sums = [torch.tensor([log_prob(prompt, a) for a in verbalizers[x]], dtype=torch.float64).logsumexp(0) for x in labels]
    return labels[int(torch.stack(sums).argmax())]
