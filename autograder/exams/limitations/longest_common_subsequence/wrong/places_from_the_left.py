# property: values
# hint: rows_shared
# holds: empty, words, unmodified, long, again
from bisect import bisect_left


def longest_common_subsequence(a, b):
    earliest = []
    for item in a:
        for place, other in enumerate(b):
            if item == other:
                length = bisect_left(earliest, place)
                earliest[length : length + 1] = [place]
    return len(earliest)
