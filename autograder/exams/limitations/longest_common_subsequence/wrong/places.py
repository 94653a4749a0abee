# property: values
# hint: same_places
def longest_common_subsequence(a, b):
    return sum(x == y for x, y in zip(a, b))
