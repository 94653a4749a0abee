# property: float64
# hint: float32_inside
# holds: values, unmodified, unequal, two_words, lengths, opposites, again
import numpy as np


def association_effect_size(x, y, a, b):
    x, y, a, b = (np.array(side.tolist(), dtype=np.float32) for side in (x, y, a, b))

    def association(words):
        lengths = np.linalg.norm(words, axis=1, keepdims=True)
        near_a = (words @ a.T / (lengths * np.linalg.norm(a, axis=1))).mean(axis=1)
        near_b = (words @ b.T / (lengths * np.linalg.norm(b, axis=1))).mean(axis=1)
        return near_a - near_b

    of_x, of_y = association(x), association(y)
    return (of_x.mean() - of_y.mean()) / np.concatenate([of_x, of_y]).std(ddof=1)
