# property: values
# hint: words_shared
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    return len(set(a) & set(b))
