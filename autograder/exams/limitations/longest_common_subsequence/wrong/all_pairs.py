# property: values
# hint: pairs_counted
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    return sum(x == y for x in a for y in b)
