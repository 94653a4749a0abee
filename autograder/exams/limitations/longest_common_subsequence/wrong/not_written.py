# score: 0
def longest_common_subsequence(a, b):
    raise NotImplementedError
