# property: values
# hint: same_places
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    if not a or not b:
        return 0
    return longest_common_subsequence(a[:-1], b[:-1]) + (a[-1] == b[-1])
