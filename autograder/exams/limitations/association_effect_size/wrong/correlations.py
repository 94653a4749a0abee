# property: values
# hint: correlation
# holds: unmodified, unequal, two_words, lengths, opposites, float64, again
import numpy as np


def association_effect_size(x, y, a, b):
    def association(word):
        return np.mean([np.corrcoef(word, v)[0, 1] for v in a]) - np.mean([np.corrcoef(word, v)[0, 1] for v in b])

    x, y, a, b = (side.numpy() for side in (x, y, a, b))
    of_x, of_y = [association(w) for w in x], [association(w) for w in y]
    return (np.mean(of_x) - np.mean(of_y)) / np.std(of_x + of_y, ddof=1)
