# property: unequal
# hint: repeated
# holds: values, unmodified, two_words, lengths, opposites, float64, again
import statistics

import torch.nn.functional as F


def association_effect_size(x, y, a, b):
    def near(word, others):
        return F.cosine_similarity(word, others, dim=-1).mean().item()

    of_x = {tuple(word.tolist()): near(word, a) - near(word, b) for word in x}
    of_y = {tuple(word.tolist()): near(word, a) - near(word, b) for word in y}
    every = list(of_x.values()) + list(of_y.values())
    return (statistics.mean(of_x.values()) - statistics.mean(of_y.values())) / statistics.stdev(every)
