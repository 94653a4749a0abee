import torch


def ngram_probability(counts, context, word):
    pair = torch.tensor([counts.get((*context, word), 0), counts[context]], dtype=torch.float64)
    return pair[0] / pair[1]
