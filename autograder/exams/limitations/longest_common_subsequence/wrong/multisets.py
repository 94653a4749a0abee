# property: values
# hint: counts_shared
# holds: empty, words, unmodified, long, again
from collections import Counter


def longest_common_subsequence(a, b):
    return sum((Counter(a) & Counter(b)).values())
