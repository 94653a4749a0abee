# property: values
# hint: value
# holds:
def longest_common_subsequence(a, b):
    return min(len(a), len(b))
