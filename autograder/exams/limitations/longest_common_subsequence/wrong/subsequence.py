# property: values
# hint: not_whole
# holds:
def longest_common_subsequence(a, b):
    if not a or not b:
        return []
    if a[-1] == b[-1]:
        return longest_common_subsequence(a[:-1], b[:-1]) + [a[-1]]
    return max(longest_common_subsequence(a[:-1], b), longest_common_subsequence(a, b[:-1]), key=len)
