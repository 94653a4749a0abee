# property: values
# hint: greedy
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    at = found = 0
    for item in a:
        if item in b[at:]:
            at = b.index(item, at) + 1
            found += 1
    return found
