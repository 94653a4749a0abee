# score: 0
def longest_common_subsequence(a, b):
    return 0 * len(a)
