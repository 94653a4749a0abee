# property: values
# hint: same_places
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    return sum(x == y for x, y in zip(a, b))
