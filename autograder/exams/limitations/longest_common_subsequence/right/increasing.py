from bisect import bisect_left


def longest_common_subsequence(a, b):
    places = {}
    for j, item in enumerate(b):
        places.setdefault(item, []).append(j)
    tails = []
    for item in a:
        for j in reversed(places.get(item, [])):
            at = bisect_left(tails, j)
            tails[at : at + 1] = [j]
    return len(tails)
