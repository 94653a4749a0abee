# property: values
# hint: prefix
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n
