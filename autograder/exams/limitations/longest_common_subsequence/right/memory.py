from functools import lru_cache


def longest_common_subsequence(a, b):
    @lru_cache(maxsize=None)
    def ahead(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + ahead(i + 1, j + 1)
        return max(ahead(i + 1, j), ahead(i, j + 1))
    for i in range(len(a), -1, -50):
        for j in range(len(b), -1, -50):
            ahead(i, j)
    return ahead(0, 0)
