# property: values
# hint: words_shared
def longest_common_subsequence(a, b):
    return len(set(a) & set(b))
