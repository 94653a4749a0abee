import numpy as np


def longest_common_subsequence(a, b):
    codes = {}
    x = np.array([codes.setdefault(item, len(codes)) for item in a], dtype=int)
    y = np.array([codes.setdefault(item, len(codes)) for item in b], dtype=int)
    row = np.zeros(len(y) + 1, dtype=int)
    for item in x:
        step = np.where(y == item, row[:-1] + 1, row[1:])
        row = np.concatenate(([0], np.maximum.accumulate(step))) if len(y) else row
    return row[-1]
