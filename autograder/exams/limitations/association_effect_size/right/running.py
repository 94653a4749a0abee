import numpy as np


def association_effect_size(x, y, a, b):
    """Welford: mean and squares of all associations in one pass; a NumPy number comes back."""
    def unit(side):
        side = np.asarray(side.tolist())
        return side / np.sqrt((side * side).sum(axis=1))[:, None]

    x, y, a, b = map(unit, (x, y, a, b))
    count, mean, squares, totals = 0, 0.0, 0.0, []
    for group in (x, y):
        total = 0.0
        for word in group:
            s = sum(word @ v for v in a) / len(a) - sum(word @ v for v in b) / len(b)
            total, count = total + s, count + 1
            step = s - mean
            mean += step / count
            squares += step * (s - mean)
        totals.append(total / len(group))
    return np.float64((totals[0] - totals[1]) / (squares / (count - 1)) ** 0.5)
