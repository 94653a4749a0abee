import numpy as np


def association_effect_size(x, y, a, b):
    x, y, a, b = (t.detach().double().numpy() for t in (x, y, a, b))
    unit = lambda t: t / np.linalg.norm(t, axis=1, keepdims=True)  # noqa: E731
    direction = unit(a).mean(0) - unit(b).mean(0)
    of_x, of_y = unit(x) @ direction, unit(y) @ direction
    return float((of_x.mean() - of_y.mean()) / np.concatenate([of_x, of_y]).std(ddof=1))
