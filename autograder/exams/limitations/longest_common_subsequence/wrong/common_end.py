# property: values
# hint: suffix
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n
